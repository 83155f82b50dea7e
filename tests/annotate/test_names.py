"""Known names in text: span, case, possessives, longest match."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.annotate.names import find_names
from kb.catalogue import Catalogue, Sense, load_catalogue

SHIPPED = Path(__file__).parents[2] / "data" / "catalogue"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(SHIPPED)


def _found(text: str, catalogue: Catalogue) -> list[tuple[str, str, str]]:
    return [
        (name.text, name.kind, name.senses[0].slug)
        for name in find_names(text, catalogue)
        if name.strong
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The US left us behind.", [("US", "LOC", "united-states")]),
        ("U.S. officials agreed.", [("U.S.", "LOC", "united-states")]),
        ("Families ate turkey.", []),
        ("Turkey's army", [("Turkey", "LOC", "turkey")]),
        ("Hayat Tahrir al Sham won", [("Hayat Tahrir al Sham", "ORG", "hayat-tahrir-al-sham")]),
        ("Nato and NATO", [("Nato", "ORG", "nato"), ("NATO", "ORG", "nato")]),
        ("in Kherson region today", [("Kherson region", "LOC", "kherson-oblast")]),
        ("South Sudan talks", [("South Sudan", "LOC", "south-sudan")]),
        ("Guinea-Bissau voted", [("Guinea-Bissau", "LOC", "guinea-bissau")]),
        ("the Russians", [("Russians", "NORP", "russia")]),
        ("Latin American states", [("Latin American", "NORP", "latin-america")]),
        ("at the White House", [("White House", "ORG", "white-house")]),
        ("Recep Tayyip Erdoğan", [("Recep Tayyip Erdoğan", "PER", "recep-tayyip-erdogan")]),
    ],
)
def test_span_kind_and_entry(
    catalogue: Catalogue, text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert _found(text, catalogue) == expected


def test_city_beside_a_capitalised_word_is_weak(catalogue: Catalogue) -> None:
    assert _found("the activist Vladimir Petrenko spoke", catalogue) == []


@pytest.mark.parametrize(
    "text", ["then Jordan Bardella spoke", "Michael Jordan spoke", "a Singapore Airlines flight"]
)
def test_state_that_is_part_of_a_longer_name_is_weak(catalogue: Catalogue, text: str) -> None:
    assert [name for name in _found(text, catalogue) if name[1] == "LOC"] == []


def test_form_of_this_document_comes_first(catalogue: Catalogue) -> None:
    sense = Sense("actor", "nawaz-sharif", "surname", "Sharif", 0.95)
    (name,) = find_names("Then Sharif left.", catalogue, {"sharif": (sense,)})
    assert name.senses[0].slug == "nawaz-sharif"


def test_form_that_the_document_uses_otherwise_is_left_out(catalogue: Catalogue) -> None:
    assert find_names("The AP regulates sugar.", catalogue, {"ap": ()}) == []


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("Air China cut its prices.", False),
        ("Shares of the Bank of China fell.", False),
        ("She taught at the University of Georgia.", False),
        ("The air in China is better.", True),
        ("The banks of China were full.", True),
    ],
)
def test_a_state_in_the_name_of_an_organisation_needs_support(
    catalogue: Catalogue, text: str, strong: bool
) -> None:
    found = [name for name in find_names(text, catalogue) if name.text in ("China", "Georgia")]
    assert all(name.strong == strong for name in found)
    assert found or not strong
