"""Known names in a text: where the catalogue's forms stand, before any syntax is known.

Forms are compared word by word under `kb.catalogue.surfaces.key`; case decides where a form would
else be a common word ("us", "may", "turkey").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.catalogue import Catalogue, Sense
from kb.catalogue.surfaces import WORD, fold, is_acronym

# Between two words of one name stand only these; "Paris. France" is two names.
_JOINERS = frozenset(" -'’.‐–\u00a0&")

_PART = re.compile(r"\w+")
_PARTICLE = 3


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A stretch of text that the catalogue knows, with what it may denote, likeliest first."""

    start: int
    end: int
    text: str
    senses: tuple[Sense, ...]


def find_names(text: str, catalogue: Catalogue) -> list[NameMatch]:
    """Return the longest known names of a text from left to right, not overlapping."""
    words = list(WORD.finditer(text))
    folded = [fold(word.group()) for word in words]
    found: list[NameMatch] = []
    position = 0
    while position < len(words):
        match, used = _longest_at(text, words, folded, position, catalogue)
        if match is not None:
            found.append(match)
        position += used
    return found


def _longest_at(
    text: str,
    words: Sequence[re.Match[str]],
    folded: list[str],
    position: int,
    catalogue: Catalogue,
) -> tuple[NameMatch | None, int]:
    longest = catalogue.longest.get(folded[position], 0)
    for length in range(min(longest, len(words) - position), 0, -1):
        senses = catalogue.senses.get(" ".join(folded[position : position + length]))
        if senses is None:
            continue
        start, end = words[position].start(), words[position + length - 1].end()
        if not _is_contiguous(text, words[position : position + length]):
            continue
        fitting = tuple(sense for sense in senses if _case_fits(text[start:end], sense.written))
        if fitting:
            end += _closing_period(text, end, fitting)
            return NameMatch(start, end, text[start:end], fitting), length
    return None, 1


def _is_contiguous(text: str, words: Sequence[re.Match[str]]) -> bool:
    for left, right in pairwise(words):
        between = text[left.end() : right.start()]
        if len(between) > 2 or not set(between) <= _JOINERS:
            return False
        initial = left.end() - left.start() == 1
        if "." in between and between != "." and not initial:
            return False
    return True


def _case_fits(surface: str, written: str) -> bool:
    """An acronym must stand in capitals, a name with a capital where its form has one."""
    if is_acronym(written):
        return surface.replace(".", "").isupper()
    first = next((char for char in written if char.isalpha()), "")
    if not first.isupper():
        return True
    parts, patterns = _PART.findall(surface), _PART.findall(written)
    if len(parts) != len(patterns):
        return surface[:1].isupper()
    # Particles vary: "al-Sharaa", "Al Sharaa".
    return all(
        part[:1].isupper() or not pattern[:1].isupper() or len(part) <= _PARTICLE
        for part, pattern in zip(parts, patterns, strict=True)
    ) and any(part[:1].isupper() for part in parts)


def _closing_period(text: str, end: int, senses: tuple[Sense, ...]) -> int:
    """Return 1 where the name has a final period ("U.S.") that is not the sentence's."""
    dotted = any(sense.written.endswith(".") for sense in senses)
    return int(dotted and text[end : end + 1] == "." and text[end + 1 :].strip() != "")
