from datetime import date

import pytest

from kb.clean.page import DateCandidate
from kb.clean.publication import choose_publication, read_epoch, read_stamp, read_url_day
from kb.model import Interval, Publication


def day(text):
    return Interval(date.fromisoformat(text), date.fromisoformat(text))


def candidate(source, text, utc_hour=None):
    return DateCandidate(source, day(text), utc_hour)


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("2024-12-11", candidate("meta", "2024-12-11")),
        ("2024-12-12T03:40:00Z", candidate("meta", "2024-12-12", 3)),
        ("2024-12-12T03:40:00.000+0000", candidate("meta", "2024-12-12", 3)),
        ("2024-12-12T15:40:00Z", candidate("meta", "2024-12-12", 15)),
        ("2024-12-11T22:40:00-05:00", candidate("meta", "2024-12-11")),
        ("2024-12-12 03:40", candidate("meta", "2024-12-12")),
        ("0001-01-01T00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("2024-13-45", None),
        ("Wednesday", None),
    ],
)
def test_stamp_gives_the_day_in_its_own_zone(stamp, expected):
    assert read_stamp(stamp, "meta") == expected


def test_unix_time_in_seconds_and_milliseconds():
    expected = candidate("meta", "2024-12-11", 4)
    assert read_epoch("1733890200", "meta") == expected
    assert read_epoch("1733890200000", "meta") == expected
    assert read_epoch("20241211", "meta") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/2024/12/11/x", "2024-12-11"),
        ("https://a.example/world/2024/dec/11/x", "2024-12-11"),
        ("https://a.example/2024-12-11-x.html", "2024-12-11"),
        ("https://a.example/x-20241211.html", "2024-12-11"),
        ("https://a.example/2024/3/4/x", "2024-03-04"),
        ("https://a.example/2024/12/x", None),
        ("https://a.example/story-105726154", None),
        ("https://a.example/2023/02/31/x", None),
    ],
)
def test_day_in_url(url, expected):
    found = read_url_day(url)
    assert found == (expected and candidate("url", expected))


def test_order_of_evidence_and_all_candidates_kept():
    found = [
        candidate("visible", "2024-05-05"),
        candidate("url", "2024-05-04"),
        candidate("json-ld", "2024-05-03"),
    ]
    assert choose_publication(None, found) == Publication(
        day("2024-05-03"),
        "metadata",
        0.97,
        (
            ("json-ld", day("2024-05-03")),
            ("url", day("2024-05-04")),
            ("visible", day("2024-05-05")),
        ),
    )
    assert choose_publication(None, found[:2]).basis == "url"
    assert choose_publication(None, found[:1]).basis == "visible"


def test_given_day_wins():
    chosen = choose_publication(day("2024-01-01"), [candidate("json-ld", "2024-05-03")])
    assert (chosen.basis, chosen.interval, chosen.confidence) == ("given", day("2024-01-01"), 1.0)


@pytest.mark.parametrize(
    ("hour", "local", "expected"),
    [
        (3, "2024-12-11", "2024-12-11"),
        (3, "2024-12-10", "2024-12-12"),
        (3, "2024-12-13", "2024-12-12"),
        (15, "2024-12-11", "2024-12-12"),
        (20, "2024-12-13", "2024-12-12"),
        (None, "2024-12-11", "2024-12-12"),
    ],
)
def test_utc_stamp_yields_to_a_local_day_of_the_same_moment(hour, local, expected):
    stamp = candidate("json-ld", "2024-12-12", hour)
    for source in ("url", "visible"):
        chosen = choose_publication(None, [stamp, candidate(source, local)])
        assert chosen.interval == day(expected)


def test_nothing_known():
    assert choose_publication(None, []) is None


def chosen(modified, *candidates):
    found = choose_publication(None, candidates, modified and day(modified))
    return found and found.interval.earliest.isoformat()


def test_shown_day_of_a_later_edition():
    """A page that shows its day of change, not its first one, is of that day."""
    stated = candidate("json-ld", "2022-10-24")
    shown = candidate("visible", "2023-12-14")
    update = candidate("updated", "2023-12-14")
    assert chosen("2023-12-14", stated, shown) == "2023-12-14"
    assert chosen("2023-12-14", stated, update) == "2023-12-14"
    assert chosen(None, stated, shown) == "2022-10-24"
    assert chosen("2023-12-14", stated, candidate("visible", "2022-10-24"), shown) == "2022-10-24"
    assert chosen(None, stated, candidate("meta", "2023-12-14"), shown) == "2023-12-14"
    assert chosen("2023-12-14", update) is None
