"""Things transferred, used or lost, with their amounts: "at least 150 first-person-view drones"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.extract.context import Scene
from kb.extract.lexicon import Lexicon
from kb.model import Item

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = {word: value for value, word in enumerate(_UNITS)}
WORDS |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
SCALES |= {"m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3}
_FIGURE = re.compile(r"[$€£¥]?(\d[\d,]*(?:\.\d+)?)(bn|mn|tn|m|k)?", re.IGNORECASE)
_RANGE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(?:to|-|–|and)\s*(\d[\d,]*(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A stated number: `value` where it is one, else the bounds that the words give."""

    value: float | None
    low: float | None
    high: float | None
    approximate: bool


def find_items(scene: Scene, heads: tuple[int, ...], lexicon: Lexicon) -> list[Item]:
    """Return the items that some noun phrases name: only nouns that the item vocabulary lists."""
    items: list[Item] = []
    for head in heads:
        start, end = scene.extent(_measured_phrase(scene, head))
        text = scene.text[start:end]
        kind = item_kind(text, scene.tree.lemma(head), lexicon)
        if kind is None:
            continue
        amount = read_amount(text, lexicon)
        items.append(
            Item(kind, amount.value, amount.low, amount.high, amount.approximate, text, start, end)
        )
    return [
        item
        for item in items
        if not any(o is not item and o.start <= item.start and item.end <= o.end for o in items)
    ]


def _measured_phrase(scene: Scene, head: int) -> list[int]:
    """The noun with its amount and what it is of, without where it goes and to whom."""
    tree = scene.tree
    beside = {
        word
        for child in tree.kids(head, "nmod", "obl")
        if tree.preposition(child) not in ("of", "")
        for word in tree.subtree(child)
    }
    return [word for word in tree.phrase(head) if word not in beside]


def item_kind(text: str, head: str, lexicon: Lexicon) -> str | None:
    """Return the item kind of a noun phrase: of its longest listed phrase, else of its head."""
    words = re.findall(r"[\w$€£]+", text.lower().replace("-", " "))
    singular = " ".join([*words[:-1], head]) if words else head
    for phrase in sorted(lexicon.item_kinds, key=len, reverse=True):
        plain = phrase.replace("-", " ")
        if " " in plain and re.search(rf"\b{re.escape(plain)}s?\b", singular):
            return lexicon.item_kinds[phrase]
    if re.search(r"[$€£]\s?\d", text):
        return "money"
    return lexicon.item_kinds.get(head)


def read_amount(text: str, lexicon: Lexicon) -> Amount:
    """Return the amount that a noun phrase states, in words or figures, with its hedges."""
    lowered = text.lower()
    approximate = _starts_with_any(lowered, lexicon.approximate)
    if span := _RANGE.search(lowered):
        return Amount(None, _figure(span[1]), _figure(span[2]), approximate)
    for vague in sorted(lexicon.vague, key=len, reverse=True):
        if re.search(rf"\b{vague}\b", lowered):
            low, high = lexicon.vague[vague]
            return Amount(None, float(low), float(high) if high >= 0 else None, True)
    value = _number(lowered)
    if value is None:
        return Amount(None, None, None, approximate)
    if _starts_with_any(lowered, lexicon.minimum):
        return Amount(None, value, None, approximate)
    if _starts_with_any(lowered, lexicon.maximum):
        return Amount(None, None, value, approximate)
    return Amount(value, None, None, approximate)


def _starts_with_any(text: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\s+[\w$€£]*[\d\w]", text) for word in words)


def _figure(text: str) -> float:
    return float(text.replace(",", ""))


def _number(text: str) -> float | None:
    """Read the first number of a phrase: 1,500; 2.5 million; three dozen; twenty-five."""
    total: float | None = None
    for word in re.findall(r"[$€£¥]?\d[\d,]*(?:\.\d+)?[a-z]*|[a-z]+", text.replace("-", " ")):
        figure = _FIGURE.fullmatch(word)
        if figure and total is None:
            total = _figure(figure[1]) * SCALES.get((figure[2] or "").lower(), 1)
        elif word in WORDS:
            total = (total or 0) + WORDS[word]
        elif word.rstrip("s") in SCALES and (total is not None or word in SCALES):
            total = (total or 1) * SCALES[word.rstrip("s")]
        elif total is not None:
            break
    return total
