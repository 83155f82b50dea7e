"""Which thing of the graph a name in somebody else's table means, and what is known of it.

What the Reconciliation Service API 0.2 asks of a service, apart from HTTP and JSON:
https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from rapidfuzz import fuzz, process

from kb.namespaces import ID, KB
from kb.query.fulltext import read_all_names
from kb.store.base import Store, iri, literal
from kb.store.base import Value as Term
from kb.store.tables import fold

# Kinds of things that a table may name, by the first segment of their ids.
KINDS = ("actor/", "place/", "office/")
DEFAULT_TYPES = ("Actor", "Place", "Office")
MOST_CANDIDATES = 50

_LEAST_SIMILARITY = 60
# A name that is only part of a longer one ("Zelensky") is worth this share of a whole one.
_PART = 0.85
# How much of the score the given properties decide, where there are any.
_PROPERTIES_WEIGHT = 0.4
# From this score on a candidate may be the match, if it leads by as much as _LEAD.
_SURE = 95.0
_LEAD = 5.0


class Property(NamedTuple):
    """A property that may be compared or fetched: `path` is SPARQL, `values` of what they are."""

    id: str
    name: str
    path: str
    values: str  # str | entity | date | int | float | wikidata


PROPERTIES = (
    Property("alias", "other name", "skos:altLabel", "str"),
    Property("country", "country code (ISO 3166 alpha-3)", "kb:countryCode", "str"),
    Property("sector", "sector", "kb:sector/skos:prefLabel", "str"),
    Property("actsFor", "acts for", "kb:actsFor", "entity"),
    Property("partOf", "part of", "kb:partOf", "entity"),
    Property("memberOf", "member of", "kb:memberOf", "entity"),
    Property("member", "members", "^kb:memberOf", "entity"),
    Property("rollsUpTo", "rolls up to", "kb:rollsUpTo", "entity"),
    Property("successor", "successor", "kb:successor", "entity"),
    Property("predecessor", "predecessor", "^kb:successor", "entity"),
    Property("activeFrom", "active from", "kb:activeFrom", "date"),
    Property("activeTo", "active to", "kb:activeTo", "date"),
    Property("basedIn", "based in", "kb:basedIn|kb:territory", "entity"),
    Property("capital", "capital", "kb:capital", "entity"),
    Property("office", "offices held", "^kb:holder/kb:office", "entity"),
    Property("holder", "holders", "^kb:office/kb:holder", "entity"),
    Property("organisation", "organisation of the office", "org:postIn", "entity"),
    Property("within", "within", "kb:within", "entity"),
    Property("latitude", "latitude", "wgs:lat", "float"),
    Property("longitude", "longitude", "wgs:long", "float"),
    Property("population", "population", "kb:population", "int"),
    Property("wikidata", "Wikidata id", "skos:exactMatch", "wikidata"),
)
BY_ID = {item.id: item for item in PROPERTIES}
# Which of them are worth proposing for things of a type.
_PROPOSED = {
    "Actor": (
        *("alias", "country", "sector", "actsFor", "partOf", "memberOf", "member", "rollsUpTo"),
        *("successor", "predecessor", "activeFrom", "activeTo", "basedIn", "capital", "office"),
        "wikidata",
    ),
    "Place": ("alias", "within", "latitude", "longitude", "population", "wikidata"),
    "Office": ("organisation", "holder"),
}


class Type(NamedTuple):
    """A class of the ontology; `above` are the ids of its super-classes, itself included."""

    id: str
    name: str
    above: frozenset[str]


class Thing(NamedTuple):
    """Something that has names: its id (the IRI without our namespace), label and type."""

    id: str
    label: str
    type: str


class Value(NamedTuple):
    """A value of a property; `id` where it is a thing of ours."""

    text: str
    id: str | None = None


class Wanted(NamedTuple):
    """A property that a query gives, with the values any of which will do."""

    id: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Question:
    """One query of a batch; `text` may be empty where properties are given."""

    text: str
    types: tuple[str, ...] = ()
    strict: str = "any"  # any | should | all
    wanted: tuple[Wanted, ...] = ()
    limit: int = 5


@dataclass(frozen=True)
class Answer:
    """One candidate for a query, scored from 0 to 100."""

    thing: Thing
    score: float
    features: tuple[tuple[str, float | bool], ...]
    match: bool = False


@dataclass(frozen=True)
class Index:
    """All names, folded, with the things that bear them, and the types."""

    names: tuple[str, ...]
    things: tuple[Thing, ...]
    types: Mapping[str, Type]

    def is_a(self, thing: Thing, types: Collection[str], strict: str) -> bool:
        """Tell whether a thing is of one of some types, or of all; of none, anything is."""
        known = self.types.get(thing.type)
        above = known.above if known else {thing.type}
        found = [name in above for name in types]
        return all(found) if strict == "all" or not found else any(found)


_TYPES = f"""
SELECT ?class ?label ?above WHERE {{
  ?class a owl:Class ; rdfs:label ?label ; rdfs:subClassOf* ?above
  FILTER(STRSTARTS(STR(?above), "{KB}") && STRSTARTS(STR(?class), "{KB}"))
}}
"""
_VALUES = """
SELECT DISTINCT ?thing ?value ?label WHERE {
  ?thing %s ?value OPTIONAL { ?value skos:prefLabel ?label }
}
"""


def read_index(store: Store) -> Index:
    """Return the names of all actors, places and offices; read once per state of the store."""
    found = [
        (_plain(name), Thing(iri_.removeprefix(ID), label, kind))
        for iri_, kind, label, name in read_all_names(store)
        if iri_.removeprefix(ID).startswith(KINDS)
    ]
    return Index(
        tuple(text for text, _ in found), tuple(thing for _, thing in found), _read_types(store)
    )


def answer(store: Store, index: Index, question: Question) -> list[Answer]:
    """Return the candidates for a query, best first; at most one of them is the match."""
    named = _by_name(index, question) if question.text else _by_properties(store, index, question)
    if question.strict != "should":
        named = {t: s for t, s in named.items() if index.is_a(t, question.types, question.strict)}
    most = max(question.limit * 2, 10)
    things = sorted(named, key=lambda thing: (-named[thing], thing.id))[:most]
    given = [item for item in question.wanted if item.id in BY_ID]
    values = read_values(store, [t.id for t in things], [BY_ID[item.id] for item in given])
    scored = sorted(
        (_score(index, question, thing, named[thing], given, values) for thing in things),
        key=lambda item: (-item.score, item.thing.id),
    )
    return _mark_match(scored)[: question.limit]


def read_values(
    store: Store, things: Sequence[str], properties: Iterable[Property]
) -> dict[str, dict[str, list[Value]]]:
    """Return, by thing and property, the values that the graph holds, in order of their text."""
    found: dict[str, dict[str, list[Value]]] = defaultdict(dict)
    if not things:
        return found
    bound = {"thing": [_iri(thing) for thing in things]}
    for item in properties:
        for row in store.select(_VALUES % item.path, bound).texts():
            value = _as_value(item, row["value"], row.get("label"))
            if value is not None:
                found[row["thing"].removeprefix(ID)].setdefault(item.id, []).append(value)
    for values in found.values():
        for name in values:
            values[name] = sorted(set(values[name]))
    return found


def propose(index: Index, type_: str) -> list[Property]:
    """Return the properties worth fetching for things of a type."""
    known = index.types.get(type_)
    above = known.above if known else {type_}
    for top, names in _PROPOSED.items():
        if top in above:
            return [BY_ID[name] for name in names]
    return list(PROPERTIES)


def _iri(thing: str) -> Term:
    """Return the IRI of an id that somebody sent, made harmless."""
    return iri(ID + quote(thing, safe="/%"))


def _read_types(store: Store) -> dict[str, Type]:
    above: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for row in store.select(_TYPES).texts():
        name = row["class"].removeprefix(KB)
        above[name].add(row["above"].removeprefix(KB))
        labels[name] = row["label"]
    tops = set(DEFAULT_TYPES)
    return {
        name: Type(name, labels[name], frozenset(found))
        for name, found in sorted(above.items())
        if found & tops
    }


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _by_name(index: Index, question: Question) -> dict[Thing, float]:
    """Return the things whose names are like the query's, each with its best score."""
    wanted = _plain(question.text)
    found: dict[Thing, float] = {}
    scorers = ((fuzz.token_sort_ratio, 1.0), (fuzz.token_set_ratio, _PART))
    for scorer, share in scorers:
        near = process.extract(
            wanted,
            index.names,
            scorer=scorer,
            limit=MOST_CANDIDATES * 4,
            score_cutoff=_LEAST_SIMILARITY / share,
        )
        for _, score, position in near:
            thing = index.things[position]
            found[thing] = max(found.get(thing, 0.0), score * share)
    return found


