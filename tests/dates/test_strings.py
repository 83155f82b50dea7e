"""Date strings of metadata and bylines."""

from datetime import date

import pytest

from kb.dates import parse_date_string, publication_day
from kb.model import Interval

DAY = Interval(date(2024, 12, 11), date(2024, 12, 11))
MONTH = Interval(date(2024, 11, 1), date(2024, 11, 30))


@pytest.mark.parametrize(
    "text",
    [
        "2024-12-11",
        "2024-12-11T23:30:00-05:00",
        "Dec. 11, 2024 9:14 PM ET",
        "11 décembre 2024",
        "11 de diciembre de 2024",
        "11. Dezember 2024",
        "١١ ديسمبر 2024",
        "11 декабря 2024",
        "11 грудня 2024",
        "11 Aralık 2024",
    ],
)
def test_a_complete_date_gives_its_day(text: str) -> None:
    assert parse_date_string(text) == DAY


@pytest.mark.parametrize("text", ["November 2024", "novembre 2024", "2024-11"])
def test_a_month_gives_all_its_days(text: str) -> None:
    assert parse_date_string(text) == MONTH


@pytest.mark.parametrize("text", ["", "hello world", "May", "2024-13-01", "x" * 1000])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_date_string(text) is None


def test_sentinel_and_future_days_are_no_publication_days() -> None:
    assert publication_day(parse_date_string("0001-01-01")) is None
    assert publication_day(parse_date_string("1970-01-01")) is None
    assert publication_day(DAY, today=date(2024, 12, 10)) is None
    assert publication_day(DAY, today=date(2024, 12, 11)) == DAY
