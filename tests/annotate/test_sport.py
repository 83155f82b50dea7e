"""Names of states and places that stand for teams, told by words of sport and by contests."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.annotate.sport import Sport, read_sport
from kb.catalogue import load_catalogue

SHIPPED = Path(__file__).parents[2] / "data" / "catalogue"
RUGBY = (
    "The fly-half kicked a penalty in the second half of the semi-final.",
    "Their captain praised the scrum after the match.",
)


@pytest.fixture(scope="module")
def words() -> dict[str, int]:
    return dict(load_catalogue(SHIPPED).sport)


def is_team(sport: Sport, sentence: str) -> bool:
    """Tell whether the name in brackets is read as a team's."""
    before, _, rest = sentence.partition("[")
    return sport.is_team(before, rest.partition("]")[2])


@pytest.mark.parametrize(
    "text",
    [
        "The Arab League discussed the games that its players play, and the goals of the season.",
        "Labourers died while they built the stadiums of the World Cup, the ministry admitted.",
        "The army beat back the attack. Its captain said the match was far from over.",
    ],
)
def test_a_few_words_that_others_use_too_make_no_sport(words: dict[str, int], text: str) -> None:
    assert not read_sport([text], words).article


def test_an_article_with_many_words_of_sport_is_about_sport(words: dict[str, int]) -> None:
    assert read_sport(RUGBY, words).article
    padding = "Ministers met to speak of tariffs on steel and of fishing rights at sea. " * 40
    assert not read_sport([*RUGBY, padding], words).article


@pytest.mark.parametrize(
    "sentence",
    [
        "[Norland] rested three players.",
        "They lost to [Norland] in spring.",
        "A win over [Norland] was enough.",
        "The try was scored by [Norland] great Jon Berg.",
        "[Norland]'s captain was sent off.",
    ],
)
def test_in_an_article_about_sport_a_name_is_a_team(words: dict[str, int], sentence: str) -> None:
    assert is_team(read_sport(RUGBY, words), sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The final is played in [Norland].",
        "The referees are from Sudmark and [Norland].",
        "They flew to [Norland] on Monday.",
        "He was born in Mill Valley, [Norland].",
        "[Norland]'s government paid for the stadium.",
    ],
)
def test_where_a_place_is_meant_it_stays_one(words: dict[str, int], sentence: str) -> None:
    assert not is_team(read_sport(RUGBY, words), sentence)


@pytest.mark.parametrize(
    ("sentence", "team"),
    [
        ("He left before the [Norland] v Sudmark game.", True),
        ("He left before the Sudmark vs. [Norland] match.", True),
        ("[Norland] 3, Sudmark 2.", True),
        ("Sudmark 3, [Norland] 2.", True),
        ("[Norland] beat Sudmark in the semi-final of the football tournament.", True),
        ("[Norland] beat Sudmark to the contract.", False),
        ("The case of Berg v [Norland] was heard in May.", False),
        ("[Norland] refused to send its cricketers abroad.", False),
        ("[Norland] lost 3 soldiers.", False),
    ],
)
def test_elsewhere_a_contest_must_be_told_in_words_of_sport(
    words: dict[str, int], sentence: str, team: bool
) -> None:
    assert is_team(Sport(words), sentence) == team
