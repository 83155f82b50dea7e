"""MEANTIME `corpus_stock`: participants, polarity and certainty of Wikinews on stock markets.

Participants are judged on the events that the chain found too. News of stock markets holds few
political acts, so these are few; the same is therefore told for the articles on companies (their
names were in the training of names, their events were not), and who acts and is acted on is judged
on every marked verb and noun of `corpus_stock` that has such a participant, listed in the lexicon
or not. Polarity and certainty are judged on every marked verb and noun, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.scorers.reading import Reader
from kb.extract.context import Scene, build_scenes
from kb.extract.cues import find_cues
from kb.extract.factuality import Factuality, judge
from kb.extract.lexicon import Lexicon
from kb.extract.predicates import Frame, noun_slots, supporting_verb, verb_slots
from kb.model import Extraction

_LEVELS = ("CERTAIN", "PROBABLE", "POSSIBLE")
Marked = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A participant found: whether it is a marked Arg0 or Arg1, and whether it is marked at all
    (whom something is given to is Arg2)."""

    core: bool
    marked: bool


def measure(reader: Reader, corpora: Path) -> dict[str, float]:
    """Return participant precision, F1 of negative polarity, macro F1 of certainty."""
    right: list[Judged] = []
    named: list[bool] = []
    met: list[bool] = []
    polarity: list[tuple[str, str]] = []
    certainty: list[tuple[str, str]] = []
    for record in _records(corpora):
        found = reader.read(record["text"])
        marked = _marked(record)
        right += _participants(found, marked, record["text"])
        heads, wanted = _arguments(found, marked, record["text"], reader.tools.lexicon)
        named += heads
        met += wanted
        for event, fact in _judged(found, marked, reader.tools.lexicon):
            if event["polarity"] in ("POS", "NEG"):
                polarity.append((event["polarity"], fact.polarity[:3].upper()))
            if event["certainty"] in _LEVELS:
                certainty.append((event["certainty"], _level(fact)))
    others = [
        hit
        for record in _records(corpora, stock=False)
        for hit in _participants(reader.read(record["text"]), _marked(record), record["text"])
    ]
    constant = [(gold, "CERTAIN") for gold, _ in certainty]
    return {
        "participant precision": _share(one.core for one in right),
        "participants": float(len(right)),
        "participant precision, any role": _share(one.marked for one in right),
        "participant precision, companies": _share(one.core for one in others),
        "participant precision, companies, any role": _share(one.marked for one in others),
        "participants, companies": float(len(others)),
        "argument precision, every verb and noun": _share(named),
        "arguments": float(len(named)),
        "argument recall, every verb and noun": _share(met),
        "negative F1": _f1(polarity, "NEG"),
        "certainty macro F1": _macro(certainty),
        "certainty macro F1 of always certain": _macro(constant),
    }


def _records(corpora: Path, *, stock: bool = True) -> Iterator[dict[str, Any]]:
    lines = (corpora / "events" / "meantime_docs.jsonl").read_text("utf-8").splitlines()
    return (r for r in map(json.loads, lines) if (r["topic"] == "corpus_stock") == stock)


def _marked(record: Mapping[str, Any]) -> list[Marked]:
    return [e for e in record["events"] if e["start"] < record["annotated_end"]]


def _core(event: Marked) -> list[str]:
    return [p["text"] for p in event["participants"] if p["role"] in ("Arg0", "Arg1")]


def _arguments(
    found: Extraction, marked: Sequence[Marked], text: str, lexicon: Lexicon
) -> tuple[list[bool], list[bool]]:
    """For marked verbs and nouns with a participant: is each argument found one of the marked, is
    each marked participant found."""
    right: list[bool] = []
    met: list[bool] = []
    for scene in build_scenes(found.annotation, lexicon):
        for event in marked:
            core = _core(event)
            position = _token_at(scene, event)
            if position is None or not core:
                continue
            tokens = scene.tree.tokens
            heads = [tokens[head].start for head in _argument_heads(scene, position, lexicon)]
            spans = [_occurrences(text, name, scene) for name in core]
            right += [any(s <= head < e for one in spans for s, e in one) for head in heads]
            met += [any(s <= head < e for head in heads for s, e in one) for one in spans]
    return right, met


