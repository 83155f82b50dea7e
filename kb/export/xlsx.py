"""Spreadsheet: sheets with events, with what each report says, and about the file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from kb.export.csvfile import CLAIM_COLUMNS, COLUMNS, claim_cells, event_cells
from kb.export.words import cut, title
from kb.rows import Timeline

_LONGEST = 32_767  # characters that a cell may hold


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline as a workbook with the columns of the CSV files."""
    book = Workbook(write_only=True)
    _sheet(book, "events", COLUMNS, map(event_cells, timeline.rows))
    claims = (claim_cells(row, report) for row in timeline.rows for report in row.reports)
    _sheet(book, "claims", CLAIM_COLUMNS, claims)
    note = cut(timeline) or "Complete."
    _sheet(book, "about", ("title", "note"), [[title(timeline), note]])
    book.save(fp)


def _sheet(
    book: Workbook, name: str, columns: Iterable[str], lines: Iterable[list[object]]
) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    heads = []
    for column in columns:
        cell = WriteOnlyCell(sheet, value=column)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])


def _cell(sheet: Any, value: object) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST])
        cell.data_type = "s"  # openpyxl takes text that starts with "=" for a formula
        return cell
    # Excel knows no days before 1900.
    if isinstance(value, date) and value.year < 1900:
        return value.isoformat()
    return value
