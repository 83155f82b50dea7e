"""How sure an event is: the share of events like it that were right in our own marked sentences.

A logistic regression over a few features, fitted by `python -m bench.calibration --fit` on
`training/annotated/` and kept in `data/lexicon/calibration.toml`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.model import Event

FEATURES = ("constant", "rules", "acting", "other side", "several", "unnamed", "future")
_LOWEST, _HIGHEST = 0.05, 0.98


def features(event: Event) -> tuple[float, ...]:
    """Return the values of `FEATURES` for an event whose confidence is still the rules' own."""
    people = [p for p in event.participants if not p.inferred]
    acting = [p for p in people if p.role in ("initiator", "absentee")]
    bounded = min(max(event.confidence, 0.02), 0.98)
    return (
        1.0,
        math.log(bounded / (1.0 - bounded)),
        float(bool(acting)),
        float(len(people) > len(acting)),
        float(len(people) > 2),
        float(any(p.actor.kind == "UnnamedActor" for p in people)),
        float(event.temporality in ("future", "hypothetical")),
    )


def calibrate(events: Sequence[Event], weights: Mapping[str, float]) -> list[Event]:
    """Return the events with calibrated confidence; unchanged where there are no weights."""
    if not weights:
        return list(events)
    return [replace(event, confidence=round(_share(event, weights), 3)) for event in events]


def _share(event: Event, weights: Mapping[str, float]) -> float:
    pairs = zip(FEATURES, features(event), strict=True)
    total = sum(weights.get(name, 0.0) * value for name, value in pairs)
    return min(max(1.0 / (1.0 + math.exp(-total)), _LOWEST), _HIGHEST)
