"""Events and claims of a document: frames are found, coded, judged and attributed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.catalogue import Catalogue
from kb.extract.accusations import find_accusations
from kb.extract.calibration import calibrate
from kb.extract.claims import attribution_chain, build_claims, nest
from kb.extract.coding import examine
from kb.extract.context import Scene, build_scenes
from kb.extract.cues import Cue, hearsay_cue, resolve_speakers
from kb.extract.factuality import Attribution, Factuality, judge, status_of
from kb.extract.filling import Coded
from kb.extract.inference import infer_recipients
from kb.extract.labels import label_event
from kb.extract.lexicon import Lexicon
from kb.extract.outer_acts import fill_outer, find_commitments, rank_below_outer
from kb.extract.predicates import Frame, find_frames
from kb.extract.quotations import attribute
from kb.extract.refusals import Refusal, refusal
from kb.extract.sources import unnamed_source
from kb.extract.syntax import Tree
from kb.model import Annotation, Claim, Event, Extraction, TimeExpression

# What the author hedges is worth less as an event than what he asserts.
_CERTAINTY_FACTOR = {"uncommitted": 1.0, "certain": 1.0, "probable": 0.95, "possible": 0.9}
# So is what lies ahead, is imagined or did not happen: the event told is that it was promised,
# threatened or refused.
_TEMPORALITY_FACTOR = {"future": 0.92, "hypothetical": 0.85}
_NEGATIVE_FACTOR = 0.92
_LONGEST_TRIGGER = 4  # tokens of a phrase, "take the city hostage", that still reads as one
_CLAUSAL = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    coded: Coded
    fact: Factuality
    event: Event


def extract(
    annotation: Annotation,
    lexicon: Lexicon,
    catalogue: Catalogue,
    refused: list[Refusal] | None = None,
) -> Extraction:
    """Return the events and claims of an annotated document, in text order; with a list given,
    add to it what was refused and why."""
    refusals: list[Refusal] = []
    events: list[Event] = []
    claims: list[Claim] = []
    scenes = build_scenes(annotation, lexicon)
    for scene, cues in zip(scenes, attribute(scenes, lexicon), strict=True):
        numbers = (len(events), len(claims))
        found, stated = _extract_sentence(scene, cues, lexicon, numbers, refusals)
        events += found
        claims += stated
    inferred = infer_recipients(events, annotation, catalogue)
    if refused is not None:
        refused += refusals
    sure = rank_below_outer(calibrate(inferred, lexicon.calibration))
    return Extraction(annotation, tuple(sure), tuple(claims))


def _extract_sentence(
    scene: Scene,
    cues: Sequence[Cue],
    lexicon: Lexicon,
    before: tuple[int, int],
    refusals: list[Refusal],
) -> tuple[list[Event], list[Claim]]:
    events_before, claims_before = before
    saying = [cue for cue in cues if not cue.attitude]
    cue_heads = frozenset(cue.head for cue in saying)
    scene = replace(scene, speakers=resolve_speakers(scene, saying))
    candidates: list[_Candidate] = []
    for frame in find_frames(scene.tree, lexicon):
        coded, passed_over = examine(scene, frame, lexicon)
        refusals += [refusal(scene, frame.head, rule, reason) for rule, reason in passed_over]
        if coded is None:
            continue
        if _is_own_object(scene.tree, coded, candidates):
            reason = "what somebody does with an act of his own is one event"
            refusals.append(refusal(scene, frame.head, coded.entry.id, reason))
            continue
        if _is_duplicate(coded, candidates):
            refusals.append(refusal(scene, frame.head, coded.entry.id, "the same event as another"))
            continue
        fact = judge(scene, frame, lexicon, cue_heads)
        if fact.temporality == "hypothetical" and not _has_agent(coded):
            reason = "only imagined, and nobody is said to do it"
            refusals.append(refusal(scene, frame.head, coded.entry.id, reason))
            continue
        time = _time_of(scene, frame, cue_heads)
        event = _event(scene, coded, fact, time, f"e{events_before + len(candidates) + 1}")
        candidates.append(_Candidate(coded, fact, event))
    all_cues = [*cues, *_hearsay_cues(scene, candidates, saying, lexicon)]
    owned = nest(all_cues, [c.coded.frame.head for c in candidates])
    linked = fill_outer(
        [
            (candidate.coded.frame, event)
            for candidate, event in zip(candidates, _link_events(candidates), strict=True)
        ]
    )
    events: dict[int, Event] = {}
    for candidate, event in zip(candidates, linked, strict=True):
        head = candidate.coded.frame.head
        chain = attribution_chain(scene, owned.chain(head), event)
        if _is_called_alleged(scene, candidate, lexicon):
            chain.append(Attribution("alleges", True, False))
        status = status_of(candidate.fact, chain, event.subtype)
        events[head] = replace(event, status=status)
    held = set(owned.parent_of_event.values())
    refusals += [
        refusal(scene, cue.head, cue.rule, "no event in what is said")
        for index, cue in enumerate(all_cues)
        if index not in held and index not in owned.parent_of_cue
    ]
    times = {cue.head: time for cue in all_cues if (time := _governed_time(scene, cue.head))}
    claims = build_claims(scene, owned, events, times, claims_before + 1, lexicon)
    by_id = {event.id: event for event in events.values()}
    accusations, claims = find_accusations(claims, by_id, events_before + len(by_id) + 1)
    outer, claims = find_commitments(
        claims, by_id, events_before + len(by_id) + len(accusations) + 1
    )
    return [*by_id.values(), *accusations, *outer], claims


def _has_agent(coded: Coded) -> bool:
    """Something only imagined is worth storing where the text says who would do it."""
    return any(p.role in ("initiator", "absentee", "host") for p in coded.participants)


def _is_own_object(tree: Tree, coded: Coded, earlier: Sequence[_Candidate]) -> bool:
    """ "lifted their blockade", "withdrew its veto": a noun owned by a pronoun for the subject of
    the verb whose object it is, where that verb is an event itself and nobody else takes part."""
    noun = coded.frame.head
    token = tree.tokens[noun]
    owners = tree.kids(noun, "nmod:poss")
    own = bool(owners) and all(tree.tokens[p].upos == "PRON" for p in owners)
    others = any(p.role not in ("initiator", "absentee") for p in coded.participants)
    if not coded.frame.noun or not own or others or token.deprel != "obj":
        return False
    return any(c.coded.frame.head == token.head and not c.coded.frame.noun for c in earlier)


def _is_duplicate(coded: Coded, earlier: Sequence[_Candidate]) -> bool:
    """A noun supported by a verb that is already coded with the same type is the same event."""
    for candidate in earlier:
        same_words = candidate.coded.frame.clause == coded.frame.clause
        same_type = candidate.coded.entry.type == coded.entry.type
        if same_words and same_type and candidate.coded.frame.noun != coded.frame.noun:
            return True
        if candidate.coded.frame.head == coded.frame.head:
            return True
    return False


def _event(
    scene: Scene, coded: Coded, fact: Factuality, time: TimeExpression | None, id_: str
) -> Event:
    entry, frame = coded.entry, coded.frame
    near = frame.last - frame.first <= _LONGEST_TRIGGER
    start, end = scene.extent([frame.first, frame.last] if near else [frame.head])
    return Event(
        id=id_,
        sentence=scene.sentence.index,
        start=start,
        end=end,
        type=entry.type,
        mode=entry.mode,
        subtype=entry.subtype,
        contexts=entry.contexts,
        label=label_event(scene, coded),
        participants=coded.participants,
        items=coded.items,
        instruments=coded.instruments,
        places=coded.places,
        time=time.id if time is not None else None,
        polarity=fact.polarity,
        certainty=fact.certainty,
        temporality=fact.temporality,
        status="asserted",
        confidence=round(coded.confidence * _factor(fact), 3),
        rule=entry.id,
    )


def _factor(fact: Factuality) -> float:
    negative = _NEGATIVE_FACTOR if fact.polarity == "negative" else 1.0
    ahead = _TEMPORALITY_FACTOR.get(fact.temporality, 1.0)
    return _CERTAINTY_FACTOR[fact.certainty] * ahead * negative


def _link_events(candidates: Sequence[_Candidate]) -> list[Event]:
    """Fill `concerns` where a slot of an event is filled by another event of the sentence."""
    by_head: Mapping[int, Event] = {c.coded.frame.head: c.event for c in candidates}
    linked = []
    for candidate in candidates:
        target = by_head.get(candidate.coded.concerns) if candidate.coded.concerns else None
        own = candidate.event
        linked.append(replace(own, concerns=target.id) if target and target is not own else own)
    return linked


def _is_called_alleged(scene: Scene, candidate: _Candidate, lexicon: Lexicon) -> bool:
    """Whether an event is called alleged where it is told, also in the words of somebody else."""
    frame = candidate.coded.frame
    hearsay = hearsay_cue(scene, frozenset({frame.head, frame.clause}), lexicon)
    return hearsay is not None and hearsay[1] == "alleges"


def _hearsay_cues(
    scene: Scene, candidates: Sequence[_Candidate], cues: Sequence[Cue], lexicon: Lexicon
) -> list[Cue]:
    """A cue without a source for each event that the text calls alleged or reported."""
    found: list[Cue] = []
    for candidate in candidates:
        frame = candidate.coded.frame
        held = any(frame.head in cue.domain for cue in cues)
        hearsay = hearsay_cue(scene, frozenset({frame.head, frame.clause}), lexicon)
        if hearsay is None or held:
            continue
        token, stance = hearsay
        found.append(
            Cue(
                token,
                token,
                token,
                scene.tree.word(token),
                stance,
                unnamed_source(scene, token),
                frozenset({frame.head}),
                "claim.hearsay",
            )
        )
    return found


def _time_of(scene: Scene, frame: Frame, cues: frozenset[int]) -> TimeExpression | None:
    """Return the time of an event: of its noun, its clause, or a clause that shares its time."""
    if time := _governed_time(scene, frame.head):
        return time
    tree, position = scene.tree, frame.clause
    for _ in range(len(tree.tokens)):
        if position in cues and position != frame.head:
            return None
        if time := _governed_time(scene, position):
            return time
        token = tree.tokens[position]
        if token.head < 0 or token.deprel not in (
            "conj",
            "xcomp",
            "advcl",
            "obj",
            "obl",
            "nsubj",
            "nsubj:pass",
        ):
            return None
        position = token.head
    return None


def _governed_time(scene: Scene, position: int) -> TimeExpression | None:
    """Return the calendar time that hangs on a token, directly or inside one of its phrases."""
    tree = scene.tree
    best: TimeExpression | None = None
    for head, time in sorted(scene.times.items()):
        if not _is_calendar(time):
            continue
        if _governor(scene, head) == position:
            best = best or time
    if best is None and tree.tokens[position].upos in _CLAUSAL:
        for child in tree.kids(position, "obl", "obj", "nsubj", "nsubj:pass", "advmod"):
            for head, time in sorted(scene.times.items()):
                if _is_calendar(time) and tree.tokens[head].head == child:
                    return time
    return best


def _is_calendar(time: TimeExpression) -> bool:
    """Whether an expression says when: no duration, no frequency, no vague "recently"."""
    return time.type not in ("DURATION", "SET") and not time.timex.endswith("_REF")


def _governor(scene: Scene, head: int) -> int:
    """Return the verb or noun on which a temporal expression hangs, past its own words."""
    tree = scene.tree
    inside = scene.times[head]
    position = tree.tokens[head].head
    while position >= 0 and inside.start <= tree.tokens[position].start < inside.end:
        position = tree.tokens[position].head
    return position
