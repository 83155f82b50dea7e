"""Names from the entity layer of GUM, which marks all mentions, named or not.

A mention counts as named where its head is a proper noun; the name is the run around the head
of flat, compound and capitalised modifiers, without determiners and titles.
"""

from __future__ import annotations

import re

from sentences import Sentence, names_to_labels

KINDS = {"person": "PER", "place": "LOC", "organization": "ORG"}
FACILITY_HEADS = frozenset(
    "airport base bridge building castle cathedral church dam hall hospital hotel house library "
    "mosque museum palace park port prison school stadium station temple theater theatre tower "
    "tunnel university".split()
)
OUTSIDE_NAME = frozenset(
    "nmod:desc nmod:poss appos acl acl:relcl conj det parataxis nmod:unmarked punct cc case "
    "orphan".split()
)
INSIDE_OF_NAME = frozenset({"of", "the", "for", "and", "de", "la", "al"})


def add_names(sentences: list[Sentence]) -> None:
    """Set `names` of all sentences (whole documents, in order)."""
    opened: list[tuple[str, int, str, str]] = []
    document = None
    for sentence in sentences:
        if sentence.document != document:
            opened, document = [], sentence.document
        spans = []
        for first, last, kind in _mentions(sentence, opened):
            name = _name_in_mention(sentence, first, last)
            if name and kind != "time":
                spans.append((*name, _kind_of(sentence, name, kind)))
        sentence.names = names_to_labels(len(sentence.words), spans)


def _kind_of(sentence: Sentence, name: tuple[int, int], kind: str) -> str:
    last_word = sentence.words[name[1]].lower()
    is_facility = kind in ("place", "object") and name[0] < name[1] and last_word in FACILITY_HEADS
    return "FAC" if is_facility else KINDS.get(kind, "MISC")


def _mentions(
    sentence: Sentence, opened: list[tuple[str, int, str, str]]
) -> list[tuple[int, int, str]]:
    found = []
    for index, misc in enumerate(sentence.misc or []):
        value = next((x[7:] for x in misc.split("|") if x.startswith("Entity=")), "")
        for mark in re.findall(r"\([^()]*\)?|[^()]+\)", value):
            if mark[0] == "(":
                key, kind = mark[1:].rstrip(")").split("-")[:2]
                if mark.endswith(")"):
                    found.append((index, index, kind))
                else:
                    opened.append((key, index, kind, sentence.key))
            else:
                group = mark[:-1].split("[")[0]
                for position in range(len(opened) - 1, -1, -1):
                    key, first, kind, where = opened[position]
                    if key.split("[")[0] == group:
                        del opened[position]
                        if where == sentence.key and "[" not in key:
                            found.append((first, index, kind))
                        break
    return found


def _name_in_mention(sentence: Sentence, first: int, last: int) -> tuple[int, int] | None:
    assert sentence.heads
    assert sentence.upos
    tops = [i for i in range(first, last + 1) if not first <= sentence.heads[i] - 1 <= last]
    if len(tops) != 1 or sentence.upos[tops[0]] != "PROPN":
        return None
    kept = {tops[0]}
    grown = True
    while grown:
        more = {
            i
            for i in range(first, last + 1)
            if i not in kept
            and sentence.heads[i] - 1 in kept
            and _belongs_to_name(sentence, i, tops[0], kept)
        }
        kept |= more
        grown = bool(more)
    return min(kept), max(kept)


def _belongs_to_name(sentence: Sentence, index: int, top: int, kept: set[int]) -> bool:
    assert sentence.relations
    assert sentence.upos
    relation, tag = sentence.relations[index], sentence.upos[index]
    capital = sentence.words[index][:1].isupper() or sentence.words[index][:1].isdigit()
    if relation in OUTSIDE_NAME:
        return False
    base = relation.split(":")[0]
    if base in ("flat", "compound", "goeswith", "fixed"):
        return tag in ("PROPN", "X", "NUM") or capital
    if base in ("amod", "nummod"):
        return capital and abs(index - top) <= 6
    if base == "nmod" and capital and tag == "PROPN" and abs(index - top) <= 6:
        between = [i for i in range(top + 1, index) if i not in kept]
        return all(
            sentence.words[i].lower() in INSIDE_OF_NAME or sentence.words[i][:1].isupper()
            for i in between
        )
    return False
