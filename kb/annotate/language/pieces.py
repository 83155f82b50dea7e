"""Word pieces and casing features: what the encoder sees of a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer

from kb.annotate.language.listed import ListedNames

CLS, SEP, UNKNOWN = 101, 102, 100
MAX_PIECES_PER_WORD = 12
CACHED_WORDS = 50_000

# Rows of the casing feature table, which stands in for the case that the vocabulary drops.
(
    SPECIAL,
    LOWER,
    INITIAL,
    CAPITALS,
    MIXED,
    SINGLE_CAPITAL,
    DIGITS,
    LETTERS_AND_DIGITS,
    NO_LETTERS,
    SENTENCE_INITIAL,
) = range(10)


@dataclass(frozen=True, slots=True)
class EncodedSentence:
    """Piece by piece its id, case and bits of the lists of names (`listed`).

    `first` and `last` are the first and last piece of each word (index 0: the root).
    """

    ids: list[int]
    case: list[int]
    listed: list[int]
    first: list[int]
    last: list[int]


def case_of(word: str, is_first: bool) -> int:
    """Return the casing feature of `word`; `is_first`: no letters stand before it."""
    letters = [c for c in word if c.isalpha()]
    if any(c.isdigit() for c in word):
        return LETTERS_AND_DIGITS if letters else DIGITS
    if not letters:
        return NO_LETTERS
    upper = [c.isupper() for c in letters]
    if not any(upper):
        return LOWER
    if len(letters) == 1:
        return SINGLE_CAPITAL
    if all(upper):
        return CAPITALS
    if upper[0] and not any(upper[1:]):
        return SENTENCE_INITIAL if is_first else INITIAL
    return MIXED


class Pieces:
    """The vocabulary of the encoder, and the lists of names that it looks words up in."""

    def __init__(self, tokenizer_file: Path, names: ListedNames) -> None:
        """Read `tokenizer_file`; raises what `tokenizers` raises for a malformed file."""
        self._names = names
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._of_word = lru_cache(maxsize=CACHED_WORDS)(self._cut_word)

    def _cut_word(self, word: str) -> tuple[int, ...]:
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids
        return tuple(ids[:MAX_PIECES_PER_WORD]) or (UNKNOWN,)

    def count(self, word: str) -> int:
        """Return into how many pieces `word` falls."""
        return len(self._of_word(word))

    def mark_listed(self, words: Sequence[str]) -> list[int]:
        """Return the bits of the lists of names that each word of a sentence is in."""
        return self._names.mark(words)

    def encode_words(self, words: Sequence[str]) -> EncodedSentence:
        """Return the pieces of a sentence given as words."""
        ids, case, listed, first, last = [CLS], [SPECIAL], [0], [0], [0]
        seen_letter = False
        for word, mark in zip(words, self.mark_listed(words), strict=True):
            pieces = self._of_word(word)
            feature = case_of(word, not seen_letter)
            seen_letter = seen_letter or any(c.isalpha() for c in word)
            first.append(len(ids))
            ids.extend(pieces)
            case.extend([feature] * len(pieces))
            listed.extend([mark] * len(pieces))
            last.append(len(ids) - 1)
        ids.append(SEP)
        case.append(SPECIAL)
        listed.append(0)
        return EncodedSentence(ids, case, listed, first, last)

    def encode_text(self, text: str, limit: int) -> EncodedSentence:
        """Return the pieces of running text, cut to `limit` (for sentence embeddings)."""
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids[: limit - 2]
        ids = [CLS, *ids, SEP]
        return EncodedSentence(ids, [SPECIAL] * len(ids), [0] * len(ids), [0], [0])
