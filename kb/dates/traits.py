"""What can be told of a symbolic value before it is evaluated: anchor, grain, type."""

from __future__ import annotations

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
    YearOf,
    Years,
    YearSpec,
)


def anchor_of(value: Value) -> str:
    """Whether a value hangs on nothing ("none"), on "published" or on the "previous" mention."""
    match value:
        case Part(of=of) | Nth(of=of) | Clock(of=of) | Stretch(of=of) | Around(of=of):
            return anchor_of(of)
        case Range(begin=begin, end=end):
            return anchor_of(begin) if anchor_of(begin) != "none" else anchor_of(end)
        case Shift(of=of, previous=previous):
            if of is not None:
                return anchor_of(of)
            return "previous" if previous else "published"
        case Unit(previous=previous):
            return "previous" if previous else "published"
        case PartialDate(year=year) | Season(year=year) | Quarter(year=year) | Holiday(year=year):
            return _anchor_of_year(year)
        case Weekday():
            return "published"
        case DayOfMonth():
            return "previous"
        case Duration(span=span):
            return "published" if span else "none"
        case Years() | Repeat():
            return "none"
        case Reference(kind=kind):
            return "published" if kind == "PRESENT_REF" else "none"


def _anchor_of_year(year: YearSpec) -> str:
    if isinstance(year, int):
        return "none"
    return "previous" if isinstance(year, YearOf) and year.previous else "published"


def lacks_year(value: Value) -> bool:
    """Whether the value is a calendar date whose year only the context can give."""
    match value:
        case Part(of=of) | Nth(of=of) | Clock(of=of) | Stretch(of=of) | Around(of=of):
            return lacks_year(of)
        case Range(begin=begin, end=end):
            return lacks_year(begin) and lacks_year(end)
        case (
            PartialDate(year=None, direction="tense")
            | Season(year=None, direction="tense")
            | Holiday(year=None, direction="tense")
        ):
            return True
    return False


def follows_narrative(value: Value) -> bool:
    """Whether a narrative reads the value from its previous mention, news from publication."""
    match value:
        case Part(of=of) | Nth(of=of) | Clock(of=of) | Stretch(of=of) | Around(of=of):
            return follows_narrative(of)
        case Unit(definite=definite):
            return definite
        case Weekday(direction="tense"):
            return True
    return lacks_year(value)


def grain_of(value: Value) -> str | None:
    """The unit a value names (day, week, month, ...), None for durations and references."""
    match value:
        case Part(of=of) | Clock(of=of):
            return grain_of(of)
        case PartialDate(day=day):
            return "month" if day is None else "day"
        case Years(count=count):
            return {1: "year", 10: "decade"}.get(count, "century")
        case Season():
            return "season"
        case Quarter():
            return "quarter"
        case Weekday() | DayOfMonth() | Holiday():
            return "day"
        case Nth(unit=unit):
            return "day" if unit.isdigit() else unit
        case Around(unit=unit):
            return unit
        case Unit(unit=unit) | Shift(unit=unit):
            return {"weekend": "day", "hour": "day", "minute": "day"}.get(unit, unit)
        case Range(begin=begin):
            return grain_of(begin)
    return None


def compares_quarters(value: Value) -> bool:
    """Whether the value means a quarter where one is being spoken of: "a year earlier"."""
    match value:
        case Unit(unit="quarter", previous=True):
            return True
        case Shift(count=1, unit="year", sign=-1, of=None):
            return True
    return False


def timex_type(value: Value) -> str:
    """DATE, TIME, DURATION or SET."""
    match value:
        case Clock():
            return "TIME"
        case Duration() | Stretch():
            return "DURATION"
        case Repeat():
            return "SET"
        case Shift(unit="hour" | "minute" | "second"):
            return "TIME"
        case Range(begin=begin):
            return timex_type(begin)
    return "DATE"
