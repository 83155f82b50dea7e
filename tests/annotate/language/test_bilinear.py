from __future__ import annotations

import numpy as np
import pytest

from kb.annotate.language.bilinear import score_all, score_pairs, split_by_label


@pytest.mark.parametrize("words", [1, 7, 300])
def test_scores_are_those_of_the_whole_product(words: int) -> None:
    rng = np.random.default_rng(words)
    labels, size = 5, 64
    file_weights = rng.normal(size=(size + 1, labels * (size + 1))).astype(np.float32)
    left, right = rng.normal(size=(2, words, size)).astype(np.float32)
    ones = np.ones((words, 1), np.float32)
    weighted = (np.hstack([left, ones]) @ file_weights).reshape(words, labels, size + 1)
    expected = np.einsum("mlk,nk->mnl", weighted, np.hstack([right, ones]))
    weights = split_by_label(file_weights)
    assert score_all(left, weights, right) == pytest.approx(expected, abs=1e-2)
    diagonal = expected[np.arange(words), np.arange(words)]
    assert score_pairs(left, weights, right) == pytest.approx(diagonal, abs=1e-2)
