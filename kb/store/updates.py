"""Writes as SPARQL Update text, the same for every back end."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence

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
    return _request((), drop, by_graph(quads))


def change_request(
    written: Mapping[str, Sequence[ox.Quad]], old: Mapping[str, set[ox.Quad]]
) -> str:
    """Return one SPARQL Update that makes of graphs `old` what is `written`, and inserts the rest.

    `old` has the quads of the graphs to be replaced. Where most of a graph stays, only the
    difference is written: an event that is told again changes few of its statements.
    """
    gone: list[ox.Quad] = []
    drop: list[str] = []
    added: dict[str, Sequence[ox.Quad]] = dict(written)
    for graph, before in old.items():
        after = set(written.get(graph, ()))
        lost = before - after
        if not after or 2 * len(lost) > len(before) or any(map(_is_blank, lost)):
            drop.append(graph)
        else:
            gone += lost
            added[graph] = list(after - before)
    return _request(gone, drop, added)


def _is_blank(quad: ox.Quad) -> bool:
    return ox.BlankNode in (type(quad.subject), type(quad.object))


def _request(
    gone: Iterable[ox.Quad], drop: Iterable[str], added: Mapping[str, Sequence[ox.Quad]]
) -> str:
    parts = [f"DROP SILENT GRAPH {ox.NamedNode(graph)} ;\n" for graph in sorted(drop)]
    parts += _data("DELETE", by_graph(gone))
    parts += _data("INSERT", added)
    parts.append(f"DELETE WHERE {{ GRAPH <{STORE_GRAPH}> {{ {_GENERATION} ?old }} }} ;\n")
    new = f'{_GENERATION} "{uuid.uuid4().hex}" . {_SCHEMA}'
    parts.append(f"INSERT DATA {{ GRAPH <{STORE_GRAPH}> {{ {new} }} }}")
    return "".join(parts)


def _data(verb: str, graphs: Mapping[str, Sequence[ox.Quad]]) -> list[str]:
    parts: list[str] = []
    for graph, quads in graphs.items():
        if quads:
            body = ox.serialize([q.triple for q in quads], format=ox.RdfFormat.N_TRIPLES) or b""
            parts += [f"GRAPH {ox.NamedNode(graph)} {{\n", body.decode(), "}\n"]
    return [f"{verb} DATA {{\n", *parts, "} ;\n"] if parts else []


def own_graphs(graphs: Iterable[str]) -> list[str]:
    """Return those graphs that are this program's, with the one that describes the store."""
    return [*(graph for graph in graphs if graph.startswith(BASE)), STORE_GRAPH]


def by_graph(quads: Iterable[ox.Quad]) -> dict[str, list[ox.Quad]]:
    """Return quads by the IRI of their graph; StoreError where one has no named graph."""
    found: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        graph = quad.graph_name
        if type(graph) is not ox.NamedNode:
            raise StoreError(f"every quad needs a named graph: {quad}")
        found.setdefault(graph.value, []).append(quad)
    return found
