"""A training sentence, and how the corpora are read into it.

Every layer may be missing (None): a sentence then trains only the heads that it has labels for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Sentence:
    """Words with their labels. `heads` count from 1 (0: root); `roles` maps predicate to args."""

    source: str
    document: str
    key: str
    words: list[str]
    upos: list[str] | None = None
    heads: list[int] | None = None
    relations: list[str] | None = None
    misc: list[str] | None = None
    names: list[str] | None = None
    roles: dict[int, dict[int, str]] | None = None  # predicate -> {argument head: label}, from 0
    spaces: list[bool] | None = None  # whether white space follows


def read_conllu(file: Path, source: str) -> Iterator[Sentence]:
    """Read a CoNLL-U file; multiword ranges and empty nodes are left out."""
    document = key = ""
    rows: list[list[str]] = []
    for line in [*file.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("# newdoc id"):
            document = line.split("=", 1)[1].strip()
        elif line.startswith("# sent_id"):
            key = line.split("=", 1)[1].strip()
        elif line and line[0] != "#":
            columns = line.split("\t")
            if columns[0].isdigit():
                rows.append(columns)
        elif not line and rows:
            yield Sentence(
                source,
                document,
                key,
                [row[1] for row in rows],
                [row[3] for row in rows],
                [int(row[6]) for row in rows],
                [row[7] for row in rows],
                [row[9] for row in rows],
                spaces=["SpaceAfter=No" not in row[9] for row in rows],
            )
            rows = []


def read_iob2(file: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Read Universal NER: sentence id -> words and BIO labels."""
    sentences = {}
    key = ""
    words: list[str] = []
    labels: list[str] = []
    for line in [*file.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("# sent_id"):
            key = line.split("=", 1)[1].strip()
        elif line and line[0] != "#":
            columns = line.split("\t")
            words.append(columns[1])
            # The early release marks other names OTH, and has a few marks without a kind.
            label = columns[2].replace("-OTH", "-MISC")
            labels.append("O" if label.endswith("-O") else label)
        elif not line and words:
            sentences[key] = (words, labels)
            words, labels = [], []
    return sentences


def read_wikigold(file: Path) -> Iterator[Sentence]:
    """Read WikiGold (IO labels) as BIO."""
    words: list[str] = []
    labels: list[str] = []
    count = 0
    for line in [*file.read_text(encoding="utf-8").splitlines(), ""]:
        if line.strip() and not line.startswith("-DOCSTART-"):
            word, label = line.strip().rsplit(" ", 1)
            kind = label[2:]
            inside = labels and kind and labels[-1][2:] == kind and not label.startswith("B-")
            words.append(word)
            labels.append(f"{'I' if inside else 'B'}-{kind}" if kind else "O")
        elif words:
            yield Sentence("wikigold", "", f"wikigold-{count}", words, names=labels)
            words, labels = [], []
            count += 1


def names_to_labels(length: int, spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """Return BIO labels of spans (first, last inclusive, kind); longer spans win."""
    labels = ["O"] * length
    for first, last, kind in sorted(spans, key=lambda span: span[0] - span[1]):
        if all(label == "O" for label in labels[first : last + 1]):
            labels[first : last + 1] = [f"I-{kind}"] * (last + 1 - first)
            labels[first] = f"B-{kind}"
    return labels


def spans_of_labels(labels: list[str]) -> list[tuple[int, int, str]]:
    """Return the spans (first, last inclusive, kind) of BIO labels."""
    spans: list[tuple[int, int, str]] = []
    for index, label in enumerate(labels):
        if label.startswith("B-"):
            spans.append((index, index, label[2:]))
        elif label.startswith("I-") and spans and spans[-1][1] == index - 1:
            spans[-1] = (spans[-1][0], index, spans[-1][2])
    return spans


# ------------------------------------------------------------------ PropBank

# Auxiliaries have no roles of their own, and telling them is the tagger's work.
AUXILIARY_SENSES = frozenset({"be.03", "do.01", "have.01", "get.03"})
ROLE = re.compile(r"\((C-|R-)?(ARG\d|ARGA|ARGM-[A-Z]+)")


def read_propbank(folder: Path) -> dict[str, list[list[list[str]]]]:
    """Read the skeleton files: UD document id -> sentences -> rows of columns."""
    documents = {}
    for file in sorted(folder.rglob("*.gold_skel")):
        genre = file.parts[-3]
        document = f"{genre}-{file.name.removesuffix('.xml.gold_skel')}"
        sentences: list[list[list[str]]] = [[]]
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip():
                sentences[-1].append(line.split())
            elif sentences[-1]:
                sentences.append([])
        documents[document] = [sentence for sentence in sentences if sentence]
    return documents


def add_roles(sentences: list[Sentence], propbank: dict[str, list[list[list[str]]]]) -> int:
    """Give each UD sentence the roles of its PropBank twin; returns how many were aligned.

    Sentences are matched by their position in the document, where the words are as many.
    """
    positions: dict[str, int] = defaultdict(int)
    aligned = 0
    for sentence in sentences:
        position = positions[sentence.document]
        positions[sentence.document] += 1
        twins = propbank.get(sentence.document, [])
        if position < len(twins) and len(twins[position]) == len(sentence.words):
            sentence.roles = _read_roles(twins[position], sentence)
            aligned += 1
    return aligned


def _read_roles(rows: list[list[str]], sentence: Sentence) -> dict[int, dict[int, str]]:
    roles: dict[int, dict[int, str]] = {}
    for column in range(8, len(rows[0])):
        cells = [row[column] for row in rows]
        predicate = next((i for i, cell in enumerate(cells) if "(V*" in cell), None)
        if predicate is None or rows[predicate][7] in AUXILIARY_SENSES:
            continue
        roles[predicate] = {}
        for first, last, label in _bracketed_spans(cells):
            head = _head_of_span(sentence, first, last)
            if head != predicate:
                roles[predicate].setdefault(head, label)
    return roles


def _bracketed_spans(cells: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the arguments of one predicate; references (R-) and continuations (C-) are left."""
    opened: list[tuple[int, str | None]] = []
    for index, cell in enumerate(cells):
        for mark in re.findall(r"\([^()*]+|\)", cell):
            if mark != ")":
                match = ROLE.match(mark)
                opened.append((index, match[2] if match and not match[1] else None))
            elif opened:
                first, label = opened.pop()
                if label:
                    yield first, index, label


def _head_of_span(sentence: Sentence, first: int, last: int) -> int:
    assert sentence.heads
    for index in range(first, last + 1):
        if not first <= sentence.heads[index] - 1 <= last:
            return index
    return first
