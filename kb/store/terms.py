"""Terms of pyoxigraph as plain values and back, and as SPARQL text."""

from __future__ import annotations

import pyoxigraph as ox

from kb.store.base import XSD, Value

Term = ox.NamedNode | ox.BlankNode | ox.Literal


def to_value(term: Term | ox.Triple) -> Value:
    """Return a pyoxigraph term as a plain value (a triple term as its text)."""
    if type(term) is ox.NamedNode:  # faster than isinstance; the classes are final
        return Value("iri", term.value)
    if type(term) is ox.Literal:
        return Value("literal", term.value, term.datatype.value, term.language)
    if isinstance(term, ox.BlankNode):
        return Value("bnode", term.value)
    return Value("literal", str(term), XSD + "string")


def to_term(value: Value) -> Term:
    """Return a plain value as a pyoxigraph term; ValueError where an IRI or tag is malformed."""
    if value.kind == "iri":
        return ox.NamedNode(value.value)
    if value.kind == "bnode":
        return ox.BlankNode(value.value)
    if value.language:
        return ox.Literal(value.value, language=value.language)
    return ox.Literal(value.value, datatype=ox.NamedNode(value.datatype or XSD + "string"))


def to_sparql(value: Value) -> str:
    """Return a plain value as an escaped SPARQL term; ValueError where it is malformed."""
    if value.kind == "bnode":
        raise ValueError("a blank node cannot be bound: its label means nothing in a query")
    return str(to_term(value))
