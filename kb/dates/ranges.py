"""Ranges: the elided half of "12-14 July" or "1914-18", and two expressions joined into one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.dates.found import Found
from kb.dates.traits import anchor_of, grain_of
from kb.dates.values import (
    Clock,
    DayOfMonth,
    Holiday,
    PartialDate,
    Quarter,
    Range,
    Reference,
    Season,
    Unit,
    Value,
    Weekday,
    Years,
)
from kb.dates.words import parse_ordinal

_DASH = r"\s?(?:-|–|—|--)\s?"
_DAY_BEFORE = re.compile(
    rf"(?<![\w$£€.,])(?P<day>\d{{1,2}}(?:st|nd|rd|th)?)(?:{_DASH}|\sto\s|\sand\s)(?:the\s)?$"
)
_DAY_AFTER = re.compile(
    rf"(?:{_DASH}|\sto\s|\sand\s|\sthrough\s)(?:the\s)?(?P<day>\d{{1,2}}(?:st|nd|rd|th)?)"
    r"(?![\d%]|[.:,]\d|\s?(?:a\.?m|p\.?m)\b|\s[a-z]+s\b)"
)
_YEAR_AFTER = re.compile(rf"(?:{_DASH}|/)(?P<year>\d\d)(?![\d%]|[.:,]\d)")
_BC_BEFORE = re.compile(rf"(?<![\w$£€.,])(?P<year>\d{{1,4}})(?:{_DASH}|\sto\s)$")
_CONNECTOR = re.compile(
    rf"(?P<dash>{_DASH}|/)|,?\s(?P<word>to|through|until|till)\s(?:the\s)?|\s(?P<and>and)\s"
)
_BESIDE = re.compile(r"(?:,|\s-)?\s(?:(?:at|on|around|about|from|for)\s)?")
_RANGED = (PartialDate, Years, Season, Quarter, Weekday, DayOfMonth, Holiday)
_ENDS = (*_RANGED, Unit, Reference)


def add_elided(text: str, founds: Sequence[Found]) -> list[Found]:
    """Adds the halves that lean on a neighbour: "12" of "12-14 July", "18" of "1914-18"."""
    complete: list[Found] = []
    for index, found in enumerate(founds):
        before = founds[index - 1].end if index else 0
        after = founds[index + 1].start if index + 1 < len(founds) else len(text)
        complete += [*_before(text, before, found), found, *_after(text, found, after)]
    return complete


def _before(text: str, limit: int, found: Found) -> list[Found]:
    value = found.value
    lead = text[max(limit, found.start - 14) : found.start]
    offset = found.start - len(lead)
    if isinstance(value, PartialDate) and value.day and found.text[0].isdigit():
        match = _DAY_BEFORE.search(lead)
        if match and 0 < parse_ordinal(match["day"]) < value.day:
            return [_elided(text, offset, match, "day", _day(value, parse_ordinal(match["day"])))]
    if isinstance(value, Years) and value.first < 0:
        match = _BC_BEFORE.search(lead)
        if match and 1 - int(match["year"]) < value.first:
            return [_elided(text, offset, match, "year", Years(1 - int(match["year"])))]
    return []


def _after(text: str, found: Found, limit: int) -> list[Found]:
    value = found.value
    if isinstance(value, PartialDate) and value.day and found.text[-1].isalnum():
        match = _DAY_AFTER.match(text, found.end)
        if match and match.end("day") <= limit and value.day < parse_ordinal(match["day"]) <= 31:
            return [_elided(text, 0, match, "day", _day(value, parse_ordinal(match["day"])))]
    if isinstance(value, Years) and value.count == 1 and re.search(r"\d{4}$", found.text):
        match = _YEAR_AFTER.match(text, found.end)
        if match and match.end() <= limit and value.first % 100 < int(match["year"]):
            year = value.first // 100 * 100 + int(match["year"])
            return [_elided(text, 0, match, "year", Years(year))]
    return []


def _day(neighbour: PartialDate, day: int) -> Value:
    if isinstance(neighbour.year, int):
        return replace(neighbour, day=day)
    return DayOfMonth(day)


def _elided(text: str, offset: int, match: re.Match[str], name: str, value: Value) -> Found:
    start, end = offset + match.start(name), offset + match.end(name)
    rule = "day-of-month" if name == "day" else "year"
    return Found(start, end, text[start:end], "DATE", rule, "", value)


def join_ranges(text: str, founds: Sequence[Found]) -> list[Found]:
    """Joins what "from ... to", "between ... and", a dash or "through" makes one range."""
    joined: list[Found] = []
    rest = list(founds)
    while rest:
        first = rest.pop(0)
        found = _join(text, first, rest[0]) if rest else None
        if found is not None:
            rest.pop(0)
            if rest and _is_year_of(text, found, rest[0]):
                found = _with_year(text, found, rest.pop(0))
        joined.append(found or first)
    return joined


def join_clocks(text: str, founds: Sequence[Found]) -> list[Found]:
    """Joins a day and the time of day beside it: "Friday at 10 a.m.", "8 p.m., 14 October"."""
    joined: list[Found] = []
    for found in founds:
        last = joined[-1] if joined else None
        both = _join_clock(text, last, found) if last else None
        if both is not None:
            joined[-1] = both
        else:
            joined.append(found)
    return joined


def _join_clock(text: str, first: Found, second: Found) -> Found | None:
    if _BESIDE.fullmatch(text, first.end, second.start) is None:
        return None
    for clock, day in ((first, second), (second, first)):
        loose = isinstance(clock.value, Clock) and clock.value.of == Unit("day", 0, previous=True)
        if loose and day.type == "DATE" and grain_of(day.value) == "day":
            value = Clock(clock.value.code, day.value)  # type: ignore[union-attr] # checked above
            whole = text[first.start : second.end]
            return Found(first.start, second.end, whole, "TIME", "day-clock", day.tense, value)
    return None


def _join(text: str, first: Found, second: Found) -> Found | None:
    if not (isinstance(first.value, _ENDS) and isinstance(second.value, _ENDS)):
        return None
    connector = _CONNECTOR.fullmatch(text, first.end, second.start)
    lead = re.search(
        r"\b(from|between)\s+(?:the\s+)?$",
        text[max(0, first.start - 14) : first.start],
        re.IGNORECASE,
    )
    word = lead[1].lower() if lead else None
    if connector is None or (connector["and"] and word != "between"):
        return None
    plain = isinstance(first.value, _RANGED) and isinstance(second.value, _RANGED)
    if word is None and not (plain and _same_kind(first.value, second.value)):
        return None
    begin, end = _filled(first.value, second.value), _filled(second.value, first.value)
    if begin is None or end is None:
        return None
    start = first.start - len(lead[0]) if lead else first.start
    return Found(
        start, second.end, text[start : second.end], "DATE", "range", first.tense, Range(begin, end)
    )


def _same_kind(first: Value, second: Value) -> bool:
    return isinstance(first, DayOfMonth) or grain_of(first) == grain_of(second)


def _filled(value: Value, other: Value) -> Value | None:
    """`value` with the month or the year that only its partner states."""
    if isinstance(value, DayOfMonth):
        return replace(other, day=value.day) if isinstance(other, PartialDate) else None
    if isinstance(value, PartialDate) and isinstance(other, PartialDate) and value.year is None:
        if not isinstance(other.year, int):
            return value
        later = (value.month, value.day or 1) > (other.month, other.day or 31)
        return replace(value, year=other.year - later)
    return value


def _is_year_of(text: str, found: Found, after: Found) -> bool:
    """Whether ", 2023" follows a range of days that has no year of its own."""
    value = found.value
    return (
        isinstance(value, Range)
        and isinstance(value.end, PartialDate)
        and anchor_of(value) == "published"
        and isinstance(after.value, Years)
        and re.fullmatch(r",?\s", text[found.end : after.start]) is not None
    )


def _with_year(text: str, found: Found, year: Found) -> Found:
    if not (isinstance(found.value, Range) and isinstance(year.value, Years)):
        return found
    parts = [
        replace(part, year=year.value.first) if isinstance(part, PartialDate) else part
        for part in (found.value.begin, found.value.end)
    ]
    text = text[found.start : year.end]
    return replace(found, end=year.end, text=text, value=Range(parts[0], parts[1]))
