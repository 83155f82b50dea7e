from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.annotate.language.speech_repairs import (
    attach_according_to,
    detach_reporting_clause,
    restore_closing_speaker,
    restore_inverted_speaker,
    resume_after_reporting_clause,
)
from kb.model import Token

Reader = Callable[[str], tuple[Token, ...]]


def arcs(tokens: tuple[Token, ...]) -> list[tuple[int, str]]:
    return [(token.head + 1, token.deprel) for token in tokens]


@pytest.mark.parametrize(
    ("before", "changed"),
    [
        # the speaker was taken for the object
        (
            '"/PUNCT/2/punct Enough/ADV/5/advmod ,/PUNCT/2/punct "/PUNCT/2/punct '
            "said/VERB/0/root Ana/PROPN/5/obj Silva/PROPN/6/flat ./PUNCT/5/punct",
            {6: (5, "nsubj")},
        ),
        # the verb was hung below its speaker
        (
            "It/PRON/2/nsubj ended/VERB/0/root ,/PUNCT/2/punct said/VERB/6/amod "
            "Minister/PROPN/6/compound Silva/PROPN/2/parataxis ./PUNCT/2/punct",
            {4: (2, "parataxis"), 6: (4, "nsubj")},
        ),
        # a long description, and an adverb before the verb
        (
            "It/PRON/2/nsubj ended/VERB/0/root ,/PUNCT/2/punct ”/PUNCT/2/punct the/DET/6/det "
            "envoy/NOUN/2/nsubj to/ADP/8/case Chad/PROPN/6/nmod likewise/ADV/10/advmod "
            "alleged/VERB/2/parataxis in/ADP/12/case May/PROPN/10/obl ./PUNCT/2/punct",
            {6: (10, "nsubj")},
        ),
        # quotation, name, verb
        (
            '"/PUNCT/2/punct Enough/ADV/6/advmod "/PUNCT/2/punct ,/PUNCT/2/punct '
            "Silva/PROPN/6/obj alleged/VERB/0/root ./PUNCT/6/punct",
            {5: (6, "nsubj")},
        ),
    ],
)
def test_inverted_speakers_become_subjects(
    tree: Reader, before: str, changed: dict[int, tuple[int, str]]
) -> None:
    tokens = tree(before)
    expected = arcs(tokens)
    for index, arc in changed.items():
        expected[index - 1] = arc
    assert arcs(restore_inverted_speaker(tokens)) == expected


@pytest.mark.parametrize(
    "notation",
    [
        # it has a subject already
        "He/PRON/2/nsubj said/VERB/0/root ,/PUNCT/2/punct words/NOUN/2/obj",
        # a passive
        '"/PUNCT/2/punct Go/VERB/0/root "/PUNCT/2/punct Silva/PROPN/2/dep was/AUX/6/aux:pass '
        "told/VERB/2/parataxis",
        # no verb of speech
        "Out/ADV/3/advmod ,/PUNCT/1/punct came/VERB/0/root Silva/PROPN/3/obj",
        # no inversion: the verb opens the sentence
        "Say/VERB/0/root something/PRON/1/obj",
        # the agent of a passive
        "It/PRON/3/dep ,/PUNCT/3/punct said/VERB/0/root by/ADP/5/case Silva/PROPN/3/obl",
    ],
)
def test_other_clauses_are_left_alone(tree: Reader, notation: str) -> None:
    tokens = tree(notation)
    assert restore_inverted_speaker(tokens) == tokens


def test_according_to_becomes_a_case(tree: Reader) -> None:
    tokens = tree(
        "Rebels/NOUN/2/nsubj left/VERB/0/root ,/PUNCT/2/punct according/VERB/2/advcl "
        "to/ADP/7/case the/DET/7/det army/NOUN/4/obl ./PUNCT/2/punct"
    )
    changed = arcs(attach_according_to(tokens))
    assert changed[3:7] == [(7, "case"), (4, "fixed"), (7, "det"), (2, "obl")]


def test_a_source_is_moved_from_the_noun_to_its_clause(tree: Reader) -> None:
    tokens = tree(
        "Troops/NOUN/6/nsubj ,/PUNCT/1/punct according/VERB/5/case to/ADP/3/fixed "
        "Silva/PROPN/1/nmod left/VERB/0/root ./PUNCT/6/punct"
    )
    assert arcs(attach_according_to(tokens))[4] == (6, "obl")


def test_a_reporting_clause_is_parenthetical(tree: Reader) -> None:
    tokens = tree(
        "Troops/NOUN/2/nsubj left/VERB/0/root ,/PUNCT/2/punct Reuters/PROPN/5/nsubj "
        "reported/VERB/2/advcl ,/PUNCT/7/punct citing/VERB/5/advcl aides/NOUN/7/obj"
    )
    assert arcs(detach_reporting_clause(tokens))[4] == (2, "parataxis")


def test_a_subordinate_clause_stays_adverbial(tree: Reader) -> None:
    tokens = tree(
        "Troops/NOUN/2/nsubj left/VERB/0/root ,/PUNCT/6/punct as/SCONJ/6/mark Ana/PROPN/6/nsubj "
        "reported/VERB/2/advcl"
    )
    assert detach_reporting_clause(tokens) == tokens


def test_who_is_named_before_the_closing_verb_speaks(tree: Reader) -> None:
    tokens = tree(
        "They/PRON/2/nsubj left/VERB/9/ccomp Borg/PROPN/2/obj ,/PUNCT/5/punct head/NOUN/3/appos "
        ",/PUNCT/7/punct Ada/PROPN/5/appos ,/PUNCT/7/punct announced/VERB/0/root"
    )
    changed = arcs(restore_closing_speaker(tokens))
    assert changed[4] == (9, "nsubj")
    assert changed[:4] + changed[5:] == arcs(tokens)[:4] + arcs(tokens)[5:]


def test_an_apposition_before_a_speaker_stays(tree: Reader) -> None:
    tokens = tree(
        "They/PRON/2/nsubj met/VERB/8/ccomp Ada/PROPN/2/obj ,/PUNCT/5/punct head/NOUN/3/appos "
        ",/PUNCT/5/punct aides/NOUN/8/nsubj announced/VERB/0/root"
    )
    assert restore_closing_speaker(tokens) == tokens


def test_what_goes_on_after_an_inserted_reporting_clause(tree: Reader) -> None:
    tokens = tree(
        "Borg/PROPN/2/nsubj agreed/VERB/0/root ,/PUNCT/2/punct aides/NOUN/5/nsubj "
        "told/VERB/2/parataxis Press/PROPN/5/iobj ,/PUNCT/9/punct but/CCONJ/9/cc "
        "asked/VERB/5/conj more/ADJ/9/obj"
    )
    assert arcs(resume_after_reporting_clause(tokens))[8] == (2, "conj")
