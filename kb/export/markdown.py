"""Markdown with a footnote for every report."""

from __future__ import annotations

import re
from typing import IO

from kb.export.words import attributions, cut, day, labels, span, support, title, when
from kb.rows import Report, Timeline, TimelineRow

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~^&:])")


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline as a list of events, each with its sources as footnotes."""
    body: list[str] = []
    notes: list[str] = []
    for row in timeline.rows:
        first = len(notes) + 1
        notes += [_footnote(row, report) for report in row.reports]
        body.append(_entry(row) + "".join(f"[^{n}]" for n in range(first, len(notes) + 1)))
    parts = [f"# {_plain(title(timeline))}\n\n"]
    note = cut(timeline)
    if note:
        parts.append(f"*{_plain(note)}*\n\n")
    parts.append("".join(f"- {entry}\n" for entry in body) or "No events.\n")
    parts += [f"\n[^{number}]: {note}\n" for number, note in enumerate(notes, start=1)]
    fp.write("".join(parts).encode())


def _entry(row: TimelineRow) -> str:
    date = when(row)
    parts = [f"**{_plain(date[:1].upper() + date[1:])}:** {_plain(row.label)}"]
    details = [row.type.label if row.type else "", row.status, support(row)]
    if row.places:
        details.append(labels(located.place for located in row.places))
    parts.append(f"({_plain(', '.join(detail for detail in details if detail))})")
    return " ".join(parts)


def _footnote(row: TimelineRow, report: Report) -> str:
    parts = [report.publisher.label if report.publisher else "Unknown publisher"]
    if report.headline:
        parts.append(f"“{report.headline}”")
    if report.published:
        first, last = report.published
        parts.append(day(first) if first == last else "published " + span(first, last))
    text = _plain(", ".join(parts)) + "\\."
    if report.url:
        text += " <" + re.sub(r"[<>\s]", _percent, report.url) + ">"
    chain = attributions(report)
    if chain:
        text += f" {_plain(chain)}\\."
    return text + (f" “{_plain(report.sentence)}”" if report.sentence else "")


def _plain(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"
