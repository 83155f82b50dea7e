"""Anchoring: the conventions for relative dates, at a known day and over a publication interval."""

from datetime import date

import pytest

from kb.dates import find_times, reresolve
from kb.model import Interval, TimeExpression


def days(earliest: str, latest: str | None = None) -> Interval:
    return Interval(date.fromisoformat(earliest), date.fromisoformat(latest or earliest))


def only(text: str, anchor: Interval | None, **options: str) -> TimeExpression:
    (expression,) = find_times(text, anchor, **options)
    return expression


POINT = days("2024-12-11")  # a Wednesday
WIDE = days("2024-12-02", "2024-12-31")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on Tuesday.", days("2024-12-10")),
        ("They will meet on Tuesday.", days("2024-12-17")),
        ("It was sent about a month ago.", days("2024-10-27", "2024-11-26")),
        ("He said so earlier this month.", days("2024-12-01", "2024-12-11")),
        ("He said so in November.", days("2024-11-01", "2024-11-30")),
        ("It began in early December.", days("2024-12-01", "2024-12-10")),
        ("It began in mid-December.", days("2024-12-11", "2024-12-20")),
        ("It ended in late November.", days("2024-11-21", "2024-11-30")),
        ("It began in the first week of December.", days("2024-12-01", "2024-12-07")),
        ("Three drones were downed overnight.", days("2024-12-10", "2024-12-11")),
        ("It ended in the last week of November.", days("2024-11-24", "2024-11-30")),
        ("It happened last week.", days("2024-12-02", "2024-12-08")),
    ],
)
def test_a_known_day(text: str, expected: Interval) -> None:
    assert only(text, POINT).interval == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on Tuesday.", days("2024-11-26", "2024-12-31")),
        ("It was sent about a month ago.", days("2024-10-18", "2024-12-15")),
        ("He said so in November.", days("2024-11-01", "2024-11-30")),
        ("It began on 3 December 2024.", days("2024-12-03")),
    ],
)
def test_a_publication_interval_is_read_from_both_ends(text: str, expected: Interval) -> None:
    assert only(text, WIDE).interval == expected


def test_an_unknown_anchor_leaves_relative_expressions_open() -> None:
    relative, absolute = find_times("They met on Tuesday, as on 3 May 2021.", None)
    assert (relative.interval, relative.timex, relative.edtf) == (None, "XXXX-WXX-2", None)
    assert absolute.interval == days("2021-05-03")
    assert absolute.anchor == "none"


def test_a_month_ago_is_approximate_and_keeps_its_timex() -> None:
    found = only("It was sent about a month ago.", POINT)
    assert (found.timex, found.edtf, found.approximate) == ("2024-11", "2024-11~", True)
    assert (found.text, found.start, found.end) == ("about a month ago", 12, 29)


def test_a_weekend_lasts_both_days() -> None:
    found = only("They meet this weekend.", days("2024-12-13"))
    assert (found.interval, found.extent) == (days("2024-12-14", "2024-12-15"), True)


def test_a_corrected_publication_day_re_resolves_without_the_text() -> None:
    text = (
        "They met on Tuesday. Two days later it rained. It began in March 2021, about a month ago."
    )
    wide = find_times(text, WIDE)
    assert reresolve(wide, POINT) == tuple(find_times(text, POINT))
    assert reresolve(reresolve(wide, POINT), WIDE) == tuple(wide)


def test_a_later_mention_hangs_on_the_one_before() -> None:
    first, second = find_times("He left on 3 May 2021. Two days later he was back.", POINT)
    assert second.anchor == first.id
    assert second.interval == days("2021-05-05")


def test_a_given_tense_overrides_the_guess() -> None:
    found = find_times("They met on Tuesday.", POINT, tenses={(12, 19): "future"})
    assert found[0].interval == days("2024-12-17")


def test_a_tense_known_for_sure_outweighs_nearness() -> None:
    text = "The hall burned by February."
    guessed, known = (
        find_times(text, POINT, tenses=tenses)[0].interval
        for tenses in (None, {(0, len(text)): "past"})
    )
    assert guessed == days("2025-02-01", "2025-02-28")
    assert known == days("2024-02-01", "2024-02-29")


def test_offsets_and_ids_count_from_what_the_caller_says() -> None:
    found = find_times("They met on Tuesday.", POINT, offset=100, prefix="a1t", first=5)
    assert (found[0].start, found[0].end, found[0].id) == (112, 119, "a1t5")


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("It began in 2019.", "2019"),
        ("It began in late 2019.", "2019-09-01/2019-12-31"),
        ("It began in the 1990s.", "199X"),
        ("It began in the 19th century.", "18XX"),
        ("It began in the summer of 2019.", "2019-22"),
        ("It began in November.", "2024-11"),
        ("It began in early December.", "2024-12-01/2024-12-10"),
        ("It began earlier this month.", "2024-12-01/2024-12-11"),
        ("It was sent about a month ago.", "2024-11~"),
        ("They met on Tuesday.", "2024-12-10"),
        ("They met last week.", "2024-12-02/2024-12-08"),
        ("It grew in the third quarter.", "2024-07-01/2024-09-30"),
    ],
)
def test_edtf_is_a_date_where_the_interval_is_one(text: str, edtf: str) -> None:
    assert only(text, POINT).edtf == edtf
