"""Read the corpora, derive training sentences, write them: python prepare.py CORPORA OUT.

CORPORA holds the folders that README.md lists. OUT holds the lists of names (listed_names.py)
and receives train.pickle and dev.pickle.
"""

from __future__ import annotations

import pickle
import random
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import gum_names
from constructed import construct_sentences
from name_lists import NameLists, read_names
from news_names import read_meantime, read_re3d
from sentences import (
    Sentence,
    add_roles,
    names_to_labels,
    read_conllu,
    read_iob2,
    read_propbank,
    read_wikigold,
    spans_of_labels,
)

from kb.annotate.language.listed import PEOPLE, ListedNames
from kb.annotate.language.model_folder import NAMES

SEED = 20
CONSTRUCTED = 1500
STAND_IN_SHARE = 0.4
SWAPPED_SHARE = 0.35
# What the runtime shows for a known name: kb/annotate/language/standins.py.
STAND_INS = {
    "PER": "Johnson",
    "ORG": "Microsoft",
    "LOC": "France",
    "NORP": "French",
    "FAC": "Pentagon",
    "MISC": "Olympics",
}


def mark_peoples(sentence: Sentence, names: ListedNames) -> None:
    """Label listed peoples NORP where the scheme has them as MISC or not at all."""
    assert sentence.names
    spans = spans_of_labels(sentence.names)
    taken = {i for first, last, kind in spans for i in range(first, last + 1)}
    peoples = {i for i, mark in enumerate(names.mark(sentence.words)) if mark & PEOPLE}
    kept = [
        (first, last, "NORP" if kind == "MISC" and first == last and first in peoples else kind)
        for first, last, kind in spans
    ]
    free = [(i, i, "NORP") for i in sorted(peoples - taken)]
    sentence.names = names_to_labels(len(sentence.words), kept + free)


def collapse_names(sentence: Sentence) -> Sentence | None:
    """Return a copy with every name collapsed to the stand-in of its kind, or None."""
    assert sentence.names
    spans = spans_of_labels(sentence.names)
    if not spans or not sentence.heads:
        return None
    group = list(range(len(sentence.words)))  # old index -> first index of its name
    kinds: dict[int, str] = {}
    tops: dict[int, int] = {}
    for first, last, kind in spans:
        inside = range(first, last + 1)
        outside = [i for i in inside if not first <= sentence.heads[i] - 1 <= last]
        if len(outside) != 1 or sentence.heads[outside[0]] < 0:
            return None
        kinds[first], tops[first] = kind, outside[0]
        for i in inside:
            group[i] = first
    order = [i for i in range(len(group)) if group[i] == i]
    new = {old: index for index, old in enumerate(order)}
    position = [new[group[i]] for i in range(len(group))]
    source = [tops.get(i, i) for i in order]
    roles = sentence.roles
    if roles is not None:
        roles = {
            position[p]: {position[a]: label for a, label in arguments.items()}
            for p, arguments in roles.items()
        }
    assert sentence.upos
    assert sentence.relations
    heads = [sentence.heads[i] for i in source]
    return Sentence(
        f"{sentence.source}-stand-ins",
        sentence.document,
        sentence.key,
        [STAND_INS[kinds[i]] if i in kinds else sentence.words[i] for i in order],
        [sentence.upos[i] for i in source],
        [position[h - 1] + 1 if h > 0 else h for h in heads],
        [sentence.relations[i] for i in source],
        None,
        [f"B-{kinds[i]}" if i in kinds else "O" for i in order],
        roles,
    )


