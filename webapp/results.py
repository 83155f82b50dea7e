"""Answers to analysts' queries as tables with labels and links."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from kb.namespaces import shrink
from kb.query.browse import read_names
from kb.store import Store
from webapp.links import external, page_path

# The most rows of an answer that the page prints; the downloads hold all of them.
MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table: its text, where it leads, and the term in full."""

    text: str
    link: str | None
    title: str
    number: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table of solutions; `total` counts all rows, of which `rows` are the first."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    total: int


def read_table(store: Store, body: bytes) -> Table | bool:
    """Return the table, or the truth value, that a SPARQL JSON result holds.

    IRIs are shown by their labels, which are looked up for the rows that are printed only.
    """
    answer = json.loads(body)
    if "boolean" in answer:
        return bool(answer["boolean"])
    columns = tuple(answer["head"].get("vars", ()))
    solutions = answer["results"]["bindings"]
    shown = solutions[:MOST_SHOWN]
    names = read_names(store, _iris(shown))
    rows = tuple(
        tuple(_cell(row[column], names.refs) if column in row else None for column in columns)
        for row in shown
    )
    return Table(columns, rows, len(solutions))


def _iris(rows: list[dict[str, dict[str, str]]]) -> Iterator[str]:
    for row in rows:
        for term in row.values():
            if term["type"] == "uri":
                yield term["value"]


def _cell(term: dict[str, str], labels: object) -> Cell:
    value = term["value"]
    if term["type"] == "uri":
        ref = labels.get(value) if isinstance(labels, dict) else None
        named = ref is not None and ref.kind != ""
        text = ref.label if named and ref is not None else shrink(value)
        return Cell(text, page_path(value) or external(value), value, False)
    if term["type"] == "bnode":
        return Cell(f"_:{value}", None, "a node without a name", False)
    datatype = term.get("datatype", "")
    number = datatype.rpartition("#")[2] in ("integer", "decimal", "double", "float")
    note = term.get("xml:lang") or (shrink(datatype) if datatype else "text")
    return Cell(value, None, note, number)