def _argument_heads(scene: Scene, position: int, lexicon: Lexicon) -> list[int]:
    """The heads of who acts and who is acted on, of a verb or noun of any kind."""
    if _bare_frame(scene, position, lexicon).noun:
        slots = noun_slots(scene.tree, position, lexicon)
        wanted = ("subj", "poss", "of", "by")
    else:
        slots = verb_slots(scene.tree, position)
        wanted = ("subj", "obj")
    return [head for slot in wanted for head in slots.get(slot, ())]


def _occurrences(text: str, name: str, scene: Scene) -> list[tuple[int, int]]:
    """Where a participant's words stand in a sentence."""
    sentence = scene.sentence
    found = re.finditer(re.escape(name), text[sentence.start : sentence.end])
    return [(hit.start() + sentence.start, hit.end() + sentence.start) for hit in found]


def _participants(found: Extraction, marked: Sequence[Marked], text: str) -> list[Judged]:
    """The participants of found events that are marked too, with an Arg0 or Arg1."""
    judged: list[Judged] = []
    for event in found.events:
        for gold in marked:
            if not (gold["start"] < event.end and event.start < gold["end"]):
                continue
            if core := _core(gold):
                anyone = [p["text"] for p in gold["participants"]]
                named = [text[p.start : p.end] for p in event.participants if p.start is not None]
                judged += [Judged(_is_one(name, core), _is_one(name, anyone)) for name in named]
            break
    return judged


def _is_one(name: str, marked: Iterable[str]) -> bool:
    return any(name in gold or gold in name for gold in marked)


def _judged(
    found: Extraction, marked: Sequence[Marked], lexicon: Lexicon
) -> Iterator[tuple[Marked, Factuality]]:
    for scene in build_scenes(found.annotation, lexicon):
        cues = frozenset(cue.head for cue in find_cues(scene, lexicon) if not cue.attitude)
        for event in marked:
            if (position := _token_at(scene, event)) is not None:
                yield event, judge(scene, _bare_frame(scene, position, lexicon), lexicon, cues)


def _token_at(scene: Scene, event: Marked) -> int | None:
    for position, token in enumerate(scene.tree.tokens):
        if token.start <= event["start"] < token.end:
            return position
    return None


def _bare_frame(scene: Scene, position: int, lexicon: Lexicon) -> Frame:
    """A frame without entries: all that factuality needs of it."""
    token = scene.tree.tokens[position]
    noun = token.upos in ("NOUN", "PROPN") and not scene.tree.kids(position, "cop")
    clause = supporting_verb(scene.tree, position, lexicon) if noun else position
    return Frame(position, position, position, noun, clause, {}, ())


def _level(fact: Factuality) -> str:
    """MEANTIME calls what lies ahead or is only imagined possible, unless it is likely."""
    if fact.certainty == "probable":
        return "PROBABLE"
    ahead = fact.temporality in ("future", "hypothetical")
    return "POSSIBLE" if ahead or fact.certainty == "possible" else "CERTAIN"


def _share(hits: Iterable[bool]) -> float:
    rows = list(hits)
    return sum(rows) / max(1, len(rows))


def _f1(pairs: Sequence[tuple[str, str]], value: str) -> float:
    both = sum(gold == found == value for gold, found in pairs)
    gold_count = sum(gold == value for gold, _ in pairs)
    found_count = sum(found == value for _, found in pairs)
    return 2 * both / (gold_count + found_count) if gold_count + found_count else 0.0


def _macro(pairs: Sequence[tuple[str, str]]) -> float:
    return sum(_f1(pairs, level) for level in _LEVELS) / len(_LEVELS)
