"""The JSON that TimelineJS 3 shows."""

from __future__ import annotations

import json
from datetime import date
from html import escape
from typing import IO, Any

from kb.export.words import attributions, cut, labels, support, title, when
from kb.rows import Timeline, TimelineRow


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline for TimelineJS, texts escaped, since it shows them as HTML.

    It can show no undated events: the title slide says how many are left out.
    """
    dated = [row for row in timeline.rows if row.earliest is not None]
    notes = [cut(timeline)] if timeline.truncated else []
    if len(dated) < len(timeline.rows):
        notes.append(f"{len(timeline.rows) - len(dated)} without a date left out.")
    text = " ".join(note for note in notes if note)
    data = {
        "title": {"text": {"headline": escape(title(timeline)), "text": escape(text)}},
        "events": [_slide(row) for row in dated],
    }
    fp.write((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


def _slide(row: TimelineRow) -> dict[str, Any]:
    assert row.earliest is not None
    assert row.latest is not None
    slide = {
        "unique_id": row.event,
        "start_date": _date(row.earliest),
        "display_date": when(row),
        "text": {"headline": escape(row.label), "text": _body(row)},
    }
    if row.latest != row.earliest:
        slide["end_date"] = _date(row.latest)
    if row.type is not None:
        slide["group"] = row.type.label
    return slide


def _date(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def _body(row: TimelineRow) -> str:
    lines = [escape(f"{row.status}; {support(row)}")]
    if row.places:
        lines.append(escape(labels(located.place for located in row.places)))
    for report in row.reports:
        source = report.publisher.label if report.publisher else "unknown publisher"
        chain = attributions(report)
        note = escape(f"{source}: {chain}" if chain else source)
        lines.append(f"<q>{escape(report.sentence)}</q> ({note})")
    return "".join(f"<p>{line}</p>" for line in lines)
