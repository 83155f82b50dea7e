"""The derived graph: the flat view of events, so that a first query is three lines long.

One small named graph per event holds its identity and its flat view; it is replaced whole, so
that deriving the events of one document costs the same in a store of any size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad

from kb.ids import document_iri, event_graph_iri
from kb.namespaces import expand
from kb.rdf.facts import MentionFacts
from kb.rdf.links import document_of
from kb.rdf.terms import Term, Triples, day, english, integer, name, text

# The first of these that some report gives an event is the event's status.
PRECEDENCE = tuple(
    expand(f"st:{status}")
    for status in (
        "disputed", "confirmed", "asserted", "reported", "assessed", "alleged", "planned",
        "hypothetical", "denied", "negated",
    )
)  # fmt: skip
_DISPUTED = expand("st:disputed")
# Reports of these two kinds at once make an event disputed.
_AFFIRMED = {
    expand(f"st:{s}") for s in ("confirmed", "asserted", "reported", "assessed", "alleged")
}
_REFUSED = {expand(f"st:{s}") for s in ("denied", "negated")}
_NEGATIVE = expand("fact:negative")
_RECEIVERS = ("recipient", "victim")


def flat_view(event: str, created: date, mentions: Collection[MentionFacts]) -> list[Quad]:
    """Return the graph of an event: what its mentions say, in properties of the event itself.

    Participants, places, kinds of item, contexts and statuses are all those that some mention
    gives; type, mode, label and date are the best supported. See docs/data-model.md.
    """
    ordered = sorted(mentions, key=lambda m: m.iri)
    triples = Triples(event_graph_iri(event))
    dates = [(m.earliest, m.latest) for m in ordered if m.earliest and m.latest]
    mode = _most_frequent([m.mode for m in ordered if m.mode])
    sources = independent_sources(ordered)
    triples.add(
        event,
        a=name("kb:Event"),
        dcterms_created=day(created),
        rdfs_label=english(_best_label(ordered)),
        kb_type=NamedNode(best_type(ordered)),
        kb_mode=NamedNode(mode) if mode else None,
        kb_context=_nodes(c for m in ordered for c in m.contexts),
        kb_initiator=_nodes(a for m in ordered for a in m.roles.get("initiator", ())),
        kb_recipient=_nodes(a for m in ordered for r in _RECEIVERS for a in m.roles.get(r, ())),
        kb_participant=_nodes(a for m in ordered for actors in m.roles.values() for a in actors),
        kb_place=_nodes(p for m in ordered for p in m.places),
        kb_itemKind=_nodes(i for m in ordered for i in m.items),
        kb_earliest=day(min(first for first, _ in dates)) if dates else None,
        kb_latest=day(max(last for _, last in dates)) if dates else None,
        kb_date=_best_date(ordered, sources),
        kb_status=NamedNode(best_status(m.status for m in ordered)),
        kb_reportedStatus=_nodes(m.status for m in ordered),
        kb_reportCount=integer(len({m.article for m in ordered})),
        kb_sourceCount=integer(len({s for found in sources.values() for s in found})),
    )
    return triples.sorted()


def independent_sources(mentions: Collection[MentionFacts]) -> dict[str, frozenset[str]]:
    """Return the sources of each mention, such that copies of one text have the same ones.

    Whoever prints a copy in its own voice counts as one of those who do, and the unnamed source of
    a copy is the same person in all of them.
    """
    voices: dict[str, str] = {}
    for m in mentions:
        if m.cluster and m.own_voice:
            voices[m.cluster] = min(voices.get(m.cluster, min(m.sources)), min(m.sources))
    return {m.iri: frozenset(_sources_of(m, voices)) for m in mentions}


def _sources_of(mention: MentionFacts, voices: Mapping[str, str]) -> Iterable[str]:
    if mention.cluster is None:
        return mention.sources
    if mention.own_voice:
        return (voices[mention.cluster],)
    own = document_iri(document_of(mention.iri)) + "/"
    return (
        f"{mention.cluster}/{source.removeprefix(own)}" if source.startswith(own) else source
        for source in mention.sources
    )


def replaced_event(event: str, by: str) -> list[Quad]:
    """Return the graph of an event that was found to be the same as another one."""
    triples = Triples(event_graph_iri(event))
    triples.add(event, dcterms_isReplacedBy=NamedNode(by))
    return triples.sorted()


def best_status(statuses: Iterable[str]) -> str:
    """Return the status of an event: disputed where reports affirm and deny it, else the first of
    the reported ones in the order of precedence."""
    given = set(statuses)
    if given & _AFFIRMED and given & _REFUSED:
        return _DISPUTED
    return min(given, key=PRECEDENCE.index)


def best_type(mentions: Sequence[MentionFacts]) -> str:
    """Return the type that most mentions give; of equals a narrow type of ours."""
    own = expand("kbt:x")[:-1]
    counts = Counter(m.type for m in mentions)
    return min(counts, key=lambda t: (-counts[t], not t.startswith(own), t))


def _nodes(iris: Iterable[str]) -> list[Term]:
    return [NamedNode(iri) for iri in sorted(set(iris))]


def _most_frequent(found: Sequence[str]) -> str | None:
    counts = Counter(found)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _best_label(mentions: Sequence[MentionFacts]) -> str:
    """Return the label of the mention that tells the event best: positively, surely, briefly."""
    return min(
        mentions,
        key=lambda m: (
            m.polarity == _NEGATIVE,
            PRECEDENCE.index(m.status),
            -m.confidence,
            len(m.label),
            m.label,
        ),
    ).label


def _best_date(
    mentions: Sequence[MentionFacts], sources: Mapping[str, frozenset[str]]
) -> Literal | None:
    """Return the interval that most sources give; of equals the shortest, then the earliest."""
    support: dict[tuple[date, date], set[str]] = {}
    for mention in mentions:
        if mention.earliest and mention.latest:
            span = (mention.earliest, mention.latest)
            support.setdefault(span, set()).update(sources[mention.iri])
    if not support:
        return None
    first, last = min(support, key=lambda s: (-len(support[s]), s[1] - s[0], s))
    return text(first.isoformat() if first == last else f"{first}/{last}")
