"""RDF terms from Python values, and the collector that the builders write triples into."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from kb.namespaces import PREFIXES, expand

Term = NamedNode | Literal

_XSD = PREFIXES["xsd"]
_BOOLEAN = NamedNode(_XSD + "boolean")
_DATE = NamedNode(_XSD + "date")
_DECIMAL = NamedNode(_XSD + "decimal")
_INTEGER = NamedNode(_XSD + "integer")
_URI = NamedNode(_XSD + "anyURI")
_EDTF = NamedNode(PREFIXES["edtf"] + "EDTF")


@cache
def name(prefixed: str) -> NamedNode:
    """Return the node of a prefixed name such as `kb:Event`; KeyError on an unknown prefix."""
    return NamedNode(expand(prefixed))


def text(value: str) -> Literal:
    """Return a plain string literal."""
    return Literal(value)


def english(value: str) -> Literal:
    """Return a string literal tagged as English, as all labels are."""
    return Literal(value, language="en")


def boolean(value: bool) -> Literal:
    """Return an xsd:boolean."""
    return Literal("true" if value else "false", datatype=_BOOLEAN)


def integer(value: int) -> Literal:
    """Return an xsd:integer."""
    return Literal(str(value), datatype=_INTEGER)


def number(value: float) -> Literal:
    """Return an xsd:integer where `value` is whole, else an xsd:decimal with up to four digits."""
    rounded = round(Decimal(str(value)), 4)
    if rounded == rounded.to_integral_value():
        return integer(int(rounded))
    return Literal(format(rounded.normalize(), "f"), datatype=_DECIMAL)


def decimal(value: float) -> Literal:
    """Return a confidence, score or coordinate as an xsd:decimal with up to five digits.

    In the canonical form ("1", not "1.0"), to which stores may change it.
    """
    return Literal(format(round(Decimal(str(value)), 5).normalize(), "f"), datatype=_DECIMAL)


def day(value: date) -> Literal:
    """Return an xsd:date."""
    return Literal(value.isoformat(), datatype=_DATE)


def edtf(value: str) -> Literal:
    """Return a display date in Extended Date/Time Format."""
    return Literal(value, datatype=_EDTF)


def uri(value: str) -> Literal:
    """Return an address as xsd:anyURI: as a literal it may be malformed and does no harm."""
    return Literal(value, datatype=_URI)


class Triples:
    """Collects the triples of one named graph; None as object writes nothing."""

    def __init__(self, graph: str) -> None:
        self._graph = NamedNode(graph)
        self._quads: set[Quad] = set()

    def add(self, subject: str, **properties: Term | Iterable[Term] | None) -> None:
        """Add properties of `subject`; a keyword `kb_cue` stands for `kb:cue`, `a` for rdf:type."""
        node = NamedNode(subject)
        for key, value in properties.items():
            if value is None:
                continue
            predicate = name("rdf:type" if key == "a" else key.replace("_", ":", 1))
            for term in (value,) if isinstance(value, (NamedNode, Literal)) else value:
                self._quads.add(Quad(node, predicate, term, self._graph))

    def sorted(self) -> list[Quad]:
        """Return the quads in the order of their N-Quads lines."""
        return sorted(self._quads, key=str)
