"""Bilinear scores of pairs of words, label by label.

The products are cut into blocks so small that OpenBLAS, which numpy uses, computes each on the
calling thread (its limit: 2^18 multiplications). On a busy machine its thread pool took forty
times the CPU time of the product itself, and a worker shall keep to one thread.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

LARGEST_BLOCK = 2**18


def split_by_label(weights: Array) -> Array:
    """Return weights [k, labels * k] of the file as [labels, k, k]."""
    size = weights.shape[0]
    return np.ascontiguousarray(weights.reshape(size, -1, size).transpose(1, 0, 2))


def score_pairs(left: Array, weights: Array, right: Array) -> Array:
    """Score left[i] with right[i] for every label: [n, k - 1] twice -> [n, labels]."""
    scores: Array = np.einsum("lnk,nk->nl", _weigh(left, weights), _with_one(right))
    return scores


def score_all(left: Array, weights: Array, right: Array) -> Array:
    """Score every left with every right: [m, k - 1], [n, k - 1] -> [m, n, labels]."""
    weighted = np.ascontiguousarray(_weigh(left, weights).transpose(1, 2, 0))  # [m, k, labels]
    ones = _with_one(right)
    rows = _rows_per_block(weights.shape[1] * weights.shape[0])
    blocks = [ones[start : start + rows] @ weighted for start in range(0, len(ones), rows)]
    return np.concatenate(blocks, axis=1)


def _weigh(left: Array, weights: Array) -> Array:
    """Return left @ weights of each label: [labels, n, k]."""
    ones = _with_one(left)
    rows = _rows_per_block(weights.shape[1] * weights.shape[2])
    blocks = [ones[start : start + rows] @ weights for start in range(0, len(ones), rows)]
    return np.concatenate(blocks, axis=1)


def _rows_per_block(cost_of_row: int) -> int:
    return max(1, LARGEST_BLOCK // cost_of_row)


def _with_one(vectors: Array) -> Array:
    return np.concatenate([vectors, np.ones((len(vectors), 1), np.float32)], axis=1)
