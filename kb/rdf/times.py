"""The time part of a graph: reference times of items and temporal expressions as time spans."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kb.ids import reference_time_iri
from kb.model import Extraction, Publication, TimeExpression
from kb.rdf.names import Names
from kb.rdf.spans import add_span
from kb.rdf.terms import Triples, boolean, day, decimal, edtf, name, text

UNRESOLVED = "unresolved"


def add_publication(triples: Triples, item: str, published: Publication) -> None:
    """Write when an item appeared: the time span that its relative dates are counted from."""
    interval = published.interval
    single = interval.earliest == interval.latest
    time = reference_time_iri(item)
    triples.add(
        item,
        schema_datePublished=day(interval.earliest) if single else None,
        kb_referenceTime=NamedNode(time),
    )
    triples.add(
        time,
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
        iri = names.times[time.id]
        add_resolution(triples, iri, time, _anchor(names, time))
        triples.add(
            iri,
            a=name("kb:TimeSpan"),
            kb_expression=text(time.text),
            kb_timeType=text(time.type),
            kb_rule=text(time.rule),
            kb_span=add_span(triples, names, time.start, time.end),
        )


def add_resolution(triples: Triples, iri: str, time: TimeExpression, anchor: str | None) -> None:
    """Write what a temporal expression resolves to: all that changes with its anchor's date."""
    interval = time.interval
    triples.add(
        iri,
        kb_earliest=day(interval.earliest) if interval else None,
        kb_latest=day(interval.latest) if interval else None,
        kb_spanKind=name("kb:Extent" if time.extent else "kb:Within"),
        kb_granularity=text(time.granularity),
        kb_approximate=boolean(time.approximate),
        kb_timex=text(time.timex) if time.timex else None,
        kb_edtf=edtf(time.edtf) if time.edtf else None,
        kb_anchor=NamedNode(anchor) if anchor else None,
        kb_resolution=text(_resolution(time)),
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
