"""Marked text as segments: templates print them one by one and escape each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.query.browse.pages import Mark

# Characters that reorder or hide what stands around them: in hostile text they could make a
# sentence read differently from what is stored. Beside them the control characters of Unicode.
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)
_CONTROLS = {*range(0x20), *range(0x7F, 0xA0)} - set(map(ord, "\n\t"))
_SHOWN = dict.fromkeys((*_BIDI, *_CONTROLS), "\ufffd")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, with its mark if it has one."""

    text: str
    mark: Mark | None


def visible(text: str) -> str:
    """Return text with direction controls and control characters as U+FFFD, so that none acts."""
    return text.translate(_SHOWN)


def segments(text: str, marks: Sequence[Mark]) -> list[Segment]:
    """Return `text` cut at its marks; where marks overlap, the longer one is kept."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start - m.end, m.role == "actor", m.start)):
        if all(mark.end <= other.start or mark.start >= other.end for other in kept):
            kept.append(mark)
    found, position = [], 0
    for mark in sorted(kept, key=lambda m: m.start):
        if mark.start > position:
            found.append(Segment(visible(text[position : mark.start]), None))
        found.append(Segment(visible(text[mark.start : mark.end]), mark))
        position = mark.end
    if position < len(text):
        found.append(Segment(visible(text[position:]), None))
    return found
