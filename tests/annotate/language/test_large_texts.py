"""Texts of any size and kind: nothing is lost, offsets slice back, overlong sentences are cut.

The scores come from a stand-in for the encoder, so that a megabyte takes seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.annotate.language import LanguageCore, SentenceRequest
from kb.annotate.language.encoder import RoleScores, SentenceScores
from kb.annotate.language.listed import ListedNames
from kb.annotate.language.model_folder import NAMES, TOKENIZER, Labels
from kb.annotate.language.pieces import EncodedSentence, Pieces
from kb.annotate.language.segmenter import split_sentences
from kb.annotate.language.tokenizer import split_tokens
from tests.annotate.language.conftest import MODEL

LONG, MEGABYTE = 30_000, 1_000_000
WIDTH = 4


class ChainEncoder:
    """Hangs every word from the one before it; remembers the longest sentence it was given."""

    label_weights = role_weights = np.zeros((2, WIDTH + 1, WIDTH + 1), np.float32)
    name_transitions = np.zeros((2, 1), np.float32)

    def __init__(self) -> None:
        self.longest = 0

    def score(self, sentences: Sequence[EncodedSentence]) -> list[SentenceScores]:
        self.longest = max([self.longest, *(len(s.ids) for s in sentences)])
        return [self._chain(len(sentence.first)) for sentence in sentences]

    def _chain(self, nodes: int) -> SentenceScores:
        vectors = np.zeros((nodes, WIDTH), np.float32)
        labels = np.zeros((nodes - 1, 1), np.float32)
        roles = RoleScores(labels, vectors[1:], vectors[1:])
        chain = np.eye(nodes, k=-1, dtype=np.float32)
        return SentenceScores(labels, labels, chain, vectors, vectors, roles)


@pytest.fixture
def encoder() -> ChainEncoder:
    return ChainEncoder()


@pytest.fixture
def chain_core(encoder: ChainEncoder) -> LanguageCore:
    pieces = Pieces(MODEL / TOKENIZER, ListedNames.load(MODEL / NAMES))
    labels = Labels(("X",), ("root", "dep"), ("O",), ("", "ARG0"))
    return LanguageCore(pieces, encoder, labels)  # type: ignore[arg-type]


@settings(max_examples=10, deadline=None)
@given(part=st.text(min_size=1, max_size=400))
def test_any_long_text_is_cut_into_words_that_slice_back(part: str) -> None:
    assert_nothing_is_lost(part * (LONG // len(part)))


def test_a_megabyte_is_cut_into_words_that_slice_back() -> None:
    part = (
        'He said: "We won\'t go." 3.5% of it… \ud800 会议结束了。\t\u200b\x00 U.S.-led == :) \n\n'
    )
    assert_nothing_is_lost(part * (MEGABYTE // len(part)))


def assert_nothing_is_lost(text: str) -> None:
    covered = 0
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        for token in split_tokens(sentence):
            word = sentence[token.start : token.end]
            assert word
            assert not word[0].isspace()
            assert not word[-1].isspace()
            covered += len("".join(word.split()))
    assert covered == len("".join(text.split()))


def test_a_sentence_of_fifty_thousand_words_is_cut_with_a_warning(
    chain_core: LanguageCore, encoder: ChainEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    text = " ".join(["stone"] * 50_000)
    with caplog.at_level(logging.WARNING):
        sentence = chain_core.parse([SentenceRequest(text)])[0]
    assert "sentence of 50000 words is parsed in stretches" in caplog.text
    assert encoder.longest <= 512
    assert len(sentence.tokens) == 50_000
    assert sum(token.head < 0 for token in sentence.tokens) == 1
    assert all(text[t.start : t.end] == t.text for t in sentence.tokens)


def test_one_word_without_end_is_one_short_row_of_pieces(
    chain_core: LanguageCore, encoder: ChainEncoder
) -> None:
    sentence = chain_core.parse([SentenceRequest("x" * MEGABYTE)])[0]
    assert [len(token.text) for token in sentence.tokens] == [MEGABYTE]
    assert encoder.longest <= 512
