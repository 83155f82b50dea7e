"""JSON: everything a timeline row holds, ids beside labels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import IO, Any

from kb.rows import Timeline, TimelineRow


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline as one object with `actor`, `filters`, `truncated` and `events`."""
    data = {
        "actor": asdict(timeline.actor) if timeline.actor else None,
        "filters": dict(timeline.filters),
        "truncated": timeline.truncated,
    }
    write_members(data, "events", map(event, timeline.rows), fp)


def write_members(
    members: Mapping[str, object], name: str, items: Iterable[object], fp: IO[bytes]
) -> None:
    """Write an object with members and, last, the list `name`, item by item as they come."""
    fp.write(b"{\n")
    for key, value in members.items():
        fp.write(f" {_dumped(key)}: {_dumped(value)},\n".encode())
    fp.write(f" {_dumped(name)}: [".encode())
    for order, item in enumerate(items):
        fp.write((",\n  " if order else "\n  ").encode() + _dumped(item).encode())
    fp.write(b"\n ]\n}\n")


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_text)


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
