"""Calendar arithmetic."""

from datetime import date

import pytest

from kb.dates import calendar
from kb.model import Interval


def days(earliest: str, latest: str | None = None) -> Interval:
    return Interval(date.fromisoformat(earliest), date.fromisoformat(latest or earliest))


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("day", days("2024-02-29")),
        ("week", days("2024-02-26", "2024-03-03")),
        ("month", days("2024-02-01", "2024-02-29")),
        ("quarter", days("2024-01-01", "2024-03-31")),
        ("season", days("2023-12-01", "2024-02-29")),
        ("half", days("2024-01-01", "2024-06-30")),
        ("year", days("2024-01-01", "2024-12-31")),
        ("decade", days("2020-01-01", "2029-12-31")),
        ("century", days("2000-01-01", "2099-12-31")),
    ],
)
def test_the_unit_around_a_day(unit: str, expected: Interval) -> None:
    assert calendar.unit_around(date(2024, 2, 29), unit) == expected


@pytest.mark.parametrize(
    ("count", "unit", "expected"),
    [
        (1, "month", "2024-02-29"),
        (-2, "month", "2023-11-30"),
        (1, "year", "2025-01-31"),
        (1.5, "year", "2025-07-31"),
        (-2, "week", "2024-01-17"),
        (0.5, "month", "2024-02-15"),
        (2, "decade", "2044-01-31"),
        (10000, "year", "9999-12-31"),
        (-3000, "year", "0001-01-01"),
    ],
)
def test_adding_units(count: float, unit: str, expected: str) -> None:
    assert calendar.add_units(date(2024, 1, 31), count, unit) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("part", "granularity", "expected"),
    [
        ("early", "month", days("2024-02-01", "2024-02-10")),
        ("mid", "month", days("2024-02-11", "2024-02-20")),
        ("late", "month", days("2024-02-21", "2024-02-29")),
        ("end", "month", days("2024-02-21", "2024-02-29")),
    ],
)
def test_parts_of_a_month(part: str, granularity: str, expected: Interval) -> None:
    month = days("2024-02-01", "2024-02-29")
    assert calendar.slice_of(month, granularity, part) == expected


def test_parts_of_a_year_a_decade_and_a_week() -> None:
    assert calendar.slice_of(days("2024-01-01", "2024-12-31"), "year", "mid") == days(
        "2024-05-01", "2024-08-31"
    )
    decade = calendar.slice_of(days("1990-01-01", "1999-12-31"), "decade", "early")
    assert decade == days("1990-01-01", "1993-05-02")
    assert calendar.slice_of(days("2024-12-09", "2024-12-15"), "week", "late") == days(
        "2024-12-14", "2024-12-15"
    )


def test_the_nth_weekday_of_a_month() -> None:
    assert calendar.nth_weekday(2024, 11, 3, 4) == date(2024, 11, 28)
    assert calendar.nth_weekday(2024, 5, 0, -1) == date(2024, 5, 27)
