"""What the rules looked at and did not keep: for `kb explain`."""

from __future__ import annotations

from dataclasses import dataclass

from kb.extract.context import Scene


@dataclass(frozen=True, slots=True)
class Refusal:
    """A word that might have been an event or a claim, the rule that refused it, and why."""

    sentence: int
    start: int
    end: int
    text: str
    rule: str
    reason: str


def refusal(scene: Scene, token: int, rule: str, reason: str) -> Refusal:
    """Return the refusal of a token of a sentence."""
    start, end = scene.extent([token])
    return Refusal(scene.sentence.index, start, end, scene.text[start:end], rule, reason)
