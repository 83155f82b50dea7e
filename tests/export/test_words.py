"""Dates in words."""

from __future__ import annotations

from datetime import date

import pytest

from kb.export.words import span


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2031-03-05", "2031-03-05", "5 March 2031"),
        ("2031-03-01", "2031-03-05", "between 1 and 5 March 2031"),
        ("2031-03-01", "2031-03-31", "in March 2031"),
        ("2031-03-01", "2031-03-30", "between 1 and 30 March 2031"),
        ("2032-02-01", "2032-02-29", "in February 2032"),
        ("2031-02-27", "2031-03-02", "between 27 February and 2 March 2031"),
        ("2031-01-01", "2031-12-31", "in 2031"),
        ("2030-01-01", "2031-12-31", "between 2030 and 2031"),
        ("2030-12-30", "2031-01-02", "between 30 December 2030 and 2 January 2031"),
        ("2031-12-01", "2031-12-31", "in December 2031"),
        ("9999-12-01", "9999-12-31", "between 1 and 31 December 9999"),
    ],
)
def test_span(first: str, last: str, words: str) -> None:
    assert span(date.fromisoformat(first), date.fromisoformat(last)) == words
