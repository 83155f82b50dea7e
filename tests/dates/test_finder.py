"""What is found in news prose, with its span and TIMEX3 value, and what is not."""

from datetime import date

import pytest

from kb.dates import find, find_times, read
from kb.model import Interval

WEDNESDAY = Interval(date(2024, 12, 11), date(2024, 12, 11))


@pytest.mark.parametrize(
    ("text", "found", "timex", "kind"),
    [
        ("It fell on 9 November 1989.", "9 November 1989", "1989-11-09", "DATE"),
        ("It fell on Nov. 9, 1989.", "Nov. 9, 1989", "1989-11-09", "DATE"),
        ("It was built in 44 BC.", "44 BC", "BC0044", "DATE"),
        ("It was built in A.D. 70.", "A.D. 70", "0070", "DATE"),
        ("Prices rose in the 1990s.", "the 1990s", "199", "DATE"),
        ("Prices rose in the late ’80s.", "the late ’80s", "198", "DATE"),
        ("It was built in the 19th century.", "the 19th century", "18", "DATE"),
        ("They fought in the summer of 2012.", "the summer of 2012", "2012-SU", "DATE"),
        ("Sales rose in the third quarter.", "the third quarter", "2024-Q3", "DATE"),
        ("Sales rose in Q1 2023.", "Q1 2023", "2023-Q1", "DATE"),
        ("It fell in the first half of 2021.", "the first half of 2021", "2021-H1", "DATE"),
        ("They met the day before yesterday.", "the day before yesterday", "2024-12-09", "DATE"),
        ("They met yesterday evening.", "yesterday evening", "2024-12-10TEV", "TIME"),
        ("They meet over the weekend.", "the weekend", "2024-W49-WE", "DATE"),
        ("They met last week.", "last week", "2024-W49", "DATE"),
        ("They met earlier this year.", "earlier this year", "2024", "DATE"),
        ("They met at the end of last month.", "the end of last month", "2024-11", "DATE"),
        ("They met three days ago.", "three days ago", "2024-12-08", "DATE"),
        ("It lasted for two and a half years.", "two and a half years", "P2Y6M", "DURATION"),
        ("It lasted several weeks.", "several weeks", "PXW", "DURATION"),
        ("He served a five-year term.", "five-year", "P5Y", "DURATION"),
        ("It grew in the past two months.", "the past two months", "P2M", "DURATION"),
        ("They meet every Monday.", "every Monday", "XXXX-WXX-1", "SET"),
        ("They meet on Tuesdays.", "Tuesdays", "XXXX-WXX-2", "SET"),
        ("They report daily.", "daily", "P1D", "SET"),
        ("It struck at 10:35 a.m. Friday.", "10:35 a.m. Friday", "2024-12-06T10:35", "TIME"),
        ("It struck on Friday at 10 a.m.", "Friday at 10 a.m.", "2024-12-06T10:00", "TIME"),
        ("It struck at 14:30 GMT.", "14:30 GMT", "2024-12-11T14:30", "TIME"),
        ("They met on Christmas Day 2020.", "Christmas Day 2020", "2020-12-25", "DATE"),
        ("They met on Good Friday in 2023", "Good Friday", "2024-03-29", "DATE"),
        ("They met two days after Easter.", "two days after Easter", "2024-04-02", "DATE"),
        ("They met in the week of 6 May.", "the week of 6 May", "2024-W19", "DATE"),
        ("They met on Friday the 13th.", "Friday the 13th", "2024-09-13", "DATE"),
        ("They met the week before last.", "the week before last", "2024-W48", "DATE"),
        (
            "It fell in the early hours of Tuesday.",
            "the early hours of Tuesday",
            "2024-12-10TMO",
            "TIME",
        ),
        ("The Jan. 6 riot was recalled.", "Jan. 6", "2024-01-06", "DATE"),
        ("The deal may be struck now.", "now", "PRESENT_REF", "DATE"),
    ],
)
def test_an_expression_has_its_span_and_value(text: str, found: str, timex: str, kind: str) -> None:
    first = find_times(text, WEDNESDAY)[0]
    assert (first.text, first.timex, first.type) == (found, timex, kind)
    assert text[first.start : first.end] == found


@pytest.mark.parametrize(
    "text",
    [
        "He may go, and she might march on.",
        "May I ask? March on!",
        "The sun sat in the sky for a second.",
        "Prices fall, and springs break; leaders spring a surprise.",
        "April Jones and August Wilson spoke.",
        "Some 1500 troops and 2000 people came.",
        "It cost $2000, or 1,950 euros.",
        "Flight 1945 took route 1066.",
        "Resolution 1701 was adopted.",
        "He is a 52-year-old man, 60 years old in truth.",
        "The score was 21-12 in game 3/4.",
        "It grew by 12.5 percent from 10.5.",
        "The ratio is 16:9 on screens.",
    ],
)
def test_what_is_no_time_is_not_found(text: str) -> None:
    assert find(text) == []


def test_an_empty_line_ends_an_expression() -> None:
    assert [found.text for found in find("It fell in May\n\n2024 people came in June\n2023.")] == [
        "May",
        "June\n2023",
    ]


def test_a_stored_text_and_rule_make_the_expression_again() -> None:
    (found,) = find("It was sent about a month ago.")
    again = read(found.text, found.rule, found.tense)
    assert again is not None
    assert again.value == found.value
    assert read("about a month ago", "weekday") is None
