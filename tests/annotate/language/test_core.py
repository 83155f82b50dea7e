from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.annotate.language import KnownName, LanguageCore, ParsedSentence, SentenceRequest
from kb.model import Span

ANY_CORE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NEWS = (
    "Ukraine sent 150 drones to Idlib.",
    '"We will not leave," said Foreign Minister Ana Silva on Tuesday.',
    "Stop.",
    "The missiles supplied to Kyiv by Germany were intercepted near the border, officials said.",
    "According to Reuters, the talks in Santa Cruz, Bolivia collapsed after two days.",
)


def request(text: str, *names: tuple[str, str]) -> SentenceRequest:
    known = tuple(
        KnownName(text.index(name), text.index(name) + len(name), kind) for name, kind in names
    )
    return SentenceRequest(text, known)


def shape(sentence: ParsedSentence) -> list[tuple[str, int, str]]:
    return [(token.upos, token.head, token.deprel) for token in sentence.tokens]


def assert_sound(sentence: ParsedSentence, offset: int = 0) -> None:
    position = offset
    for token in sentence.tokens:
        assert position <= token.start < token.end
        assert sentence.text[token.start - offset : token.end - offset] == token.text
        position = token.end
    count = len(sentence.tokens)
    assert sum(token.head < 0 for token in sentence.tokens) == min(count, 1)
    for token in sentence.tokens:
        steps = 0
        while token.head >= 0:
            token, steps = sentence.tokens[token.head], steps + 1
            assert steps <= count
    for name in sentence.names:
        assert 0 <= name.first <= name.last < count
    for predicate in sentence.predicates:
        for role in predicate.roles:
            assert 0 <= role.first <= role.head <= role.last < count


@ANY_CORE
@given(text=st.text(max_size=300))
def test_any_text_is_annotated_with_exact_offsets(core: LanguageCore, text: str) -> None:
    annotated = core.annotate([text])[0]
    for span, sentence in zip(annotated.spans, annotated.sentences, strict=True):
        assert sentence.text == text[span.start : span.end]
        assert sentence.text.strip() == sentence.text
        assert_sound(sentence, span.start)
    covered = "".join(t.text for s in annotated.sentences for t in s.tokens)
    assert covered == "".join(text.split())


@ANY_CORE
@given(order=st.permutations(NEWS), share=st.integers(1, len(NEWS)))
def test_parses_do_not_depend_on_the_batch(
    core: LanguageCore, order: list[str], share: int
) -> None:
    together = core.parse([SentenceRequest(text) for text in order[:share]])
    alone = [core.parse([SentenceRequest(text)])[0] for text in order[:share]]
    assert together == alone


def test_a_sentence_is_parsed_as_expected(core: LanguageCore) -> None:
    sentence = core.parse([SentenceRequest(NEWS[0], offset=1000)])[0]
    assert [(t.text, t.lemma, t.upos, t.head, t.deprel) for t in sentence.tokens] == [
        ("Ukraine", "ukraine", "PROPN", 1, "nsubj"),
        ("sent", "send", "VERB", -1, "root"),
        ("150", "150", "NUM", 3, "nummod"),
        ("drones", "drone", "NOUN", 1, "obj"),
        ("to", "to", "ADP", 5, "case"),
        ("Idlib", "idlib", "PROPN", 1, "obl"),
        (".", ".", "PUNCT", 1, "punct"),
    ]
    assert (sentence.tokens[0].start, sentence.tokens[5].end) == (1000, 1032)


@pytest.mark.parametrize(
    "names",
    [
        ("Mali", "Li", "Paris"),
        (
            "Saint Vincent and the Grenadines",
            "Sheikh Omar bin Said al-Farsi",
            "Santa Cruz, Bolivia",
        ),
        ("the Islamic Republic of Iran", "O'Neill-García", "N'Djamena"),
    ],
)
def test_trees_do_not_depend_on_which_known_name_stands_there(
    core: LanguageCore, names: tuple[str, str, str]
) -> None:
    template = "{} accused {}'s guards of arming rebels in {} on Monday."
    kinds = ("LOC", "PER", "LOC")
    expected_names = ("Chad", "Johnson", "Rome")
    swapped, expected = (
        core.parse([request(template.format(*chosen), *zip(chosen, kinds, strict=True))])[0]
        for chosen in (names, expected_names)
    )
    assert shape(swapped) == shape(expected)
    assert swapped.predicates == expected.predicates
    assert [t.text for t in swapped.tokens if t.text in names] == list(names)
    assert swapped.names == expected.names == ()
    assert_sound(swapped)


def test_a_known_name_inside_a_longer_word_keeps_exact_offsets(core: LanguageCore) -> None:
    sentence = core.parse(
        [request("The pro-Ivorian and U.S.-led forces left.", ("Ivorian", "NORP"))]
    )[0]
    assert [t.text for t in sentence.tokens][:3] == ["The", "pro-Ivorian", "and"]
    assert_sound(sentence)


def test_a_known_name_out_of_range_is_refused(core: LanguageCore) -> None:
    with pytest.raises(ValueError, match="out of range"):
        core.parse([SentenceRequest("Chad won.", (KnownName(5, 50, "LOC"),))])


def test_an_overlong_sentence_is_cut_with_a_warning(
    core: LanguageCore, caplog: pytest.LogCaptureFixture
) -> None:
    text = " ".join(["They", "said", "that"] * 700)
    with caplog.at_level(logging.WARNING):
        sentence = core.parse([SentenceRequest(text)])[0]
    assert "sentence of 2100 words" in caplog.text
    assert len(sentence.tokens) == 2100
    assert_sound(sentence)


def test_given_tokens_are_kept(core: LanguageCore) -> None:
    text = "Iran-backed men left"
    spans = [Span(0, 11), Span(12, 15), Span(16, 20)]
    sentence = core.parse_words([SentenceRequest(text)], [spans])[0]
    assert [t.text for t in sentence.tokens] == ["Iran-backed", "men", "left"]


def test_no_words_give_no_tokens(core: LanguageCore) -> None:
    assert core.parse([SentenceRequest("  ")])[0] == ParsedSentence("  ", (), (), ())
    assert core.parse([]) == []


def test_embeddings_are_unit_vectors_near_for_like_sentences(core: LanguageCore) -> None:
    texts = ["Rebels shelled the town.", "The town was bombarded by insurgents.", "I like tea."]
    vectors = core.embed(texts)
    assert vectors.shape == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]
    assert core.embed(texts[:1])[0] == pytest.approx(vectors[0], abs=1e-5)


def test_offsets_move_with_the_request(core: LanguageCore) -> None:
    plain = core.parse([SentenceRequest(NEWS[1])])[0]
    moved = core.parse([SentenceRequest(NEWS[1], offset=7)])[0]
    assert moved.tokens == tuple(
        replace(token, start=token.start + 7, end=token.end + 7) for token in plain.tokens
    )
