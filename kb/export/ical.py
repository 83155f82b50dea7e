"""iCalendar (RFC 5545): every dated event as an all-day entry."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import IO

from icalendar import Calendar, Event

from kb.export.words import attributions, cut, labels, support, title, when
from kb.rows import Timeline, TimelineRow

_CIRCA = "c. "  # before the summary of an event known to no better than a month
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline as a calendar.

    The end of an entry is the day after the event's last possible day, as the format wants. Events
    without a date cannot stand in a calendar: its description says how many are left out.
    """
    undated = sum(1 for row in timeline.rows if row.earliest is None)
    notes = [cut(timeline) or ""]
    notes += [f"{undated} without a date left out."] if undated else []
    calendar = Calendar()
    calendar.add("prodid", "-//geopolitical-event-kb//timeline//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title(timeline))
    calendar.add("x-wr-caldesc", " ".join(note for note in notes if note) or "Complete.")
    for row in timeline.rows:
        if row.earliest is not None and row.latest is not None:
            calendar.add_component(_entry(row, row.earliest, row.latest))
    fp.write(calendar.to_ical())


def _entry(row: TimelineRow, first: date, last: date) -> Event:
    entry = Event()
    vague = row.precision in ("month", "year", "longer")
    entry.add("uid", row.event)
    entry.add("dtstamp", _stamp(row))
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1) if last < date.max else last)
    entry.add("summary", (_CIRCA if vague else "") + row.label)
    entry.add("description", _description(row))
    entry.add("url", row.event)
    entry.add("transp", "TRANSPARENT")
    if row.type is not None:
        entry.add("categories", [row.type.label])
    if row.places:
        entry.add("location", labels(located.place for located in row.places))
    point = next((p for p in row.places if p.latitude is not None), None)
    if point is not None and point.longitude is not None:
        entry.add("geo", (point.latitude, point.longitude))
    return entry


def _stamp(row: TimelineRow) -> datetime:
    """Return when the entry was last known to change: the day of the newest report.

    Not the time of writing: the same timeline gives the same file.
    """
    days = [report.published[1] for report in row.reports if report.published]
    return datetime.combine(max(days), time(), UTC) if days else _UNKNOWN


def _description(row: TimelineRow) -> str:
    parts = [f"{when(row)}; {row.status}; {support(row)}"]
    parts += [f"{party.role}: {party.actor.label}" for party in row.parties]
    for report in row.reports:
        source = report.publisher.label if report.publisher else "unknown publisher"
        chain = attributions(report)
        words = f"“{report.sentence}” " if report.sentence else ""
        parts.append(f"{words}({source}{': ' + chain if chain else ''})")
    return "\n".join(parts)
