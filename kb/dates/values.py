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