def _by_properties(store: Store, index: Index, question: Question) -> dict[Thing, float]:
    """Return the things that have one of the values given, where the query has no name."""
    things = {thing.id: thing for thing in index.things}
    found: dict[Thing, float] = {}
    for item in question.wanted:
        if item.id not in BY_ID:
            continue
        for value in item.values:
            for thing in _having(store, BY_ID[item.id], value):
                if thing in things:
                    found[things[thing]] = 100.0
    return found


def _having(store: Store, item: Property, value: Value) -> list[str]:
    if item.values == "entity":
        if value.id is None:
            return []
        terms = [_iri(value.id)]
    elif item.values == "wikidata":
        terms = [iri("http://www.wikidata.org/entity/" + re.sub(r"\W", "", value.text))]
    else:
        terms = [literal(value.text), literal(value.text, "en")]
    query = f"SELECT DISTINCT ?thing WHERE {{ ?thing {item.path} ?value }} LIMIT 200"
    rows = store.select(query, {"value": terms}).texts()
    return [row["thing"].removeprefix(ID) for row in rows]


def _as_value(item: Property, value: str, label: str | None) -> Value | None:
    if item.values == "wikidata":
        name = value.rpartition("/")[2]
        return Value(name) if re.fullmatch(r"Q\d+", name) else None
    if item.values == "entity":
        return Value(label or value.rpartition("/")[2], value.removeprefix(ID))
    return Value(value)


