"""GraphML: the actors of a timeline, joined by the events they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from kb.export.csvfile import TARGETS
from kb.export.words import cut, title
from kb.rows import Named, Timeline, TimelineRow

# Attributes: where -> name -> type.
_KEYS: Mapping[str, Mapping[str, str]] = {
    "graph": {"title": "string", "note": "string"},
    "node": {"label": "string", "iri": "string"},
    "edge": {
        "event": "string",
        "label": "string",
        "type": "string",
        "status": "string",
        "earliest": "string",
        "latest": "string",
        "relation": "string",
        "reports": "int",
        "independent_sources": "int",
    },
}
_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write actors as nodes and one directed edge for each pair and event.

    An edge leads from an initiator to whom it is done (`relation` "acts on"); where an event has
    no two sides, from each party to those named after it ("takes part with").
    """
    xml = XMLGenerator(fp, encoding="utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("graphml", AttributesImpl({"xmlns": _NAMESPACE}))
    for place, keys in _KEYS.items():
        for name, type_ in keys.items():
            about = {"id": f"{place}_{name}", "for": place, "attr.name": name, "attr.type": type_}
            _element(xml, "key", about)
    xml.startElement("graph", AttributesImpl({"id": "timeline", "edgedefault": "directed"}))
    _data(xml, "graph", {"title": title(timeline), "note": cut(timeline) or "Complete."})
    numbers: dict[Named, str] = {}
    edges = 0
    for row in timeline.rows:
        for one, other, relation in _pairs(row):
            for actor in (one, other):
                _node(xml, actor, numbers)
            ends = {"id": f"e{edges}", "source": numbers[one], "target": numbers[other]}
            xml.startElement("edge", AttributesImpl(ends))
            _data(xml, "edge", _about(row, relation))
            xml.endElement("edge")
            edges += 1
    xml.endElement("graph")
    xml.endElement("graphml")
    xml.endDocument()


def _node(xml: XMLGenerator, actor: Named, numbers: dict[Named, str]) -> None:
    """Write an actor once, when its first edge needs it."""
    if actor not in numbers:
        numbers[actor] = f"n{len(numbers)}"
        xml.startElement("node", AttributesImpl({"id": numbers[actor]}))
        _data(xml, "node", {"label": actor.label, "iri": actor.iri})
        xml.endElement("node")


def _pairs(row: TimelineRow) -> Iterator[tuple[Named, Named, str]]:
    initiators, targets = row.actors("initiator"), row.actors(*TARGETS)
    if initiators and targets:
        yield from ((a, b, "acts on") for a in initiators for b in targets if a != b)
        return
    everybody = tuple(dict.fromkeys(party.actor for party in row.parties))
    for order, one in enumerate(everybody):
        yield from ((one, other, "takes part with") for other in everybody[order + 1 :])


def _about(row: TimelineRow, relation: str) -> dict[str, object]:
    return {
        "event": row.event,
        "label": row.label,
        "type": row.type.label if row.type else None,
        "status": row.status,
        "earliest": row.earliest.isoformat() if row.earliest else None,
        "latest": row.latest.isoformat() if row.latest else None,
        "relation": relation,
        "reports": row.report_count,
        "independent_sources": row.source_count,
    }


def _data(xml: XMLGenerator, place: str, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if value is not None:
            _element(xml, "data", {"key": f"{place}_{name}"}, _legal(str(value)))


def _element(xml: XMLGenerator, name: str, about: dict[str, str], text: str = "") -> None:
    xml.startElement(name, AttributesImpl(about))
    xml.characters(text)
    xml.endElement(name)


def _legal(text: str) -> str:
    """Return text without the control characters that XML 1.0 forbids."""
    return "".join(c if c.isprintable() or c in "\t\n\r" else "\ufffd" for c in text)
