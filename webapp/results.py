"""Answers to analysts' queries as the pages show them: with labels, links and downloads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.namespaces import shrink
from kb.query.browse import read_names
from kb.query.browse.pages import Ref
from kb.store import Store
from kb.store.base import GRAPH_TYPES, SOLUTION_TYPES
from kb.store.worker import Answer
from webapp.links import external, page_path

# The most rows of an answer that a page prints; the downloads hold all of them.
MOST_SHOWN = 500
_NUMBERS = ("integer", "decimal", "double", "float")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table: its text, where it leads, and the term in full."""

    text: str
    link: str | None
    title: str
    number: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as a page shows it: a table, a truth value or the text of a graph.

    `total` counts all rows of the answer, of which `rows` are the first; `formats` are the names
    of the formats in which it can be downloaded.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    total: int
    truth: bool | None
    graph: str | None
    formats: tuple[str, ...]
    truncated: bool
    seconds: float


def show(store: Store, answer: Answer) -> Shown:
    """Return an answer (rows as SPARQL JSON, a graph in any text format) for a page.

    IRIs are shown by their labels, which are looked up for the rows that are printed only.
    """
    if not answer.kind.rows:
        graph = answer.body.decode("utf-8", "replace")
        return Shown(
            (), (), answer.rows, None, graph, tuple(GRAPH_TYPES), answer.truncated, answer.seconds
        )
    content = json.loads(answer.body)
    columns = tuple(content["head"].get("vars", ()))
    solutions = content.get("results", {}).get("bindings", [])
    first = solutions[:MOST_SHOWN]
    labels = read_names(store, _iris(first)).refs
    return Shown(
        columns,
        tuple(
            tuple(_cell(row[name], labels) if name in row else None for name in columns)
            for row in first
        ),
        len(solutions),
        content.get("boolean"),
        None,
        tuple(SOLUTION_TYPES),
        answer.truncated,
        answer.seconds,
    )


def _iris(rows: list[dict[str, dict[str, str]]]) -> Iterator[str]:
    return (t["value"] for row in rows for t in row.values() if t["type"] == "uri")


def _cell(term: Mapping[str, str], labels: Mapping[str, Ref]) -> Cell:
    value = term["value"]
    if term["type"] == "uri":
        ref = labels.get(value)
        text = ref.label if ref is not None and ref.kind else shrink(value)
        return Cell(text, page_path(value) or external(value), value, False)
    if term["type"] == "bnode":
        return Cell(f"_:{value}", None, "a node without a name", False)
    datatype = term.get("datatype", "")
    note = term.get("xml:lang") or (shrink(datatype) if datatype else "text")
    return Cell(value, None, note, datatype.rpartition("#")[2] in _NUMBERS)
