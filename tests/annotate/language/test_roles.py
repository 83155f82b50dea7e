from __future__ import annotations

import numpy as np

from kb.annotate.language.encoder import RoleScores
from kb.annotate.language.roles import find_predicates, find_span
from kb.model import Predicate, Role, Token

LABELS = ("", "ARG0", "ARG1", "ARGM-TMP")


def tokens(*heads: int) -> tuple[Token, ...]:
    return tuple(Token(i, i + 1, "x", "x", "X", head, "dep") for i, head in enumerate(heads))


def scores(predicates: list[int], table: list[list[float]]) -> tuple[RoleScores, np.ndarray]:
    """Scores whose bilinear product is `table[word][role]` for every predicate."""
    words, size = len(table), len(LABELS)
    flags = np.zeros((words, 2), np.float32)
    flags[:, 0] = 0.5
    flags[predicates, 1] = 1
    weights = np.zeros((size, size + 1, size + 1), np.float32)
    for role in range(size):
        weights[role, size, role] = 1  # through the constant that stands beside the predicate
    zeros = np.zeros((words, size), np.float32)
    return RoleScores(flags, zeros, np.array(table, np.float32)), weights


def test_roles_are_read_with_their_spans() -> None:
    # the men(1) left(2) Monday(3)
    tree = tokens(1, 2, -1, 2)
    role_scores, weights = scores([2], [[1, 0, 0, 0], [0, 2, 1, 0], [1, 0, 0, 0], [0, 0, 0, 3]])
    assert find_predicates(role_scores, weights, LABELS, tree) == (
        Predicate(2, None, (Role("ARG0", 1, 0, 1), Role("ARGM-TMP", 3, 3, 3))),
    )


def test_a_numbered_role_is_given_once_to_the_best_word() -> None:
    tree = tokens(2, 2, -1, 2)
    table = [[0, 2, 0, 0], [0, 4, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]]
    found = find_predicates(*scores([2], table), LABELS, tree)
    assert [(role.label, role.head) for role in found[0].roles] == [("ARG0", 1)]


def test_no_predicate_no_roles() -> None:
    assert find_predicates(*scores([], [[0, 9, 0, 0]]), LABELS, tokens(-1)) == ()


def test_a_span_leaves_out_the_predicate_below_it() -> None:
    # missiles(1) supplied(2) to(3) Kyiv(4) were shot(6)
    tree = tokens(1, 6, 1, 4, 2, 6, -1)
    assert find_span(tree, 1, 2) == (0, 1)
    assert find_span(tree, 1, 6) == (0, 4)
    assert find_span(tree, 4, 2) == (3, 4)
