"""Which entity a name means: context of countries, containers, location words, dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.annotate.linking import Reading, choose, read_context
from kb.annotate.names import find_names
from kb.annotate.sport import Sport
from kb.catalogue import Catalogue, load_catalogue
from kb.model import Entity, Interval

SHIPPED = Path(__file__).parents[2] / "data" / "catalogue"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(SHIPPED)


def _read(text: str, surface: str, catalogue: Catalogue, document: str = "") -> Reading:
    context = read_context(find_names(f"{document}. {text}", catalogue), catalogue)
    (name,) = [name for name in find_names(text, catalogue) if name.text == surface]
    return choose(name, text[: name.start], text[name.end :], context)


def _slug(entity: Entity | None) -> str | None:
    return entity.iri.rpartition("/")[2] if entity else None


@pytest.mark.parametrize(
    ("text", "surface", "actor", "place"),
    [
        ("Kyiv denied it.", "Kyiv", "ukraine", "kyiv"),
        ("They met in Kyiv.", "Kyiv", None, "kyiv"),
        ("The Kremlin denied it.", "Kremlin", "kremlin", "kremlin"),
        ("They met at the White House.", "White House", None, "white-house"),
        ("Ukraine denied it.", "Ukraine", "ukraine", "ukraine"),
        ("Russian envoys left.", "Russian", "russia", None),
        ("Many Russians left.", "Russians", None, None),
        ("The Russians attacked.", "Russians", "russia", None),
        ("A bomb hit Tripoli, Lebanon.", "Tripoli", None, "tripoli-lb"),
    ],
)
def test_actor_and_place(
    catalogue: Catalogue, text: str, surface: str, actor: str | None, place: str | None
) -> None:
    reading = _read(text, surface, catalogue)
    assert (_slug(reading.actor), _slug(reading.place)) == (actor, place)


def test_georgia_is_the_state_of_the_places_named_in_it(catalogue: Catalogue) -> None:
    assert _slug(_read("Georgia votes.", "Georgia", catalogue, "Tbilisi").place) == "georgia"
    american = _read("Georgia votes.", "Georgia", catalogue, "Atlanta")
    assert (_slug(american.actor), _slug(american.place)) == (None, "georgia-region")


def test_metonymy_is_less_sure_than_a_name(catalogue: Catalogue) -> None:
    state = _read("Ukraine denied it.", "Ukraine", catalogue)
    capital = _read("Kyiv denied it.", "Kyiv", catalogue)
    assert capital.rule == "capital-metonymy"
    assert capital.score < state.score


def test_day_of_the_context_is_the_last_possible_one(catalogue: Catalogue) -> None:
    context = read_context([], catalogue)
    assert context.day is None
    dated = type(context)(catalogue, {}, frozenset(), Interval(date(2024, 1, 1), date(2024, 1, 9)))
    assert dated.day == date(2024, 1, 9)


@pytest.mark.parametrize(
    ("text", "surface", "county"),
    [
        ("Fires burned in Riverside County.", "Riverside", True),
        ("Fires burned in Riverside, Fresno and Orange counties.", "Riverside", True),
        ("Fires burned in Riverside and the county was rich.", "Riverside", False),
    ],
)
def test_a_county_is_not_the_city_of_its_name(
    catalogue: Catalogue, text: str, surface: str, county: bool
) -> None:
    place = _read(text, surface, catalogue).place
    assert place is not None
    assert place.candidate == county
    assert place.label == ("Riverside County" if county else "Riverside")


def test_a_team_is_a_candidate_of_its_own(catalogue: Catalogue) -> None:
    text = "He left before the Senegal v Mali game."
    (name, _) = find_names(text, catalogue)
    context = replace(read_context([name], catalogue), sport=Sport(catalogue.sport))
    reading = choose(name, text[: name.start], text[name.end :], context)
    assert reading.actor is not None
    assert (reading.actor.label, reading.actor.candidate) == ("Senegal (team)", True)
    assert (reading.place, reading.rule) == (None, "team")
