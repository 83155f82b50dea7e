"""Who and what fills the roles of a coded predicate: actors, items, places, other events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.extract.context import Referent, Scene
from kb.extract.items import find_items
from kb.extract.lexicon import ACTOR_ROLES, Entry, Lexicon
from kb.extract.owners import coordinated_owners, find_concerned, find_doer, find_owner
from kb.extract.participants import (
    as_participant,
    enumerated,
    find_referent,
    is_metonym,
    unnamed_referent,
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
# Roles that an actor may fill by what is theirs: "condemned Israel's strikes".
_CONCERNED = frozenset({"recipient", "counterpart", "victim"})
# Things that act in the place of who wields them: "missiles hit", "the attack killed".
ACTING_THINGS = (
    "weapon",
    "event",
    "fighting",
    "aircraft",
    "ship",
    "vehicle",
    "agreement",
    "talks",
)
_WISHES = frozenset({"request", "invitation", "behest", "urging", "insistence", "order", "expense"})
# A demonym or compound that says whose, not who: "the Ukraine war" is no act of Ukraine alone.
_PLAIN_COMPOUND_CONFIDENCE = 0.8
# Where rules and encoder disagree on the arguments half as many events are right.
_DOUBTFUL = 0.6


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


def fill(scene: Scene, frame: Frame, entry: Entry, lexicon: Lexicon) -> Coded:
    """Return a frame coded by an entry, with everything that fills the entry's roles."""
    filler = _Filler(scene, frame, entry, lexicon)
    roles = roles_of(frame, entry)
    for slot, role in roles.items():
        if slot != "owner":
            filler.fill_slot(slot, role)
    if "owner" in roles and not filler.has_role(roles["owner"]):
        filler.fill_slot("owner", roles["owner"])
    filler.host_by_capital()
    filler.fill_places()
    filler.fill_side_of_event()
    return filler.result()


def roles_of(frame: Frame, entry: Entry) -> Mapping[str, str]:
    """The roles by slot; a compound acts as a possessor unless the entry says otherwise."""
    if not frame.noun:
        theme = entry.roles.get("obj")
        if theme in ACTOR_ROLES and "iobj" not in entry.roles:
            return {**entry.roles, "iobj": theme}  # the parser may tell the one for the other
        return entry.roles
    roles = dict(entry.noun_roles)
    if "poss" in roles:
        roles.setdefault("mod", roles["poss"])
    return roles


