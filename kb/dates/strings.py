"""Reads complete or partial date strings of metadata and bylines, in eight languages.

dateparser does the reading (it knows the month and weekday names); what it reads tells how
precise the string was, so that "November 2024" gives the whole month.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from kb.dates import calendar
from kb.model import Interval

LANGUAGES = ("en", "fr", "es", "de", "ar", "ru", "uk", "tr")
_MAX_LENGTH = 100
_ISO = re.compile(r"\s*(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ]\d\d:?\d\d.*)?\s*")
_DOTTED = re.compile(r"\s*(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:\D.*)?")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-]\d{4}(?!\d)")
_LABEL = re.compile(r"^[^\d:]{1,40}:\s+")

# Month names of the Levant and Iraq, which dateparser lacks, to those it knows
_LEVANTINE = {
    "كانون الثاني": "يناير",
    "شباط": "فبراير",
    "آذار": "مارس",
    "نيسان": "أبريل",
    "أيار": "مايو",
    "حزيران": "يونيو",
    "تموز": "يوليو",
    "آب": "أغسطس",
    "أيلول": "سبتمبر",
    "تشرين الأول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
    "كانون الأول": "ديسمبر",
}
_LEVANTINE_NAMES = "|".join(_LEVANTINE)
_BOTH_NAMES = re.compile(rf"\s*/\s*(?:{_LEVANTINE_NAMES})(?!\w)|(?:{_LEVANTINE_NAMES})\s*/\s*")
_LEVANTINE_NAME = re.compile(rf"(?<!\w)(?:{_LEVANTINE_NAMES})(?!\w)")


def parse_date_string(
    text: str,
    languages: Sequence[str] | None = None,
    *,
    today: date | None = None,
) -> Interval | None:
    """The day, month or year that a date string states, None if it states none.

    `languages` are ISO 639-1 codes to try (all of `LANGUAGES` by default); `today` anchors
    relative strings ("hier"), which are refused without it. The day is the one that the string
    writes, whatever its time zone. 5/6/2024 is refused unless one language settles the order.
    """
    stated = re.search(r"\d{4}" if today is None else r"\d|[^\W\d_]{3}", text)
    if stated is None or len(text) > _MAX_LENGTH:
        return None
    text = _LABEL.sub("", text)
    iso = _ISO.fullmatch(text)
    if iso:
        return _interval(iso[1], iso[2], iso[3])
    dotted = _DOTTED.fullmatch(text)
    if dotted:
        return _interval(dotted[3], dotted[2], dotted[1])
    if (languages is None or len(languages) > 1) and _is_ambiguous(text):
        return None
    text = _LEVANTINE_NAME.sub(lambda name: _LEVANTINE[name[0]], _BOTH_NAMES.sub(" ", text))
    return _parse(text, tuple(languages or LANGUAGES), today)


def _is_ambiguous(text: str) -> bool:
    match = _SLASHED.search(text)
    return match is not None and match[1] != match[2] and max(int(match[1]), int(match[2])) <= 12


def _interval(year: str, month: str, day: str | None) -> Interval | None:
    try:
        if day is None:
            return calendar.months_from(int(year), int(month), 1)
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return Interval(found, found)


def _parse(text: str, languages: tuple[str, ...], today: date | None) -> Interval | None:
    # imported here: it takes a second, and most documents carry ISO dates only
    from dateparser.date import DateDataParser

    base = today or date(2000, 1, 1)
    parser = DateDataParser(
        languages=list(languages),
        settings={
            "RELATIVE_BASE": datetime(base.year, base.month, base.day),
            "PREFER_DATES_FROM": "current_period",
            "PREFER_DAY_OF_MONTH": "first",
            "RETURN_AS_TIMEZONE_AWARE": False,
            "REQUIRE_PARTS": [] if today else ["year"],
            "PARSERS": ["timestamp", "relative-time", "custom-formats", "absolute-time"]
            if today
            else ["absolute-time"],
        },
    )
    found = parser.get_date_data(text)
    if found.date_obj is None:
        return None
    day = found.date_obj.date()
    period = found.period if found.period in ("month", "year") else "day"
    return calendar.unit_around(day, period)


def publication_day(interval: Interval | None, today: date | None = None) -> Interval | None:
    """`interval` if an article can have been published then: not before 1990, not after `today`.

    Sentinels such as 0001-01-01 and 1970-01-01 are refused, and so are days in the future.
    """
    if interval is None or interval.earliest.year < 1990:
        return None
    if today is not None and interval.earliest > today:
        return None
    return interval
