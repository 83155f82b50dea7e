"""Lists of names of persons, places, organisations and peoples: a feature of the encoder.

A word is told apart by bits: whether it is a known given or family name, begins or continues a
known place or organisation, or names a people. The network learns what each bit is worth; a name
in no list is still found by its context, since training hides the bits at random.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

GIVEN, FAMILY, PLACE, IN_PLACE, ORGANISATION, IN_ORGANISATION, PEOPLE = (1 << i for i in range(7))
BITS = 7
PERSONS = {"given": GIVEN, "family": FAMILY, "peoples": PEOPLE}
PHRASES = {"places": (PLACE, IN_PLACE), "organisations": (ORGANISATION, IN_ORGANISATION)}
LONGEST = 7  # words of a listed name


class ListedNames:
    """The lists of one model, by their first words."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        """Take the names of each list, their words set apart by blanks."""
        self._words: dict[str, int] = {}
        for name, bit in PERSONS.items():
            for word in lists[name]:
                key = _key(word)
                self._words[key] = self._words.get(key, 0) | bit
        self._phrases = {name: frozenset(map(_key, lists[name])) for name in PHRASES}
        firsts = (phrase.split(" ", 1)[0] for part in self._phrases.values() for phrase in part)
        self._firsts = frozenset(firsts)

    @classmethod
    def load(cls, file: Path) -> ListedNames:
        """Read `file`; raises OSError, ValueError or KeyError where it is no such list."""
        return cls(json.loads(file.read_text(encoding="utf-8")))

    def mark(self, words: Sequence[str]) -> list[int]:
        """Return the bits of each word of a sentence; words in small letters begin no name."""
        keys = [_key(word) for word in words]
        marks = [0] * len(words)
        for index, word in enumerate(words):
            if word[:1].isupper():
                marks[index] |= self._words.get(keys[index], 0)
        for name, bits in PHRASES.items():
            self._mark_phrases(self._phrases[name], bits, words, keys, marks)
        return marks

    def _mark_phrases(
        self,
        phrases: frozenset[str],
        bits: tuple[int, int],
        words: Sequence[str],
        keys: Sequence[str],
        marks: list[int],
    ) -> None:
        begins, continues = bits
        index = 0
        while index < len(words):
            length = 0
            if words[index][:1].isupper() and keys[index] in self._firsts:
                longest = min(LONGEST, len(words) - index)
                length = next(
                    (
                        n
                        for n in range(longest, 0, -1)
                        if " ".join(keys[index : index + n]) in phrases
                    ),
                    0,
                )
            for inside in range(index, index + length):
                marks[inside] |= continues if inside > index else begins
            index += max(1, length)


def settle_kind(kind: str, marks: Sequence[int]) -> str:
    """Return the kind of a name, given the bits of its words.

    A body or person that is wholly a listed place, with no word of persons or bodies in it, is a
    place; one word that names a people is no place or body.
    """
    union = 0
    for mark in marks:
        union |= mark
    is_place = marks[0] & PLACE and all(mark & IN_PLACE for mark in marks[1:])
    if kind in ("PER", "ORG") and is_place and not union & (GIVEN | FAMILY | ORGANISATION):
        return "LOC"
    if kind in ("LOC", "ORG") and len(marks) == 1 and union & PEOPLE and not union & PLACE:
        return "NORP"
    return kind


def _key(name: str) -> str:
    """Return the form by which names are compared: acronyms by their very letters."""
    return name if name.isupper() and len(name) <= 5 else name.casefold()
