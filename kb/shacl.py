"""Validation by SHACL as specified, for `kb validate` and tests.

Ingest enforces a compiled equivalent of the core shapes (`kb.rdf`), which takes a fraction of
the time; this is the reference that the equivalent is tested against.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import Quad, RdfFormat, parse, serialize
from rdflib.namespace import SH

from kb.errors import InputError
from kb.namespaces import BASE, DEFAULT_BASE


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node that breaks a shape: the node, the property path where there is one, and why."""

    node: str
    path: str
    message: str


def graph_of(quads: Iterable[Quad]) -> rdflib.Graph:
    """Return the triples of quads, whatever their graph, as one rdflib graph."""
    triples = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
    return rdflib.Graph().parse(data=triples, format="nt")


def read_graph(path: Path) -> rdflib.Graph:
    """Return the triples of an RDF file (Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD).

    Raises InputError, naming the file, where it cannot be read or is not RDF.
    """
    form = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise InputError(f"{path}: no RDF file by its name: use .ttl, .trig, .nt, .nq or .jsonld")
    try:
        return graph_of(parse(path=str(path), format=form))
    except (OSError, SyntaxError, ValueError) as error:
        reason = " ".join(str(getattr(error, "strerror", None) or error).split())[:200]
        raise InputError(f"{path}: {reason}") from error


def violations(data: rdflib.Graph, shapes: Path) -> list[Violation]:
    """Return what in `data` breaks the shapes of a Turtle file, sorted; empty where all is well."""
    # The shapes are written in the default namespace; one that was set takes its place.
    text = shapes.read_text(encoding="utf-8").replace(DEFAULT_BASE, BASE)
    rules = rdflib.Graph().parse(data=text, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=rules, inference="none", inplace=True)
    if not isinstance(report, rdflib.Graph):
        raise InputError(f"{shapes}: the shapes cannot be used: {report}")
    return sorted(
        Violation(
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.resultPath) or ""),
            str(report.value(result, SH.resultMessage) or "breaks a shape"),
        )
        for result in report.objects(None, SH.result)
    )
