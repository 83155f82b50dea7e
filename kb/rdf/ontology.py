"""The graphs of the ontology and the code lists, read from the files in `ontology/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kb.errors import KbError
from kb.namespaces import BASE, DEFAULT_BASE, GRAPH

ONTOLOGY_GRAPH = GRAPH + "ontology"
VOCAB_GRAPHS = GRAPH + "vocab/"


def read_turtle(path: Path, graph: str) -> list[Quad]:
    """Return the triples of one of our Turtle files as quads of `graph`, in the set namespace.

    The files are written in the default namespace; a namespace that was set takes its place.
    Raises KbError, naming the file, where it is missing or malformed.
    """
    try:
        content = path.read_text(encoding="utf-8").replace(DEFAULT_BASE, BASE)
        triples = list(parse(content.encode(), format=RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise KbError(f"ontology file {path}: {error}") from error
    return [Quad(t.subject, t.predicate, t.object, NamedNode(graph)) for t in triples]


def ontology_quads(directory: Path) -> list[Quad]:
    """Return the quads of `graph/ontology` (kb.ttl, schemes.ttl) and `graph/vocab/*`, sorted."""
    return sorted(_files(directory), key=str)


def ontology_graphs(directory: Path) -> list[str]:
    """Return the IRIs of the graphs that `ontology_quads` fills."""
    vocabularies = sorted((directory / "vocab").glob("*.ttl"))
    return [ONTOLOGY_GRAPH, *(VOCAB_GRAPHS + path.stem for path in vocabularies)]


def _files(directory: Path) -> Iterator[Quad]:
    for path in (directory / "kb.ttl", directory / "schemes.ttl"):
        yield from read_turtle(path, ONTOLOGY_GRAPH)
    for path in sorted((directory / "vocab").glob("*.ttl")):
        yield from read_turtle(path, VOCAB_GRAPHS + path.stem)
