"""MEANTIME `corpus_stock`: participants, polarity and certainty of Wikinews on stock markets.

Participants are judged on the events that the chain found too. Polarity and certainty are judged
on every marked verb and noun, whether the lexicon lists it or not: they are rules of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.scorers.reading import Reader
from kb.extract.context import Scene, build_scenes
from kb.extract.cues import find_cues
from kb.extract.factuality import Factuality, judge
from kb.extract.lexicon import Lexicon
from kb.extract.predicates import Frame, supporting_verb
from kb.model import Event, Extraction

_LEVELS = ("CERTAIN", "PROBABLE", "POSSIBLE")
Marked = Mapping[str, Any]


def measure(reader: Reader, corpora: Path) -> dict[str, float]:
    """Return participant precision, F1 of negative polarity, macro F1 of certainty."""
    right: list[bool] = []
    polarity: list[tuple[str, str]] = []
    certainty: list[tuple[str, str]] = []
    for record in _records(corpora):
        found = reader.read(record["text"])
        marked = [e for e in record["events"] if e["start"] < record["annotated_end"]]
        right += _participants(found, marked, record["text"])
        for event, fact in _judged(found, marked, reader.tools.lexicon):
            if event["polarity"] in ("POS", "NEG"):
                polarity.append((event["polarity"], fact.polarity[:3].upper()))
            if event["certainty"] in _LEVELS:
                certainty.append((event["certainty"], _level(fact)))
    constant = [(gold, "CERTAIN") for gold, _ in certainty]
    return {
        "participant precision": sum(right) / max(1, len(right)),
        "participants": float(len(right)),
        "negative F1": _f1(polarity, "NEG"),
        "certainty macro F1": _macro(certainty),
        "certainty macro F1 of always certain": _macro(constant),
    }


def _records(corpora: Path) -> Iterator[dict[str, Any]]:
    lines = (corpora / "events" / "meantime_docs.jsonl").read_text("utf-8").splitlines()
    return (r for r in map(json.loads, lines) if r["topic"] == "corpus_stock")


def _participants(found: Extraction, marked: Sequence[Marked], text: str) -> list[bool]:
    """For each participant of a found event that is marked too: is it one of its Arg0, Arg1."""
    right: list[bool] = []
    for event in found.events:
        for gold in marked:
            if not (gold["start"] < event.end and event.start < gold["end"]):
                continue
            core = [p["text"] for p in gold["participants"] if p["role"] in ("Arg0", "Arg1")]
            right += _judge_participants(event, core, text) if core else []
            break
    return right


def _judge_participants(event: Event, core: Iterable[str], text: str) -> list[bool]:
    named = [text[p.start : p.end] for p in event.participants if p.start is not None]
    return [any(name in gold or gold in name for gold in core) for name in named]


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


def _f1(pairs: Sequence[tuple[str, str]], value: str) -> float:
    both = sum(gold == found == value for gold, found in pairs)
    gold_count = sum(gold == value for gold, _ in pairs)
    found_count = sum(found == value for _, found in pairs)
    return 2 * both / (gold_count + found_count) if gold_count + found_count else 0.0


def _macro(pairs: Sequence[tuple[str, str]]) -> float:
    return sum(_f1(pairs, level) for level in _LEVELS) / len(_LEVELS)
