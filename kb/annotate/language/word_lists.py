"""How the word lists of this package are written."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """Return the set of the words that `words` separates by spaces."""
    return frozenset(words.split())
