"""Coding a predicate: which entry of the lexicon fits a frame, and who fills its roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kb.extract.context import Referent, Scene
from kb.extract.items import find_items
from kb.extract.lexicon import ACTOR_ROLES, Entry, Lexicon
from kb.extract.participants import (
    as_participant,
    coordinated_owners,
    enumerated,
    find_owner,
    find_referent,
)
from kb.extract.predicates import Frame
from kb.model import EventPlace, Item, Mention, Participant

_PLACE_ROLES = {"place": "place", "destination": "destination", "origin": "origin"}
_PLACE_SLOTS = {
    "in": "place",
    "at": "place",
    "near": "place",
    "inside": "place",
    "across": "place",
    "off": "place",
    "outside": "place",
    "around": "place",
    "along": "place",
    "to": "destination",
    "into": "destination",
    "toward": "destination",
    "towards": "destination",
    "from": "origin",
}
_GOVERNMENTS = frozenset({"Person", "Government", "State"})
_ORGANISATIONS = frozenset({"IGO", "Coalition"})
# A demonym or compound that says whose, not who: "the Ukraine war" is no act of Ukraine alone.
_PLAIN_COMPOUND_CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class Coded:
    """A frame with the entry that fits it and everything that fills its roles."""

    frame: Frame
    entry: Entry
    participants: tuple[Participant, ...]
    items: tuple[Item, ...]
    instruments: tuple[Item, ...]
    places: tuple[EventPlace, ...]
    concerns: int | None  # head token of another event that fills a slot
    confidence: float


def code(scene: Scene, frame: Frame, lexicon: Lexicon) -> Coded | None:
    """Return the coding of a frame by its most specific fitting entry, None where none fits."""
    ranked = sorted(frame.entries, key=lambda row: (-row[0], -row[1].conditions, row[1].order))
    for _, entry in ranked:
        if not _conditions_hold(scene, frame, entry, lexicon):
            continue
        coded = _fill(scene, frame, entry, lexicon)
        if _needs_met(scene, frame, entry, coded.participants, lexicon):
            return coded
    return None


def _roles(frame: Frame, entry: Entry) -> Mapping[str, str]:
    """The roles by slot; a compound acts as a possessor unless the entry says otherwise."""
    if not frame.noun:
        return entry.roles
    roles = dict(entry.noun_roles)
    if "poss" in roles:
        roles.setdefault("mod", roles["poss"])
    return roles


def _conditions_hold(scene: Scene, frame: Frame, entry: Entry, lexicon: Lexicon) -> bool:
    if entry.object and not _object_fits(scene, frame, entry, lexicon):
        return False
    if not entry.target:
        return True
    targets = [
        head
        for slot, heads in frame.slots.items()
        if slot not in ("subj", "poss") and (slot != "obj" or "obj" in _roles(frame, entry))
        for head in heads
    ]
    return any(_is_of_class(scene, head, entry.target, lexicon) for head in targets)


def _object_fits(scene: Scene, frame: Frame, entry: Entry, lexicon: Lexicon) -> bool:
    slots = ("of", "poss", "mod") if frame.noun else ("obj",)
    heads = [head for slot in slots for head in frame.slots.get(slot, ())]
    if frame.noun and not heads:
        heads = [p for p in scene.tree.phrase(frame.head) if p != frame.head]
    if heads and all(scene.tree.tokens[head].upos == "PRON" for head in heads):
        return True  # what "it" stands for is not known here: no reason to refuse
    if not heads:
        return "none" in entry.object
    return any(_is_of_class(scene, head, entry.object, lexicon) for head in heads)


def _is_of_class(scene: Scene, head: int, names: tuple[str, ...], lexicon: Lexicon) -> bool:
    mention = scene.mentions.get(head)
    if mention is not None:
        if "actor" in names and mention.actor is not None:
            return True
        if mention.place is not None and {"place", "territory"} & set(names):
            return True
        if mention.actor is not None:
            kind = mention.actor.kind
            if kind == "Person" and "person" in names:
                return True
            if kind in _ORGANISATIONS and {"organisation", "coalition"} & set(names):
                return True
            if kind in _GOVERNMENTS and "government" in names:
                return True
    tree = scene.tree
    organ = {"actor", "person"} & set(names) and tree.lemma(head) in lexicon.organs
    if organ and find_referent(scene, head, lexicon) is not None:
        return True  # "members of the movement"
    lemmas = {tree.lemma(head), tree.word(head)}
    # "air defence", "arrest warrant": the compound names the class better than its head.
    for child in tree.kids(head, "compound", "amod"):
        lemmas.add(f"{tree.word(child)} {tree.lemma(head)}")
        if tree.tokens[head].upos == "PROPN" and tree.tokens[child].upos == "NOUN":
            lemmas.add(tree.lemma(child))  # "the car carrier Galaxy Leader"
    if any(lexicon.in_class(lemma, names) for lemma in lemmas):
        return True
    # "a package of sanctions", "dozens of tanks", "a shipment of weapons"
    of = [child for child in tree.kids(head, "nmod") if tree.preposition(child) == "of"]
    measure = tree.tokens[head].upos in ("NOUN", "NUM")
    return measure and any(lexicon.in_class(tree.lemma(child), names) for child in of)


def _fill(scene: Scene, frame: Frame, entry: Entry, lexicon: Lexicon) -> Coded:
    filler = _Filler(scene, frame, entry, lexicon)
    for slot, role in _roles(frame, entry).items():
        filler.fill_slot(slot, role)
    filler.fill_places()
    return filler.result()


class _Filler:
    """Collects what fills the roles of one frame."""

    def __init__(self, scene: Scene, frame: Frame, entry: Entry, lexicon: Lexicon) -> None:
        self.scene, self.frame, self.entry, self.lexicon = scene, frame, entry, lexicon
        self.participants: list[Participant] = []
        self.items: list[Item] = []
        self.instruments: list[Item] = []
        self.places: list[EventPlace] = []
        self.concerns: int | None = None

    def fill_slot(self, slot: str, role: str) -> None:
        heads = self.frame.slots.get(slot, ())
        if role in ("none", "topic") or not heads:
            return
        if role == "item":
            self.items += find_items(self.scene, heads, self.lexicon)
        elif role == "instrument":
            self.instruments += find_items(self.scene, heads, self.lexicon)
        elif role == "event":
            self.concerns = heads[0]
        elif role in _PLACE_ROLES:
            for head in heads:
                self.add_place(head, _PLACE_ROLES[role])
        else:
            self.fill_actors(slot, role, heads)

    def fill_actors(self, slot: str, role: str, heads: tuple[int, ...]) -> None:
        members = dict.fromkeys(m for head in heads for m in enumerated(self.scene, head))
        found: list[tuple[int, Referent | None]] = []
        for head in members:
            shared = coordinated_owners(self.scene, head, self.lexicon)
            members_found: list[Referent | None] = [*shared] or [self.referent(head, slot)]
            found += [(head, member) for member in members_found]
        for position, (head, referent) in enumerate(found):
            unnamed = referent is None or referent.actor.kind == "UnnamedActor"
            if unnamed and role in ("victim", "recipient") and self.add_counted(head):
                found[position] = (head, None)
            elif referent is None:
                self.add_place(head, _PLACE_SLOTS.get(slot, "place"))
                self.add_places_of_theme(head)
        referents = [referent for _, referent in found if referent is not None]
        for position, referent in enumerate(referents):
            side = role
            if role == "both" or (
                self.entry.symmetric and role == "initiator" and slot in ("subj", "poss")
            ):
                side = "initiator" if position == 0 else "counterpart"
            self.add_actor(referent, side, slot)

    def referent(self, head: int, slot: str) -> Referent | None:
        """The actor in a slot; in a compound ("the Idlib offensive") a place stays a place."""
        # An agent's capital is its government even in physical acts: "Kyiv took part".
        type_ = None if slot in ("subj", "by") else self.entry.type
        found = find_referent(self.scene, head, self.lexicon, type_)
        if found is None and self.entry.subtype == "influence":
            found = find_owner(self.scene, head)
        if found is None or slot not in ("poss", "mod") or found.mention is None:
            return found
        token = self.scene.tree.tokens[head]
        if token.deprel in ("amod", "compound") and found.mention.kind in ("PER", "MISC"):
            return None if token.deprel == "amod" else found
        return (
            replace(found, confidence=found.confidence * _PLAIN_COMPOUND_CONFIDENCE)
            if (token.deprel == "compound" and found.mention.kind == "LOC")
            else found
        )

    def add_counted(self, head: int) -> bool:
        """People without a name but with a number are a count, not an actor: "20 civilians"."""
        items = find_items(self.scene, (head,), self.lexicon)
        counted = [i for i in items if {i.amount, i.amount_min, i.amount_max} != {None}]
        self.items += counted
        return bool(counted)

    def add_places_of_theme(self, head: int) -> None:
        """The place in the name of what is acted on: "the Zaporizhzhia plant"."""
        for child in self.scene.tree.kids(head, "compound", "nmod", "amod", "nmod:poss"):
            mention = self.scene.mentions.get(child)
            if mention is not None and mention.kind != "NORP":
                self.add_place(child, "place")

    def add_actor(self, referent: Referent, role: str, slot: str) -> None:
        if any(p.actor.iri == referent.actor.iri for p in self.participants):
            return
        self.participants.append(as_participant(referent, role, 1.0))

    def add_place(self, head: int, role: str) -> None:
        mention = self.scene.mentions.get(head)
        if mention is None or mention.place is None:
            mention = self.place_inside(head)
        if mention is None or mention.place is None:
            return
        if all(place.place.iri != mention.place.iri for place in self.places):
            self.places.append(EventPlace(role, mention.id, mention.place))

    def place_inside(self, head: int) -> Mention | None:
        """The place that a common noun stands before: "the port of Santa Marta"."""
        for child in self.scene.tree.kids(head, "nmod", "appos", "flat", "compound", "nmod:desc"):
            mention = self.scene.mentions.get(child)
            of = self.scene.tree.preposition(child) in ("of", "")
            if mention is not None and mention.place is not None and of:
                return mention
        return None

    def fill_places(self) -> None:
        """Places of the same clause that no role took: "in Idlib", "from Crimea"."""
        roles = _roles(self.frame, self.entry)
        taken = {p.mention for p in self.participants}
        for slot, role in _PLACE_SLOTS.items():
            if slot in roles and roles[slot] not in ACTOR_ROLES:
                continue
            for head in self.frame.slots.get(slot, ()):
                mention = self.scene.mentions.get(head)
                if mention is None or mention.id not in taken:
                    self.add_place(head, role)

    def result(self) -> Coded:
        filled = [p.confidence for p in self.participants]
        base = self.entry.confidence * (sum(filled) / len(filled) if filled else 0.7)
        return Coded(
            self.frame,
            self.entry,
            tuple(self.participants),
            tuple(self.items),
            tuple(self.instruments),
            tuple(self.places),
            self.concerns,
            round(base, 3),
        )


# Things that act in the place of who wields them: "missiles hit", "the attack killed".
_ACTING_THINGS = (
    "weapon",
    "event",
    "fighting",
    "aircraft",
    "ship",
    "vehicle",
    "agreement",
    "talks",
)


def _agent_acts(scene: Scene, frame: Frame, roles: set[str], lexicon: Lexicon) -> bool:
    """An active verb whose subject is neither an actor nor a thing that acts is no event."""
    subjects = frame.slots.get("subj", ())
    if not subjects or roles & {"initiator", "absentee", "host"}:
        return True
    tree = scene.tree
    return any(lexicon.in_class(tree.lemma(head), _ACTING_THINGS) for head in subjects)


def _needs_met(
    scene: Scene,
    frame: Frame,
    entry: Entry,
    participants: Iterable[Participant],
    lexicon: Lexicon,
) -> bool:
    """An event is kept only if the roles that carry it are filled by actors of the clause."""
    filled = list(participants)
    roles = {p.role for p in filled}
    if not frame.noun and not _agent_acts(scene, frame, roles, lexicon):
        return False
    for need in entry.needs:
        if need == "any":
            if not filled:
                return False
        elif need == "force":
            subjects = frame.slots.get("subj", ())
            if "initiator" not in roles or not any(
                lexicon.in_class(scene.tree.lemma(head), ("force",)) for head in subjects
            ):
                return False
        elif need == "person-or-government":
            if not any(p.actor.kind in _GOVERNMENTS for p in filled):
                return False
        elif need not in roles:
            return False
    # Two actors at least, where the only filler is unnamed and nothing else is known.
    named = [p for p in filled if p.actor.kind != "UnnamedActor" or p.actor.acts_for]
    return bool(named) or bool(entry.needs == ("any",) and len(filled) > 1)
