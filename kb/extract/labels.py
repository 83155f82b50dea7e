"""One-line labels of events: "Ukraine sends 150 first-person-view drones to Idlib"."""

from __future__ import annotations

from collections.abc import Iterable

import lemminflect

from kb.extract.context import Scene
from kb.extract.filling import Coded
from kb.extract.participants import enumerated

MAX_LABEL = 140
_MAX_WORDS = 14
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
    return _join(p.actor.label for p in coded.participants if p.role in roles)


def _join(labels: Iterable[str]) -> str:
    names = list(dict.fromkeys(labels))
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def _is_plural(label: str) -> bool:
    """Whether a single agent's name takes a plural verb: "Protesters", "Russian Armed Forces"."""
    last = label.split(" ")[-1].lower()
    return last.endswith(("s", "people", "men")) and not last.endswith(("ss", "states", "nations"))


def _agents(scene: Scene, coded: Coded) -> str:
    """The names of those who stand in the subject, in text order."""
    tokens = scene.tree.tokens
    heads = [
        member for head in coded.frame.slots.get("subj", ()) for member in enumerated(scene, head)
    ]
    return _join(
        p.actor.label
        for p in coded.participants
        if p.start is not None
        and p.end is not None
        and any(p.start <= tokens[head].start < p.end for head in heads)
    )


def _verb_label(scene: Scene, coded: Coded) -> str:
    frame, tree = coded.frame, scene.tree
    themes = frame.slots.get("obj", ())
    agents = _agents(scene, coded)
    if not agents and "subj" in frame.slots:
        agents = _phrase(scene, frame.slots["subj"][:1])
    if not agents and themes:
        participle = lemminflect.getInflection(tree.lemma(frame.head), "VBN")
        done = participle[0] if participle else tree.word(frame.head)
        plural = len(themes) > 1 or tree.word(themes[0]).endswith("s")
        theme = _phrase(scene, themes)
        return f"{theme} {'are' if plural else 'is'} {done} {_tail(coded, theme)}"
    several = "," in agents or " and " in agents or _is_plural(agents)
    inflected = lemminflect.getInflection(tree.lemma(frame.head), "VBP" if several else "VBZ")
    verb = inflected[0] if inflected else tree.word(frame.head)
    be = "are" if several else "is"
    if tree.lemma(frame.head) == "be":
        verb = be
    elif tree.kids(frame.head, "cop") and tree.tokens[frame.head].upos != "VERB":
        # "are on the territory of Borg": the predicate with its preposition
        words = {*tree.phrase(frame.head), *tree.kids(frame.head, "case")}
        words -= {p for p in words if p < min(tree.kids(frame.head, "cop"))}
        return f"{agents} {be} {scene.surface(sorted(words))}"
    return f"{agents} {verb} {_predicate(scene, frame.head)}"


def _predicate(scene: Scene, verb: int) -> str:
    """What follows the verb: objects and phrases in text order, without times and side clauses."""
    tree = scene.tree
    parts: list[str] = []
    for child in tree.kids(verb, "obj", "iobj", "obl", "xcomp", "compound:prt"):
        words = tree.phrase(child) if tree.tokens[child].deprel != "xcomp" else tree.subtree(child)
        words = sorted({*words, *tree.kids(child, "case", "mark")})
        coordinated = tree.themes(verb) if tree.tokens[child].deprel == "obj" else []
        for member in [m for m in coordinated or tree.conjuncts(child) if m != child]:
            words = sorted({*words, *tree.kids(member, "cc", "case"), *tree.phrase(member)})
        if child < verb or any(head in words for head in scene.times):
            continue
        parts.append(scene.surface(words))
        if sum(len(part.split()) for part in parts) >= _MAX_WORDS:
            break
    return " ".join(parts)


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
