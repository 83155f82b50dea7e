"""Questions about a sentence's tree that repairs ask, and the check that keeps it a tree."""

from __future__ import annotations

from collections.abc import Sequence

from kb.annotate.language.word_lists import word_set
from kb.model import Token

Tree = tuple[Token, ...]

NOMINALS = frozenset({"NOUN", "PROPN", "PRON"})
CLAUSES = word_set("root ccomp xcomp advcl acl conj parataxis csubj")


def dominates(tokens: Sequence[Token], ancestor: int, node: int) -> bool:
    """Tell whether `node` is `ancestor` or below it (-1 is above all)."""
    for _ in tokens:
        if node == ancestor:
            return True
        if node < 0:
            return False
        node = tokens[node].head
    return node == ancestor


def has_child(tokens: Sequence[Token], head: int, *relations: str) -> bool:
    """Tell whether `head` has a dependent whose relation begins with one of `relations`."""
    return any(token.head == head and token.deprel.startswith(relations) for token in tokens)


def clause_above(tokens: Tree, node: int) -> int | None:
    """Return the nearest head of a clause at or above `node`."""
    for _ in tokens:
        if node < 0:
            return None
        if tokens[node].deprel.split(":")[0] in CLAUSES:
            return node
        node = tokens[node].head
    return None


def checked(before: Tree, after: Sequence[Token]) -> Tree:
    """Return `after`, or `before` where `after` is not a tree with one root."""
    roots = sum(token.head < 0 for token in after)
    is_tree = all(dominates(after, -1, node) for node in range(len(after)))
    return tuple(after) if roots == 1 and is_tree else before
