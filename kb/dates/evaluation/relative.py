"""Reads weekdays, weekends, units and durations from the anchor day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kb.dates import calendar
from kb.dates.evaluation.reading import (
    GRANULARITY,
    Context,
    Reading,
    name_unit,
    read_day,
)
from kb.dates.values import (
    Duration,
    Unit,
    Weekday,
)
from kb.model import Interval

_WEEKS_TO_MATCH = 60  # every weekday meets every day of the month at least once in that time


def read_weekday(value: Weekday, context: Context) -> Reading:
    """A weekday before or after the anchor day, by direction or tense."""
    back = (context.day.weekday() - value.weekday) % 7
    ahead = -back % 7
    if value.direction == "last":
        shift = -(back or 7)
    elif value.direction == "next":
        shift = ahead or 7
    elif value.direction == "this" or context.grain is not None or not context.is_past:
        shift = ahead
    else:
        shift = -back
    day = calendar.add_days(context.day, shift)
    if value.day is not None:
        day = _matching_day(day, value.day, -7 if shift <= 0 and context.is_past else 7)
    return read_day(day, f"XXXX-WXX-{value.weekday + 1}")


def _matching_day(day: date, day_of_month: int, step: int) -> date:
    for weeks in range(_WEEKS_TO_MATCH):
        found = calendar.add_days(day, step * weeks)
        if found.day == day_of_month:
            return found
    raise ValueError(f"no such weekday on day {day_of_month} of a month")


def read_weekend(value: Unit, context: Context) -> Reading:
    """Monday to Wednesday "the weekend" is the one just past, unless the clause looks ahead."""
    day = context.day
    weekend = calendar.weekend_around(day)
    weeks = value.offset
    if value.offset < 0 and day.weekday() < 5:
        weeks = value.offset
    elif value.offset > 0 and day.weekday() < 5:
        weeks = value.offset - 1
    elif value.offset == 0 and day.weekday() < 3 and context.is_past:
        weeks = -1
    weekend = calendar.weekend_around(calendar.add_days(day, 7 * weeks))
    year, week, _ = weekend.earliest.isocalendar()
    return Reading(f"{year:04d}-W{week:02d}-WE", "XXXX-WXX-WE", weekend, "day", extent=True)


def read_relative_unit(value: Unit, context: Context) -> Reading:
    """The calendar unit some units from the anchor's, cut at the anchor if so meant."""
    if value.unit == "weekend":
        return read_weekend(value, context)
    if value.unit == "quarter" and value.previous and context.grain != "quarter":
        value = replace(value, offset=value.offset - 1)  # the quarter reported on is over
    day = calendar.add_units(
        calendar.unit_around(context.day, value.unit).earliest
        if value.unit not in ("day", "week", "fortnight")
        else context.day,
        value.offset,
        value.unit,
    )
    interval = calendar.unit_around(day, value.unit)
    timex, pattern = name_unit(interval, value.unit)
    if value.until == "past" and interval.earliest <= context.day:
        interval = Interval(interval.earliest, min(interval.latest, context.day))
    elif value.until == "future" and interval.latest >= context.day:
        interval = Interval(max(interval.earliest, context.day), interval.latest)
    return Reading(timex, pattern, interval, GRANULARITY.get(value.unit, value.unit))


def read_duration(value: Duration, context: Context) -> Reading:
    """A length of time, placed on the calendar if it ends or begins at the anchor."""
    interval = None
    if value.span and value.unit in calendar.DAYS_IN_UNIT:
        count = value.count if value.count is not None else 3.0
        far = calendar.add_units(context.day, value.span * count, value.unit)
        interval = Interval(min(far, context.day), max(far, context.day))
    unit = value.unit if value.unit in calendar.DAYS_IN_UNIT else "day"
    return Reading(
        value.iso, value.iso, interval, GRANULARITY.get(unit, unit), bool(value.span), True
    )
