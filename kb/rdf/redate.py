"""Another publication date for an item of a document: its quads without reading the text again.

A document's graph keeps of every temporal expression its words, its rule with the clause's tense
and what it is counted from. So everything that hangs on a publication date is resolved anew from
the quads alone, as if the document had been built with that date; and back again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad

from kb.dates import reinfer_siblings, reresolve
from kb.ids import reference_time_iri
from kb.model import Interval, Publication, TimeExpression
from kb.namespaces import expand
from kb.rdf.terms import Triples, name
from kb.rdf.times import add_publication, add_resolution

OVERRIDE = "override"  # the basis of a publication date that a person set


@dataclass(frozen=True, slots=True)
class PageItem:
    """An item of a page as its document's graph has it; `number` counts from 1."""

    iri: str
    number: int
    kind: str  # main | teaser
    start: int
    end: int
    published: Publication | None


def read_items(quads: Iterable[Quad]) -> list[PageItem]:
    """Return the items of a document's page in their order."""
    return _read_items(_Nodes(quads))


def redate(quads: Sequence[Quad], item: int, published: Publication | None) -> list[Quad]:
    """Return a document's quads with another publication of one item, sorted.

    Reference times, the expressions that hang on them (also through other expressions), tenures as
    of them, and teasers whose date was taken from this one follow. `item` counts from 1;
    KeyError where there is none. `published` None takes the date away. The former publication
    gives the former quads back. Raises InputError where a stored expression cannot be read.
    """
    nodes = _Nodes(quads)
    items = _read_items(nodes)
    if item not in {one.number for one in items}:
        raise KeyError(item)
    wanted = reinfer_siblings(
        [one.kind for one in items],
        [published if one.number == item else one.published for one in items],
    )
    graph = quads[0].graph_name
    assert isinstance(graph, NamedNode)
    old, new = Triples(graph.value), Triples(graph.value)
    changes = [pair for pair in zip(items, wanted, strict=True) if pair[0].published != pair[1]]
    for one, then in changes:
        _redate_item(nodes, one, then, old, new)
    _redate_tenures(nodes, changes, old, new)
    rewritten = {(quad.subject, quad.predicate) for quad in (*old.sorted(), *new.sorted())}
    kept = [quad for quad in quads if (quad.subject, quad.predicate) not in rewritten]
    return sorted([*kept, *new.sorted()], key=str)


def moved_mentions(before: Collection[Quad], after: Collection[Quad]) -> set[str]:
    """Return the event mentions of a document whose time lies elsewhere than before."""
    ends = (name("kb:earliest"), name("kb:latest"))
    former, latter = ({q for q in quads if q.predicate in ends} for quads in (before, after))
    moved = {quad.subject for quad in former ^ latter}
    return {
        quad.subject.value
        for quad in after
        if quad.predicate == name("kb:eventTime") and quad.object in moved
        if isinstance(quad.subject, NamedNode)
    }


