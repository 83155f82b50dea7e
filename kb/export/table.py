"""A table for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO

from prettytable import PrettyTable, TableStyle

from kb.export.words import cut, labels, support, when
from kb.rows import Timeline

_NARROWEST = 20  # columns of text that a wrapped cell keeps


def write(timeline: Timeline, fp: IO[bytes], width: int | None = None) -> None:
    """Write a timeline as a table of at most `width` columns where given."""
    rows = (
        (
            when(row),
            row.label,
            row.type.label if row.type else "",
            row.status,
            labels(row.publishers),
            support(row),
        )
        for row in timeline.rows
    )
    heads = ("when", "what", "type", "status", "published by", "support")
    write_rows(heads, rows, fp, width)
    note = cut(timeline)
    if note:
        fp.write(f"{note}\n".encode())


def write_rows(
    columns: Sequence[str],
    rows: Iterable[Sequence[str | None]],
    fp: IO[bytes],
    width: int | None = None,
) -> None:
    """Write rows of text under column names; None is shown as an empty cell."""
    table = PrettyTable(list(columns))
    table.set_style(TableStyle.SINGLE_BORDER)
    table.align = "l"
    if width is not None:
        table.max_table_width = max(width, _NARROWEST)
    count = 0
    for row in rows:
        table.add_row([_clean(cell) for cell in row])
        count += 1
    if columns:
        fp.write((table.get_string() + "\n").encode())
    fp.write(f"{count} row{'' if count == 1 else 's'}\n".encode())


def _clean(cell: str | None) -> str:
    """Return a cell without control characters: a label must not steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in cell or "")
