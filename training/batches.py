"""From training sentences to tensors."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from sentences import Sentence
from torch import Tensor

sys.path.insert(0, str(Path(__file__).parents[1]))
from kb.annotate.language.pieces import (
    CAPITALS,
    INITIAL,
    LOWER,
    MIXED,
    SENTENCE_INITIAL,
    SINGLE_CAPITAL,
    EncodedSentence,
    Pieces,
)

IGNORED = -100
PIECE_INPUTS = ("ids", "case", "listed", "mask")
# How often training hides that a name is in a list, so that unlisted names are found as well.
HIDDEN_SENTENCES, HIDDEN_WORDS = 0.15, 0.12
LONGEST = 150  # pieces; longer sentences are few and costly
# Their predicates other than verbs are not marked throughout.
PARTLY_MARKED = ("constructed",)


@dataclass
class LabelSets:
    """The labels of each head; the first role is "no role"."""

    pos: list[str]
    rel: list[str]
    ner: list[str]
    roles: list[str]


@dataclass
class Example:
    """An encoded sentence with numbered labels."""

    encoded: EncodedSentence
    tags: list[int]
    heads: list[int]
    relations: list[int]
    names: list[int]
    predicates: list[int]
    roles: dict[int, dict[int, int]]


@dataclass
class Batch:
    """Padded tensors; `pairs` are (row, predicate) and `roles` their labels per word."""

    inputs: dict[str, Tensor]
    words: Tensor
    labels: dict[str, Tensor]
    pairs: Tensor
    roles: Tensor


def collect_labels(sentences: Sequence[Sentence], rarest_role: int = 100) -> LabelSets:
    """Return the label sets of `sentences`; rarer roles are left out."""
    counts: dict[str, int] = {}
    for sentence in sentences:
        for arguments in (sentence.roles or {}).values():
            for label in arguments.values():
                counts[label] = counts.get(label, 0) + 1
    kinds = ("PER", "ORG", "LOC", "NORP", "FAC", "MISC")
    return LabelSets(
        sorted({x for s in sentences for x in s.upos or ()}),
        sorted({x for s in sentences for x in s.relations or () if x != "_"}),
        ["O", *(f"{mark}-{kind}" for kind in kinds for mark in "BI")],
        ["", *sorted(label for label, count in counts.items() if count >= rarest_role)],
    )


def number_sentence(sentence: Sentence, pieces: Pieces, labels: LabelSets) -> Example:
    """Return the numbered labels of a sentence; what is missing is ignored in training."""
    missing = [IGNORED] * len(sentence.words)

    def numbers(values: list[str] | None, names: list[str]) -> list[int]:
        known = {name: i for i, name in enumerate(names)}
        return missing if values is None else [known.get(v, IGNORED) for v in values]

    heads = [h if h >= 0 else IGNORED for h in sentence.heads] if sentence.heads else missing
    role_numbers = {role: i for i, role in enumerate(labels.roles)}
    roles = {
        predicate: {a: role_numbers[r] for a, r in arguments.items() if r in role_numbers}
        for predicate, arguments in (sentence.roles or {}).items()
    }
    predicates = missing
    if sentence.roles is not None:
        predicates = [int(i in roles) for i in range(len(sentence.words))]
        if sentence.source.startswith(PARTLY_MARKED) and sentence.upos:
            predicates = [
                IGNORED if not marked and tag in ("NOUN", "ADJ") else marked
                for marked, tag in zip(predicates, sentence.upos, strict=True)
            ]
    return Example(
        pieces.encode_words(sentence.words),
        numbers(sentence.upos, labels.pos),
        heads,
        numbers(sentence.relations, labels.rel),
        numbers(sentence.names, labels.ner),
        predicates,
        roles,
    )


def make_batches(examples: Sequence[Example], pieces: int, rng: random.Random) -> list[list[int]]:
    """Return shuffled batches of sentences alike in length, of at most `pieces` with padding."""
    keys = [len(e.encoded.ids) + rng.random() * 6 for e in examples]
    order = sorted(range(len(examples)), key=keys.__getitem__)
    batches: list[list[int]] = [[]]
    longest = 0
    for index in order:
        longest = max(longest, len(examples[index].encoded.ids))
        if batches[-1] and longest * (len(batches[-1]) + 1) > pieces:
            batches.append([])
            longest = len(examples[index].encoded.ids)
        batches[-1].append(index)
    rng.shuffle(batches)
    return batches


def _vary_case(case: list[int], rng: random.Random) -> list[int]:
    """Now and then show a sentence in lower case, in capitals or as a headline."""
    draw = rng.random()
    cased = (INITIAL, CAPITALS, MIXED, SINGLE_CAPITAL, SENTENCE_INITIAL)
    if draw < 0.04:
        return [LOWER if c in cased else c for c in case]
    if draw < 0.07:
        return [CAPITALS if c in cased or c == LOWER else c for c in case]
    if draw < 0.12:
        return [INITIAL if c == LOWER else c for c in case]
    return case


def _hide_listed(encoded: EncodedSentence, rng: random.Random) -> list[int]:
    """Hide the lists of names from some sentences and from some words of the others."""
    if rng.random() < HIDDEN_SENTENCES:
        return [0] * len(encoded.listed)
    listed = list(encoded.listed)
    for first, last in zip(encoded.first, encoded.last, strict=True):
        if listed[first] and rng.random() < HIDDEN_WORDS:
            listed[first : last + 1] = [0] * (last + 1 - first)
    return listed


def collate(examples: Sequence[Example], rng: random.Random | None = None) -> Batch:
    """Pad `examples` into tensors; with `rng`, casing is varied and listed names are hidden."""
    rows, length = len(examples), max(len(e.encoded.ids) for e in examples)
    words = max(len(e.tags) for e in examples)
    inputs = {name: torch.zeros(rows, length, dtype=torch.long) for name in PIECE_INPUTS}
    for name in ("first", "last"):
        inputs[name] = torch.zeros(rows, words + 1, dtype=torch.long)
    present = torch.zeros(rows, words + 1, dtype=torch.bool)
    names = ("tags", "heads", "relations", "names", "predicates")
    labels = {name: torch.full((rows, words), IGNORED) for name in names}
    pairs, roles = [], []
    for row, example in enumerate(examples):
        encoded, count = example.encoded, len(example.tags)
        case = _vary_case(encoded.case, rng) if rng else encoded.case
        listed = _hide_listed(encoded, rng) if rng else encoded.listed
        for name, values in (("ids", encoded.ids), ("case", case), ("listed", listed)):
            inputs[name][row, : len(values)] = torch.tensor(values)
        inputs["mask"][row, : len(encoded.ids)] = 1
        inputs["first"][row, : count + 1] = torch.tensor(encoded.first)
        inputs["last"][row, : count + 1] = torch.tensor(encoded.last)
        present[row, : count + 1] = True
        for name in names:
            labels[name][row, :count] = torch.tensor(getattr(example, name))
        for predicate, arguments in example.roles.items():
            pairs.append((row, predicate))
            target = torch.full((words,), IGNORED)
            target[:count] = 0
            for argument, role in arguments.items():
                target[argument] = role
            roles.append(target)
    return Batch(
        inputs,
        present,
        labels,
        torch.tensor(pairs, dtype=torch.long).reshape(-1, 2),
        torch.stack(roles) if roles else torch.zeros(0, words, dtype=torch.long),
    )
