"""Stretches of text as nodes: everything found in a text points at one."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kb.rdf.names import Names
from kb.rdf.terms import Triples, integer, name, text


def add_span(triples: Triples, names: Names, start: int, end: int) -> NamedNode:
    """Write a stretch of text as a mention node and return it."""
    span = NamedNode(names.span(start, end))
    sentence = names.sentence_at(start)
    triples.add(
        span.value,
        a=name("kb:Mention"),
        nif_beginIndex=integer(start),
        nif_endIndex=integer(end),
        nif_anchorOf=text(names.document.text[start:end]),
        kb_inSentence=NamedNode(names.sentence(sentence.index)) if sentence else None,
    )
    return span
