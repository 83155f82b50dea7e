"""The parts of the training recipe that need no PyTorch."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from constructed import construct_sentences
from gum_names import add_names
from name_lists import read_names
from prepare import collapse_names, mark_peoples, swap_names
from sentences import Sentence, add_roles, names_to_labels, spans_of_labels

from kb.annotate.language.listed import PERSONS, PHRASES, ListedNames


def sentence(rows: str, document: str = "") -> Sentence:
    """Read form/UPOS/head/relation[/misc]."""
    parts = [item.split("/") for item in rows.split()]
    return Sentence(
        "test",
        document,
        "1",
        [p[0] for p in parts],
        [p[1] for p in parts],
        [int(p[2]) for p in parts],
        [p[3] for p in parts],
        [p[4] if len(p) > 4 else "_" for p in parts],
    )


def listed(**lists: list[str]) -> ListedNames:
    empty: dict[str, list[str]] = {name: [] for name in (*PERSONS, *PHRASES)}
    return ListedNames(empty | lists)


def test_labels_and_spans_are_inverse() -> None:
    spans = [(0, 1, "PER"), (2, 2, "LOC"), (4, 5, "LOC")]
    labels = names_to_labels(6, spans)
    assert labels == ["B-PER", "I-PER", "B-LOC", "O", "B-LOC", "I-LOC"]
    assert spans_of_labels(labels) == spans


def test_longer_names_win() -> None:
    assert names_to_labels(3, [(1, 1, "LOC"), (0, 2, "ORG")]) == ["B-ORG", "I-ORG", "I-ORG"]


def test_propbank_spans_become_heads() -> None:
    text = sentence("The/DET/2/det men/NOUN/3/nsubj were/AUX/4/aux:pass fed/VERB/0/root")
    text.document = "reviews-1"
    rows = [
        ["f", "0", "0", "[WORD]", "DT", "*", "-", "-", "(ARG1*", "*"],
        ["f", "0", "1", "[WORD]", "NN", "*", "-", "-", "*)", "*"],
        ["f", "0", "2", "[WORD]", "VB", "*", "be", "be.03", "*", "(V*)"],
        ["f", "0", "3", "[WORD]", "VB", "*", "feed", "feed.01", "(V*)", "*"],
    ]
    assert add_roles([text], {"reviews-1": [rows]}) == 1
    assert text.roles == {3: {1: "ARG1"}}  # the auxiliary is no predicate


def test_sentences_of_other_lengths_stay_without_roles() -> None:
    text = sentence("Go/VERB/0/root", "reviews-1")
    assert add_roles([text], {"reviews-1": [[["f"] * 9, ["f"] * 9]]}) == 0
    assert text.roles is None


def test_names_collapse_to_stand_ins_with_tree_and_roles() -> None:
    text = sentence(
        "Ana/PROPN/3/nsubj Silva/PROPN/1/flat left/VERB/0/root Port/PROPN/5/compound "
        "Sudan/PROPN/3/obj"
    )
    text.names = ["B-PER", "I-PER", "O", "B-LOC", "I-LOC"]
    text.roles = {2: {0: "ARG0", 4: "ARG1"}}
    short = collapse_names(text)
    assert short is not None
    assert short.words == ["Johnson", "left", "France"]
    assert short.heads == [2, 0, 2]
    assert short.relations == ["nsubj", "root", "obj"]
    assert short.names == ["B-PER", "O", "B-LOC"]
    assert short.roles == {1: {0: "ARG0", 2: "ARG1"}}


def test_a_name_with_two_heads_is_not_collapsed() -> None:
    text = sentence("Ana/PROPN/3/nsubj Rome/PROPN/3/obj left/VERB/0/root")
    text.names = ["B-PER", "I-PER", "O"]
    assert collapse_names(text) is None


def test_peoples_get_one_label() -> None:
    text = sentence("Syrian/ADJ/2/amod men/NOUN/0/root Oscar/PROPN/2/x")
    text.names = ["B-MISC", "O", "B-MISC"]
    mark_peoples(text, listed(peoples=["Syrian"]))
    assert text.names == ["B-NORP", "O", "B-MISC"]


def test_swapped_names_keep_their_kinds() -> None:
    text = sentence("In/ADP/2/case Rome/PROPN/0/root")
    text.names = ["O", "B-LOC"]
    lists = read_names()
    swapped = [swap_names(text, lists, random.Random(seed)) for seed in range(20)]
    changed = [s for s in swapped if s]
    assert changed
    for s in changed:
        assert s.heads is None
        assert spans_of_labels(s.names or []) == [(1, len(s.words) - 1, "LOC")]
        assert " ".join(s.words[1:]) in {*lists.cities, *lists.countries}


def test_named_mentions_of_gum() -> None:
    text = sentence(
        "President/PROPN/2/nmod:desc/Entity=(1-person-new Ana/PROPN/4/nsubj/_ "
        "Silva/PROPN/2/flat/Entity=1) saw/VERB/0/root a/DET/6/det/Entity=(2-place-new "
        "town/NOUN/4/obj/Entity=2)"
    )
    add_names([text])
    assert text.names == ["O", "B-PER", "I-PER", "O", "O", "O"]


@pytest.mark.parametrize("seed", [1, 2])
def test_constructed_sentences_are_trees_with_roles_inside(seed: int) -> None:
    for s in construct_sentences(200, seed):
        assert s.heads is not None
        assert s.heads.count(0) == 1
        count = len(s.words)
        assert len(s.heads) == len(s.relations or []) == len(s.upos or []) == count
        for start in range(1, count + 1):
            node, steps = start, 0
            while node > 0:
                node, steps = s.heads[node - 1], steps + 1
                assert steps <= count
        for predicate, arguments in (s.roles or {}).items():
            assert predicate not in arguments
            assert all(0 <= a < count for a in arguments)


def test_construction_is_repeatable() -> None:
    assert construct_sentences(20, 5) == construct_sentences(20, 5)
    assert construct_sentences(20, 5) != construct_sentences(20, 6)