def swap_names(sentence: Sentence, lists: NameLists, rng: random.Random) -> Sentence | None:
    """Return a copy with some names replaced by others of their kind; it trains names only."""
    assert sentence.names
    makers: dict[str, Callable[[], str]] = {
        "PER": lambda: f"{rng.choice(lists.given_names)} {rng.choice(lists.family_names)}",
        "LOC": lambda: rng.choice(rng.choice((lists.cities, lists.countries))),
        "ORG": lambda: rng.choice(lists.organisations),
    }
    words: list[str] = []
    spans = []
    names = {first: (last, kind) for first, last, kind in spans_of_labels(sentence.names)}
    index, swapped = 0, False
    while index < len(sentence.words):
        last, kind = names.get(index, (index, ""))
        piece = sentence.words[index : last + 1]
        if kind in makers and rng.random() < 0.6:
            piece = makers[kind]().replace("-", " - ").split()
            piece = piece[1:] if kind == "PER" and last == index else piece
            swapped = True
        if kind:
            spans.append((len(words), len(words) + len(piece) - 1, kind))
        words += piece
        index = last + 1
    if not swapped:
        return None
    labels = names_to_labels(len(words), spans)
    return Sentence(f"{sentence.source}-swapped", "", sentence.key, words, names=labels)


def read_corpora(corpora: Path, names: ListedNames) -> dict[str, list[Sentence]]:
    """Return every corpus and split that the recipe uses, labelled, by name."""
    data = {}
    ewt = corpora / "syntax" / "ud-ewt"
    uner = corpora / "ner" / "uner-ewt"
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(corpora / "roles" / "propbank-ewt.tar.gz") as archive:
            archive.extractall(folder, filter="data")
        propbank = read_propbank(Path(folder))
    for split in ("train", "dev"):
        sentences = list(read_conllu(ewt / f"en_ewt-ud-{split}.conllu", "ewt"))
        aligned = add_roles(sentences, propbank)
        marked = read_iob2(uner / f"en_ewt-ud-{split}.iob2")
        for sentence in sentences:
            words, labels = marked.get(sentence.key, ([], []))
            sentence.names = labels if len(words) == len(sentence.words) else None
        print(f"ewt {split}: {len(sentences)} sentences, {aligned} with roles")
        data[f"ewt-{split}"] = sentences
        data[f"gum-{split}"] = [
            sentence
            for file in sorted((corpora / "syntax" / "gum" / split).glob("*.conllu"))
            for sentence in read_conllu(file, "gum")
        ]
        gum_names.add_names(data[f"gum-{split}"])
    wikigold = corpora / "ner/wikigold/data/wikigold/CONLL-format/data/wikigold.conll.txt"
    sentences = list(read_wikigold(wikigold))
    cut = len(sentences) * 9 // 10
    data["wikigold-train"], data["wikigold-dev"] = sentences[:cut], sentences[cut:]
    data["re3d-train"] = list(read_re3d(corpora / "events/re3d_dev.jsonl", names))
    data["meantime-train"] = list(read_meantime(corpora / "events/meantime_docs.jsonl", names))
    return data


def prepare(corpora: Path, out: Path) -> None:
    """Write the training and development sentences of `corpora` into `out`."""
    listed = ListedNames.load(out / NAMES)
    data = read_corpora(corpora, listed)
    lists = read_names()
    held_out = {" ".join(s.words) for k, v in data.items() if k.endswith("-dev") for s in v}
    rng = random.Random(SEED)
    train: list[Sentence] = []
    for key in [name for name in data if name.endswith("-train")]:
        for sentence in data[key]:
            if len(sentence.words) > 8 and " ".join(sentence.words) in held_out:
                continue
            if sentence.names:
                mark_peoples(sentence, listed)
            train.append(sentence)
    named = [s for s in train if s.names and any(label != "O" for label in s.names)]
    swapped = [swap_names(s, lists, rng) for s in named if rng.random() < SWAPPED_SHARE]
    constructed = construct_sentences(CONSTRUCTED, SEED)
    collapsed = [collapse_names(s) for s in named + constructed if rng.random() < STAND_IN_SHARE]
    train += constructed + [s for s in swapped + collapsed if s]
    out.mkdir(parents=True, exist_ok=True)
    dev = {key: value for key, value in data.items() if key.endswith("-dev")}
    for name, content in (("train", [replace(s, misc=None) for s in train]), ("dev", dev)):
        with (out / f"{name}.pickle").open("wb") as file:
            pickle.dump(content, file)
    for source in sorted({s.source for s in train}):
        part = [s for s in train if s.source == source]
        print(f"{source}: {len(part)} sentences, {sum(len(s.words) for s in part)} words")


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), Path(sys.argv[2]))
