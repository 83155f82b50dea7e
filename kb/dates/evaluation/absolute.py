"""Reads dates, years, seasons, quarters and holidays; fills in the year a text leaves out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import MAXYEAR, date

from kb.dates import calendar
from kb.dates.evaluation.reading import (
    Context,
    Reading,
    read_day,
    read_outside,
)
from kb.dates.holidays import holiday_days, is_sighted
from kb.dates.values import (
    DayOfMonth,
    Holiday,
    PartialDate,
    Quarter,
    Season,
    Years,
    YearSpec,
)
from kb.model import Interval

# days that a reading against the clause's tense counts as farther away, by how sure the tense is
_AGAINST_GUESS, _AGAINST_TENSE = 150, 5000


def read_partial_date(value: PartialDate, context: Context) -> Reading:
    """A day or month; ValueError for a day that does not exist."""
    month, first = value.month, value.day

    def interval_in(year: int) -> Interval:
        if first is None:
            return calendar.months_from(year, month, 1)
        if (month, first) == (2, 29):
            year += -year % 4
        begin = date(year, month, first)
        return Interval(begin, begin)

    year = _year(value.year, context)
    if year is not None and year < 1:
        return read_outside(year, f"-{month:02d}" + (f"-{first:02d}" if first else ""))
    if year is None:
        year = interval_in(_nearest(context, interval_in, value.direction)).earliest.year
    elif first is not None:
        date(year, month, first)  # no leap day in other years
    interval = interval_in(year)
    rest = f"-{month:02d}" + (f"-{first:02d}" if first is not None else "")
    stem = f"{year:04d}" if isinstance(value.year, int) else "XXXX"
    return Reading(
        f"{year:04d}{rest}",
        f"{stem}{rest}",
        interval,
        "month" if first is None else "day",
    )


def read_day_of_month(value: DayOfMonth, context: Context) -> Reading:
    """A bare day of the month that the context is in; ValueError if that month lacks it."""
    day = context.day.replace(day=value.day)
    if context.grain is None and day > context.day and context.is_past:
        day = calendar.add_months(context.day.replace(day=1), -1).replace(day=value.day)
    return read_day(day, f"XXXX-XX-{value.day:02d}")


def read_years(value: Years, context: Context) -> Reading:
    """A year, decade or century; without interval before the year 1."""
    granularity = {1: "year", 10: "decade", 100: "century"}.get(value.count, "century")
    if value.first < 1 or value.first + value.count - 1 > MAXYEAR:
        if value.count == 100:
            timex = f"BC{(-value.first) // 100:02d}"
        else:
            timex = f"BC{1 - value.first:04d}"[: {1: None, 10: -1}.get(value.count)]
        return Reading(timex, timex, None, granularity)
    timex = f"{value.first:04d}"[: {1: None, 10: 3, 100: 2}.get(value.count)]
    return Reading(timex, timex, calendar.years_from(value.first, value.count), granularity)


def read_season(value: Season, context: Context) -> Reading:
    """A season of a stated year or of the year that fits."""
    year = _year(value.year, context)
    if year is None:
        year = _nearest(
            context, lambda candidate: calendar.season_of(candidate, value.code), value.direction
        )
    if not 0 < year < MAXYEAR:
        return read_outside(year, f"-{value.code}")
    stem = f"{year:04d}" if isinstance(value.year, int) else "XXXX"
    return Reading(
        f"{year:04d}-{value.code}",
        f"{stem}-{value.code}",
        calendar.season_of(year, value.code),
        "season",
    )


def read_quarter(value: Quarter, context: Context) -> Reading:
    """A quarter or half of a stated year or of the year that fits."""
    length = 3 if value.unit == "quarter" else 6
    month = (value.number - 1) * length + 1
    year = _year(value.year, context)
    if year is None:
        year = context.day.year
        if context.is_past and date(year, month, 1) > context.day:
            year -= 1
    letter = "Q" if value.unit == "quarter" else "H"
    stem = f"{year:04d}" if isinstance(value.year, int) else "XXXX"
    return Reading(
        f"{year:04d}-{letter}{value.number}",
        f"{stem}-{letter}{value.number}",
        calendar.months_from(year, month, length),
        "quarter",
    )


def read_holiday(value: Holiday, context: Context) -> Reading:
    """The days of a holiday; a day more either way where the moon must be sighted."""
    year = _year(value.year, context)
    if year is None:
        year = _nearest(
            context, lambda candidate: holiday_days(value.name, candidate), value.direction
        )
    stem = f"{year:04d}" if isinstance(value.year, int) else "XXXX"
    days = holiday_days(value.name, year)
    sighted = is_sighted(value.name)
    if sighted:
        days = Interval(calendar.add_days(days.earliest, -1), calendar.add_days(days.latest, 1))
    first = holiday_days(value.name, year).earliest
    return Reading(
        first.isoformat(),
        f"{stem}-{first:%m-%d}",
        days,
        "day",
        approximate=sighted,
        extent=days.earliest < days.latest and not sighted,
    )


def _year(spec: YearSpec, context: Context) -> int | None:
    if spec is None or isinstance(spec, int):
        return spec
    return context.day.year + spec.offset


def _nearest(context: Context, interval_in: Callable[[int], Interval], direction: str) -> int:
    """The year in which the dated thing lies that the writer means."""
    day = context.day
    if direction == "this":
        return day.year
    candidates = [year for year in range(day.year - 4, day.year + 5) if 0 < year < MAXYEAR]
    if context.grain is not None:
        return _carried_year(context, interval_in)
    if direction == "last":
        return max(
            (year for year in candidates if interval_in(year).latest < day), default=candidates[0]
        )
    if direction == "next":
        return min(
            (year for year in candidates if interval_in(year).earliest > day),
            default=candidates[-1],
        )

    penalty = _AGAINST_GUESS if context.tense.endswith("?") else _AGAINST_TENSE

    def distance(year: int) -> tuple[int, int]:
        found = interval_in(year)
        if found.earliest > day:
            away = (found.earliest - day).days
            return away + (penalty if context.is_past else 0), -year
        away = max((day - found.latest).days, 0)
        return away + (penalty if away and not context.is_past else 0), -year

    return min(candidates, key=distance)


def _carried_year(context: Context, interval_in: Callable[[int], Interval]) -> int:
    """A narrative goes on in the year of the previous mention, and over the turn of the year."""
    year = context.day.year
    if context.ahead:
        later = interval_in(year).earliest > context.day and context.grain in ("day", "month")
        return max(year - 1, 1) if later else year
    if context.grain in ("day", "week", "month") and context.day.month >= 10:
        month = interval_in(year).earliest.month
        if month <= 3:
            return min(year + 1, MAXYEAR)
    return year
