"""Coding a predicate: which entry of the lexicon fits a frame, and whether it is worth keeping."""

from __future__ import annotations

from kb.extract.context import Scene
from kb.extract.filling import ACTING_THINGS, Coded, fill, roles_of
from kb.extract.lexicon import Entry, Lexicon
from kb.extract.participants import find_referent, means_people, measured
from kb.extract.predicates import Frame
from kb.extract.syntax import Tree
from kb.model import Mention

_GOVERNMENTS = frozenset({"Person", "Government", "State"})
_ARMED = frozenset({"ArmedGroup", "MilitaryForce"})
_ORGANISATIONS = frozenset({"IGO", "Coalition"})


def code(scene: Scene, frame: Frame, lexicon: Lexicon) -> Coded | None:
    """Return the coding of a frame by its most specific fitting entry, None where none fits."""
    return examine(scene, frame, lexicon)[0]


def examine(
    scene: Scene, frame: Frame, lexicon: Lexicon
) -> tuple[Coded | None, list[tuple[str, str]]]:
    """Return the coding of a frame, and (entry, reason) for each entry refused before it."""
    refused: list[tuple[str, str]] = []
    ranked = sorted(frame.entries, key=lambda row: (-row[0], -row[1].conditions, row[1].order))
    for _, entry in ranked:
        if reason := _unmet_condition(scene, frame, entry, lexicon):
            refused.append((entry.id, reason))
            continue
        if frame.noun and scene.tree.kids(frame.head, "cop") and not entry.predicative:
            continue  # "is a threat to Borg" says what somebody is, not what he did
        if entry.ignore:
            return None, [*refused, (entry.id, "the lexicon lists this use as no event")]
        coded = fill(scene, frame, entry, lexicon)
        if not (reason := _unmet_need(scene, frame, entry, coded, lexicon)):
            return coded, refused
        refused.append((entry.id, reason))
    return None, refused


def _unmet_condition(scene: Scene, frame: Frame, entry: Entry, lexicon: Lexicon) -> str:
    """Return which condition of an entry the frame does not meet, "" where it meets all."""
    if entry.object and not _object_fits(scene, frame, entry, lexicon):
        return f"no object of class {' or '.join(entry.object)}"
    if entry.agent and not any(
        _is_of_class(scene, head, entry.agent, lexicon) for head in frame.slots.get("subj", ())
    ):
        return f"no subject of class {' or '.join(entry.agent)}"
    if any(slot in frame.slots for slot in entry.without):
        return f"with {' or '.join(entry.without)}"
    if entry.modal and not _is_demanded(scene, frame, entry):
        return f"no {' or '.join(sorted(entry.modal))} in the clause below"
    if not entry.target:
        return ""
    targets = [
        head
        for slot, heads in frame.slots.items()
        if slot not in ("subj", "poss") and (slot != "obj" or "obj" in roles_of(frame, entry))
        for head in heads
    ]
    if any(_is_of_class(scene, head, entry.target, lexicon) for head in targets):
        return ""
    return f"no target of class {' or '.join(entry.target)}"


def _is_demanded(scene: Scene, frame: Frame, entry: Entry) -> bool:
    """ "says Borg must leave": the clause below carries one of the entry's modal words."""
    tree = scene.tree
    return any(
        tree.lemma(word) in entry.modal
        for clause in tree.kids(frame.head, "ccomp")
        for word in (*tree.kids(clause, "aux"), clause)
    )


def _object_fits(scene: Scene, frame: Frame, entry: Entry, lexicon: Lexicon) -> bool:
    slots = ("of", "poss", "mod") if frame.noun else ("obj",)
    heads = [head for slot in slots for head in frame.slots.get(slot, ())]
    if frame.noun and not heads:
        heads = [p for p in scene.tree.phrase(frame.head) if p != frame.head]
    if heads and all(scene.tree.tokens[head].upos == "PRON" for head in heads):
        # What "it" stands for is not known here: no reason to refuse, unless it is called
        # something ("called it a crime", "declared himself head").
        return not _is_named_something(scene.tree, frame.head, heads)
    if not heads:
        return "none" in entry.object
    return any(_is_of_class(scene, head, entry.object, lexicon) for head in heads)


def _is_named_something(tree: Tree, verb: int, objects: list[int]) -> bool:
    """Whether a noun behind the object of a verb says what the object is."""
    reflexive = any(tree.word(head).endswith(("self", "selves")) for head in objects)
    named = [
        child
        for child in tree.kids(verb, "xcomp", "obj", "iobj")
        if child not in objects and tree.tokens[child].upos in ("NOUN", "PROPN")
    ]
    return reflexive or bool(named)


