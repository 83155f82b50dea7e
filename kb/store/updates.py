"""Writes as SPARQL Update text, the same for every back end."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable

import pyoxigraph as ox

from kb.errors import StoreError
from kb.namespaces import BASE, KB
from kb.store.base import SCHEMA_VERSION, STORE_GRAPH, STORE_NODE

_GENERATION = f"<{STORE_NODE}> <{KB}generation>"
_SCHEMA = f'<{STORE_NODE}> <{KB}schemaVersion> "{SCHEMA_VERSION}"'


def update_request(quads: Iterable[ox.Quad], drop: Collection[str]) -> str:
    """Return one SPARQL Update that drops graphs, inserts quads and marks a new generation.

    StoreError where a quad has no named graph.
    """
    added = list(quads)
    check_graphs(added)
    by_graph: dict[str, list[ox.Triple]] = defaultdict(list)
    for quad in added:
        by_graph[str(quad.graph_name)].append(quad.triple)
    parts = [f"DROP SILENT GRAPH {ox.NamedNode(graph)} ;\n" for graph in sorted(drop)]
    if by_graph:
        parts.append("INSERT DATA {\n")
        for graph, triples in by_graph.items():
            body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
            parts += [f"GRAPH {graph} {{\n", body.decode(), "}\n"]
        parts.append("} ;\n")
    parts.append(f"DELETE WHERE {{ GRAPH <{STORE_GRAPH}> {{ {_GENERATION} ?old }} }} ;\n")
    new = f'{_GENERATION} "{uuid.uuid4().hex}" . {_SCHEMA}'
    parts.append(f"INSERT DATA {{ GRAPH <{STORE_GRAPH}> {{ {new} }} }}")
    return "".join(parts)


def own_graphs(graphs: Iterable[str]) -> list[str]:
    """Return those graphs that are this program's, with the one that describes the store."""
    return [*(graph for graph in graphs if graph.startswith(BASE)), STORE_GRAPH]


def check_graphs(quads: Iterable[ox.Quad]) -> None:
    """Raise StoreError where a quad has no named graph."""
    for quad in quads:
        if type(quad.graph_name) is not ox.NamedNode:
            raise StoreError(f"every quad needs a named graph: {quad}")
