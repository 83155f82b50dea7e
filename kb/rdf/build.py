"""From an extraction to the quads of its document's named graph."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Quad

from kb.ids import graph_iri
from kb.model import Entity, Extraction
from kb.rdf.claims import add_claims, add_tenures
from kb.rdf.documents import add_document, add_mentions, add_sentences
from kb.rdf.entities import add_entities
from kb.rdf.events import add_events
from kb.rdf.names import name_nodes
from kb.rdf.terms import Triples
from kb.rdf.times import add_times


def build_graph(
    extraction: Extraction,
    version: str,
    publisher: Entity | None = None,
    agencies: Sequence[Entity] = (),
) -> list[Quad]:
    """Return all quads of a document, in one named graph, sorted, without blank nodes.

    They are a function of the arguments alone: no clock, host or order of dictionaries enters.
    `version` is the program's; `publisher` the document's publisher as the caller resolved it,
    `agencies` are the news agencies of the catalogue that its main story is credited to.
    """
    names = name_nodes(extraction)
    triples = Triples(graph_iri(names.document.id))
    add_document(triples, names, version, publisher, agencies)
    add_sentences(triples, names, extraction)
    add_mentions(triples, names, extraction)
    add_times(triples, names, extraction)
    add_events(triples, names, extraction)
    add_claims(triples, names, extraction)
    add_tenures(triples, names, extraction)
    add_entities(triples, names, extraction, publisher)
    return triples.sorted()
