"""From cues to claims: who takes which stance to which events, and how claims nest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.extract.contents import MIN_QUOTE_WORDS, quoted_runs
from kb.extract.context import Scene
from kb.extract.cues import ALLEGING, Cue
from kb.extract.factuality import Attribution
from kb.extract.lexicon import Lexicon
from kb.extract.sources import OUTLETS
from kb.model import Claim, Entity, Event, Participant, Span, TimeExpression

_STATES = frozenset({"State", "Government", "GovernmentBody", "MilitaryForce"})
_OFFICIALS = frozenset(
    "president minister premier ambassador spokesman spokeswoman spokesperson envoy chancellor "
    "government ministry".split()
)


@dataclass(frozen=True, slots=True)
class Owned:
    """The cues of a sentence with what each holds: events and cues directly below it."""

    cues: tuple[Cue, ...]
    parent_of_event: Mapping[int, int | None]  # event's head token -> index of its cue
    parent_of_cue: tuple[int | None, ...]

    def chain(self, event_head: int) -> list[Cue]:
        """Return the cues above an event, outermost first."""
        found: list[Cue] = []
        index = self.parent_of_event.get(event_head)
        while index is not None:
            found.append(self.cues[index])
            index = self.parent_of_cue[index]
        return found[::-1]


def nest(cues: Sequence[Cue], event_heads: Sequence[int]) -> Owned:
    """Assign each event and each cue to the narrowest content that holds it."""

    def narrowest(token: int, not_cue: int | None = None) -> int | None:
        holding = [
            index
            for index, cue in enumerate(cues)
            if token in cue.domain and index != not_cue and cue.head != token
        ]
        return min(holding, key=lambda index: len(cues[index].domain), default=None)

    parents: list[int | None] = []
    for index, cue in enumerate(cues):
        parent = narrowest(cue.head, not_cue=index)
        # Two cues in each other's content would nest without end: the wider one is outside.
        if parent is not None and len(cues[parent].domain) <= len(cue.domain):
            parent = None
        parents.append(parent)
    return Owned(tuple(cues), {head: narrowest(head) for head in event_heads}, tuple(parents))


def attribution_chain(scene: Scene, chain: Sequence[Cue], event: Event) -> list[Attribution]:
    """Return what the status table needs of a chain of cues above an event.

    An official of whom nothing says whose he is speaks for the state that is said to act, where he
    says that it did not: "Borg never sent any, the ambassador insisted".
    """
    acting = any(p.role == "initiator" and p.actor.kind in _STATES for p in event.participants)
    sides: set[str | None] = set()
    for person in event.participants:
        sides |= {_side(person.actor), person.actor.iri}
        sides |= _owners(scene, person.start, person.end)
    return [
        Attribution(
            cue.stance,
            cue.lemma in ALLEGING,
            bool(_speaks_for(scene, cue) & sides)
            or (acting and cue.stance == "asserts" and _is_official(scene, cue)),
        )
        for cue in chain
        if not cue.attitude
    ]


def _side(actor: Entity) -> str:
    return actor.rolls_up_to or actor.acts_for or actor.iri


def _speaks_for(scene: Scene, cue: Cue) -> set[str | None]:
    actor, source = cue.source.actor, cue.source
    own = {actor.iri, actor.rolls_up_to, actor.acts_for} - {None}
    return own | _owners(scene, source.start, source.end)


def _owners(scene: Scene, start: int | None, end: int | None) -> set[str | None]:
    """Whose the people of a phrase are: Borg of "its troops" where "its" is Borg."""
    if start is None or end is None:
        return set()
    inside = (p for p, t in enumerate(scene.tree.tokens) if start <= t.start and t.end <= end)
    owners = (scene.mentions.get(o) for p in inside for o in scene.tree.kids(p, "nmod:poss"))
    return {_side(owner.actor) for owner in owners if owner is not None and owner.actor}


def _is_official(scene: Scene, cue: Cue) -> bool:
    """Whether a source has an official's title and nothing tells which state it serves."""
    actor = cue.source.actor
    if actor.acts_for or actor.rolls_up_to:
        return False
    before = scene.text[max(0, cue.source.start - 12) : cue.source.start]
    words = (actor.label if actor.kind == "UnnamedActor" else before).lower().split()
    return bool(words) and words[-1] in _OFFICIALS