def _score(
    index: Index,
    question: Question,
    thing: Thing,
    similarity: float,
    given: Sequence[Wanted],
    values: Mapping[str, Mapping[str, Sequence[Value]]],
) -> Answer:
    features: list[tuple[str, float | bool]] = []
    if question.text:
        features.append(("name_similarity", round(similarity, 1)))
    if question.types:
        features.append(("type_match", index.is_a(thing, question.types, question.strict)))
    shares = []
    for item in given:
        known = values.get(thing.id, {}).get(item.id, ())
        agrees = any(_agree(want, have) for want in item.values for have in known)
        features.append((item.id, agrees))
        # That nothing is known of it speaks neither for nor against.
        shares.append(1.0 if agrees else 0.0 if known else 0.5)
    score = similarity
    if shares:
        share = sum(shares) / len(shares)
        score = (1 - _PROPERTIES_WEIGHT) * score + _PROPERTIES_WEIGHT * 100 * share
    if question.types and not index.is_a(thing, question.types, question.strict):
        score *= 0.7
    return Answer(thing, round(score, 1), tuple(features))


def _agree(wanted: Value, have: Value) -> bool:
    """Tell whether a value is the one wanted: by id, by text, or by its beginning ("Pol*")."""
    if wanted.id is not None:
        return wanted.id == have.id
    text = fold(wanted.text)
    if text.endswith("*"):
        return fold(have.text).startswith(text[:-1])
    return text in (fold(have.text), fold(have.id or ""))


def _mark_match(ranked: list[Answer]) -> list[Answer]:
    """Return the candidates with the first marked as the match where it is sure and alone."""
    if not ranked or ranked[0].score < _SURE:
        return ranked
    if len(ranked) > 1 and ranked[0].score - ranked[1].score < _LEAD:
        return ranked
    first = ranked[0]
    return [Answer(first.thing, first.score, first.features, match=True), *ranked[1:]]
