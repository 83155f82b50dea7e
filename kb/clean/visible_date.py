"""Publication dates that stand on the page for readers: "Published 11 November 2025"."""

from __future__ import annotations

import re
from datetime import date

from kb.clean.page import DateCandidate
from kb.dates import parse_date_string, publication_day
from kb.model import Interval

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = rf"(?:{_MONTH}\s+{_DAY},?\s+\d{{4}}|{_DAY}\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_LABEL = r"(?:(?:first\s+|originally\s+)?(?:published|posted|created|issued)(?:\s+(?:on|at))?|date)"
_CLOCK = r"(?:[\s,|•·@-]*(?:at\s+)?\d{1,2}[:.]\d\d.{0,25})?"
# A line is a date line when nothing but a label, a clock time or an update note stands beside it.
_LINE = re.compile(
    rf"^(?:by\s.{{3,60}}?[\s|•·,–-]+)?(?:{_LABEL}[\s:|]*)?(?:\d{{1,2}}[:.]\d\d\s*(?:[ap]m)?,?\s+)?"
    rf"{_WEEKDAY}({_DATE}){_CLOCK}(?:[\s|•·(,-]*(?:last\s+)?(?:updated|modified).{{0,50}})?\W*$",
    re.I,
)
_LABELLED = re.compile(rf"\b{_LABEL}[\s:|]*{_WEEKDAY}({_DATE})", re.I)
# Numbers alone are ambiguous ("3/4/24"): they mark a line, but no day is read from them.
_SHORT_DATED = re.compile(
    rf"(?:{_LABEL}|(?:last )?(?:updated|modified))\b.{{0,20}}\d.{{0,80}}"
    rf"|(?:[^.!?]{{0,50}}[\s|,•·-])?(?:{_DATE}|\d{{1,2}}/\d{{1,2}}/\d\d(?:\d\d)?|\d\d-\d\d-\d{{4}})"
    r"[^.!?]{0,25}(?:[ap]\.?m\.?)?[^.!?]{0,40}",
    re.I,
)
_USUAL = (
    re.compile(
        rf"(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.I
    ),
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})", re.I
    ),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UPDATED = re.compile(r"updated|modified|corrected", re.I)
_CHANGED = re.compile(rf"\b(?:updated|modified)(?:\s+(?:on|at))?[\s:|–-]*{_WEEKDAY}({_DATE})", re.I)
_ANY_DATE = re.compile(rf"(?<![\d/])({_DATE})", re.I)
_MAX_LINE = 160


def is_date_line(line: str) -> bool:
    """Tell whether a line states a date of publication or change and hardly anything else."""
    if len(line) > _MAX_LINE:
        return False
    return bool(_LINE.match(line) or _SHORT_DATED.fullmatch(line))


def read_visible_date(line: str) -> DateCandidate | None:
    """Return the day of publication that a visible line states, or None.

    The day of an update alone is not one.
    """
    if len(line) > _MAX_LINE:
        return None
    match = _LINE.match(line) or _LABELLED.search(line)
    if not match and _SHORT_DATED.fullmatch(line) and not _UPDATED.search(line):
        match = _ANY_DATE.search(line)
    interval = parse_complete_date(match[1]) if match else None
    return DateCandidate("visible", interval) if interval else None


def read_update_date(line: str) -> DateCandidate | None:
    """Return the day of the last change that a visible line states, or None."""
    match = _CHANGED.search(line) if len(line) <= _MAX_LINE else None
    interval = parse_complete_date(match[1]) if match else None
    return DateCandidate("updated", interval) if interval else None


def parse_complete_date(text: str) -> Interval | None:
    """Return the day of a date string that states day, month and year, or None.

    Dates written in the usual English forms are read here: dateparser takes 2 ms for each.
    """
    usual = next(filter(None, (pattern.fullmatch(text) for pattern in _USUAL)), None)
    found = _calendar_day(usual) if usual else parse_date_string(text, ["en"])
    interval = publication_day(found)
    return interval if interval and interval.earliest == interval.latest else None


def _calendar_day(match: re.Match[str]) -> Interval | None:
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    try:
        day = date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None
    return Interval(day, day)
