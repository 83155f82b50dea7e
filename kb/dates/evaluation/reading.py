"""What evaluating a value gives, and how calendar units are written in TIMEX3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb.dates import calendar
from kb.model import Interval


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


GRANULARITY = {"fortnight": "week", "half": "quarter"}


def read_day(day: date, pattern: str = "XXXX-XX-XX", approximate: bool = False) -> Reading:
    """The reading of one day."""
    return Reading(day.isoformat(), pattern, Interval(day, day), "day", approximate)


def read_outside(year: int, rest: str = "") -> Reading:
    """The reading of a date outside the years 1 to 9999: a TIMEX3 value without interval."""
    timex = f"BC{1 - year:04d}" + rest
    return Reading(timex, timex, None, "year" if not rest else "day" if len(rest) > 3 else "month")


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


def read_unit(day: date, unit: str, approximate: bool) -> Reading:
    """The reading of the calendar unit around a day."""
    interval = calendar.unit_around(day, unit)
    timex, pattern = name_unit(interval, unit)
    return Reading(timex, pattern, interval, GRANULARITY.get(unit, unit), approximate)
