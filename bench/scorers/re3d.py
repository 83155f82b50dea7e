"""re3d, the part of the UK Government: relations between actors that an event should tell.

A relation is met when one event has both of its ends among its participants; with the type, when
the event is also of a type that the relation means (`_TYPES`). Relations of place, membership,
name and attribute are no events and left out. The set marks what a sentence implies, often
without a verb ("the fight against Daesh"), and its ends may be whole phrases or things.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.scorers.reading import Reader
from kb.model import Event, Extraction

PUBLISHER = "UK Government"
_TYPES: Mapping[str, frozenset[str]] = {
    "FightingAgainst": frozenset({"ASSAULT", "COERCE", "MOBILIZE", "THREATEN"}),
    "AlliesOf": frozenset({"COOPERATE", "SUPPORT", "AID", "AGREE", "CONSULT"}),
    "Likes": frozenset({"SUPPORT", "AID", "COOPERATE", "AGREE"}),
    "Dislikes": frozenset({"ACCUSE", "REJECT", "THREATEN", "SANCTION", "PROTEST"}),
    "CommWith": frozenset({"CONSULT", "AGREE", "REQUEST", "COOPERATE"}),
}


def measure(reader: Reader, corpora: Path) -> dict[str, float]:
    """Return the share of relations met by an event of the right type, and by any event."""
    text = (corpora / "events" / "re3d_dev.jsonl").read_text("utf-8")
    met = typed = relations = 0
    for record in map(json.loads, text.splitlines()):
        if record["publisher"] != PUBLISHER:
            continue
        found = reader.read(record["text"])
        for relation in record["relations"]:
            if relation["type"] not in _TYPES:
                continue
            joining = joining_events(found, relation)
            relations += 1
            met += bool(joining)
            typed += any(event.type in _TYPES[relation["type"]] for event in joining)
    return {
        "relation recall": typed / max(1, relations),
        "relation recall, any type": met / max(1, relations),
        "relations": float(relations),
    }


def joining_events(found: Extraction, relation: Mapping[str, Any]) -> list[Event]:
    """Return the events that have both ends of a relation among their participants."""
    return [event for event in found.events if _joins(event, relation)]


def _joins(event: Event, relation: Mapping[str, Any]) -> bool:
    spans = [(p.start, p.end) for p in event.participants if p.start is not None and p.end]
    ends = [(relation[f"{end}Begin"], relation[f"{end}End"]) for end in ("source", "target")]
    hits = [
        {i for i, (s, e) in enumerate(spans) if s < after and begin < e} for begin, after in ends
    ]
    return any(one != other for one in hits[0] for other in hits[1])
