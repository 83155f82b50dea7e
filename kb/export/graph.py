"""A timeline as RDF: the statements that its Turtle and JSON-LD files hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kb.namespaces import PREFIXES, expand
from kb.rows import Named, Report, Timeline, TimelineRow

XSD = PREFIXES["xsd"]
RDF_TYPE = PREFIXES["rdf"] + "type"


@dataclass(frozen=True, slots=True)
class Text:
    """A literal; `datatype` is a full IRI, `language` a tag for plain text."""

    value: str
    datatype: str = XSD + "string"
    language: str | None = None


Statement: TypeAlias = "tuple[str, str, str | Text]"


def statements(timeline: Timeline) -> list[Statement]:
    """Return subject, predicate and object of everything in a timeline, each once.

    They are in the terms of the store: events with their flat view and the roles of all parties,
    event mentions with article, sentence (schema:text) and publisher, labels of all that is named.
    """
    found = _named(timeline.actor) if timeline.actor else []
    for row in timeline.rows:
        found += _event(row)
        for report in row.reports:
            found += _report(row.event, report)
    return list(dict.fromkeys(found))


def _event(row: TimelineRow) -> list[Statement]:
    made: list[Statement] = [
        (row.event, RDF_TYPE, expand("kb:Event")),
        _label(row.event, row.label, "rdfs:label"),
        (row.event, expand("kb:reportCount"), _number(row.report_count)),
        (row.event, expand("kb:sourceCount"), _number(row.source_count)),
    ]
    if row.status:
        made.append((row.event, expand("kb:status"), expand(f"st:{row.status}")))
    made += [
        (row.event, expand("kb:reportedStatus"), expand(f"st:{status}")) for status in row.statuses
    ]
    for name, day in (("kb:earliest", row.earliest), ("kb:latest", row.latest)):
        if day is not None:
            made.append((row.event, expand(name), Text(day.isoformat(), XSD + "date")))
    if row.days is not None:
        made.append((row.event, expand("kb:date"), Text(row.days)))
    if row.type is not None:
        made += [(row.event, expand("kb:type"), row.type.iri), *_named(row.type)]
    for party in row.parties:
        made += [(row.event, expand(f"kb:{party.role}"), party.actor.iri), *_named(party.actor)]
    for located in row.places:
        place = located.place
        made += [(row.event, expand("kb:place"), place.iri), *_named(place)]
        for name, degrees in (("wgs:lat", located.latitude), ("wgs:long", located.longitude)):
            if degrees is not None:
                made.append((place.iri, expand(name), Text(str(degrees), XSD + "decimal")))
    return made


def _report(event: str, report: Report) -> Iterator[Statement]:
    yield report.mention, RDF_TYPE, expand("kb:EventMention")
    yield report.mention, expand("kb:refersTo"), event
    yield report.mention, expand("kb:inArticle"), report.article
    yield report.mention, expand("kb:status"), expand(f"st:{report.status}")
    if report.confidence is not None:
        yield report.mention, expand("kb:confidence"), Text(str(report.confidence), XSD + "decimal")
    if report.headline:
        yield report.article, expand("schema:headline"), Text(report.headline)
    if report.url:
        yield report.article, expand("schema:url"), Text(report.url, XSD + "anyURI")
    if report.publisher:
        yield report.article, expand("schema:publisher"), report.publisher.iri
        yield from _named(report.publisher)
    if report.published and report.published[0] == report.published[1]:
        day = Text(report.published[0].isoformat(), XSD + "date")
        yield report.article, expand("schema:datePublished"), day
    if report.sentence:
        yield report.mention, expand("schema:text"), Text(report.sentence)


def _named(thing: Named) -> list[Statement]:
    return [_label(thing.iri, thing.label, "skos:prefLabel")]


def _label(node: str, text: str, name: str) -> Statement:
    return node, expand(name), Text(text, PREFIXES["rdf"] + "langString", "en")


def _number(value: int) -> Text:
    return Text(str(value), XSD + "integer")
