"""What an expression is read from: its neighbour, a previous mention, or the publication day."""

from datetime import date

from kb.dates import find_times
from kb.model import Interval

DAY = Interval(date(2024, 12, 11), date(2024, 12, 11))


def timexes(text: str, mode: str = "news") -> list[tuple[str, str]]:
    return [(found.text, found.timex) for found in find_times(text, DAY, mode=mode)]


def test_a_month_takes_the_year_of_the_month_it_is_joined_to() -> None:
    assert timexes("It rained in August and September 1914.") == [
        ("August", "1914-08"),
        ("September 1914", "1914-09"),
    ]


def test_a_narrative_goes_on_in_the_year_of_the_previous_mention() -> None:
    text = "War broke out on 1 September 1939. By early October it was over. In January it snowed."
    assert timexes(text, "narrative") == [
        ("1 September 1939", "1939-09-01"),
        ("early October", "1939-10"),
        ("January", "1940-01"),
    ]
    assert timexes(text)[1] == ("early October", "2024-10")


def test_the_following_day_hangs_on_the_last_mention_of_a_day() -> None:
    text = "The hall burned down on 5 May 1911, as in 1904. The following day it was searched."
    assert timexes(text)[-1] == ("The following day", "1911-05-06")


def test_later_in_the_day_is_the_day_spoken_of() -> None:
    assert timexes("They met on Monday. Later in the day it rained.")[-1] == (
        "Later in the day",
        "2024-12-09",
    )


def test_a_year_earlier_means_the_quarter_spoken_of() -> None:
    text = "Sales rose in the third quarter from 12 million a year earlier."
    assert timexes(text) == [("the third quarter", "2024-Q3"), ("a year earlier", "2023-Q3")]


def test_days_joined_by_and_share_their_month() -> None:
    assert timexes("It rained on 28 and 29 August.") == [
        ("28", "2024-08-28"),
        ("29 August", "2024-08-29"),
    ]


def test_a_bare_time_of_day_is_of_the_day_spoken_of_else_of_publication() -> None:
    assert timexes("It began on 5 May 1911. At 10 a.m. it ended.")[1][1] == "1911-05-05T10:00"
    assert timexes("It began in 1911. At 10 a.m. it rained.")[1][1] == "2024-12-11T10:00"
