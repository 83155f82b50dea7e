"""WikiEvents dev: triggers with their type, and arguments, against its own ontology.

WikiEvents (Li, Ji and Han, NAACL 2021) has other types than PLOVER. `_TYPES` says which of them
are PLOVER events; what is left out (broadcasts, transports, outbreaks, inspections, ends of an
office) is neither asked for nor counted against us, unless we call it by a type of the table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.scorers.reading import Reader
from kb.model import Event, Extraction

# The first that a type of WikiEvents begins with holds.
_TYPES: Mapping[str, frozenset[str]] = {
    "Conflict.Attack": frozenset({"ASSAULT"}),
    "Conflict.Demonstrate": frozenset({"PROTEST"}),
    "Life.Die": frozenset({"ASSAULT"}),
    "Life.Injure": frozenset({"ASSAULT"}),
    "ArtifactExistence.DamageDestroy": frozenset({"ASSAULT"}),
    "Contact.Contact.Meet": frozenset({"CONSULT"}),
    "Contact.RequestCommand": frozenset({"REQUEST"}),
    "Contact.ThreatenCoerce": frozenset({"THREATEN"}),
    "Justice.ArrestJailDetain": frozenset({"COERCE"}),
    "Justice.ChargeIndict": frozenset({"ACCUSE"}),
    "Justice.InvestigateCrime": frozenset({"ACCUSE"}),
    "Justice.TrialHearing": frozenset({"ACCUSE"}),
    "Justice.Convict": frozenset({"SANCTION"}),
    "Justice.Sentence": frozenset({"SANCTION"}),
    "Justice.ReleaseParole": frozenset({"RETREAT", "CONCEDE"}),
    "Control.ImpedeInterfereWith": frozenset({"COERCE"}),
    "Transaction.ExchangeBuySell": frozenset({"COOPERATE", "AID"}),
}
_ACTING = frozenset(
    "Attacker Killer Injurer Perpetrator Jailer Communicator Demonstrator JudgeCourt Investigator "
    "Giver Impeder DamagerDestroyer Destroyer Damager Prosecutor Participant".split()
)
_TAKING = frozenset(
    "Victim Target Detainee Recipient Defendant Patient AcquiredEntity Artifact Participant".split()
)
_ROLES_ACTING = frozenset({"initiator", "absentee", "participant"})
_ENDS = frozenset('. ! ? ” "'.split())
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A marked event that has PLOVER types: its trigger, and its arguments by side."""

    types: frozenset[str]
    trigger: Span
    acting: tuple[Span, ...]
    taking: tuple[Span, ...]
    places: tuple[Span, ...]


@dataclass(slots=True)
class Counts:
    """How many were found, how many wanted, how many of them agree."""

    found: int = 0
    wanted: int = 0
    right: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.wanted)


def measure(reader: Reader, corpora: Path) -> dict[str, float]:
    """Return F1 of triggers, of triggers with the right type, and of arguments."""
    triggers, typed, arguments = Counts(), Counts(), Counts()
    lines = (corpora / "events" / "wikievents_dev.jsonl").read_text("utf-8").splitlines()
    for record in map(json.loads, lines):
        text, spans = readable(record["text"], record["tokens"])
        count(wanted_of(record, spans), reader.read(text), triggers, typed, arguments)
    return {
        "trigger F1": triggers.f1,
        "trigger and type F1": typed.f1,
        "trigger and type precision": typed.right / max(1, typed.found),
        "trigger and type recall": typed.right / max(1, typed.wanted),
        "argument F1": arguments.f1,
        "triggers": float(typed.wanted),
    }


def wanted_of(record: Mapping[str, Any], spans: Sequence[Span]) -> list[Wanted]:
    """Return the marked events that have a PLOVER type, by the offsets of the tokens."""
    entities = {e["id"]: (e["start"], e["end"]) for e in record["entities"]}

    def of(first: int, after: int) -> Span:
        return spans[first][0], spans[after - 1][1]

    found = []
    for event in record["events"]:
        types = next((t for name, t in _TYPES.items() if event["type"].startswith(name)), None)
        if types is None:
            continue
        args = [
            (a["role"], of(*entities[a["entity_id"]]))
            for a in event["args"]
            if a["entity_id"] in entities
        ]
        found.append(
            Wanted(
                types,
                of(event["trigger"]["start"], event["trigger"]["end"]),
                tuple(span for role, span in args if role in _ACTING),
                tuple(span for role, span in args if role in _TAKING),
                tuple(span for role, span in args if role == "Place"),
            )
        )
    return found


def count(
    wanted: Sequence[Wanted],
    found: Extraction,
    triggers: Counts,
    typed: Counts,
    arguments: Counts,
) -> None:
    """Add one document to the counts; each marked event is met by one found event at most."""
    known = frozenset[str]().union(*_TYPES.values())
    events = [e for e in found.events if e.type in known]
    for counts in (triggers, typed):
        counts.found += len(events)
        counts.wanted += len(wanted)
    arguments.found += sum(len(spans) for e in events for spans in _arguments(found, e).values())
    arguments.wanted += sum(len({*w.acting, *w.taking}) + len(w.places) for w in wanted)
    left = list(events)
    for gold in wanted:
        rivals = [e for e in left if _overlap((e.start, e.end), gold.trigger)]
        best = max(rivals, key=lambda e: e.type in gold.types, default=None)
        if best is None:
            continue
        left.remove(best)
        triggers.right += 1
        if best.type in gold.types:
            typed.right += 1
            arguments.right += _right_arguments(gold, _arguments(found, best))


def _right_arguments(gold: Wanted, found: Mapping[str, list[Span]]) -> int:
    sides = {"acting": gold.acting, "taking": gold.taking, "places": gold.places}
    return sum(
        any(_overlap(span, marked) for span in found[side])
        for side, spans in sides.items()
        for marked in spans
    )


def _arguments(found: Extraction, event: Event) -> dict[str, list[Span]]:
    mentions = {m.id: (m.start, m.end) for m in found.annotation.mentions}
    sides: dict[str, list[Span]] = {"acting": [], "taking": [], "places": []}
    for person in event.participants:
        if person.start is not None and person.end is not None:
            side = "acting" if person.role in _ROLES_ACTING else "taking"
            sides[side].append((person.start, person.end))
    sides["places"] = [mentions[p.mention] for p in event.places if p.mention in mentions]
    return sides


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def readable(text: str, tokens: Iterable[str]) -> tuple[str, list[Span]]:
    """Return a document with a blank line where its sentences run together ("in SyriaThe desert"),
    and where each token stands in it."""
    read, spans, position, last = "", list[Span](), 0, ""
    for token in tokens:
        at = text.find(token, position, position + len(token) + 40)
        gap = text[position:at] if at >= 0 else " "
        glued = gap == "" and token[:1].isupper() and (last[-1:].isalnum() or last in _ENDS)
        read += "\n\n" if glued else gap
        spans.append((len(read), len(read) + len(token)))
        read += token
        position = at + len(token) if at >= 0 else position
        last = token
    return read, spans
