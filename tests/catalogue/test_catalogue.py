"""The shipped catalogue: sound, quick to load, and answering what the stages ask."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.catalogue import Catalogue, check_catalogue, load_catalogue, read_memberships
from kb.model import Interval

SHIPPED = Path(__file__).parents[2] / "data" / "catalogue"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(SHIPPED)


def test_shipped_catalogue_is_sound(catalogue: Catalogue) -> None:
    assert check_catalogue(catalogue, read_memberships(SHIPPED)) == []


def test_holders_of_an_office_in_an_interval(catalogue: Catalogue) -> None:
    winter = Interval(date(2025, 1, 1), date(2025, 1, 31))
    holders = [t.holder for t in catalogue.holders("president-united-states", winter)]
    assert holders == ["joe-biden", "donald-trump"]


def test_end_of_a_tenure_is_exclusive(catalogue: Catalogue) -> None:
    day = Interval(date(2025, 1, 20), date(2025, 1, 20))
    assert [t.holder for t in catalogue.holders("president-united-states", day)] == ["donald-trump"]


def test_code_follows_the_office_held(catalogue: Catalogue) -> None:
    assert catalogue.code("ahmed-al-sharaa", date(2024, 6, 1)) == ("SYR", "REB")
    assert catalogue.code("ahmed-al-sharaa", date(2025, 6, 1)) == ("SYR", "GOV")
    assert catalogue.code("bashar-al-assad", date(2025, 6, 1)) == ("SYR", "ELI")


def test_taliban_are_rebels_in_2002_and_government_in_2022(catalogue: Catalogue) -> None:
    assert catalogue.code("taliban", date(2002, 6, 1)) == ("AFG", "REB")
    assert catalogue.code("taliban", date(2022, 6, 1)) == ("AFG", "GOV")


def test_person_acts_for_the_state_of_the_office_held_then(catalogue: Catalogue) -> None:
    assert catalogue.acts_for("bashar-al-assad", date(2020, 1, 1)) == "syria"
    assert catalogue.acts_for("bashar-al-assad", date(2025, 1, 1)) is None


def test_organ_rolls_up_to_its_state(catalogue: Catalogue) -> None:
    assert catalogue.rolls_up_to("quds-force") == "iran"
    assert catalogue.rolls_up_to("black-sea-fleet") == "russia"
    assert catalogue.rolls_up_to("hayat-tahrir-al-sham") == "hayat-tahrir-al-sham"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Volodymyr Zelenskyy", "volodymyr-zelensky"),
        ("Volodymyr Zelenskiy", "volodymyr-zelensky"),
        ("Hizballah", "hezbollah"),
        ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"),
        ("Hay'at Tahrir al-Sham", "hayat-tahrir-al-sham"),
        ("Hayat Tahrir al Sham", "hayat-tahrir-al-sham"),
        ("Myanmar", "myanmar"),
        ("Burma", "myanmar"),
    ],
)
def test_spellings_find_the_same_entry(catalogue: Catalogue, name: str, slug: str) -> None:
    assert catalogue.find(name)[0].slug == slug


def test_entity_of_an_actor(catalogue: Catalogue) -> None:
    entity = catalogue.entity("ukraine")
    assert (entity.kind, entity.label, entity.wikidata) == ("State", "Ukraine", "Q212")
    assert entity.rolls_up_to == entity.iri


def test_state_has_its_territory_and_capital(catalogue: Catalogue) -> None:
    ukraine = catalogue.actors["ukraine"]
    assert (ukraine.territory, ukraine.capital) == ("ukraine", "kyiv")
    assert list(catalogue.lies_in("saraqeb")) == ["saraqeb", "idlib-governorate", "syria"]


FLOORS = {
    "State": 200,
    "Government": 60,
    "GovernmentBody": 400,
    "IntelligenceService": 200,
    "IGO": 300,
    "ArmedGroup": 250,
    "PoliticalParty": 700,
    "NewsAgency": 50,
}


@pytest.mark.parametrize(("kind", "floor"), FLOORS.items())
def test_floor_per_kind(catalogue: Catalogue, kind: str, floor: int) -> None:
    assert sum(actor.kind == kind for actor in catalogue.actors.values()) >= floor


def test_floors_of_what_several_kinds_hold(catalogue: Catalogue) -> None:
    actors = catalogue.actors.values()
    media = [actor for actor in actors if actor.kind in ("MediaOutlet", "NewsAgency")]
    assert len(media) >= 400
    assert sum(actor.domain is not None for actor in media) >= 150
    others = [actor for actor in actors if actor.kind in ("ThinkTank", "NGO", "Company")]
    assert len(others) >= 150
    assert len({tenure.holder for tenure in catalogue.tenures}) >= 900


def test_every_actor_has_a_sector(catalogue: Catalogue) -> None:
    day = date(2024, 6, 1)
    assert {catalogue.code(slug, day)[1] for slug in catalogue.actors} >= {"GOV", "REB", "IGO"}
    assert all(len(catalogue.code(slug, day)[1]) == 3 for slug in catalogue.actors)
