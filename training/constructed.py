"""Sentences of our own, with trees, names and roles, for what the treebanks hardly hold.

Inverted speech, attribution, appositions, "City, Country", reduced relatives, bare weekdays,
headlines. They are composed from the fragments of constructed.txt; a token is written
form/UPOS/head/relation with heads counted from 1 inside the fragment (0: its root), and
"{X}/head/relation" takes in a fragment of kind X. After " | " stand the roles:
predicate:LABEL=argument,... All names combine at random.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from name_lists import NameLists, read_names, read_sections
from sentences import Sentence, names_to_labels

TEMPLATES = Path(__file__).parent / "constructed.txt"
NAME_SLOTS = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "CITY": "LOC", "COUNTRY": "LOC"}
NUMBERS = ("two", "15", "150", "dozens", "1,200", "seven")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNLABELLED = -1


@dataclass
class Tree:
    """A fragment under construction; heads count from 1, 0 is its root."""

    words: list[str] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    names: list[tuple[int, int, str]] = field(default_factory=list)
    roles: dict[int, dict[int, str]] = field(default_factory=dict)

    @property
    def root(self) -> int:
        """The index (from 0) of the fragment's root."""
        return self.heads.index(0)


def _single(word: str, upos: str, kind: str | None = None) -> Tree:
    return Tree([word], [upos], [0], ["root"], [(0, 0, kind)] if kind else [])


class Composer:
    """Draws fragments and names and puts them together."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._fragments = read_sections(TEMPLATES)
        self._names: NameLists = read_names()

    def compose_sentence(self) -> Tree:
        """Return a sentence of a frame that is drawn by its weight."""
        frames = [line.split(" ", 1) for line in self._fragments["SENTENCE"]]
        weights = [int(weight) for weight, _ in frames]
        return self._compose(self._rng.choices(frames, weights)[0][1])

    def draw(self, share: float) -> bool:
        """Return True in `share` of the calls."""
        return self._rng.random() < share

    def _name(self, slot: str) -> Tree:
        kind, choose = NAME_SLOTS[slot], self._rng.choice
        if kind == "PER":
            given = [choose(self._names.given_names)] if self.draw(0.6) else []
            words = [*given, *choose(self._names.family_names).replace("-", " - ").split()]
        elif kind == "ORG":
            words = choose(self._names.organisations).split()
        else:
            pools = {"CITY": self._names.cities, "COUNTRY": self._names.countries}
            pool = pools.get(slot) or choose((self._names.cities, self._names.countries))
            words = choose(pool).split()
        # The first word heads a person's or place's name; of organisations only the last is known.
        count = len(words)
        flat = kind != "ORG"
        heads = [0] + [1] * (count - 1) if flat else [UNLABELLED] * (count - 1) + [0]
        relations = ["root"] + ["flat"] * (count - 1) if flat else ["_"] * (count - 1) + ["root"]
        upos = ["PUNCT" if word == "-" else "PROPN" for word in words]
        return Tree(words, upos, heads, relations, [(0, count - 1, kind)])

    def _fill(self, slot: str) -> Tree:
        choose = self._rng.choice
        if slot in NAME_SLOTS:
            return self._name(slot)
        if slot == "NORP":
            return _single(choose(self._names.demonyms), "ADJ", "NORP")
        if slot == "NUM":
            return _single(choose(NUMBERS), "NUM")
        if slot == "DAY":
            return _single(choose((*WEEKDAYS, *WEEKDAYS, "yesterday", "today")), "PROPN")
        if slot == "WEEKDAY":
            return _single(choose(WEEKDAYS), "PROPN")
        return self._compose(choose(self._fragments[slot]))

    def _compose(self, template: str) -> Tree:
        body, _, role_part = template.partition(" | ")
        parts: list[tuple[Tree, int, str]] = []
        for item in body.split():
            if item.startswith("{"):
                slot, head, relation = item.rsplit("/", 2)
                parts.append((self._fill(slot[1:-1]), int(head), relation))
            else:
                form, upos, head, relation = item.rsplit("/", 3)
                parts.append((_single(form, upos), int(head), relation))
        offsets = [sum(len(part[0].words) for part in parts[:i]) for i in range(len(parts))]
        heads = [offset + part[0].root for offset, part in zip(offsets, parts, strict=True)]
        whole = Tree()
        for (part, head, relation), offset in zip(parts, offsets, strict=True):
            _append(whole, part, offset, heads[head - 1] + 1 if head else 0, relation)
        _add_roles(whole, role_part, heads)
        return whole


def _add_roles(whole: Tree, role_part: str, heads: list[int]) -> None:
    for clause in role_part.split(";") if role_part else []:
        predicate, _, arguments = clause.partition(":")
        roles = whole.roles.setdefault(heads[int(predicate) - 1], {})
        for argument in arguments.split(","):
            label, _, position = argument.partition("=")
            roles[heads[int(position) - 1]] = label


def _append(whole: Tree, part: Tree, offset: int, head: int, relation: str) -> None:
    for index in range(len(part.words)):
        is_root = part.heads[index] == 0
        inner = part.heads[index] if part.heads[index] < 0 else part.heads[index] + offset
        whole.heads.append(head if is_root else inner)
        whole.relations.append(relation if is_root else part.relations[index])
    whole.words += part.words
    whole.upos += part.upos
    whole.names += [(a + offset, b + offset, kind) for a, b, kind in part.names]
    for predicate, arguments in part.roles.items():
        whole.roles[predicate + offset] = {i + offset: r for i, r in arguments.items()}


def construct_sentences(count: int, seed: int) -> list[Sentence]:
    """Return `count` sentences drawn from the frames by their weights."""
    composer = Composer(seed)
    sentences = []
    for index in range(count):
        tree = composer.compose_sentence()
        tree.words[0] = tree.words[0][:1].upper() + tree.words[0][1:]
        if tree.words[0] in '"“' and composer.draw(0.9):
            tree.words[1] = tree.words[1][:1].upper() + tree.words[1][1:]
        sentences.append(
            Sentence(
                "constructed",
                "",
                f"constructed-{index}",
                tree.words,
                tree.upos,
                tree.heads,
                tree.relations,
                names=names_to_labels(len(tree.words), tree.names),
                roles=tree.roles,
            )
        )
    return sentences
