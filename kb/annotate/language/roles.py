"""Predicates with their PropBank roles, from the scores of the role heads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.annotate.language.bilinear import score_all
from kb.annotate.language.encoder import RoleScores
from kb.model import Predicate, Role, Token

NO_ROLE = 0  # the first of the model's role labels


def find_predicates(
    scores: RoleScores,
    weights: NDArray[np.float32],
    labels: Sequence[str],
    tokens: Sequence[Token],
) -> tuple[Predicate, ...]:
    """Return the predicates of a sentence, each with the roles of other words.

    A numbered role (ARG0, ARG1, ...) goes to one word only, the best scored. The span of an
    argument is its subtree without that of the predicate.
    """
    found = np.flatnonzero(scores.predicates.argmax(axis=1))
    if not len(found):
        return ()
    by_role = score_all(scores.role_predicates[found], weights, scores.role_arguments)
    return tuple(
        Predicate(int(predicate), None, _read_roles(int(predicate), table, labels, tokens))
        for predicate, table in zip(found, by_role, strict=True)
    )


def _read_roles(
    predicate: int,
    scores: NDArray[np.float32],
    labels: Sequence[str],
    tokens: Sequence[Token],
) -> tuple[Role, ...]:
    best = scores.argmax(axis=1)
    margins = scores.max(axis=1) - scores[:, NO_ROLE]
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    candidates: list[int] = np.flatnonzero(best != NO_ROLE).tolist()
    for word in sorted(candidates, key=lambda w: (-margins[w], w)):
        label = labels[best[word]]
        if word == predicate or label in taken:
            continue
        if not label.startswith("ARGM"):
            taken.add(label)
        chosen[word] = label
    roles = []
    for word in sorted(chosen):
        first, last = find_span(tokens, word, predicate)
        roles.append(Role(chosen[word], word, first, last))
    return tuple(roles)


def find_span(tokens: Sequence[Token], word: int, predicate: int) -> tuple[int, int]:
    """Return first and last token of the run around `word` that is below it.

    What hangs below `predicate` is left out where `word` is above it ("the man who left").
    """

    def belongs(index: int) -> bool:
        node = index
        while node >= 0 and node != word:
            if node == predicate:
                return False
            node = tokens[node].head
        return node == word

    first = last = word
    while first > 0 and belongs(first - 1):
        first -= 1
    while last + 1 < len(tokens) and belongs(last + 1):
        last += 1
    return first, last
