"""The time part of a graph: reference times of items and temporal expressions as time spans."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kb.model import Extraction, Publication, TimeExpression
from kb.rdf.names import Names
from kb.rdf.spans import add_span
from kb.rdf.terms import Triples, boolean, day, decimal, edtf, name, text

UNRESOLVED = "unresolved"


def add_reference_time(triples: Triples, iri: str, published: Publication) -> None:
    """Write the time span that an item's relative dates are counted from."""
    interval = published.interval
    single = interval.earliest == interval.latest
    triples.add(
        iri,
        a=name("kb:TimeSpan"),
        kb_earliest=day(interval.earliest),
        kb_latest=day(interval.latest),
        kb_spanKind=name("kb:Within"),
        kb_granularity=text("day"),
        kb_approximate=boolean(not single),
        kb_resolution=text(published.basis),
        kb_confidence=decimal(published.confidence),
    )


def add_times(triples: Triples, names: Names, extraction: Extraction) -> None:
    """Write every temporal expression with what it resolves to, or as unresolved."""
    for time in extraction.annotation.times:
        interval = time.interval
        anchor = _anchor(names, time)
        triples.add(
            names.times[time.id],
            a=name("kb:TimeSpan"),
            kb_earliest=day(interval.earliest) if interval else None,
            kb_latest=day(interval.latest) if interval else None,
            kb_spanKind=name("kb:Extent" if time.extent else "kb:Within"),
            kb_granularity=text(time.granularity),
            kb_approximate=boolean(time.approximate),
            kb_expression=text(time.text),
            kb_timeType=text(time.type),
            kb_timex=text(time.timex) if time.timex else None,
            kb_edtf=edtf(time.edtf) if time.edtf else None,
            kb_anchor=NamedNode(anchor) if anchor else None,
            kb_resolution=text(_resolution(time)),
            kb_rule=text(time.rule),
            kb_span=add_span(triples, names, time.start, time.end),
        )


def _anchor(names: Names, time: TimeExpression) -> str | None:
    if time.anchor == "published":
        sentence = names.sentence_at(time.start)
        articles = {a.index: a for a in names.document.articles}
        return names.article_time(articles[sentence.article]) if sentence else None
    return names.times.get(time.anchor)


def _resolution(time: TimeExpression) -> str:
    if time.interval is None:
        return UNRESOLVED
    return "absolute" if time.anchor == "none" else "relative"
