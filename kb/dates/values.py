"""What a temporal expression means before its anchor is known: a small algebra of frozen values.

`evaluate` turns a value and an anchor day into an interval. A value says with `anchor_of` whether
it needs the publication day, a previous mention, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class YearOf:
    """A year named relative to the anchor: "last year", "that year", "the following year"."""

    offset: int
    previous: bool = False


YearSpec = int | YearOf | None  # None: left to the nearest fitting year


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A month, perhaps with day and year: "December", "5 May", "last March"."""

    month: int
    day: int | None = None
    year: YearSpec = None
    direction: str = "tense"  # tense last next this


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A bare day of the month that the text is speaking of: "on the 15th"."""

    day: int


@dataclass(frozen=True, slots=True)
class Years:
    """A run of calendar years: `count` 1 is a year, 10 a decade, 100 a century.

    `first` counts astronomically: 0 is 1 BC, -43 is 44 BC.
    """

    first: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Season:
    """A season: code SP, SU, FA or WI; a winter belongs to the year in which it begins."""

    code: str
    year: YearSpec = None
    direction: str = "tense"


@dataclass(frozen=True, slots=True)
class Quarter:
    """Quarter or half (`unit`) number `number` of a year."""

    number: int
    year: YearSpec = None
    unit: str = "quarter"


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday, 0 Monday to 6 Sunday; `direction` is tense, last, next or this.

    With `day`, the nearest such weekday that is that day of its month: "Friday the 13th".
    """

    weekday: int
    direction: str = "tense"
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """The calendar unit `offset` units from the anchor's: today, this week, last month.

    `unit` may be weekend. `previous` anchors it on the previous mention ("that day"), `definite`
    ("the year") only in a narrative; `until` cuts it at the anchor: "past" for "earlier this
    month", "future" for "later this month".
    """

    unit: str
    offset: int
    previous: bool = False
    until: str | None = None
    definite: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """`count` units before (negative) or after the anchor or `of`: "two weeks ago".

    `count` None is an unknown number ("several days ago").
    """

    count: float | None
    unit: str
    sign: int
    approximate: bool = False
    previous: bool = False
    of: Value | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The early, mid, late, start or end part of a value, its first half or second half."""

    of: Value
    part: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """The first or last (`sign` -1) `count` units of a value: "the first nine months of 1989"."""

    count: float | None
    unit: str
    of: Value
    iso: str
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Nth:
    """The nth unit (or weekday) inside a value: "the last week of May", "the first days of"."""

    number: int
    unit: str
    of: Value


@dataclass(frozen=True, slots=True)
class Around:
    """The calendar unit that holds a value: "the week of 6 March"."""

    unit: str
    of: Value


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day on a day: `code` is what follows the date in TIMEX3 ("T14:30", "TMO")."""

    code: str
    of: Value


@dataclass(frozen=True, slots=True)
class Range:
    """From the beginning of one value to the end of another."""

    begin: Value
    end: Value


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in ISO 8601; `span` is -1 or +1 if it ends or begins at the anchor."""

    iso: str
    count: float | None = None
    unit: str = "day"
    span: int = 0


@dataclass(frozen=True, slots=True)
class Repeat:
    """A recurring time as TIMEX3 writes it: "every Monday", "daily"."""

    timex: str


@dataclass(frozen=True, slots=True)
class Reference:
    """PRESENT_REF, PAST_REF or FUTURE_REF."""

    kind: str


@dataclass(frozen=True, slots=True)
class Holiday:
    """A named day: a key of `holidays.HOLIDAYS`."""

    name: str
    year: YearSpec = None
    direction: str = "tense"


Value = (
    PartialDate
    | DayOfMonth
    | Years
    | Season
    | Quarter
    | Weekday
    | Unit
    | Shift
    | Part
    | Nth
    | Around
    | Stretch
    | Clock
    | Range
    | Duration
    | Repeat
    | Reference
    | Holiday
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