def _is_of_class(scene: Scene, head: int, names: tuple[str, ...], lexicon: Lexicon) -> bool:
    mention = scene.mentions.get(head)
    if mention is not None and _is_named_of_class(mention, names):
        return True
    tree = scene.tree
    organ = {"actor", "person"} & set(names) and tree.lemma(head) in lexicon.organs
    if organ and find_referent(scene, head, lexicon) is not None:
        return True  # "members of the movement"
    if "actor" in names and means_people(scene, head, lexicon):
        return True
    counted = measured(scene, head)
    if counted != head:
        return _is_of_class(scene, counted, names, lexicon)
    if any(lexicon.in_class(phrase, names) for phrase in _forms(tree, head)):
        return True
    # "a package of sanctions", "dozens of tanks", "a shipment of weapons"
    of = [child for child in tree.kids(head, "nmod") if tree.preposition(child) == "of"]
    measure = tree.tokens[head].upos in ("NOUN", "NUM")
    return measure and any(lexicon.in_class(tree.lemma(child), names) for child in of)


def _is_named_of_class(mention: Mention, names: tuple[str, ...]) -> bool:
    """Whether what a name denotes belongs to one of the built-in or object classes."""
    if mention.place is not None and {"place", "territory"} & set(names):
        return True
    if mention.actor is None:
        return False
    kind = mention.actor.kind
    return (
        "actor" in names
        or (kind == "Person" and "person" in names)
        or (kind in _ARMED and bool({"military-force", "armed-person"} & set(names)))
        or (kind in _ORGANISATIONS and bool({"organisation", "coalition"} & set(names)))
        or (kind in _GOVERNMENTS and "government" in names)
    )


def _forms(tree: Tree, head: int) -> set[str]:
    """The lemma and word of a noun, and its phrases with each compound before it: "air defence",
    "arrest warrant" name the class better than the head."""
    forms = {tree.lemma(head), tree.word(head)}
    for child in tree.kids(head, "compound", "amod"):
        forms.add(f"{tree.word(child)} {tree.lemma(head)}")
        if tree.tokens[head].upos == "PROPN" and tree.tokens[child].upos == "NOUN":
            forms.add(tree.lemma(child))  # "the car carrier Galaxy Leader"
        if child == head - 2 and tree.word(head - 1) == "-":
            forms.add(f"{tree.word(child)}-{tree.lemma(head)}")  # "cease-fire"
    return forms


def _agent_acts(scene: Scene, frame: Frame, roles: set[str], lexicon: Lexicon) -> bool:
    """An active verb whose subject is neither an actor nor a thing that acts is no event."""
    subjects = frame.slots.get("subj", ())
    if not subjects or roles & {"initiator", "absentee", "host"}:
        return True
    tree = scene.tree
    return any(lexicon.in_class(tree.lemma(head), ACTING_THINGS) for head in subjects)


def _sides_with_place(frame: Frame, coded: Coded) -> bool:
    """ "Borg-Cedar cooperation": a place beside the noun stands for whoever holds it."""
    return frame.noun and "mod" in frame.slots and bool(coded.places)


def _unmet_need(
    scene: Scene,
    frame: Frame,
    entry: Entry,
    coded: Coded,
    lexicon: Lexicon,
) -> str:
    """Return why an event is not kept, "" where it is: the roles that carry it must be filled by
    actors of the clause."""
    filled = coded.participants
    roles = {p.role for p in filled}
    suffers = entry.roles.get("subj") in ("victim", "recipient")  # "the cabinet fell"
    if not frame.noun and not suffers and not _agent_acts(scene, frame, roles, lexicon):
        return "the subject is neither an actor nor a thing that acts"
    for need in entry.needs:
        if need == "any":
            met = bool(filled)
        elif need == "force":
            subjects = frame.slots.get("subj", ())
            met = "initiator" in roles and any(
                lexicon.in_class(scene.tree.lemma(head), ("force",)) for head in subjects
            )
        elif need == "person-or-government":
            met = any(p.actor.kind in _GOVERNMENTS for p in filled)
        else:
            placed = need == "counterpart" and _sides_with_place(frame, coded)
            met = need in roles or placed
        if not met:
            return f"nobody fills: {need}"
    return "" if filled else "no actor in the clause"
