"""Names of two sets of news: re3d (public-domain publishers) and MEANTIME (without its test part).

Both mark mentions, not names, and not all of them. A sentence is kept where every capitalised
word is accounted for; a mention is cut down to its name: no articles, no titles. A state counts as
a place, as in Universal NER, whatever it does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sentences import Sentence, names_to_labels

sys.path.insert(0, str(Path(__file__).parents[1]))
from kb.annotate.language.listed import IN_PLACE, ORGANISATION, PEOPLE, PLACE, ListedNames
from kb.annotate.language.segmenter import split_sentences
from kb.annotate.language.tokenizer import split_tokens

Mention = tuple[int, int, str]  # first and last character (exclusive), kind

RE3D_PUBLISHERS = frozenset({"CENTCOM", "US State Department"})
STATE_OR_BODY = "state or body"  # told apart by the list of places
RE3D_KINDS = {
    "Organisation": STATE_OR_BODY,
    "Person": "PER",
    "Location": "LOC",
    "Nationality": "NORP",
    "MilitaryPlatform": "MISC",
    "DocumentReference": "MISC",
}
RE3D_SURE = 0.5  # confidence of the annotation below which a mention is only a proposal
MEANTIME_HELD_OUT = "corpus_stock"
MEANTIME_KINDS = {"ORG": "ORG", "PER": "PER", "LOC": "LOC", "PRO": "MISC"}
MEANTIME_NAMED = frozenset({"NAM", "PRE.NAM"})
INSIDE_OF_NAME = frozenset({"of", "the", "for", "de", "la", "al", "&", "-", "'s", "."})
TITLES = frozenset(
    "president vice prime minister foreign defense defence secretary general senator ambassador "
    "colonel col. lt. gen. maj. capt. captain major lieutenant commander staff sgt. sergeant "
    "spokesman spokesperson spokeswoman chancellor king prince sheikh emir mr mr. mrs. ms. dr. "
    "special envoy presidential representative chief executive ceo chairman sir judge justice "
    "deputy assistant acting army spc. spc pfc.".split()
)
PRONOUNS = frozenset("i we our us you your they their he his she her it its who these".split())
# Capitalised without being names.
CALENDAR = frozenset(
    "i monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december jan feb jan. feb. aug. sept. oct. nov. "
    "dec.".split()
)


def read_re3d(file: Path, names: ListedNames) -> Iterator[Sentence]:
    """Yield the sentences of the public-domain publishers whose names are all known."""
    for record in _records(file):
        if record["publisher"] not in RE3D_PUBLISHERS:
            continue
        found = [
            (e["begin"], e["end"], RE3D_KINDS[e["type"]])
            for e in record["entities"]
            if e["type"] in RE3D_KINDS and e["confidence"] >= RE3D_SURE
        ]
        proposed = [
            (e["begin"], e["end"], RE3D_KINDS[e["type"]])
            for e in record["entities"]
            if e["type"] in ("Location", "Nationality")
        ]
        text = record["text"]
        for span in split_sentences(text):
            tokens = [
                (span.start + t.start, span.start + t.end)
                for t in split_tokens(text[span.start : span.end])
            ]
            yield from _label("re3d", text, tokens, found + proposed, names)


def read_meantime(file: Path, names: ListedNames) -> Iterator[Sentence]:
    """Yield the annotated sentences, but those of the part kept for measurement."""
    for record in _records(file):
        if record["topic"] == MEANTIME_HELD_OUT:
            continue
        found = [
            (e["start"], e["end"], MEANTIME_KINDS[e["type"]])
            for e in record["entities"]
            if e["syn"] in MEANTIME_NAMED and e["type"] in MEANTIME_KINDS
        ]
        text, start = record["text"], 0
        for line in text[: record["annotated_end"]].splitlines():
            tokens, position = [], start
            for word in line.split(" "):
                if word:
                    tokens.append((position, position + len(word)))
                position += len(word) + 1
            yield from _label("meantime", text, tokens, found, names)
            start += len(line) + 1


def _records(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _label(
    source: str,
    text: str,
    tokens: list[tuple[int, int]],
    mentions: Iterable[Mention],
    names: ListedNames,
) -> Iterator[Sentence]:
    words = [text[start:end] for start, end in tokens]
    marks = names.mark(words)
    spans = set()
    for start, end, kind in mentions:
        inside = [i for i, t in enumerate(tokens) if start <= t[0] and t[1] <= end]
        if inside and (span := _cut_to_name(words, inside, kind, marks)):
            spans.add(span)
    kept = _longest(spans)
    covered = {i for first, last, _ in kept for i in range(first, last + 1)}
    if kept and all(i in covered or _needs_no_name(words, i) for i in range(len(words))):
        labels = names_to_labels(len(words), kept)
        yield Sentence(source, "", f"{source}-{text[:20]}-{tokens[0][0]}", words, names=labels)


def _cut_to_name(
    words: list[str], inside: list[int], kind: str, marks: list[int]
) -> tuple[int, int, str] | None:
    """Return the run of capitalised words of a mention, or None where it is no plain name."""
    while inside and (words[inside[0]].lower() in TITLES | {"the", "a", "an"}) and len(inside) > 1:
        if kind == "PER" or words[inside[0]].lower() in ("the", "a", "an"):
            inside = inside[1:]
        else:
            break
    if inside and words[inside[-1]] in ("'s", "’s"):
        inside = inside[:-1]
    plain = all(words[i][:1].isupper() or words[i].lower() in INSIDE_OF_NAME for i in inside)
    lower = {words[i].lower() for i in inside}
    if not plain or lower & PRONOUNS or lower <= TITLES or not words[inside[0]][:1].isupper():
        return None
    if kind == STATE_OR_BODY:
        people = len(inside) == 1 and marks[inside[0]] & PEOPLE
        kind = "NORP" if people else "LOC" if _is_place(inside, marks) else "ORG"
    return inside[0], inside[-1], kind


def _is_place(inside: list[int], marks: list[int]) -> bool:
    """Tell whether the words are one listed place from end to end, and no listed organisation."""
    first = marks[inside[0]]
    listed = first & PLACE and not first & ORGANISATION
    return bool(listed) and all(marks[i] & IN_PLACE for i in inside[1:])


def _longest(spans: set[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    order = {"LOC": 0, "NORP": 1, "PER": 2, "ORG": 3, "MISC": 4}
    for span in sorted(spans, key=lambda s: (s[0] - s[1], order[s[2]])):
        if not any(span[0] <= other[1] and other[0] <= span[1] for other in kept):
            kept.append(span)
    return kept


def _needs_no_name(words: list[str], index: int) -> bool:
    word = words[index]
    starts = index == 0 or not any(w[:1].isalpha() for w in words[:index])
    return starts or not word[:1].isupper() or word.lower() in CALENDAR | TITLES