class _Filler:
    """Collects what fills the roles of one frame."""

    def __init__(self, scene: Scene, frame: Frame, entry: Entry, lexicon: Lexicon) -> None:
        self.scene, self.frame, self.entry, self.lexicon = scene, frame, entry, lexicon
        self.participants: list[Participant] = []
        self.items: list[Item] = []
        self.instruments: list[Item] = []
        self.places: list[EventPlace] = []
        self.concerns: int | None = None
        self.capital: Referent | None = None  # of the state in whose capital one is

    def fill_slot(self, slot: str, role: str) -> None:
        heads = self.frame.slots.get(slot, ())
        if role in ("none", "topic") or not heads:
            return
        if role == "item":
            self.items += find_items(self.scene, heads, self.lexicon)
            if slot in ("obj", "of") and self.entry.type in ("COERCE", "ASSAULT"):
                for head in heads:
                    self.add_concerned(head)
        elif role == "instrument":
            self.instruments += find_items(self.scene, heads, self.lexicon)
        elif role == "event":
            self.concerns = heads[0]
        elif role in _PLACE_ROLES:
            for head in heads:
                self.add_place(head, _PLACE_ROLES[role])
                if slot in ("obj", "of"):
                    self.add_concerned(head)
        else:
            self.fill_actors(slot, role, heads)

    def has_role(self, role: str) -> bool:
        """Whether somebody has a role already."""
        return any(p.role == role for p in self.participants)

    def add_concerned(self, head: int) -> None:
        """Whose thing is taken: "seized three Borgian trawlers"."""
        if self.scene.mentions.get(head) is not None:
            return
        found = find_concerned(self.scene, head, self.entry.type, self.lexicon)
        if found is not None:
            self.add_actor(found, "recipient")

    def host_by_capital(self) -> None:
        """Who visits a capital and nobody by name visits its state."""
        others = {p.role for p in self.participants} - {"initiator", "absentee"}
        if self.capital is not None and not others and self.has_role("initiator"):
            self.add_actor(self.capital, "host")

    def fill_actors(self, slot: str, role: str, heads: tuple[int, ...]) -> None:
        if slot == "at":  # "at the request of Borg" says why, not to whom
            heads = tuple(h for h in heads if self.scene.tree.lemma(h) not in _WISHES)
        members = dict.fromkeys(m for head in heads for m in enumerated(self.scene, head))
        found: list[tuple[int, Referent | None]] = []
        for head in members:
            shared = coordinated_owners(self.scene, head, self.lexicon)
            found += [(head, owner) for owner in shared]
            if not shared:
                found.append((head, self.referent(head, slot, role)))
        for position, (head, referent) in enumerate(found):
            if role == "host" and referent is not None and referent.mention is not None:
                if is_metonym(referent.mention):  # who flies to a capital visits a city
                    found[position] = (head, None)
                    self.capital = referent
                    self.add_place(head, "place")
                continue
            unnamed = referent is None or referent.actor.kind == "UnnamedActor"
            if unnamed and role in ("victim", "recipient"):
                self.add_counted(head)
            if referent is None:
                found[position] = (head, self.stand_in(head, role))
                self.add_place(head, _PLACE_SLOTS.get(slot, "place"))
                self.add_places_of_theme(head)
        referents = [referent for _, referent in found if referent is not None]
        for position, referent in enumerate(referents):
            side = role
            if role == "both" or (
                self.entry.symmetric and role == "initiator" and slot in ("subj", "poss")
            ):
                side = "initiator" if position == 0 else "counterpart"
            self.add_actor(referent, side)

    def stand_in(self, head: int, role: str) -> Referent | None:
        """Who stands behind a thing that fills a role: its doer or whom it concerns."""
        if role in _CONCERNED:
            return find_concerned(self.scene, head, self.entry.type, self.lexicon)
        acts = role == "initiator" and not self.frame.noun
        if acts and self.lexicon.in_class(self.scene.tree.lemma(head), ACTING_THINGS):
            return find_doer(self.scene, head)
        return None

    def referent(self, head: int, slot: str, role: str) -> Referent | None:
        """The actor in a slot; in a compound ("the Idlib offensive") a place stays a place."""
        # An agent's capital is its government even in physical acts: "Kyiv took part".
        given = slot == "to" and role == "recipient"  # "ceded four villages to Baku"
        type_ = None if slot in ("subj", "by") or given else self.entry.type
        found = find_referent(self.scene, head, self.lexicon, type_)
        if found is None and self.entry.subtype == "influence":
            found = find_owner(self.scene, head)
        if found is None and slot == "subj":
            return self.unknown_name(head)
        if found is None or slot not in ("poss", "mod"):
            return found
        if found.mention is None or found.actor.kind == "UnnamedActor":
            # "the troop withdrawal": what it is of, not whose, where an owner is named
            owned = slot == "mod" and {"poss", "by"} & set(self.frame.slots)
            return None if owned else found
        relation, kind = self.scene.tree.tokens[head].deprel, found.mention.kind
        if relation == "amod" and kind in ("PER", "MISC"):
            return None
        if relation == "compound" and kind == "LOC":
            return replace(found, confidence=found.confidence * _PLAIN_COMPOUND_CONFIDENCE)
        return found

    def unknown_name(self, head: int) -> Referent | None:
        """Whoever acts under a name that nothing else knows: "ICE returned the paintings"."""
        unknown = head not in self.scene.mentions and head not in self.scene.times
        named = self.scene.tree.tokens[head].upos == "PROPN" and not self.frame.noun
        return unnamed_referent(self.scene, head, 0.5) if unknown and named else None

    def add_counted(self, head: int) -> None:
        """People without a name but with a number are counted too: "20 civilians"."""
        items = find_items(self.scene, (head,), self.lexicon)
        self.items += [i for i in items if {i.amount, i.amount_min, i.amount_max} != {None}]

    def add_places_of_theme(self, head: int) -> None:
        """The place in the name of what is acted on: "the Zaporizhzhia plant"."""
        for child in self.scene.tree.kids(head, "compound", "nmod", "amod", "nmod:poss"):
            mention = self.scene.mentions.get(child)
            if mention is not None and mention.kind != "NORP":
                self.add_place(child, "place")

    def add_actor(self, referent: Referent, role: str) -> None:
        if all(p.actor.iri != referent.actor.iri for p in self.participants):
            self.participants.append(as_participant(referent, role))

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
        kids = self.scene.tree.kids
        beside = kids(head, "nmod", "appos", "flat", "nmod:desc") + kids(head, "compound")
        for child in beside:  # "the Caribbean city of Santa Marta" lies nearer than the sea
            mention = self.scene.mentions.get(child)
            of = self.scene.tree.preposition(child) in ("of", "")
            if mention is not None and mention.place is not None and of:
                return mention
        return None

    def fill_places(self) -> None:
        """Places of the same clause that no role took: "in Idlib", "from Crimea"."""
        roles = roles_of(self.frame, self.entry)
        taken = {p.mention for p in self.participants}
        for slot, role in _PLACE_SLOTS.items():
            if slot in roles and roles[slot] not in ACTOR_ROLES:
                continue
            for head in self.frame.slots.get(slot, ()):
                mention = self.scene.mentions.get(head)
                if mention is None or mention.id not in taken:
                    self.add_place(head, role)

    def fill_side_of_event(self) -> None:
        """What sways an event sways whose it is: "did little in the militia's offensive"."""
        if self.entry.subtype != "influence" or self.participants or self.concerns is None:
            return
        if owner := find_concerned(self.scene, self.concerns, self.entry.type, self.lexicon):
            self.add_actor(owner, "recipient")

    def result(self) -> Coded:
        filled = [p.confidence for p in self.participants]
        base = self.entry.confidence * (sum(filled) / len(filled) if filled else 0.7)
        base *= _DOUBTFUL if self.frame.doubtful else 1.0
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
