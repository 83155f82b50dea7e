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


@pytest.mark.parametrize(
    "text", ["", "hello world", "May", "12", "May 5", "2024-13-01", "x" * 1000]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_date_string(text) is None


def test_sentinel_and_future_days_are_no_publication_days() -> None:
    assert publication_day(parse_date_string("0001-01-01")) is None
    assert publication_day(parse_date_string("1970-01-01")) is None
    assert publication_day(DAY, today=date(2024, 12, 10)) is None
    assert publication_day(DAY, today=date(2024, 12, 11)) == DAY


FEBRUARY = Interval(date(2025, 2, 3), date(2025, 2, 3))  # a Monday


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ("Monday, February 3, 2025", "3 Feb 2025", "Feb. 3rd, 2025")),
        ("fr", ("lundi 3 février 2025", "3 févr. 2025", "le 3 février 2025")),
        ("es", ("lunes, 3 de febrero de 2025", "3 feb. 2025", "3 de febrero de 2025")),
        ("de", ("Montag, 3. Februar 2025", "3. Feb. 2025", "03.02.2025")),
        ("ar", ("الاثنين 3 فبراير 2025", "٣ فبراير ٢٠٢٥", "3 شباط 2025")),
        ("ru", ("понедельник, 3 февраля 2025", "3 февр. 2025", "3 февраля 2025 г.")),
        ("uk", ("понеділок, 3 лютого 2025", "3 лютого 2025", "03.02.2025")),
        ("tr", ("3 Şubat 2025 Pazartesi", "3 Şub 2025", "03.02.2025")),
    ],
)
def test_month_and_weekday_names_of_each_language(language: str, texts: tuple[str, ...]) -> None:
    assert [parse_date_string(text, [language]) for text in texts] == [FEBRUARY] * len(texts)


@pytest.mark.parametrize(
    ("language", "yesterday"),
    [
        ("en", "yesterday"),
        ("fr", "hier"),
        ("es", "ayer"),
        ("de", "gestern"),
        ("ar", "أمس"),
        ("ru", "вчера"),
        ("uk", "вчора"),
        ("tr", "dün"),
    ],
)
def test_relative_words_need_the_day_they_are_read_from(language: str, yesterday: str) -> None:
    assert parse_date_string(yesterday, [language], today=date(2025, 2, 4)) == FEBRUARY
    assert parse_date_string(yesterday, [language]) is None


@pytest.mark.parametrize(
    ("text", "languages"),
    [("3 mars 2025", ["en"]), ("3 March 2025", ["ru"])],
)
def test_only_the_languages_asked_for_are_tried(text: str, languages: list[str]) -> None:
    assert parse_date_string(text, languages) is None


def test_the_day_is_the_one_written_whatever_the_zone() -> None:
    for zone in ("Z", "+09:00", "-08:00"):
        assert parse_date_string(f"2025-02-03T23:59:00{zone}") == FEBRUARY


def test_both_arabic_month_names_side_by_side_are_one() -> None:
    assert parse_date_string("3 فبراير/شباط 2025", ["ar"]) == FEBRUARY
    assert parse_date_string("3 كانون الأول 2025", ["ar"]) == Interval(
        date(2025, 12, 3), date(2025, 12, 3)
    )


def test_day_and_month_in_digits_need_a_language_to_settle_their_order() -> None:
    assert parse_date_string("2/3/2025") is None
    assert parse_date_string("2/3/2025", ["en"]) == FEBRUARY
    assert parse_date_string("3/2/2025", ["fr"]) == FEBRUARY
    assert parse_date_string("2/28/2025") == Interval(date(2025, 2, 28), date(2025, 2, 28))


def test_a_label_before_the_date_is_skipped() -> None:
    assert parse_date_string("Published: Feb 3, 2025") == FEBRUARY
