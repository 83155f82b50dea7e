"""Properties of finding and resolving that hold for any date and any publication interval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.dates import find_times, parse_date_string, reresolve
from kb.model import Interval

ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
]


def suffix(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


STYLES: tuple[Callable[[date], str], ...] = (
    lambda d: d.isoformat(),
    lambda d: f"{d.isoformat()}T14:30:00Z",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%B} {d.day} {d.year}",
    lambda d: f"{d:%B} {d.day}{suffix(d.day)}, {d.year}",
    lambda d: f"{d:%B} {d.day}{suffix(d.day)} {d.year}",
    lambda d: f"{d:%B} the {d.day}{suffix(d.day)}, {d.year}",
    lambda d: f"{d:%B} {d.day:02d}, {d.year}",
    lambda d: f"{d:%A}, {d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%A} {d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%B} {ORDINALS[d.day - 1]}, {d.year}",
    lambda d: f"{d.day} {d:%B} {d.year}",
    lambda d: f"{d.day:02d} {d:%B} {d.year}",
    lambda d: f"{d.day} {d:%B}, {d.year}",
    lambda d: f"{d.day}{suffix(d.day)} {d:%B} {d.year}",
    lambda d: f"{d.day}{suffix(d.day)} of {d:%B} {d.year}",
    lambda d: f"the {d.day}{suffix(d.day)} of {d:%B}, {d.year}",
    lambda d: f"the {ORDINALS[d.day - 1]} of {d:%B} {d.year}",
    lambda d: f"{d:%A}, {d.day} {d:%B} {d.year}",
    lambda d: f"{d:%A} {d.day} {d:%B} {d.year}",
    lambda d: f"{d:%A}, the {d.day}{suffix(d.day)} of {d:%B} {d.year}",
    lambda d: f"{d:%b} {d.day}, {d.year}",
    lambda d: f"{d:%b}. {d.day}, {d.year}".replace("May.", "May"),
    lambda d: f"{d.day} {d:%b} {d.year}",
    lambda d: f"{d.day} {d:%b}. {d.year}".replace("May.", "May"),
    lambda d: f"{d:%B} {d.day},\n{d.year}",
    lambda d: f"{d:%B}".upper() + f" {d.day}, {d.year}",
    lambda d: f"{d.year}/{d.month:02d}/{d.day:02d}",
    lambda d: f"{d.month}/{d.day}/{d.year}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
)

PHRASES = (
    "Tuesday",
    "last Friday",
    "next Monday",
    "Friday night",
    "yesterday",
    "the day before yesterday",
    "last week",
    "this weekend",
    "last weekend",
    "earlier this month",
    "later this year",
    "about a month ago",
    "two weeks ago",
    "three years ago",
    "several days ago",
    "five days from now",
    "in November",
    "in early December",
    "late last year",
    "last March",
    "on 3 March",
    "on 29 February",
    "on Christmas Day",
    "during Ramadan",
    "in the third quarter",
    "the past two months",
    "the end of the year",
    "Friday next week",
    "the first Monday of this month",
    "from Monday to Wednesday",
    "from March to May",
    "from Friday to Monday",
    "from early March to late May",
    "between Christmas and Easter",
    "from today to 22 October",
    "two days after Easter",
    "last summer",
    "this century",
)

ANY_DAY = st.dates(date(1900, 1, 1), date(2099, 12, 31))
PUBLISHED = st.dates(date(1990, 1, 1), date(2040, 12, 31))
WIDTH = st.integers(0, 400)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(day=ANY_DAY)
@pytest.mark.parametrize("style", STYLES)
def test_a_date_in_any_style_comes_back(style: Callable[[date], str], day: date) -> None:
    text = f"The envoy arrived on {style(day)} and left."
    found = [one.interval for one in find_times(text, None)]
    assert found == [Interval(day, day)]


@settings(derandomize=True, max_examples=400, deadline=None)
@given(
    phrase=st.sampled_from(PHRASES),
    verb=st.sampled_from(("met", "will meet")),
    wide=PUBLISHED,
    width=WIDTH,
    cut=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_a_narrower_publication_interval_never_widens_a_result(
    phrase: str, verb: str, wide: date, width: int, cut: tuple[float, float]
) -> None:
    text = f"They {verb} there {phrase}."
    outer = Interval(wide, wide + timedelta(width))
    low, high = sorted(int(part * width) for part in cut)
    inner = Interval(wide + timedelta(low), wide + timedelta(high))
    for broad, narrow in zip(find_times(text, outer), find_times(text, inner), strict=True):
        if broad.interval is None or narrow.interval is None:
            assert broad.interval is None
            continue
        assert broad.interval.earliest <= narrow.interval.earliest
        assert narrow.interval.latest <= broad.interval.latest


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    phrases=st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4),
    mode=st.sampled_from(("news", "narrative")),
    first=PUBLISHED,
    second=PUBLISHED,
    width=WIDTH,
)
def test_re_resolving_is_the_same_as_reading_again(
    phrases: list[str], mode: str, first: date, second: date, width: int
) -> None:
    text = "It began on 5 May 2011. " + " ".join(f"They met {one}." for one in phrases)
    before = Interval(first, first + timedelta(width))
    after = Interval(second, second)
    stored = find_times(text, before, mode=mode)
    assert reresolve(stored, after) == tuple(find_times(text, after, mode=mode))
    assert reresolve(stored, None) == tuple(find_times(text, None, mode=mode))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            [
                "in",
                "on",
                "the",
                "last",
                "next",
                "of",
                "May",
                "March",
                "12",
                "2024",
                "1950s",
                "early",
                "ago",
                "two",
                "weeks",
                "Friday",
                "to",
                "and",
                "-",
                "from",
                "quarter",
                "noon",
                "10:30",
                "a.m.",
                "year",
                "day",
                "BC",
                "44",
                "century",
                "spring",
                ",",
                ".",
                "second",
                "days",
                "later",
                "Christmas",
                "week",
                "before",
                "after",
                "end",
                "mid",
                "99",
                "31",
                "February",
                "half",
                "past",
            ]
        ),
        max_size=14,
    ),
    day=PUBLISHED,
    width=WIDTH,
)
def test_any_words_resolve_to_well_formed_intervals(
    words: list[str], day: date, width: int
) -> None:
    text = " ".join(words)
    end = 0
    for found in find_times(text, Interval(day, day + timedelta(width)), mode="auto"):
        assert text[found.start : found.end] == found.text
        assert found.start >= end
        end = found.end
        if found.interval is not None:
            assert found.interval.earliest <= found.interval.latest


@settings(derandomize=True, max_examples=50, deadline=None)
@given(day=st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_a_date_string_gives_its_day(day: date) -> None:
    for text in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}", f"{day}"):
        assert parse_date_string(text, ["en"]) == Interval(day, day)
