"""Known names shown to the encoder as one familiar word of their kind.

The encoder then sees the same words whichever name stands there: parses do not depend on how
rare or how long a name is ("Santa Marta, Colombia" or "Chad"), and names of all regions are
treated alike. Tokens are mapped back to the original surface.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kb.annotate.language.data import NAME_KINDS, KnownName
from kb.model import Span

# One word piece each, capitalised, frequent in the training treebanks.
STAND_INS = {
    "PER": "Johnson",
    "ORG": "Microsoft",
    "LOC": "France",
    "NORP": "French",
    "FAC": "Pentagon",
    "MISC": "Olympics",
}


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A sentence with its known names replaced; `starts` and `names` are parallel."""

    text: str
    starts: tuple[int, ...]  # of each stand-in in `text`
    names: tuple[KnownName, ...]  # what each stands for

    def original(self, span: Span) -> Span:
        """Return the stretch of the original text that `span` of the masked text stands for."""
        return Span(self._map(span.start, False), self._map(span.end, True))

    def _map(self, position: int, is_end: bool) -> int:
        # An end belongs to the stand-in that covers the character before it.
        index = bisect_right(self.starts, position - is_end) - 1
        if index < 0:
            return position
        name = self.names[index]
        into = position - self.starts[index]
        length = len(STAND_INS[name.kind])
        if into < length or (is_end and into == length):
            return name.end if is_end else name.start
        return name.end + into - length


def mask_names(text: str, known: Sequence[KnownName]) -> MaskedText:
    """Return `text` with each known name replaced by the stand-in of its kind.

    Raises ValueError for an unknown kind, an empty or overlapping name, or one out of range.
    """
    parts: list[str] = []
    starts: list[int] = []
    names = sorted(known, key=lambda name: name.start)
    taken = length = 0
    for name in names:
        if name.kind not in NAME_KINDS or not taken <= name.start < name.end <= len(text):
            raise ValueError(f"name out of range, overlapping or of unknown kind: {name}")
        parts += [text[taken : name.start], STAND_INS[name.kind]]
        starts.append(length + name.start - taken)
        length = starts[-1] + len(STAND_INS[name.kind])
        taken = name.end
    parts.append(text[taken:])
    return MaskedText("".join(parts), tuple(starts), tuple(names))
