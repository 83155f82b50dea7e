"""The record of an input that could not be acquired."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that was refused: where it comes from and why, in one line."""

    source: str
    reason: str
