"""From scores to structures: the best tree, the best name spans."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Heads = NDArray[np.int64]

NEVER = -1e9


def is_tree(heads: Sequence[int] | Heads) -> bool:
    """Tell whether every node (1..n) reaches node 0 along `heads`; `heads[0]` is unused."""
    reaches = [False] * len(heads)
    reaches[0] = True
    for start in range(1, len(heads)):
        path = []
        node = start
        while not reaches[node]:
            path.append(node)
            reaches[node] = True  # provisional: undone below if the walk closes on itself
            node = int(heads[node])
        if node in path:
            return False
    return True


def find_cycle(heads: Heads) -> list[int] | None:
    """Return the nodes of one cycle of `heads`, or None. Node 0 is the root."""
    visited = np.zeros(len(heads), dtype=np.int64)
    for start in range(1, len(heads)):
        path: list[int] = []
        node = start
        while node != 0 and visited[node] == 0:
            visited[node] = start
            path.append(node)
            node = int(heads[node])
        if node != 0 and visited[node] == start:
            return path[path.index(node) :]
    return None


def maximum_arborescence(scores: Scores) -> Heads:
    """Return the heads of the best tree by Chu-Liu and Edmonds; `scores[d, h]`, node 0 the root.

    Contracts one cycle per round, without recursion, so that long sentences cannot exhaust the
    stack. Source: Edmonds (1967), "Optimum branchings".
    """
    scores = scores.copy()
    np.fill_diagonal(scores, NEVER)
    contractions = []
    while True:
        heads: Heads = scores.argmax(axis=1)
        heads[0] = 0
        cycle = find_cycle(heads)
        if cycle is None:
            break
        scores, contraction = _contract(scores, heads, np.array(cycle))
        contractions.append(contraction)
    for contraction in reversed(contractions):
        heads = _expand(heads, contraction)
    return heads


Contraction = tuple[Heads, Heads, Heads, Heads, Heads]


def _contract(scores: Scores, heads: Heads, cycle: Heads) -> tuple[Scores, Contraction]:
    outside = np.setdiff1d(np.arange(len(heads)), cycle)
    inside_scores = scores[cycle, heads[cycle]]
    size = len(outside) + 1
    smaller = np.full((size, size), NEVER)
    smaller[:-1, :-1] = scores[np.ix_(outside, outside)]
    entering = scores[np.ix_(cycle, outside)] - inside_scores[:, None]
    leaving = scores[np.ix_(outside, cycle)]
    smaller[-1, :-1] = entering.max(axis=0) + inside_scores.sum()
    smaller[:-1, -1] = leaving.max(axis=1)
    contraction = (outside, cycle, heads[cycle], entering.argmax(axis=0), leaving.argmax(axis=1))
    return smaller, contraction


def _expand(heads: Heads, contraction: Contraction) -> Heads:
    outside, cycle, cycle_heads, entry, exit_ = contraction
    contracted = len(outside)
    expanded = np.zeros(len(outside) + len(cycle), dtype=np.int64)
    expanded[cycle] = cycle_heads
    for index in range(1, contracted):
        head = heads[index]
        expanded[outside[index]] = cycle[exit_[index]] if head == contracted else outside[head]
    head = heads[contracted]
    expanded[cycle[entry[head]]] = outside[head]
    return expanded


def decode_tree(arc_scores: NDArray[np.float32]) -> Heads:
    """Return the heads of words 1..n (0: root) of the best tree with exactly one root.

    `arc_scores[d, h]` covers the root (index 0) and n words; row 0 is unused. The best head of
    each word is taken where that is a tree already (nine sentences in ten).
    """
    scores = arc_scores.astype(np.float64)
    np.fill_diagonal(scores, NEVER)
    heads: Heads = scores.argmax(axis=1)
    heads[0] = 0
    if (heads[1:] == 0).sum() == 1 and is_tree(heads):
        return heads[1:]
    scores -= scores.max(axis=1, keepdims=True)
    scores -= np.log(np.exp(np.maximum(scores, -700)).sum(axis=1, keepdims=True))
    scores = np.maximum(scores, -1e6)
    heads = maximum_arborescence(scores)
    roots = np.flatnonzero(heads[1:] == 0) + 1
    if len(roots) == 1:
        return heads[1:]
    candidates = [_tree_rooted_at(scores, int(root)) for root in roots]
    return max(candidates, key=lambda candidate: candidate[0])[1][1:]


def _tree_rooted_at(scores: Scores, root: int) -> tuple[float, Heads]:
    only = scores.copy()
    only[1:, 0] = -1e7
    only[root, 0] = scores[root, 0]
    heads = maximum_arborescence(only)
    total = float(only[np.arange(1, len(heads)), heads[1:]].sum())
    return total, heads


def name_transitions(labels: Sequence[str]) -> Scores:
    """Return scores of label after label for BIO labels; the last row: at the sentence start."""
    count = len(labels)
    transitions = np.zeros((count + 1, count))
    for after, label in enumerate(labels):
        if label.startswith("I-"):
            allowed = [i for i, other in enumerate(labels) if other[2:] == label[2:]]
            transitions[:, after] = -1e4
            transitions[allowed, after] = 0.0
    return transitions


def best_labels(emissions: NDArray[np.float32], transitions: Scores) -> list[int]:
    """Return the best label sequence (Viterbi) for `emissions[word, label]`."""
    count = emissions.shape[1]
    score = emissions[0] + transitions[count]
    back = np.zeros(emissions.shape, dtype=np.int64)
    for index in range(1, len(emissions)):
        candidates = score[:, None] + transitions[:count]
        back[index] = candidates.argmax(axis=0)
        score = candidates.max(axis=0) + emissions[index]
    path = [int(score.argmax())]
    for index in range(len(emissions) - 1, 0, -1):
        path.append(int(back[index, path[-1]]))
    return path[::-1]


def label_spans(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return (first, last, kind) of each BIO span, last inclusive."""
    spans = []
    start: int | None = None
    for index, label in enumerate([*labels, "O"]):
        if start is not None and not (label.startswith("I-") and label[2:] == labels[start][2:]):
            spans.append((start, index - 1, labels[start][2:]))
            start = None
        if label != "O" and start is None:
            start = index
    return spans
