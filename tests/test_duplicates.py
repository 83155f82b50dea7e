"""Copies of a text are found whatever was cut or put before it; other texts are not."""

import random

import pytest

from kb.duplicates import Duplicates, containment, sketch


def article(seed, sentences=20):
    """Return an invented article; articles of different seeds share their words, not their runs."""
    chosen = random.Random(seed)
    words = [f"word{number}" for number in range(400)]
    return [
        " ".join(chosen.choices(words, k=chosen.randint(9, 25))).capitalize() + "."
        for _ in range(sentences)
    ]


def cut(sentences):
    return sentences[: len(sentences) * 6 // 10]


def led_anew(sentences):
    lead = "OSLO (Coast Wire) - Officials confirmed it on Wednesday in a statement."
    return [lead, *sentences[2:]]


def edited(sentences):
    chosen = random.Random(1)
    words = " ".join(sentences).split()
    return [" ".join("edit" if chosen.random() < 0.05 else word for word in words)]


@pytest.mark.parametrize("change", [cut, led_anew, edited])
def test_copies_join_the_cluster_of_their_text(change):
    with Duplicates() as texts:
        clusters = [texts.place(f"a{n}", sketch(" ".join(article(n)))) for n in range(60)]
        assert len(set(clusters)) == 60
        copies = [
            texts.place(f"b{n}", sketch(" ".join(change(article(n))).upper())) for n in range(60)
        ]
        assert copies == clusters
        assert texts.copies("a3") == ["b3"]


def test_containment_is_of_the_shorter_text():
    whole, part = sketch(" ".join(article(1))), sketch(" ".join(article(1)[:8]))
    assert containment(whole, part) == 1.0
    mixed = sketch(" ".join(article(1)[:4] + article(2)[:16]))
    assert containment(whole, mixed) < 0.5


def test_short_texts_are_copies_only_where_equal():
    with Duplicates() as texts:
        first = texts.place("a", sketch("The harbour is closed."))
        assert texts.place("b", sketch("the harbour is CLOSED")) == first
        assert texts.place("c", sketch("The harbour is closed again.")) != first


def test_a_changed_document_is_placed_anew_and_a_forgotten_one_is_gone(tmp_path):
    path = tmp_path / "copies.sqlite"
    with Duplicates(path) as texts:
        first = texts.place("aaaa1111", sketch(" ".join(article(1))))
        assert texts.place("bbbb2222", sketch(" ".join(cut(article(1))))) == first
        assert texts.place("bbbb2222", sketch(" ".join(article(2)))) != first
        assert texts.place("bbbb2222", sketch(" ".join(article(1)))) == first
        texts.forget(["aaaa1111"])
        assert texts.place("cccc3333", sketch(" ".join(article(1)))) == first
        assert texts.copies("cccc3333") == ["bbbb2222"]
    with Duplicates(path) as texts:
        assert texts.copies("bbbb2222") == ["cccc3333"]
    assert b"aaaa1111" not in path.read_bytes()
    assert "aaaa1111" not in first
