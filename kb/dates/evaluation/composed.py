"""Evaluates any value: the composed ones here, the simple ones in their modules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kb.dates import calendar
from kb.dates.evaluation.absolute import (
    read_day_of_month,
    read_holiday,
    read_partial_date,
    read_quarter,
    read_season,
    read_years,
)
from kb.dates.evaluation.reading import (
    GRANULARITY,
    Context,
    Reading,
    read_day,
    read_unit,
)
from kb.dates.evaluation.relative import read_duration, read_relative_unit, read_weekday
from kb.dates.traits import lacks_year
from kb.dates.values import (
    Around,
    Clock,
    DayOfMonth,
    Duration,
    Holiday,
    Nth,
    Part,
    PartialDate,
    Quarter,
    Range,
    Reference,
    Repeat,
    Season,
    Shift,
    Stretch,
    Unit,
    Value,
    Weekday,
    Years,
)
from kb.model import Interval


def evaluate(value: Value, context: Context) -> Reading:
    """Reads `value` from the day of `context`. Raises ValueError for a day that does not exist."""
    return _EVALUATORS[type(value)](value, context)


_VAGUE_SPAN = {"day": 14, "week": 60, "month": 365, "year": 3652, "decade": 18262}


def _shift(value: Shift, context: Context) -> Reading:
    base, grain = context.day, context.grain
    if value.of is not None:
        origin = evaluate(value.of, context)
        if origin.interval is None:
            return Reading("XXXX", "XXXX", None, "day", approximate=True)
        base = origin.interval.earliest if value.sign < 0 else origin.interval.latest
        grain = origin.granularity
    if value.unit in ("hour", "minute", "second"):
        return replace(read_day(base), approximate=True)
    if value.count is None:
        far = calendar.add_days(base, value.sign * _VAGUE_SPAN.get(value.unit, 36525))
        timex = "PAST_REF" if value.sign < 0 else "FUTURE_REF"
        hull = Interval(min(base, far), max(base, far))
        unit = value.unit if value.unit in calendar.DAYS_IN_UNIT else "day"
        return Reading(timex, timex, hull, GRANULARITY.get(unit, unit), approximate=True)
    if value.unit == "weekend":
        return read_relative_unit(Unit("weekend", int(value.sign * value.count)), context)
    day = calendar.add_units(base, value.sign * value.count, value.unit)
    if value.unit == "day":
        return read_day(day, approximate=value.approximate)
    if value.unit == "year" and grain == "quarter" and value.count == 1:
        return read_unit(day, "quarter", False)
    if value.unit in ("year", "decade", "century") and not value.approximate:
        named = read_unit(day, "year", value.unit != "year")
        return replace(named, granularity=value.unit)
    named = read_unit(day, "year" if value.unit in ("decade", "century") else value.unit, True)
    half = round(calendar.DAYS_IN_UNIT[value.unit] / 2)
    half -= value.unit in ("week", "fortnight")
    hull = Interval(calendar.add_days(day, -half), calendar.add_days(day, half))
    return replace(named, interval=hull, granularity=GRANULARITY.get(value.unit, value.unit))


def _part(value: Part, context: Context) -> Reading:
    whole = evaluate(value.of, context)
    if whole.interval is None:
        return replace(whole, approximate=True)
    if whole.granularity == "day" and whole.interval.earliest == whole.interval.latest:
        return whole
    cut = calendar.slice_of(whole.interval, whole.granularity, value.part)
    if whole.granularity == "year" and "half" in value.part:
        cut = calendar.unit_around(cut.earliest.replace(day=15), "half")
        return read_unit(cut.earliest, "half", False)
    return replace(whole, interval=cut, approximate=True)


def _nth(value: Nth, context: Context) -> Reading:
    whole = evaluate(value.of, context)
    if whole.interval is None:
        return replace(whole, approximate=True)
    first, last = whole.interval.earliest, whole.interval.latest
    if value.unit in calendar.DAYS_IN_UNIT:
        if value.unit == "week":
            return _nth_week(value.number, whole.interval)
        edge = last if value.number < 0 else first
        day = calendar.add_units(edge, value.number - (value.number > 0), value.unit)
        if value.number < 0:
            day = calendar.add_units(day, 1, value.unit)
        inside = min(max(day, first), last)
        return read_unit(inside, value.unit, value.unit != "day")
    weekday = int(value.unit)
    if value.number < 0:
        day = calendar.add_days(last, -((last.weekday() - weekday) % 7))
    else:
        day = calendar.add_days(first, (weekday - first.weekday()) % 7 + 7 * (value.number - 1))
    if not first <= day <= last:
        raise ValueError(f"no such weekday in {first}..{last}")
    return read_day(day)


def _nth_week(number: int, whole: Interval) -> Reading:
    """Seven days counted from the beginning of a month or year, or from its end."""
    if number < 0:
        days = Interval(calendar.add_days(whole.latest, -6), whole.latest)
    else:
        begin = min(calendar.add_days(whole.earliest, 7 * (number - 1)), whole.latest)
        days = Interval(begin, min(calendar.add_days(begin, 6), whole.latest))
    named = read_unit(calendar.add_days(days.earliest, 3), "week", True)
    return replace(named, interval=days)


def _around(value: Around, context: Context) -> Reading:
    inside = evaluate(value.of, context)
    if inside.interval is None:
        return replace(inside, granularity=value.unit)
    return read_unit(inside.interval.earliest, value.unit, False)


def _stretch(value: Stretch, context: Context) -> Reading:
    whole = evaluate(value.of, context)
    interval = whole.interval
    if interval is not None and value.count is not None:
        first, last = interval.earliest, interval.latest
        if value.sign > 0:
            end = calendar.add_days(calendar.add_units(first, value.count, value.unit), -1)
            last = max(first, min(last, end))
        else:
            begin = calendar.add_units(calendar.add_days(last, 1), -value.count, value.unit)
            first = min(last, max(first, begin))
        interval = Interval(first, last)
    return Reading(value.iso, value.iso, interval, whole.granularity, extent=True)


def _range(value: Range, context: Context) -> Reading:
    begin, end = _range_ends(value, context)
    interval = None
    if begin.interval and end.interval:
        if begin.interval.earliest > end.interval.latest:
            raise ValueError("range ends before it begins")
        interval = Interval(begin.interval.earliest, end.interval.latest)
    return Reading(
        f"{begin.timex}/{end.timex}",
        f"{begin.pattern}/{end.pattern}",
        interval,
        begin.granularity,
        extent=True,
    )


def _range_ends(value: Range, context: Context) -> tuple[Reading, Reading]:
    """Both ends, the vaguer one taken next to the other: the last Monday before that Wednesday."""
    begin, end = evaluate(value.begin, context), evaluate(value.end, context)
    if isinstance(value.begin, Weekday) and isinstance(value.end, Weekday):
        days = (value.end.weekday - value.begin.weekday) % 7
        if context.is_past and end.interval:
            begin = read_day(calendar.add_days(end.interval.latest, -days), begin.pattern)
        elif begin.interval:
            end = read_day(calendar.add_days(begin.interval.earliest, days), end.pattern)
    elif begin.interval and end.interval and lacks_year(value.begin):
        begin = _in_year(value.begin, end.interval.latest.year, context)
        if begin.interval and begin.interval.earliest > end.interval.latest:
            begin = _in_year(value.begin, end.interval.latest.year - 1, context)
    elif begin.interval and end.interval and lacks_year(value.end):
        end = _in_year(value.end, begin.interval.earliest.year, context)
        if end.interval and end.interval.latest < begin.interval.earliest:
            end = _in_year(value.end, begin.interval.earliest.year + 1, context)
    return begin, end


def _in_year(value: Value, year: int, context: Context) -> Reading:
    if isinstance(value, Part):
        return evaluate(replace(value, of=_with_year(value.of, year)), context)
    return evaluate(_with_year(value, year), context)


def _with_year(value: Value, year: int) -> Value:
    if isinstance(value, PartialDate | Season | Holiday):
        return replace(value, year=year)
    return value


def _clock(value: Clock, context: Context) -> Reading:
    day = evaluate(value.of, context)
    timex, pattern = (name.partition("/")[0] for name in (day.timex, day.pattern))
    return replace(day, timex=timex + value.code, pattern=pattern + value.code)


def _repeat(value: Repeat, context: Context) -> Reading:
    return Reading(value.timex, value.timex, None, "day")


def _reference(value: Reference, context: Context) -> Reading:
    interval = Interval(context.day, context.day) if value.kind == "PRESENT_REF" else None
    return Reading(value.kind, value.kind, interval, "day", approximate=True)


_EVALUATORS: Mapping[type, Callable[[Any, Context], Reading]] = {
    PartialDate: read_partial_date,
    DayOfMonth: read_day_of_month,
    Years: read_years,
    Season: read_season,
    Quarter: read_quarter,
    Weekday: read_weekday,
    Unit: read_relative_unit,
    Shift: _shift,
    Part: _part,
    Nth: _nth,
    Around: _around,
    Stretch: _stretch,
    Clock: _clock,
    Range: _range,
    Duration: read_duration,
    Holiday: read_holiday,
    Repeat: _repeat,
    Reference: _reference,
}
