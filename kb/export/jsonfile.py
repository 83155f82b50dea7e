"""JSON: everything a timeline row holds, ids beside labels."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import IO, Any

from kb.rows import Timeline, TimelineRow


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline as one object with `actor`, `filters`, `truncated` and `events`."""
    data = {
        "actor": asdict(timeline.actor),
        "filters": dict(timeline.filters),
        "truncated": timeline.truncated,
        "events": [event(row) for row in timeline.rows],
    }
    fp.write((json.dumps(data, ensure_ascii=False, indent=1, default=_text) + "\n").encode())


def event(row: TimelineRow) -> dict[str, Any]:
    """Return a timeline row as a JSON object; days are ISO strings once serialised."""
    data = asdict(row)
    data["precision"] = row.precision
    for report in data["reports"]:
        first, last = report["published"] or (None, None)
        report["published"] = {"earliest": first, "latest": last} if first else None
    return data


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
