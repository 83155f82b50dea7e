from __future__ import annotations

import itertools

import numpy as np
import pytest

from kb.annotate.language.decoding import (
    best_labels,
    decode_tree,
    is_tree,
    label_spans,
    name_transitions,
)


def best_tree_by_search(scores: np.ndarray) -> tuple[int, ...]:
    """Try all single-rooted trees; scores are normalised as `decode_tree` does."""
    count = len(scores) - 1
    scores = scores.astype(np.float64)
    np.fill_diagonal(scores, -1e9)
    peak = scores.max(axis=1, keepdims=True)
    logs = scores - peak - np.log(np.exp(scores - peak).sum(axis=1, keepdims=True))
    trees = (
        heads
        for heads in itertools.product(range(count + 1), repeat=count)
        if heads.count(0) == 1 and is_tree((0, *heads))
    )
    return max(trees, key=lambda heads: sum(logs[d + 1, h] for d, h in enumerate(heads)))


@pytest.mark.parametrize("seed", range(25))
def test_the_best_tree_is_found(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(scale=3, size=(6, 6)).astype(np.float32)
    assert tuple(decode_tree(scores)) == best_tree_by_search(scores)


def test_a_greedy_cycle_is_broken() -> None:
    scores = np.array([[0, 0, 0], [1, 0, 9], [2, 9, 0]], np.float32)
    assert decode_tree(scores).tolist() == [2, 0]


def test_cycles_are_no_trees() -> None:
    assert is_tree([0, 0, 1, 2])
    assert not is_tree([0, 2, 1, 0])
    assert not is_tree([0, 0, 2])


def test_an_inside_label_never_opens_a_name() -> None:
    labels = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
    emissions = np.array([[0, 1, 5, 0, 0], [0, 0, 3, 0, 4], [1, 0, 0, 0, 0]], np.float32)
    path = best_labels(emissions, name_transitions(labels))
    assert [labels[i] for i in path] == ["B-PER", "I-PER", "O"]


def test_spans_of_labels() -> None:
    labels = ["B-PER", "I-PER", "B-PER", "O", "B-LOC", "I-LOC"]
    assert label_spans(labels) == [(0, 1, "PER"), (2, 2, "PER"), (4, 5, "LOC")]
