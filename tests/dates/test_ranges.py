"""Ranges as one expression, or as two where TIMEX3 is wanted."""

from datetime import date

import pytest

from kb.dates import find_times, reresolve
from kb.model import Interval


def days(earliest: str, latest: str | None = None) -> Interval:
    return Interval(date.fromisoformat(earliest), date.fromisoformat(latest or earliest))


DAY = days("2024-12-11")


@pytest.mark.parametrize(
    ("text", "found", "interval"),
    [
        ("It grew from March to May 2023.", "from March to May 2023", ("2023-03-01", "2023-05-31")),
        ("It grew between 2014 and 2022.", "between 2014 and 2022", ("2014-01-01", "2022-12-31")),
        ("They met March 3-5, 2023.", "March 3-5, 2023", ("2023-03-03", "2023-03-05")),
        ("They met on 12-14 July 2023.", "12-14 July 2023", ("2023-07-12", "2023-07-14")),
        ("They met on 12–14 July.", "12–14 July", ("2024-07-12", "2024-07-14")),
        ("The war of 1914-18 ended.", "1914-18", ("1914-01-01", "1918-12-31")),
        (
            "It lasted from 26 June to 4 August 1952.",
            "from 26 June to 4 August 1952",
            ("1952-06-26", "1952-08-04"),
        ),
        (
            "It lasted from October to March 1945.",
            "from October to March 1945",
            ("1944-10-01", "1945-03-31"),
        ),
        (
            "They talked from Monday to Wednesday.",
            "from Monday to Wednesday",
            ("2024-12-09", "2024-12-11"),
        ),
    ],
)
def test_a_range_covers_both_ends(text: str, found: str, interval: tuple[str, str]) -> None:
    (expression,) = find_times(text, DAY)
    assert (expression.text, expression.interval) == (found, days(*interval))
    assert expression.extent
    assert reresolve([expression], DAY) == (expression,)


def test_the_ends_stay_apart_on_request() -> None:
    found = find_times("They met on 12-14 July 2023.", DAY, ranges=False)
    assert [(one.text, one.interval) for one in found] == [
        ("12", days("2023-07-12")),
        ("14 July 2023", days("2023-07-14")),
    ]


@pytest.mark.parametrize(
    "text", ["He won 6-7 in May.", "On 3 May 2 people left.", "Route 1914-18x"]
)
def test_what_is_no_range_is_left_alone(text: str) -> None:
    assert all(found.rule != "range" for found in find_times(text, DAY))
