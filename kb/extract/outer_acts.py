"""Promises, threats and refusals beside the act that is promised, threatened or refused.

Both are events: "Borg agreed to lift its sanctions on Cedar" tells an AGREE that happened and a
CONCEDE that lies ahead. The outer act has its other side from the inner one, and "Borg said it
would lift them" is such an act though no verb of promising names it (docs/events.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.extract.claims import speaker_of
from kb.extract.predicates import Frame
from kb.model import Claim, Event, Participant

_COMMITTING = frozenset({"AGREE", "REJECT", "THREATEN"})
_JUDGING = frozenset({"ACCUSE", "SUPPORT", "REJECT"})
_COOPERATIVE = frozenset({"CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
_HOSTILE = frozenset({"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "REJECT"})
_ACTING = frozenset({"initiator", "absentee"})
_SAYING = frozenset({"asserts", "reports", "confirms", "promises", "warns"})
# What somebody plans, decides or wants is no word given: "decided to lift the ban".
_PRIVATE = frozenset({"claim.attitude", "claim.infinitive"})
_OBJECTS = ("obj", "at", "against", "with", "about")
_FACTOR = 0.85
# An act that is only promised is no surer than the promise.
_INNER_FACTOR = 0.97


def fill_outer(acts: Sequence[tuple[Frame, Event]]) -> list[Event]:
    """Return the events of a sentence, those of promising, threatening, refusing and judging with
    the other side that the act in their complement or object names."""
    by_head: dict[int, Event] = {}
    for frame, event in acts:
        by_head.setdefault(frame.clause, event)
    by_head.update({frame.head: event for frame, event in acts})
    return [_fill(frame, event, by_head) for frame, event in acts]


def _fill(frame: Frame, event: Event, by_head: Mapping[int, Event]) -> Event:
    if event.type in _COMMITTING and not frame.noun:
        # "refused to meet" is one phrase of the lexicon: the act is a word of its own predicate.
        inside = [head for head in by_head if frame.head < head <= frame.last]
        for head in (*frame.slots.get("act", ()), *inside):
            inner = by_head.get(head)
            if inner is not None and inner is not event and _acting(inner) & _acting(event):
                return _with_targets(event, inner)
    if event.type in _JUDGING:
        for head in (h for slot in _OBJECTS for h in frame.slots.get(slot, ())):
            inner = by_head.get(head)
            if inner is not None and inner is not event and inner.type is not None:
                return _with_judged(event, inner)
    return event


def _with_targets(event: Event, inner: Event) -> Event:
    """The outer act with whom the inner one concerns, in place of what stands behind its verb."""
    own = [p for p in event.participants if p.start is None or p.start < inner.start]
    known = {p.actor.iri for p in own}
    taken = [p for p in _targets(inner) if p.actor.iri not in known]
    added = [replace(p, role="recipient") for p in taken]
    return replace(event, participants=(*own, *added), concerns=inner.id)


def _with_judged(event: Event, inner: Event) -> Event:
    """Who condemns or welcomes an act condemns or welcomes whoever did it, unless the clause names
    somebody else."""
    if any(p.role not in _ACTING for p in event.participants):
        return replace(event, concerns=inner.id)
    known = {p.actor.iri for p in event.participants}
    did = [p for p in inner.participants if p.role in _ACTING and p.actor.iri not in known]
    judged = tuple(replace(p, role="recipient") for p in did)
    return replace(event, participants=(*event.participants, *judged), concerns=inner.id)


def find_commitments(
    claims: Sequence[Claim], events: Mapping[str, Event], first: int
) -> tuple[list[Event], list[Claim]]:
    """Return an AGREE, THREATEN or REJECT event for each claim in which somebody says what he
    will or will not do, and the claims with their event filled. `first` numbers the events."""
    nested = {id_ for claim in claims for id_ in claim.claims}
    found: list[Event] = []
    filled: list[Claim] = []
    for claim in claims:
        content = _own_plan(claim, events)
        if content is not None:
            status = "reported" if claim.id in nested else "asserted"
            found.append(_commitment(claim, content, f"e{first + len(found)}", status))
            claim = replace(claim, event=found[-1].id)
        filled.append(claim)
    return found, filled


def rank_below_outer(events: Sequence[Event]) -> list[Event]:
    """Return the events with none surer than the promise, threat or refusal that it hangs on."""
    outer = {e.concerns: e for e in events if e.concerns and e.type in _COMMITTING}
    return [
        replace(e, confidence=round(min(e.confidence, outer[e.id].confidence * _INNER_FACTOR), 3))
        if e.id in outer and outer[e.id].id != e.id
        else e
        for e in events
    ]


def _own_plan(claim: Claim, events: Mapping[str, Event]) -> Event | None:
    """The first event of a claim that its claimant says he will, or will not, bring about."""
    if claim.event or claim.rule in _PRIVATE or claim.stance not in _SAYING or claim.start is None:
        return None
    who = claim.claimant
    # Whom a person speaks for is known of some only: what he says of himself is his commitment.
    side = {who.iri} if who.kind == "Person" else {who.iri, who.acts_for, who.rolls_up_to} - {None}
    for event in (events[id_] for id_ in claim.events):
        if event.temporality == "future" and _acting(event) & side and _outer_type(event):
            return event
    return None


def _outer_type(event: Event) -> str | None:
    """The type of an announced act as the codebook has it: cooperation ahead is AGREE, conflict
    ahead THREATEN, cooperation refused REJECT (PLOVER manual)."""
    if event.type in _COOPERATIVE:
        return "REJECT" if event.polarity == "negative" else "AGREE"
    return "THREATEN" if event.type in _HOSTILE and event.polarity == "positive" else None


def _commitment(claim: Claim, content: Event, id_: str, status: str) -> Event:
    speaker = speaker_of(claim)
    others = [p for p in _targets(content) if p.actor.iri != claim.claimant.iri]
    type_ = _outer_type(content)
    return replace(
        content,
        id=id_,
        sentence=claim.sentence,
        start=claim.cue_start,
        end=claim.cue_end,
        type=type_,
        mode=None,
        subtype=None,
        label=_label(claim, content, type_),
        participants=(speaker, *(replace(p, role="recipient") for p in others)),
        items=(),
        instruments=(),
        places=(),
        time=claim.time,
        polarity="positive",
        certainty="uncommitted",
        temporality="past",
        status=status,
        confidence=round(min(content.confidence, claim.confidence) * _FACTOR, 3),
        rule="commitment.said",
        concerns=content.id,
    )


_VERBS = {"AGREE": "announces", "THREATEN": "threatens", "REJECT": "refuses"}


def _label(claim: Claim, content: Event, type_: str | None) -> str:
    return f"{claim.claimant.label} {_VERBS.get(type_ or '', 'announces')}: {content.label}"


def _targets(event: Event) -> list[Participant]:
    return [p for p in event.participants if p.role not in _ACTING]


def _acting(event: Event) -> set[str]:
    acting = [p.actor for p in event.participants if p.role in _ACTING or p.role == "host"]
    sides = {side for a in acting for side in (a.iri, a.acts_for, a.rolls_up_to)}
    return {side for side in sides if side is not None}
