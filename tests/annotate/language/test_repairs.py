from __future__ import annotations

import pytest

from kb.annotate.language.lemmas import find_lemma
from kb.annotate.language.repairs import (
    attach_according_to,
    mark_temporal_obliques,
    restore_inverted_speaker,
)
from kb.model import Token


def tree(notation: str) -> tuple[Token, ...]:
    """Read form/UPOS/head/relation, heads from 1."""
    tokens = []
    for item in notation.split():
        form, upos, head, relation = item.rsplit("/", 3)
        lemma = find_lemma(form, upos)
        tokens.append(Token(0, len(form), form, lemma, upos, int(head) - 1, relation))
    return tuple(tokens)


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
        # quotation, name, verb
        (
            '"/PUNCT/2/punct Enough/ADV/6/advmod "/PUNCT/2/punct ,/PUNCT/2/punct '
            "Silva/PROPN/6/obj alleged/VERB/0/root ./PUNCT/6/punct",
            {5: (6, "nsubj")},
        ),
    ],
)
def test_inverted_speakers_become_subjects(
    before: str, changed: dict[int, tuple[int, str]]
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
        # no verb of speech
        "Out/ADV/3/advmod ,/PUNCT/1/punct came/VERB/0/root Silva/PROPN/3/obj",
        # no inversion: the verb opens the sentence
        "Say/VERB/0/root something/PRON/1/obj",
        # the agent of a passive
        "It/PRON/3/dep ,/PUNCT/3/punct said/VERB/0/root by/ADP/5/case Silva/PROPN/3/obl",
    ],
)
def test_other_clauses_are_left_alone(notation: str) -> None:
    tokens = tree(notation)
    assert restore_inverted_speaker(tokens) == tokens


def test_bare_days_are_temporal() -> None:
    tokens = tree(
        "They/PRON/2/nsubj met/VERB/0/root Ana/PROPN/2/iobj Tuesday/PROPN/2/obj "
        "and/CCONJ/6/cc left/VERB/2/conj on/ADP/8/case Friday/PROPN/6/obl"
    )
    changed = arcs(mark_temporal_obliques(tokens))
    assert changed[3] == (2, "obl:tmod")
    assert [arc for i, arc in enumerate(changed) if i != 3] == [
        arc for i, arc in enumerate(arcs(tokens)) if i != 3
    ]


def test_a_modal_may_is_no_month() -> None:
    tokens = tree("They/PRON/2/nsubj love/VERB/0/root may/AUX/2/obj")
    assert mark_temporal_obliques(tokens) == tokens


def test_according_to_becomes_a_case() -> None:
    tokens = tree(
        "Rebels/NOUN/2/nsubj left/VERB/0/root ,/PUNCT/2/punct according/VERB/2/advcl "
        "to/ADP/7/case the/DET/7/det army/NOUN/4/obl ./PUNCT/2/punct"
    )
    changed = arcs(attach_according_to(tokens))
    assert changed[3:7] == [(7, "case"), (4, "fixed"), (7, "det"), (2, "obl")]


def test_a_source_is_moved_from_the_noun_to_its_clause() -> None:
    tokens = tree(
        "Troops/NOUN/6/nsubj ,/PUNCT/1/punct according/VERB/5/case to/ADP/3/fixed "
        "Silva/PROPN/1/nmod left/VERB/0/root ./PUNCT/6/punct"
    )
    assert arcs(attach_according_to(tokens))[4] == (6, "obl")
