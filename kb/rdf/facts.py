"""What a store (or the quads of new documents) says of event mentions, read in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

Row = Mapping[str, str]
Query = Callable[[str], Iterable[Row]]
"""Takes a SELECT and returns its rows: variable name -> IRI or lexical form, unbound ones absent.

The default graph is the union of all graphs; our prefixes need not be declared.
"""

AT_ONCE = 300  # IRIs per query: keeps queries well under the limits of SPARQL servers

# One pattern for what every mention has once, one for each thing that it may have several of.
_ONCE = """?em skos:prefLabel ?label ; kb:eventType ?type ; kb:inArticle ?article ;
  kb:status ?status ; kb:polarity ?polarity ; kb:temporality ?temporality ;
  kb:confidence ?confidence"""
_OFTEN = {
    "roles": "?em kb:hasParticipation ?p . ?p kb:role ?role ; kb:actor ?value",
    "places": "?em kb:eventPlace|kb:origin|kb:destination ?value",
    "contexts": "?em kb:eventContext ?value",
    "items": "?em kb:item|kb:instrument ?i . ?i kb:itemKind ?value",
    "sources": "?c kb:content ?em ; kb:claimant ?value",
    "clusters": "?em kb:inArticle ?article . ?article dcterms:isPartOf ?d . ?d kb:inCluster ?value",
    "agencies": "?em kb:inArticle ?article . ?article kb:creditedTo ?value",
    "publishers": "?em kb:inArticle ?article . ?article schema:publisher ?value",
    "modes": "?em kb:eventMode ?value",
}
_WHEN = "?em kb:eventTime ?t . ?t kb:earliest ?first ; kb:latest ?last"


@dataclass(frozen=True, slots=True)
class MentionFacts:
    """What an event mention says, as its document's graph has it; all codes are IRIs.

    `sources` are the first-hand sources: the claimants of its own claims, else (`own_voice`) the
    agency that its article is credited to, else the publisher. `cluster` is that of its document's
    copies.
    """

    iri: str
    article: str
    label: str
    type: str
    mode: str | None
    status: str
    polarity: str
    temporality: str
    confidence: float
    earliest: date | None
    latest: date | None
    roles: Mapping[str, frozenset[str]]  # local name of the role -> actors
    places: frozenset[str]
    contexts: frozenset[str]
    items: frozenset[str]
    sources: frozenset[str]
    own_voice: bool = False
    cluster: str | None = None


def values(variable: str, iris: Iterable[str]) -> str:
    """Return a VALUES clause that binds `variable` (without "?") to IRIs."""
    return f"VALUES ?{variable} {{ {' '.join(f'<{iri}>' for iri in iris)} }}"


def in_chunks(iris: Collection[str]) -> Iterator[list[str]]:
    """Yield sorted IRIs in lists that one query takes."""
    ordered = sorted(iris)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def read_facts(query: Query, mentions: Collection[str]) -> dict[str, MentionFacts]:
    """Return the facts of event mentions; IRIs that are no event mention are left out."""
    once: dict[str, Row] = {}
    when: dict[str, tuple[date, date]] = {}
    often: dict[tuple[str, str], set[str]] = defaultdict(set)  # mention and key of _OFTEN
    roles: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for chunk in in_chunks(mentions):
        these = values("em", chunk)
        once |= {row["em"]: row for row in query(f"SELECT * {{ {these} {_ONCE} }}")}
        for row in query(f"SELECT ?em ?first ?last {{ {these} {_WHEN} }}"):
            when[row["em"]] = (date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
        for key, pattern in _OFTEN.items():
            for row in query(f"SELECT DISTINCT ?em ?role ?value {{ {these} {pattern} }}"):
                if key == "roles":
                    roles[row["em"]][row["role"].rpartition("/")[2]].add(row["value"])
                else:
                    often[row["em"], key].add(row["value"])

    def many(iri: str, key: str) -> frozenset[str]:
        return frozenset(often.get((iri, key), ()))

    def finish(iri: str, row: Row) -> MentionFacts:
        earliest, latest = when.get(iri, (None, None))
        claimants = many(iri, "sources")
        voices = many(iri, "agencies") or many(iri, "publishers") or frozenset((row["article"],))
        return MentionFacts(
            iri=iri,
            article=row["article"],
            label=row["label"],
            type=row["type"],
            mode=min(many(iri, "modes"), default=None),
            status=row["status"],
            polarity=row["polarity"],
            temporality=row["temporality"],
            confidence=float(row["confidence"]),
            earliest=earliest,
            latest=latest,
            roles={role: frozenset(actors) for role, actors in roles[iri].items()},
            places=many(iri, "places"),
            contexts=many(iri, "contexts"),
            items=many(iri, "items"),
            sources=claimants or voices,
            own_voice=not claimants,
            cluster=min(many(iri, "clusters"), default=None),
        )

    return {iri: finish(iri, row) for iri, row in once.items()}
