from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.annotate.language.listed import (
    FAMILY,
    GIVEN,
    IN_ORGANISATION,
    IN_PLACE,
    ORGANISATION,
    PEOPLE,
    PLACE,
    ListedNames,
    settle_kind,
)

LISTS = {
    "given": ["Ana", "Jordan"],
    "family": ["Silva", "Jordan"],
    "places": ["Jordan", "Santa Cruz", "Santa Cruz de la Sierra", "US"],
    "organisations": ["WHO", "Bank of Chad"],
    "peoples": ["Chadian"],
}


@pytest.fixture
def names() -> ListedNames:
    return ListedNames(LISTS)


def test_bits_of_words_and_of_several_lists(names: ListedNames) -> None:
    marks = names.mark(["Ana", "Silva", "saw", "Chadian", "men", "in", "Jordan"])
    assert marks == [GIVEN, FAMILY, 0, PEOPLE, 0, 0, GIVEN | FAMILY | PLACE]


def test_the_longest_name_counts_and_its_small_words_with_it(names: ListedNames) -> None:
    assert names.mark("In Santa Cruz de la Sierra".split()) == [0, PLACE, *[IN_PLACE] * 4]
    assert names.mark("Santa Cruz de nada".split()) == [PLACE, IN_PLACE, 0, 0]
    assert names.mark("Bank of Chad".split()) == [ORGANISATION, IN_ORGANISATION, IN_ORGANISATION]


def test_small_letters_and_acronyms_by_their_letters(names: ListedNames) -> None:
    assert names.mark(["jordan", "bank", "Of", "Chad"]) == [0, 0, 0, 0]
    assert names.mark(["Who", "told", "us", "?", "Us", "!"]) == [0] * 6
    assert names.mark(["WHO", "US"]) == [ORGANISATION, PLACE]
    assert names.mark([]) == []


def test_lists_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "lists.json"
    file.write_text(json.dumps(LISTS), encoding="utf-8")
    assert ListedNames.load(file).mark(["Ana"]) == [GIVEN]
    file.write_text(json.dumps({"given": []}), encoding="utf-8")
    with pytest.raises(KeyError):
        ListedNames.load(file)


@pytest.mark.parametrize(
    ("kind", "marks", "settled"),
    [
        ("PER", [PLACE, IN_PLACE], "LOC"),
        ("ORG", [PLACE], "LOC"),
        ("PER", [PLACE | FAMILY], "PER"),
        ("ORG", [PLACE, 0], "ORG"),
        ("ORG", [PLACE | ORGANISATION], "ORG"),
        ("LOC", [PEOPLE], "NORP"),
        ("LOC", [PEOPLE | PLACE], "LOC"),
        ("LOC", [PEOPLE, 0], "LOC"),
        ("MISC", [PEOPLE], "MISC"),
    ],
)
def test_lists_settle_the_kind_of_a_name(kind: str, marks: list[int], settled: str) -> None:
    assert settle_kind(kind, marks) == settled
