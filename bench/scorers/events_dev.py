"""events_dev: one event per record, by the strings of its source and target and its type.

Measures recall and roles, not precision: a record's other events are not marked. YIELD stands for
CONCEDE and RETREAT.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.scorers.reading import Reader
from kb.model import Event, Extraction, Participant, Sentence

_YIELD = frozenset({"CONCEDE", "RETREAT"})
_COOPERATION = frozenset("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT".split())
_CONFLICT = frozenset("REJECT PROTEST SANCTION MOBILIZE COERCE ASSAULT".split())
GIVING = frozenset({"initiator", "absentee"})
TAKING = frozenset({"recipient", "counterpart", "victim", "host"})
# Relations that join a noun to the name beside it: either word may head the marked string.
_BESIDE = ("flat", "appos", "nmod:desc", "compound")
Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Score:
    """What was found of one record."""

    record: Mapping[str, Any]
    best: Event | None
    typed: bool | None  # None where the record has no type
    recoded: bool | None  # the same with the type as the codebook has it
    slots: bool | None  # None where the record lacks source or target
    things: bool | None  # the same where places and items count as fillers
    events: tuple[Event, ...]
    sentences: int


def measure(reader: Reader, corpora: Path) -> dict[str, float]:
    """Return type accuracy, both-slots recall and events per sentence."""
    scores = score_records(reader, corpora)
    typed = [s.typed for s in scores if s.typed is not None]
    recoded = [s.recoded for s in scores if s.recoded is not None]
    slots = [s.slots for s in scores if s.slots is not None]
    things = [s.things for s in scores if s.things is not None]
    sentences = sum(s.sentences for s in scores)
    return {
        "type": sum(typed) / len(typed),
        "type as the codebook codes": sum(recoded) / len(recoded),
        "both slots": sum(slots) / len(slots),
        "both slots, places and things too": sum(things) / len(things),
        "events per sentence": sum(len(s.events) for s in scores) / sentences,
    }


def score_records(reader: Reader, corpora: Path) -> list[Score]:
    """Return a score for each record of the set."""
    lines = (corpora / "events" / "events_dev.jsonl").read_text("utf-8").splitlines()
    return [_score(json.loads(line), reader) for line in lines]


def _score(record: Mapping[str, Any], reader: Reader) -> Score:
    found = reader.read(record["text"])
    sources = _spans(record["source"], record["text"])
    targets = _spans(record["target"], record["text"])
    best = _best(found.events, sources, targets)
    both = bool(sources and targets)
    heads = (_heads(found, sources), _heads(found, targets))
    return Score(
        record,
        best,
        _is_typed(best, record["root"]) if record.get("root") else None,
        _is_typed(best, record["root"], recoded=True) if record.get("root") else None,
        any(_fills(found, e, *heads, things=False) for e in found.events) if both else None,
        any(_fills(found, e, *heads, things=True) for e in found.events) if both else None,
        found.events,
        max(1, len(found.annotation.sentences)),
    )


def _is_typed(event: Event | None, root: str, *, recoded: bool = False) -> bool:
    if event is None:
        return False
    type_ = _codebook_type(event) if recoded else event.type
    return type_ in _YIELD if root == "YIELD" else type_ == root


def _codebook_type(event: Event) -> str | None:
    """The type as the codebook has it, which knows no plan and no negation beside the type.

    Cooperation that lies ahead is AGREE, conflict that lies ahead THREATEN, cooperation that is
    refused or fails REJECT (PLOVER manual; docs/data-model.md: we keep type and modality apart).
    """
    if event.polarity == "negative" and event.type in _COOPERATION:
        return "REJECT"
    if event.temporality == "future" and event.polarity == "positive":
        if event.type in _COOPERATION:
            return "AGREE"
        if event.type in _CONFLICT:
            return "THREATEN"
    return event.type


def _spans(strings: Iterable[str], text: str) -> Spans:
    return [(at, at + len(s)) for s in strings if (at := text.find(s)) >= 0]


def _best(events: Iterable[Event], sources: Spans, targets: Spans) -> Event | None:
    """The event whose participants overlap source and target most, ties by confidence."""

    def overlap(event: Event) -> int:
        people = [(p.start, p.end) for p in event.participants if p.start is not None and p.end]
        return sum(
            any(start < e and s < end for s, e in marked for start, end in people)
            for marked in (sources, targets)
        )

    ranked = sorted(events, key=lambda e: (-overlap(e), -e.confidence))
    return ranked[0] if ranked and overlap(ranked[0]) else None


def _heads(found: Extraction, spans: Spans) -> list[list[int]]:
    """For each marked string the last offset of its head, and of the names beside the head."""
    return [heads for span in spans if (heads := _heads_of(found.annotation.sentences, span))]


def _heads_of(sentences: Iterable[Sentence], span: tuple[int, int]) -> list[int]:
    for sentence in sentences:
        tokens = sentence.tokens
        inside = [p for p, t in enumerate(tokens) if span[0] <= t.start and t.end <= span[1]]
        tops = [p for p in inside if tokens[p].head not in inside and tokens[p].upos != "PUNCT"]
        if not tops:
            continue
        heads = tops[:1]
        for position in inside:
            proper = tokens[position].upos == "PROPN"
            beside = tokens[position].deprel in _BESIDE and tokens[position].head in heads
            if beside and (proper or tokens[position].deprel == "appos"):
                heads.append(position)
        # The chain takes a title and the name after it for one token: its end is the name's.
        return [tokens[p].end - 1 for p in heads]
    return []


def _fills(
    found: Extraction,
    event: Event,
    sources: list[list[int]],
    targets: list[list[int]],
    *,
    things: bool,
) -> bool:
    by_id = {m.id: m for m in found.annotation.mentions}
    giving = _places_of(found, (p for p in event.participants if p.role in GIVING))
    taking = _places_of(found, (p for p in event.participants if p.role in TAKING))
    if things:
        taking += [(i.start, i.end) for i in (*event.items, *event.instruments)]
        taking += [(by_id[p.mention].start, by_id[p.mention].end) for p in event.places]
    return _covered(sources, giving) and _covered(targets, taking)


def _places_of(found: Extraction, participants: Iterable[Participant]) -> Spans:
    """Where participants stand: their spans, and for a pronoun the names of whom it means."""
    by_id = {m.id: m for m in found.annotation.mentions}
    spans: Spans = []
    for p in participants:
        if p.start is None or p.end is None:
            continue
        spans.append((p.start, p.end))
        mention = by_id.get(p.mention or "")
        if mention is None or mention.start != p.start or mention.rule == "pronoun":
            named = (m for m in by_id.values() if m.actor and m.actor.iri == p.actor.iri)
            spans += [(m.start, m.end) for m in named]
    return spans


def _covered(strings: list[list[int]], spans: Iterable[tuple[int, int]]) -> bool:
    return any(s <= head < e for heads in strings for head in heads for s, e in spans)
