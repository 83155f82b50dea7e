"""One-line labels of events: "Ukraine sends 150 first-person-view drones to Idlib"."""

from __future__ import annotations

import lemminflect

from kb.extract.coding import Coded
from kb.extract.context import Scene

MAX_LABEL = 140
_MAX_COMPLEMENT = 8
_OBJECT_ROLES = ("recipient", "victim", "host", "counterpart")


def label_event(scene: Scene, coded: Coded) -> str:
    """Return a label in the present tense, from the words of the clause and the actors' names."""
    words = _noun_label(scene, coded) if coded.frame.noun else _verb_label(scene, coded)
    label = " ".join(words.split())
    label = label[0].upper() + label[1:]
    if len(label) <= MAX_LABEL:
        return label
    return label[: MAX_LABEL - 1].rsplit(" ", 1)[0] + "…"


def _names(coded: Coded, *roles: str) -> str:
    names = [p.actor.label for p in coded.participants if p.role in roles]
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def _verb_label(scene: Scene, coded: Coded) -> str:
    frame, tree = coded.frame, scene.tree
    both_sides = coded.entry.symmetric and "with" not in frame.slots
    sides = ("initiator", "absentee", "counterpart") if both_sides else ("initiator", "absentee")
    agents = _names(coded, *sides) if "subj" in frame.slots else ""
    if not agents and "subj" in frame.slots:
        agents = _phrase(scene, frame.slots["subj"][:1])
    themes = frame.slots.get("obj", ())
    if not agents and themes:
        participle = lemminflect.getInflection(tree.lemma(frame.head), "VBN")
        done = participle[0] if participle else tree.word(frame.head)
        plural = len(themes) > 1 or tree.word(themes[0]).endswith("s")
        theme = _phrase(scene, themes)
        return f"{theme} {'are' if plural else 'is'} {done} {_tail(coded, theme)}"
    several = "," in agents or " and " in agents
    inflected = lemminflect.getInflection(tree.lemma(frame.head), "VBP" if several else "VBZ")
    verb = inflected[0] if inflected else tree.word(frame.head)
    if tree.lemma(frame.head) == "be" or tree.kids(frame.head, "cop"):
        verb = ("are" if several else "is") + (
            "" if tree.lemma(frame.head) == "be" else " " + tree.word(frame.head)
        )
    particles = [tree.word(child) for child in tree.kids(frame.head, "compound:prt")]
    theme = _phrase(scene, themes) or _complement(scene, frame.head)
    if not theme and not both_sides:
        theme = _names(coded, *_OBJECT_ROLES)
    return " ".join([agents, verb, *particles, theme, _tail(coded, theme)])


def _complement(scene: Scene, verb: int) -> str:
    """The infinitive that completes a verb: "agrees to reopen its embassy"."""
    for child in scene.tree.kids(verb, "xcomp"):
        if "to" in scene.tree.marks(child):
            words = [p for p in scene.tree.subtree(child) if p - verb <= _MAX_COMPLEMENT]
            return scene.surface(words) if words else ""
    return ""


def _tail(coded: Coded, said: str = "") -> str:
    """The recipient of what is given, and the destination or place, where not yet said."""
    others = _names(coded, "recipient") if coded.items else ""
    others = f"to {others}" if others and others not in said and not coded.frame.noun else ""
    for role, preposition in (("destination", "to"), ("place", "in"), ("origin", "from")):
        for place in coded.places:
            if place.role == role and place.place.label not in said:
                return " ".join(part for part in (others, preposition, place.place.label) if part)
    return others


def _noun_label(scene: Scene, coded: Coded) -> str:
    frame = coded.frame
    noun = scene.surface(list(range(frame.first, frame.last + 1)))
    agents = _names(coded, "initiator", "participant")
    objects = _names(coded, *_OBJECT_ROLES)
    parts = [noun]
    if agents:
        parts += ["by", agents] if objects or coded.entry.type == "ASSAULT" else [":", agents]
    if objects:
        parts += ["–", objects]
    return f"{' '.join(parts)} {_tail(coded)}".replace(" :", ":")


def _phrase(scene: Scene, heads: tuple[int, ...]) -> str:
    """The words of a phrase with its conjuncts, without relative clauses."""
    texts = [scene.surface(scene.tree.phrase(head)) for head in heads]
    return " and ".join(dict.fromkeys(texts))
