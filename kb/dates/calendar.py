"""Proleptic Gregorian calendar arithmetic: units as intervals of days, and parts of units.

Weeks begin on Monday (ISO 8601), seasons are the meteorological ones of the northern hemisphere,
a century runs from a year 00 to 99, as TIMEX3 and EDTF have it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

from kb.model import Interval

SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}

DAYS_IN_UNIT = {
    "day": 1,
    "week": 7,
    "fortnight": 14,
    "month": 30,
    "quarter": 91,
    "season": 91,
    "half": 182,
    "year": 365,
    "decade": 3652,
    "century": 36525,
}

_MONTHS_IN_UNIT = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}


def add_days(day: date, days: int) -> date:
    """The day `days` after `day`, clamped to the years 1 to 9999."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month if it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def add_units(day: date, count: float, unit: str) -> date:
    """The day `count` units after `day`; `unit` is day, week, fortnight or a run of months."""
    months = _MONTHS_IN_UNIT.get(unit)
    if months is not None and float(count * months).is_integer():
        return add_months(day, int(count * months))
    return add_days(day, round(count * DAYS_IN_UNIT[unit]))


def months_from(year: int, month: int, count: int) -> Interval:
    """`count` whole months beginning with the given one."""
    first = date(year, month, 1)
    last = add_months(first, count - 1)
    return Interval(first, last.replace(day=monthrange(last.year, last.month)[1]))


def years_from(year: int, count: int = 1) -> Interval:
    """`count` whole calendar years beginning with `year`."""
    return Interval(date(year, 1, 1), date(min(year + count - 1, MAXYEAR), 12, 31))


def week_of(day: date) -> Interval:
    """Monday to Sunday around `day`."""
    monday = add_days(day, -day.weekday())
    return Interval(monday, add_days(monday, 6))


def season_of(year: int, code: str) -> Interval:
    """The season that begins in `year`; `code` is SP, SU, FA or WI."""
    return months_from(year, SEASON_MONTHS[code], 3)


def unit_around(day: date, unit: str) -> Interval:
    """The calendar unit that contains `day`: day, week, month, quarter, half, year, decade..."""
    if unit == "day":
        return Interval(day, day)
    if unit in ("week", "fortnight"):
        return week_of(day)
    if unit == "season":
        return _season_around(day)
    if unit in ("month", "quarter", "half"):
        length = _MONTHS_IN_UNIT[unit]
        return months_from(day.year, (day.month - 1) // length * length + 1, length)
    if unit == "decade":
        first = day.year // 10 * 10
        return Interval(date(max(first, 1), 1, 1), date(first + 9, 12, 31))
    if unit == "century":
        first = day.year // 100 * 100
        return Interval(date(max(first, 1), 1, 1), date(first + 99, 12, 31))
    return years_from(day.year)


def _season_around(day: date) -> Interval:
    code = ("WI", "SP", "SU", "FA")[day.month % 12 // 3]
    return season_of(day.year - (day.month < 3), code)


def weekend_around(day: date) -> Interval:
    """Saturday and Sunday of the ISO week of `day`."""
    saturday = add_days(week_of(day).earliest, 5)
    return Interval(saturday, add_days(saturday, 1))


def slice_of(interval: Interval, granularity: str, part: str) -> Interval:
    """The early, mid, late, start or end part of a unit, or its first or second half.

    A month is cut 1-10, 11-20, 21-end; a year January-April, May-August, September-December;
    anything else in thirds of its days. "start" and "end" are cut like "early" and "late".
    """
    first, last = interval.earliest, interval.latest
    if part in ("first half", "second half"):
        middle = add_days(first, ((last - first).days + 1) // 2)
        if part == "second half":
            return Interval(middle, last)
        return Interval(first, max(first, add_days(middle, -1)))
    third = {"early": 0, "start": 0, "mid": 1, "late": 2, "end": 2}[part]
    if granularity == "month":
        begin = first.replace(day=(1, 11, 21)[third])
        return Interval(begin, last if third == 2 else first.replace(day=(10, 20)[third]))
    if granularity == "year":
        return months_from(first.year, 4 * third + 1, 4)
    days = (last - first).days + 1
    cuts = (0, -(-days // 3), -(-2 * days // 3), days)
    if cuts[third] >= cuts[third + 1]:
        return interval
    return Interval(add_days(first, cuts[third]), add_days(first, cuts[third + 1] - 1))


def easter(year: int) -> date:
    """Easter Sunday of the western churches (anonymous Gregorian algorithm, Meeus 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day0 = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day0 + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth Monday (0) to Sunday (6) of a month; nth = -1 is the last one."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta((last.weekday() - weekday) % 7)
