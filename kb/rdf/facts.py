"""What a store (or the quads of new documents) says of event mentions, read in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kb.namespaces import expand

Row = Mapping[str, str]
Query = Callable[[str], Iterable[Row]]
"""Takes a SELECT and returns its rows: variable name -> IRI or lexical form, unbound ones absent.

The default graph is the union of all graphs; our prefixes need not be declared.
"""

AT_ONCE = 300  # IRIs per query: keeps queries well under the limits of SPARQL servers
ROLES = tuple(
    expand(f"kb:{role}")
    for role in (
        "initiator", "recipient", "counterpart", "victim", "host", "absentee", "participant",
    )
)  # fmt: skip
PLACES = tuple(expand(f"kb:{role}") for role in ("eventPlace", "origin", "destination"))

_MANY = (*ROLES, *PLACES, expand("kb:eventContext"))
_ONE = tuple(
    expand(name)
    for name in (
        "skos:prefLabel", "kb:eventType", "kb:eventMode", "kb:inArticle", "kb:polarity",
        "kb:temporality", "kb:status", "kb:confidence",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MentionFacts:
    """What an event mention says, as its document's graph has it; all codes are IRIs.

    `sources` are the first-hand sources: the claimants of its own claims, else the publisher.
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
    roles: Mapping[str, frozenset[str]]
    places: frozenset[str]
    contexts: frozenset[str]
    items: frozenset[str]
    sources: frozenset[str]


@dataclass(slots=True)
class _Draft:
    one: dict[str, str] = field(default_factory=dict)
    many: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


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
    drafts: dict[str, _Draft] = defaultdict(_Draft)
    for chunk in in_chunks(mentions):
        these = values("em", chunk)
        _read_properties(query, these, drafts)
        for row in query(f"""SELECT ?em ?first ?last {{ {these} ?em kb:eventTime ?t .
                ?t kb:earliest ?first ; kb:latest ?last }}"""):
            drafts[row["em"]].one |= {"first": row["first"], "last": row["last"]}
        for row in query(f"""SELECT DISTINCT ?em ?kind {{ {these}
                {{ ?em kb:item ?i }} UNION {{ ?em kb:instrument ?i }} ?i kb:itemKind ?kind }}"""):
            drafts[row["em"]].many["items"].add(row["kind"])
        for row in query(f"SELECT ?em ?who {{ {these} ?c kb:content ?em ; kb:claimant ?who }}"):
            drafts[row["em"]].many["sources"].add(row["who"])
        for row in query(
            f"SELECT ?em ?who {{ {these} ?em kb:inArticle ?art . ?art schema:publisher ?who }}"
        ):
            drafts[row["em"]].one["publisher"] = row["who"]
    return {
        iri: _finish(iri, draft)
        for iri, draft in drafts.items()
        if expand("kb:eventType") in draft.one
    }


def _read_properties(query: Query, these: str, drafts: dict[str, _Draft]) -> None:
    wanted = values("p", (*_ONE, *_MANY))
    for row in query(f"SELECT ?em ?p ?o {{ {these} {wanted} ?em ?p ?o }}"):
        draft = drafts[row["em"]]
        if row["p"] in _MANY:
            draft.many[row["p"]].add(row["o"])
        else:
            draft.one[row["p"]] = row["o"]


def _finish(iri: str, draft: _Draft) -> MentionFacts:
    one, many = draft.one, draft.many
    article = one[expand("kb:inArticle")]
    first, last = one.get("first"), one.get("last")
    return MentionFacts(
        iri=iri,
        article=article,
        label=one[expand("skos:prefLabel")],
        type=one[expand("kb:eventType")],
        mode=one.get(expand("kb:eventMode")),
        status=one[expand("kb:status")],
        polarity=one[expand("kb:polarity")],
        temporality=one[expand("kb:temporality")],
        confidence=float(one[expand("kb:confidence")]),
        earliest=date.fromisoformat(first) if first else None,
        latest=date.fromisoformat(last) if last else None,
        roles={role: frozenset(many[role]) for role in ROLES if role in many},
        places=frozenset(many.get(PLACES[0], ()))
        | frozenset(many.get(PLACES[1], ()))
        | frozenset(many.get(PLACES[2], ())),
        contexts=frozenset(many.get(expand("kb:eventContext"), ())),
        items=frozenset(many.get("items", ())),
        sources=frozenset(many.get("sources") or {one.get("publisher", article)}),
    )
