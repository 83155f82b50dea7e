"""Dates and attributions of a timeline in words, the same in every format that people read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kb.rows import Named, Report, Timeline, TimelineRow, Voice

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def when(row: TimelineRow) -> str:
    """Return when an event happened: "5 March 2031", "between 1 and 5 March 2031", "no date given".

    A whole month or year is named as such; never more is said than is known.
    """
    if row.earliest is None or row.latest is None:
        return "no date given"
    return span(row.earliest, row.latest)


def span(first: date, last: date) -> str:
    """Return a span of days in words."""
    if first == last:
        return day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        if first.year == last.year:
            return f"in {first.year}"
        return f"between {first.year} and {last.year}"
    next_day = date.fromordinal(last.toordinal() + 1) if last < date.max else last
    if first.day == 1 and next_day.day == 1 and first.replace(day=28) == last.replace(day=28):
        return f"in {_MONTHS[first.month - 1]} {first.year}"
    if first.replace(day=1) == last.replace(day=1):
        return f"between {first.day} and {day(last)}"
    if first.year == last.year:
        return f"between {first.day} {_MONTHS[first.month - 1]} and {day(last)}"
    return f"between {day(first)} and {day(last)}"


def day(value: date) -> str:
    """Return a day as "5 March 2031"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def labels(things: Iterable[Named]) -> str:
    """Return labels joined by semicolons."""
    return "; ".join(thing.label for thing in things)


def attribution(chain: Iterable[Voice]) -> str:
    """Return a chain of sources, outermost first: "A (reports) > B (asserts, via C)"."""
    return " > ".join(
        f"{voice.claimant.label} ({voice.stance}{f', via {voice.via.label}' if voice.via else ''})"
        for voice in chain
    )


def attributions(report: Report) -> str:
    """Return all chains of sources of a report."""
    return "; ".join(attribution(chain) for chain in report.voices)


def support(row: TimelineRow) -> str:
    """Return how much stands behind an event: "2 reports, 1 independent source"."""
    reports = _count(row.report_count, "report")
    return f"{reports}, {_count(row.source_count, 'independent source')}"


def title(timeline: Timeline) -> str:
    """Return a timeline's heading with its filters."""
    conditions = ", ".join(f"{name} {value}" for name, value in timeline.filters)
    whose = timeline.actor.label if timeline.actor else "all events"
    return f"Timeline of {whose}" + (f" ({conditions})" if conditions else "")


def cut(timeline: Timeline) -> str | None:
    """Return the sentence that says that events are missing, None where none are."""
    if not timeline.truncated:
        return None
    return f"Truncated: only the first {len(timeline.rows)} matching events are given."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
