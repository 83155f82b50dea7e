"""Evaluates symbolic values at an anchor day: value + context -> TIMEX3 value and interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date
from typing import Any

from kb.dates import calendar
from kb.dates.holidays import holiday_days, is_sighted
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
    YearSpec,
    lacks_year,
)
from kb.model import Interval

# days that a reading against the clause's tense counts as farther away, by how sure the tense is
_AGAINST_GUESS, _AGAINST_TENSE = 150, 5000


_WEEKS_TO_MATCH = 60  # every weekday meets every day of the month at least once in that time


@dataclass(frozen=True, slots=True)
class Context:
    """The day an expression is read from and what is known of its clause.

    `tense` is past or future, with a question mark if it is a guess. `grain` is the granularity
    of the mention that `day` comes from, None where `day` is the publication day; `ahead` says
    that this mention follows in the text.
    """

    day: date
    tense: str = "past?"
    grain: str | None = None
    ahead: bool = False

    @property
    def is_past(self) -> bool:
        """Whether the clause speaks of the past."""
        return self.tense.startswith("past")


@dataclass(frozen=True, slots=True)
class Reading:
    """A value evaluated at one anchor day.

    `pattern` is the TIMEX3 value with X for whatever only the anchor can tell; `interval` is None
    where there is none (durations, references, years outside 1 to 9999).
    """

    timex: str
    pattern: str
    interval: Interval | None
    granularity: str
    approximate: bool = False
    extent: bool = False


def evaluate(value: Value, context: Context) -> Reading:
    """Reads `value` from the day of `context`. Raises ValueError for a day that does not exist."""
    return _EVALUATORS[type(value)](value, context)


def _day(day: date, pattern: str = "XXXX-XX-XX", approximate: bool = False) -> Reading:
    return Reading(day.isoformat(), pattern, Interval(day, day), "day", approximate)


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


def _year(spec: YearSpec, context: Context) -> int | None:
    if spec is None or isinstance(spec, int):
        return spec
    return context.day.year + spec.offset


def _partial_date(value: PartialDate, context: Context) -> Reading:
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
        return _outside(year, f"-{month:02d}" + (f"-{first:02d}" if first else ""))
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


def _outside(year: int, rest: str = "") -> Reading:
    timex = f"BC{1 - year:04d}" + rest
    return Reading(timex, timex, None, "year" if not rest else "day" if len(rest) > 3 else "month")


def _day_of_month(value: DayOfMonth, context: Context) -> Reading:
    day = context.day.replace(day=value.day)
    if context.grain is None and day > context.day and context.is_past:
        day = calendar.add_months(context.day.replace(day=1), -1).replace(day=value.day)
    return _day(day, f"XXXX-XX-{value.day:02d}")


def _years(value: Years, context: Context) -> Reading:
    granularity = {1: "year", 10: "decade", 100: "century"}.get(value.count, "century")
    if value.first < 1 or value.first + value.count - 1 > MAXYEAR:
        if value.count == 100:
            timex = f"BC{(-value.first) // 100:02d}"
        else:
            timex = f"BC{1 - value.first:04d}"[: {1: None, 10: -1}.get(value.count)]
        return Reading(timex, timex, None, granularity)
    timex = f"{value.first:04d}"[: {1: None, 10: 3, 100: 2}.get(value.count)]
    return Reading(timex, timex, calendar.years_from(value.first, value.count), granularity)


def _season(value: Season, context: Context) -> Reading:
    year = _year(value.year, context)
    if year is None:
        year = _nearest(
            context, lambda candidate: calendar.season_of(candidate, value.code), value.direction
        )
    if not 0 < year < MAXYEAR:
        return _outside(year, f"-{value.code}")
    stem = f"{year:04d}" if isinstance(value.year, int) else "XXXX"
    return Reading(
        f"{year:04d}-{value.code}",
        f"{stem}-{value.code}",
        calendar.season_of(year, value.code),
        "season",
    )


def _quarter(value: Quarter, context: Context) -> Reading:
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


def _weekday(value: Weekday, context: Context) -> Reading:
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
    return _day(day, f"XXXX-WXX-{value.weekday + 1}")


def _matching_day(day: date, day_of_month: int, step: int) -> date:
    for weeks in range(_WEEKS_TO_MATCH):
        found = calendar.add_days(day, step * weeks)
        if found.day == day_of_month:
            return found
    raise ValueError(f"no such weekday on day {day_of_month} of a month")


def _weekend(value: Unit, context: Context) -> Reading:
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


def name_unit(interval: Interval, unit: str) -> tuple[str, str]:
    """TIMEX3 value and X-pattern of a calendar unit, given the interval it covers."""
    first = interval.earliest
    year, week, _ = first.isocalendar()
    return {
        "day": (first.isoformat(), "XXXX-XX-XX"),
        "week": (f"{year:04d}-W{week:02d}", "XXXX-WXX"),
        "fortnight": (f"{year:04d}-W{week:02d}", "XXXX-WXX"),
        "month": (f"{first:%Y-%m}", "XXXX-XX"),
        "quarter": (f"{first.year:04d}-Q{(first.month + 2) // 3}", "XXXX-QX"),
        "season": (
            f"{first.year:04d}-{ {3: 'SP', 6: 'SU', 9: 'FA', 12: 'WI'}.get(first.month, 'SP') }",
            "XXXX-XX",
        ),
        "half": (f"{first.year:04d}-H{1 if first.month < 7 else 2}", "XXXX-HX"),
        "year": (f"{first.year:04d}", "XXXX"),
        "decade": (f"{first.year:04d}"[:3], "XXX"),
        "century": (f"{first.year:04d}"[:2], "XX"),
    }[unit]


_GRANULARITY = {"fortnight": "week", "half": "quarter"}


def _unit(value: Unit, context: Context) -> Reading:
    if value.unit == "weekend":
        return _weekend(value, context)
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
    return Reading(timex, pattern, interval, _GRANULARITY.get(value.unit, value.unit))


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
        return replace(_day(base), approximate=True)
    if value.count is None:
        far = calendar.add_days(base, value.sign * _VAGUE_SPAN.get(value.unit, 36525))
        timex = "PAST_REF" if value.sign < 0 else "FUTURE_REF"
        hull = Interval(min(base, far), max(base, far))
        unit = value.unit if value.unit in calendar.DAYS_IN_UNIT else "day"
        return Reading(timex, timex, hull, _GRANULARITY.get(unit, unit), approximate=True)
    if value.unit == "weekend":
        return _weekend(Unit("weekend", int(value.sign * value.count)), context)
    day = calendar.add_units(base, value.sign * value.count, value.unit)
    if value.unit == "day":
        return _day(day, approximate=value.approximate)
    if value.unit == "year" and grain == "quarter" and value.count == 1:
        return _named(day, "quarter", False)
    if value.unit in ("year", "decade", "century") and not value.approximate:
        named = _named(day, "year", value.unit != "year")
        return replace(named, granularity=value.unit)
    named = _named(day, "year" if value.unit in ("decade", "century") else value.unit, True)
    half = round(calendar.DAYS_IN_UNIT[value.unit] / 2)
    half -= value.unit in ("week", "fortnight")
    hull = Interval(calendar.add_days(day, -half), calendar.add_days(day, half))
    return replace(named, interval=hull, granularity=_GRANULARITY.get(value.unit, value.unit))


def _named(day: date, unit: str, approximate: bool) -> Reading:
    interval = calendar.unit_around(day, unit)
    timex, pattern = name_unit(interval, unit)
    return Reading(timex, pattern, interval, _GRANULARITY.get(unit, unit), approximate)


def _part(value: Part, context: Context) -> Reading:
    whole = evaluate(value.of, context)
    if whole.interval is None:
        return replace(whole, approximate=True)
    if whole.granularity == "day" and whole.interval.earliest == whole.interval.latest:
        return whole
    cut = calendar.slice_of(whole.interval, whole.granularity, value.part)
    if whole.granularity == "year" and "half" in value.part:
        cut = calendar.unit_around(cut.earliest.replace(day=15), "half")
        return _named(cut.earliest, "half", False)
    return replace(whole, interval=cut, approximate=True)


def _nth(value: Nth, context: Context) -> Reading:
    whole = evaluate(value.of, context)
    if whole.interval is None:
        return replace(whole, approximate=True)
    first, last = whole.interval.earliest, whole.interval.latest
    if value.unit in calendar.DAYS_IN_UNIT:
        edge = last if value.number < 0 else first
        day = calendar.add_units(edge, value.number - (value.number > 0), value.unit)
        if value.number < 0:
            day = calendar.add_units(day, 1, value.unit)
        inside = min(max(day, first), last)
        return _named(inside, value.unit, value.unit != "day")
    weekday = int(value.unit)
    if value.number < 0:
        day = calendar.add_days(last, -((last.weekday() - weekday) % 7))
    else:
        day = calendar.add_days(first, (weekday - first.weekday()) % 7 + 7 * (value.number - 1))
    if not first <= day <= last:
        raise ValueError(f"no such weekday in {first}..{last}")
    return _day(day)


def _around(value: Around, context: Context) -> Reading:
    inside = evaluate(value.of, context)
    if inside.interval is None:
        return replace(inside, granularity=value.unit)
    return _named(inside.interval.earliest, value.unit, False)


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
            begin = _day(calendar.add_days(end.interval.latest, -days), begin.pattern)
        elif begin.interval:
            end = _day(calendar.add_days(begin.interval.earliest, days), end.pattern)
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


def _duration(value: Duration, context: Context) -> Reading:
    interval = None
    if value.span and value.unit in calendar.DAYS_IN_UNIT:
        count = value.count if value.count is not None else 3.0
        far = calendar.add_units(context.day, value.span * count, value.unit)
        interval = Interval(min(far, context.day), max(far, context.day))
    unit = value.unit if value.unit in calendar.DAYS_IN_UNIT else "day"
    return Reading(
        value.iso, value.iso, interval, _GRANULARITY.get(unit, unit), bool(value.span), True
    )


def _holiday(value: Holiday, context: Context) -> Reading:
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


def _clock(value: Clock, context: Context) -> Reading:
    day = evaluate(value.of, context)
    return replace(day, timex=day.timex + value.code, pattern=day.pattern + value.code)


def _repeat(value: Repeat, context: Context) -> Reading:
    return Reading(value.timex, value.timex, None, "day")


def _reference(value: Reference, context: Context) -> Reading:
    interval = Interval(context.day, context.day) if value.kind == "PRESENT_REF" else None
    return Reading(value.kind, value.kind, interval, "day", approximate=True)


_EVALUATORS: Mapping[type, Callable[[Any, Context], Reading]] = {
    PartialDate: _partial_date,
    DayOfMonth: _day_of_month,
    Years: _years,
    Season: _season,
    Quarter: _quarter,
    Weekday: _weekday,
    Unit: _unit,
    Shift: _shift,
    Part: _part,
    Nth: _nth,
    Around: _around,
    Stretch: _stretch,
    Clock: _clock,
    Range: _range,
    Duration: _duration,
    Holiday: _holiday,
    Repeat: _repeat,
    Reference: _reference,
}
