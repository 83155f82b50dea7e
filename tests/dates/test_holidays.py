"""Holidays on the days that almanacs give."""

from datetime import date, timedelta

import pytest

from kb.dates.holidays import HOLIDAYS, holiday_days


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("easter", "2024-03-31"),
        ("easter", "2025-04-20"),
        ("good friday", "2023-04-07"),
        ("pentecost", "2024-05-19"),
        ("orthodox easter", "2024-05-05"),
        ("orthodox easter", "2023-04-16"),
        ("orthodox easter", "2025-04-20"),
        ("thanksgiving", "2024-11-28"),
        ("black friday", "2023-11-24"),
        ("memorial day", "2024-05-27"),
        ("election day", "2024-11-05"),
        ("rosh hashanah", "2023-09-16"),
        ("rosh hashanah", "2024-10-03"),
        ("rosh hashanah", "2025-09-23"),
        ("yom kippur", "2023-09-25"),
        ("sukkot", "2024-10-17"),
        ("passover", "2024-04-23"),
        ("passover", "2025-04-13"),
    ],
)
def test_the_day_is_the_almanacs(name: str, day: str) -> None:
    assert holiday_days(name, int(day[:4])).earliest == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("ramadan", "2023-03-23"),
        ("ramadan", "2024-03-11"),
        ("ramadan", "2025-03-01"),
        ("eid al-fitr", "2024-04-10"),
        ("eid al-adha", "2024-06-16"),
        ("ashura", "2024-07-16"),
        ("islamic new year", "2024-07-07"),
    ],
)
def test_the_tabular_calendar_is_within_a_day_of_the_sighted_one(name: str, day: str) -> None:
    found = holiday_days(name, int(day[:4])).earliest
    assert abs(found - date.fromisoformat(day)) <= timedelta(1)


@pytest.mark.parametrize("year", [1950, 1999, 2000, 2024, 2099])
def test_every_holiday_falls_in_the_year_asked_for(year: int) -> None:
    assert {holiday_days(name, year).earliest.year for name in HOLIDAYS} == {year}
