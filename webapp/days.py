"""Dates in words: never more exact than what is known."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from kb.query.browse.pages import When

MONTHS = (
    "January February March April May June July August September October November December".split()
)

# The units of time by which events can be grouped.
UNITS = ("day", "week", "month", "year")


def day_words(iso: str) -> str:
    """Return an ISO day in words; anything else comes back as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def span_words(earliest: str | None, latest: str | None) -> str:
    """Return days from `earliest` to `latest` in words, as short as they can be said exactly."""
    if earliest is None or latest is None:
        if earliest is None and latest is None:
            return "no date given"
        return f"from {day_words(earliest)}" if earliest else f"by {day_words(latest or '')}"
    if earliest == latest:
        return day_words(earliest)
    try:
        first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
    except ValueError:
        return f"{earliest} – {latest}"
    whole_month = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole_month and (first.month, last.month) == (1, 12):
        return f"{first.year}" if first.year == last.year else f"{first.year} – {last.year}"
    if whole_month and (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {MONTHS[last.month - 1]} {last.year}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} – {day_words(latest)}"
    return f"{day_words(earliest)} – {day_words(latest)}"


def interval_words(text: str) -> str:
    """Return `DAY` or `DAY/DAY` in words."""
    first, _, last = text.partition("/")
    return span_words(first, last or first)


def when_words(when: When) -> str:
    """Return a time in words, and whether it lasted that long or lies somewhere inside."""
    words = span_words(when.earliest, when.latest)
    if when.earliest is None or when.earliest == when.latest:
        return f"about {words}" if when.approximate and when.earliest else words
    return f"throughout {words}" if when.extent else f"some time in {words}"


def heading_words(earliest: str | None, latest: str | None) -> str:
    """Return the month or months that a time lies in, such as "October – December 2024"."""
    try:
        first, last = date.fromisoformat(earliest or ""), date.fromisoformat(latest or "")
    except ValueError:
        return "No date"
    start, end = MONTHS[first.month - 1], f"{MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end
    if first.year != last.year:
        return f"{start} {first.year} – {end}"
    return f"{first.year}" if (first.month, last.month) == (1, 12) else f"{start} – {end}"


def unit_words(earliest: str | None, latest: str | None, unit: str) -> str:
    """Return the day, week, month or year that a time lies in, or the months that it spans."""
    try:
        first, last = date.fromisoformat(earliest or ""), date.fromisoformat(latest or "")
    except ValueError:
        return "No date"
    if unit == "day" and first == last:
        return day_words(first.isoformat())
    monday = first - timedelta(days=first.weekday())
    if unit == "week" and last - monday < timedelta(days=7):
        return f"Week of {day_words(monday.isoformat())}"
    if unit == "year":
        return f"{first.year}" if first.year == last.year else f"{first.year} – {last.year}"
    return heading_words(earliest, latest)