def build_claims(
    scene: Scene,
    owned: Owned,
    events_by_head: Mapping[int, Event],
    time_of_cue: Mapping[int, TimeExpression],
    first_id: int,
    lexicon: Lexicon,
) -> list[Claim]:
    """Return the claims of a sentence; a cue that holds neither event nor claim makes none."""
    content: dict[int, list[str]] = {}
    for head, index in owned.parent_of_event.items():
        if index is not None and head in events_by_head:
            content.setdefault(index, []).append(events_by_head[head].id)
    kept = _cues_with_content(owned, content)
    ids = {index: f"c{first_id + rank}" for rank, index in enumerate(kept)}
    nested: dict[int, list[str]] = {}
    for index in kept:
        parent = owned.parent_of_cue[index]
        if parent is not None:
            nested.setdefault(parent, []).append(ids[index])
    return [
        _claim(
            scene,
            owned.cues[index],
            ids[index],
            tuple(content.get(index, ())),
            tuple(nested.get(index, ())),
            time_of_cue.get(owned.cues[index].head),
            events_by_head.get(owned.cues[index].head),
            lexicon,
        )
        for index in kept
    ]


def _cues_with_content(owned: Owned, content: Mapping[int, list[str]]) -> list[int]:
    """Keep the cues above an event, and those above such cues; in text order."""
    kept = set(content)
    for index in list(content):
        parent = owned.parent_of_cue[index]
        while parent is not None:
            kept.add(parent)
            parent = owned.parent_of_cue[parent]
    return sorted(kept, key=lambda index: owned.cues[index].head)


def _claim(
    scene: Scene,
    cue: Cue,
    id_: str,
    events: tuple[str, ...],
    claims: tuple[str, ...],
    time: TimeExpression | None,
    speech_act: Event | None,
    lexicon: Lexicon,
) -> Claim:
    mention = cue.source.mention
    cue_start, cue_end = scene.extent([cue.first, cue.last])
    tokens = [position for position in sorted(cue.domain) if position != cue.head]
    start, end = scene.extent(tokens)
    stance = cue.stance
    if stance == "asserts" and cue.source.actor.kind in OUTLETS:
        stance = "reports"
    return Claim(
        id=id_,
        sentence=scene.sentence.index,
        claimant=cue.source.actor,
        claimant_mention=mention.id if mention is not None else None,
        start=cue.source.start,
        end=cue.source.end,
        capacity=mention.office if mention is not None else None,
        via=cue.via,
        addressee=cue.addressee,
        cue_start=cue_start,
        cue_end=cue_end,
        stance=stance,
        certainty="certain" if stance in ("reports", "asserts", "confirms", "alleges") else None,
        evidentiality=_evidentiality(scene, start, end, lexicon),
        spans=(Span(start, end),),
        events=events,
        claims=claims,
        quote=quotation(scene, cue.domain),
        time=time.id if time is not None else None,
        confidence=round(0.9 * cue.source.confidence, 3),
        rule=cue.rule,
        event=speech_act.id if speech_act is not None else None,
    )


def quotation(scene: Scene, domain: frozenset[int]) -> str | None:
    """Return the longest run of quoted words inside a content, verbatim; None for scare quotes."""
    runs = [sorted(run & domain) for run in quoted_runs(scene)]
    longest = max(runs, key=len, default=[])
    return scene.surface(longest) if len(longest) >= MIN_QUOTE_WORDS else None


def _evidentiality(scene: Scene, start: int, end: int, lexicon: Lexicon) -> str | None:
    lowered = scene.text[start:end].lower()
    for phrase in lexicon.evidential:
        if phrase in lowered:
            at = start + lowered.index(phrase)
            return scene.text[at : at + len(phrase)]
    return None


def speaker_of(claim: Claim) -> Participant:
    """Return who makes a claim as the initiator of what he does by making it."""
    return Participant(
        "initiator",
        claim.claimant,
        claim.claimant_mention,
        claim.start,
        claim.end,
        claim.capacity,
        False,
        round(claim.confidence, 3),
    )
