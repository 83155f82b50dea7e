"""The names that the language core found, beside those that the catalogue knows."""

from __future__ import annotations

from collections.abc import Sequence

from kb.annotate.language import ParsedSentence
from kb.annotate.names import Found
from kb.model import Name

# Which kinds of the core speak for a weak form of the catalogue, by the form's kind.
_AGREEING = {
    "LOC": frozenset({"LOC", "FAC"}),
    "FAC": frozenset({"LOC", "FAC", "ORG"}),
    "ORG": frozenset({"ORG", "FAC"}),
    "PER": frozenset({"PER"}),
    "NORP": frozenset({"NORP", "ORG"}),
}


def sort_core_names(
    syntax: ParsedSentence, known: Sequence[Found], offset: int
) -> tuple[list[Found], list[Name]]:
    """Return the weak known names that the core confirms, and the names that only it found.

    A core name that crosses a strong known name is dropped, one that covers more than a known
    name stays ("University of Damascus").
    """
    confirmed: list[Found] = []
    new: list[Name] = []
    for name in syntax.names:
        start = syntax.tokens[name.first].start - offset
        end = syntax.tokens[name.last].end - offset
        touching = [found for found in known if found.start < end and start < found.end]
        weak = [
            found
            for found in touching
            if not found.strong
            and name.kind in _AGREEING[found.kind]
            and found.start <= start
            and end <= found.end + 2
        ]
        strong = [found for found in touching if found.strong]
        words = syntax.tokens[name.first : name.last + 1]
        if not weak and all(word.upos != "PROPN" for word in words):
            continue  # "Air strikes" at the start of a sentence is no name
        if weak:
            confirmed += weak
        elif all(start <= found.start and found.end <= end for found in strong):
            new.append(name)
    return confirmed, new
