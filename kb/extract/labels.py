"""One-line labels of events: "Ukraine sends 150 first-person-view drones to Idlib"."""

from __future__ import annotations

import lemminflect

from kb.extract.coding import Coded
from kb.extract.context import Scene

MAX_LABEL = 140
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
    agents = _names(coded, "initiator", "absentee") if "subj" in frame.slots else ""
    if not agents and "subj" in frame.slots:
        agents = _phrase(scene, frame.slots["subj"][:1])
    themes = frame.slots.get("obj", ())
    if not agents and themes:
        participle = lemminflect.getInflection(tree.lemma(frame.head), "VBN")
        done = participle[0] if participle else tree.word(frame.head)
        plural = len(themes) > 1 or tree.word(themes[0]).endswith("s")
        return f"{_phrase(scene, themes)} {'are' if plural else 'is'} {done} {_tail(coded)}"
    plural = agents.count(",") or " and " in agents
    inflected = lemminflect.getInflection(tree.lemma(frame.head), "VBP" if plural else "VBZ")
    verb = inflected[0] if inflected else tree.word(frame.head)
    if tree.lemma(frame.head) == "be" or tree.kids(frame.head, "cop"):
        verb = ("are" if plural else "is") + (
            "" if tree.lemma(frame.head) == "be" else " " + tree.word(frame.head)
        )
    particles = [tree.word(child) for child in tree.kids(frame.head, "compound:prt")]
    return " ".join([agents, verb, *particles, _phrase(scene, themes), _tail(coded, bool(themes))])


def _tail(coded: Coded, has_theme: bool = True) -> str:
    """The destination or place, and the counterpart where the theme does not name it."""
    others = "" if has_theme else _names(coded, *_OBJECT_ROLES)
    for role, preposition in (("destination", "to"), ("place", "in"), ("origin", "from")):
        for place in coded.places:
            if place.role == role:
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
