"""Own gold: events, statuses and claimants of our own marked sentences, and how far confidence
can be trusted.

An event is right when its trigger overlaps the marked one, its type is the marked one (the own
subtype where there is no type), each marked participant is found on its side and nobody else is.
The sides are who acts (initiator, absentee) and who is acted upon (recipient, counterpart, host,
victim); of meetings, cooperation and agreements there is one side only. Participants that were
inferred have no place in the text and are not judged. Events marked as optional count neither way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.scorers.annotations import GOLD, TRAINING, Filler, GoldEvent, Passage, read_passages
from bench.scorers.reading import Reader
from kb.model import Event, Extraction, Participant

_MUTUAL = frozenset({"CONSULT", "COOPERATE", "AGREE"})
_ACTING = frozenset({"initiator", "absentee"})
# Who signs with somebody signs as he does.
_EITHER_SIDE = frozenset({"participant", "counterpart"})
BINS = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """A found and a marked event with overlapping triggers; either may be missing."""

    passage: Passage
    found: Event | None
    gold: GoldEvent | None
    typed: bool = False
    filled: bool = False

    @property
    def right(self) -> bool:
        """Whether type and participants are right."""
        return self.typed and self.filled

    @property
    def counts(self) -> bool:
        """Whether the pair is judged at all."""
        return self.gold is None or not self.gold.optional


def measure(reader: Reader, corpora: Path) -> dict[str, float]:
    """Return precision and recall, status and claimant accuracy, calibration error on the gold."""
    return measure_folder(reader, GOLD)


def measure_training(reader: Reader, corpora: Path) -> dict[str, float]:
    """Return the same for the sentences that rules may be fitted to."""
    return measure_folder(reader, TRAINING)


def measure_folder(reader: Reader, folder: Path) -> dict[str, float]:
    """Return the figures of a folder of marked sentences."""
    passages = read_passages(folder)
    read = [reader.read(passage.text) for passage in passages]
    pairs = [
        p for passage, found in zip(passages, read, strict=True) for p in match(passage, found)
    ]
    judged = [pair for pair in pairs if pair.counts]
    found = [pair for pair in judged if pair.found]
    marked = [pair for pair in judged if pair.gold]
    typed = [pair for pair in marked if pair.typed]
    claimants = [
        hit
        for passage, one in zip(passages, read, strict=True)
        for hit in claimants_of(passage, one)
    ]
    named = [hit for hit in claimants if hit is not None]
    return {
        "event precision": _share(pair.right for pair in found),
        "event recall": _share(pair.right for pair in marked),
        "trigger and type precision": _share(pair.typed for pair in found),
        "trigger and type recall": _share(pair.typed for pair in marked),
        "status": _share(
            pair.found.status == pair.gold.status for pair in typed if pair.found and pair.gold
        ),
        "claimant": _share(named),
        "claims found": len(named) / max(1, len(claimants)),
        "calibration error": calibration_error(
            [(pair.found.confidence, pair.right) for pair in found if pair.found]
        ),
    }


def match(passage: Passage, found: Extraction) -> list[Pair]:
    """Pair the events found in a passage with those marked, each at most once."""
    left = list(found.events)
    pairs: list[Pair] = []
    for gold in sorted(passage.events, key=lambda event: event.optional):
        rivals = [
            Pair(passage, event, gold, _same_type(event, gold), _same_fillers(event, gold))
            for event in left
            if event.start < gold.trigger.end and gold.trigger.start < event.end
        ]
        best = max(rivals, key=lambda pair: (pair.typed, pair.filled), default=None)
        pairs.append(best or Pair(passage, None, gold))
        if best and best.found:
            left.remove(best.found)
    return pairs + [Pair(passage, event, None) for event in left]


def claimants_of(passage: Passage, found: Extraction) -> list[bool | None]:
    """For each marked claim that holds a marked event: whether the claim found at its cue names
    its claimant, None where there is no claim at its cue."""
    hits: list[bool | None] = []
    for gold in passage.claims:
        held = any(
            piece.start <= event.trigger.start < piece.end
            for event in passage.events
            if not event.optional
            for piece in gold.content
        )
        if not held:
            continue
        at_cue = [
            claim
            for claim in found.claims
            if claim.cue_start < gold.cue.end and gold.cue.start < claim.cue_end
        ]
        right = any(
            claim.start < gold.claimant.end and gold.claimant.start < claim.end for claim in at_cue
        )
        hits.append(right if at_cue else None)
    return hits


def calibration_error(graded: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: over ten equal bins of confidence, the gap between mean
    confidence and share right, weighted by size (Naeini et al., AAAI 2015)."""
    return sum(abs(mean - right) * count for mean, right, count in reliability(graded)) / max(
        1, len(graded)
    )


def reliability(graded: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Mean confidence, share right and count of each bin of confidence that is not empty."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in graded:
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    return [
        (
            sum(confidence for confidence, _ in rows) / len(rows),
            _share(right for _, right in rows),
            len(rows),
        )
        for _, rows in sorted(bins.items())
    ]


def _same_type(event: Event, gold: GoldEvent) -> bool:
    if gold.type is None:
        return event.type is None and event.subtype == gold.detail
    return event.type == gold.type


def _same_fillers(event: Event, gold: GoldEvent) -> bool:
    people = [p for p in event.participants if p.start is not None]
    required = [filler for filler in gold.participants if not filler.optional]
    return all(
        any(_same_filler(p, filler, gold.type) for p in people) for filler in required
    ) and all(any(_same_filler(p, f, gold.type) for f in gold.participants) for p in people)


def _same_filler(found: Participant, gold: Filler, type_: str | None) -> bool:
    if found.start is None or found.end is None:
        return False
    sides = {found.role in _ACTING, gold.role in _ACTING}
    anywhere = type_ in _MUTUAL or bool(_EITHER_SIDE & {found.role, gold.role})
    overlap = found.start < gold.span.end and gold.span.start < found.end
    return overlap and (anywhere or len(sides) == 1)


def _share(hits: Iterable[bool]) -> float:
    rows = list(hits)
    return sum(rows) / max(1, len(rows))
