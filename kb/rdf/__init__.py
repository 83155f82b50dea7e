"""The graph: quads of a document, of the ontology and of the catalogue, joining and deriving."""

from kb.rdf.build import build_graph
from kb.rdf.curated import CURATED_GRAPHS, curated_quads
from kb.rdf.join import Decisions
from kb.rdf.lifecycle import Change, forget, ingest, rebuild
from kb.rdf.ontology import ontology_graphs, ontology_quads
from kb.rdf.redate import OVERRIDE, moved_mentions, read_items, redate
from kb.rdf.shapes import check_shapes, load_shapes

__all__ = [
    "CURATED_GRAPHS",
    "OVERRIDE",
    "Change",
    "Decisions",
    "build_graph",
    "check_shapes",
    "curated_quads",
    "forget",
    "ingest",
    "load_shapes",
    "moved_mentions",
    "ontology_graphs",
    "ontology_quads",
    "read_items",
    "rebuild",
    "redate",
]
