"""Accusations that no verb of accusing names: "..., X alleged" of what another did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kb.extract.claims import speaker_of
from kb.model import Claim, Event, Participant

_FACTOR = 0.85
_CONTEXTS = ("diplomatic",)


def find_accusations(
    claims: Sequence[Claim], events: Mapping[str, Event], first: int
) -> tuple[list[Event], list[Claim]]:
    """Return an ACCUSE event for each alleging claim about another's act that has none yet, and
    the claims with their event filled. `first` numbers the events.

    An accusation is both a claim and an event of its own type (docs/events.md).
    """
    found: list[Event] = []
    filled: list[Claim] = []
    for claim in claims:
        accused = _accused(claim, events)
        unnamed = claim.claimant.kind == "UnnamedActor"
        goes_on = claim.rule == "claim.continued-quotation"  # of one accusation, not a second
        if claim.stance != "alleges" or claim.event or unnamed or goes_on:
            accused = []
        if accused:
            event = _accusation(claim, accused, f"e{first + len(found)}", events)
            found.append(event)
            claim = replace(claim, event=event.id)
        filled.append(claim)
    return found, filled


def _accused(claim: Claim, events: Mapping[str, Event]) -> list[Participant]:
    side = {claim.claimant.iri, claim.claimant.acts_for, claim.claimant.rolls_up_to}
    acting = [p for id_ in claim.events for p in events[id_].participants if p.role == "initiator"]
    side.discard(None)
    others = [p for p in acting if not {p.actor.iri, p.actor.acts_for} & side]
    return list({p.actor.iri: p for p in others}.values())


def _accusation(
    claim: Claim, accused: Iterable[Participant], id_: str, events: Mapping[str, Event]
) -> Event:
    content = events[claim.events[0]]
    accuser = speaker_of(claim)
    recipients = [replace(p, role="recipient") for p in accused]
    names = " and ".join(p.actor.label for p in recipients)
    return Event(
        id=id_,
        sentence=claim.sentence,
        start=claim.cue_start,
        end=claim.cue_end,
        type="ACCUSE",
        mode="allege",
        subtype=None,
        contexts=_CONTEXTS,
        label=f"{claim.claimant.label} accuses {names}",
        participants=(accuser, *recipients),
        items=(),
        instruments=(),
        places=(),
        time=claim.time,
        polarity="positive",
        certainty="uncommitted",
        temporality="past",
        status="asserted",
        confidence=round(min(content.confidence, claim.confidence) * _FACTOR, 3),
        rule="accuse.alleged-content",
        concerns=content.id,
    )
