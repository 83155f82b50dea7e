"""A temporal expression as found in a text, before it is anchored."""

from __future__ import annotations

from dataclasses import dataclass

from kb.dates.values import Value


@dataclass(frozen=True, slots=True)
class Found:
    """A temporal expression with its symbolic value, not yet anchored.

    `base` is the index, in the list it came in, of the mention it is read from; None for the
    publication day or for nothing. `text`, `rule` and `tense` are enough to make it again (`read`).
    """

    start: int
    end: int
    text: str
    type: str
    rule: str
    tense: str
    value: Value
    base: int | None = None