class _Nodes:
    """The quads of a document by subject and property; values as lexical forms."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._of_class: dict[str, list[str]] = defaultdict(list)
        for quad in quads:
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(quad.object, NamedNode | Literal)
            self._values[quad.subject.value, quad.predicate.value].append(quad.object.value)
            if quad.predicate == name("rdf:type"):
                self._of_class[quad.object.value].append(quad.subject.value)

    def of_class(self, prefixed: str) -> list[str]:
        return sorted(self._of_class.get(expand(prefixed), ()))

    def all(self, node: str, prefixed: str) -> list[str]:
        return self._values.get((node, expand(prefixed)), [])

    def get(self, node: str, prefixed: str) -> str | None:
        return next(iter(self.all(node, prefixed)), None)

    def number(self, node: str, prefixed: str) -> int:
        return int(self.all(node, prefixed)[0])

    def interval(self, node: str) -> Interval | None:
        first, last = self.get(node, "kb:earliest"), self.get(node, "kb:latest")
        if first is None or last is None:
            return None
        return Interval(date.fromisoformat(first), date.fromisoformat(last))

    def within(self, span: str, item: PageItem) -> bool:
        return item.start <= self.number(span, "nif:beginIndex") < item.end


def _read_items(nodes: _Nodes) -> list[PageItem]:
    found = [
        PageItem(
            iri,
            nodes.number(iri, "kb:itemOrder"),
            kind,
            nodes.number(iri, "nif:beginIndex"),
            nodes.number(iri, "nif:endIndex"),
            _read_publication(nodes, iri),
        )
        for kind, cls in (("main", "kb:MainStory"), ("teaser", "kb:Teaser"))
        for iri in nodes.of_class(cls)
    ]
    return sorted(found, key=lambda one: one.number)


def _read_publication(nodes: _Nodes, item: str) -> Publication | None:
    time = nodes.get(item, "kb:referenceTime")
    interval = nodes.interval(time) if time else None
    if time is None or interval is None:
        return None
    basis, confidence = nodes.get(time, "kb:resolution"), nodes.get(time, "kb:confidence")
    return Publication(interval, basis or "", float(confidence or 1))


def _redate_item(
    nodes: _Nodes, item: PageItem, published: Publication | None, old: Triples, new: Triples
) -> None:
    """Collect the triples of an item that its publication makes up: as they are, as they become."""
    for triples, known in ((old, item.published), (new, published)):
        if known is not None:
            add_publication(triples, item.iri, known)
    before = _read_times(nodes, item)
    after = reresolve(before, published.interval if published else None)
    for triples, times, known in ((old, before, item.published), (new, after, published)):
        for time in times:
            if time.anchor != "none":
                add_resolution(triples, time.id, time, _anchor(nodes, item, time, known))


def _anchor(
    nodes: _Nodes, item: PageItem, time: TimeExpression, published: Publication | None
) -> str | None:
    if time.anchor != "published":
        return time.anchor
    span = nodes.get(time.id, "kb:span")
    placed = published is not None and span is not None and nodes.get(span, "kb:inSentence")
    return reference_time_iri(item.iri) if placed else None


def _read_times(nodes: _Nodes, item: PageItem) -> list[TimeExpression]:
    spans = ((iri, nodes.get(iri, "kb:span")) for iri in nodes.of_class("kb:TimeSpan"))
    return [
        _read_time(nodes, item, iri, span)
        for iri, span in spans
        if span and nodes.within(span, item)
    ]


def _read_time(nodes: _Nodes, item: PageItem, iri: str, span: str) -> TimeExpression:
    rule = nodes.get(iri, "kb:rule") or ""
    anchor = nodes.get(iri, "kb:anchor")
    if anchor is None or anchor == reference_time_iri(item.iri):
        # Only the rule of what is counted from something names a tense.
        anchor = "published" if anchor or ":" in rule else "none"
    return TimeExpression(
        id=iri,
        start=nodes.number(span, "nif:beginIndex"),
        end=nodes.number(span, "nif:endIndex"),
        text=nodes.get(iri, "kb:expression") or "",
        type=nodes.get(iri, "kb:timeType") or "",
        timex=nodes.get(iri, "kb:timex") or "",
        interval=nodes.interval(iri),
        granularity=nodes.get(iri, "kb:granularity") or "",
        approximate=nodes.get(iri, "kb:approximate") == "true",
        extent=nodes.get(iri, "kb:spanKind") == expand("kb:Extent"),
        edtf=nodes.get(iri, "kb:edtf"),
        anchor=anchor,
        rule=rule,
    )


def _redate_tenures(
    nodes: _Nodes,
    changes: Sequence[tuple[PageItem, Publication | None]],
    old: Triples,
    new: Triples,
) -> None:
    """Who holds an office according to an item does so as of its reference time, if it has one."""
    for tenure in nodes.of_class("kb:Tenure"):
        spans = nodes.all(tenure, "kb:span")
        known = set(nodes.all(tenure, "kb:asOf"))
        then = set(known)
        for item, published in changes:
            time = reference_time_iri(item.iri)
            if published is None:
                then.discard(time)
            elif item.published is None and any(nodes.within(span, item) for span in spans):
                then.add(time)
        old.add(tenure, kb_asOf=[NamedNode(iri) for iri in known])
        new.add(tenure, kb_asOf=[NamedNode(iri) for iri in then])
