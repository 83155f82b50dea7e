"""Comma-separated values: one line per event, or one per claim; safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO

from kb.export.words import attributions, cut
from kb.rows import Named, Report, Timeline, TimelineRow

COLUMNS = (
    "event_id", "event_type", "event_type_label", "label", "date_start", "date_end",
    "date_precision", "date_best", "roles", "actor1_id", "actor1_label", "actor2_id",
    "actor2_label", "other_actors", "place_id", "place_label", "lat", "lon", "items", "status",
    "all_statuses", "n_reports", "n_independent_sources", "claimants", "publishers",
    "first_reported", "confidence", "source_urls", "evidence",
)  # fmt: skip
CLAIM_COLUMNS = (
    "event_id", "label", "mention_id", "status", "attribution", "publisher_id", "publisher_label",
    "headline", "published_start", "published_end", "url", "sentence", "confidence",
)  # fmt: skip
TARGETS = ("recipient", "counterpart", "victim")
OTHERS = ("host", "absentee", "participant")
# A spreadsheet takes a cell that starts so for a formula (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = re.compile(r"[-+]?[\d.]+(; [-+]?[\d.]*)*")


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write one line per event; several values in a cell are joined by "; ".

    actor1 are the initiators, actor2 those it is done to or with. A timeline that was cut short
    ends with a line whose `event_id` is "#truncated".
    """
    _write(COLUMNS, map(event_cells, timeline.rows), cut(timeline), fp)


def write_claims(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write one line per report of an event: who says it, where, in which sentence."""
    lines = (claim_cells(row, report) for row in timeline.rows for report in row.reports)
    _write(CLAIM_COLUMNS, lines, cut(timeline), fp)


def _write(
    columns: Sequence[str], lines: Iterable[Sequence[object]], note: str | None, fp: IO[bytes]
) -> None:
    text = io.TextIOWrapper(fp, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in line] for line in lines)
    if note:
        writer.writerow(["#truncated", note, *[""] * (len(columns) - 2)])
    text.flush()
    text.detach()


def safe(cell: object) -> object:
    """Return a cell that no spreadsheet runs as a formula; numbers stay as they are."""
    if isinstance(cell, str) and cell.startswith(_FORMULA) and not _NUMBERS.fullmatch(cell):
        return "'" + cell
    return "" if cell is None else cell


def event_cells(row: TimelineRow) -> list[object]:
    """Return the cells of an event under `COLUMNS`."""
    published = [report.published[0] for report in row.reports if report.published]
    return [
        row.event,
        row.type.iri if row.type else None,
        row.type.label if row.type else None,
        row.label,
        row.earliest,
        row.latest,
        row.precision,
        row.days,
        "; ".join(row.roles),
        *_named(row.actors("initiator")),
        *_named(row.actors(*TARGETS)),
        "; ".join(f"{p.role}: {p.actor.label}" for p in row.parties if p.role in OTHERS),
        *_named([located.place for located in row.places]),
        _joined(located.latitude for located in row.places),
        _joined(located.longitude for located in row.places),
        _joined(item.text or item.kind.label for item in row.items),
        row.status,
        "; ".join(row.statuses),
        row.report_count,
        row.source_count,
        _joined(claimant.label for claimant in row.claimants),
        _joined(publisher.label for publisher in row.publishers),
        min(published, default=None),
        row.confidence,
        _joined(row.source_urls),
        " | ".join(dict.fromkeys(report.sentence for report in row.reports if report.sentence)),
    ]


def claim_cells(row: TimelineRow, report: Report) -> list[object]:
    """Return the cells of a report under `CLAIM_COLUMNS`."""
    first, last = report.published or (None, None)
    return [
        row.event,
        row.label,
        report.mention,
        report.status,
        attributions(report),
        report.publisher.iri if report.publisher else None,
        report.publisher.label if report.publisher else None,
        report.headline,
        first,
        last,
        report.url,
        report.sentence,
        report.confidence,
    ]


def _named(things: Sequence[Named]) -> tuple[str, str]:
    return _joined(thing.iri for thing in things), _joined(thing.label for thing in things)


def _joined(cells: Iterable[object]) -> str:
    return "; ".join("" if cell is None else str(cell) for cell in cells)
