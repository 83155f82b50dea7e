"""PolNeAR dev: claims in political news by source, cue and content.

A claim is right when its cue overlaps the marked cue, the heads of the two sources lie in each
other's spans, and the contents share at least half of the characters of the longer one. Marked
attributions without a source want a claim of an unnamed source. A quotation that runs over several
sentences is one marked attribution, so the parts of one are joined before they are judged.
All cues count, also those that hold no event and are therefore not stored.

    python -m bench.scorers.polnear CORPORA

prints how many attributions are right, and how the others fail, by class and by rule.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.scorers.reading import Reader
from kb.config import Settings
from kb.extract.context import Scene, build_scenes
from kb.extract.cues import Cue
from kb.extract.lexicon import Lexicon
from kb.extract.quotations import attribute
from kb.extract.syntax import RELATIVES
from kb.model import Annotation

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Attributed:
    """Source, cue and content of an attribution, as offsets; without source where none is said."""

    source: Spans
    source_head: int | None  # offset of the source's head word
    cue: Spans
    content: Spans
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A found and a marked attribution side by side; either may be missing."""

    found: Attributed | None
    gold: Attributed | None
    source: bool = False
    content: bool = False

    @property
    def right(self) -> bool:
        """Whether source and content are right, too."""
        return self.source and self.content


def measure(reader: Reader, corpora: Path) -> dict[str, float]:
    """Return claim F1, precision, recall, and source accuracy where the cue is found."""
    lexicon = reader.tools.lexicon
    judged = [
        pair
        for record in read_records(corpora)
        for pair in judge(record, reader.annotate(record["text"]), lexicon)
    ]
    met = [pair for pair in judged if pair.found and pair.gold]
    right = sum(pair.right for pair in met)
    found = sum(pair.found is not None for pair in judged)
    gold = sum(pair.gold is not None for pair in judged)
    named = [pair.source for pair in met if pair.gold and pair.gold.source]
    return {
        "claim F1": 2 * right / max(1, found + gold),
        "claim precision": right / max(1, found),
        "claim recall": right / max(1, gold),
        "source where the cue is found": sum(named) / max(1, len(named)),
    }


def read_records(corpora: Path, part: str = "dev") -> list[Mapping[str, Any]]:
    """Read the documents of a part of the set."""
    path = corpora / "attribution" / f"polnear_{part}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def judge(record: Mapping[str, Any], annotation: Annotation, lexicon: Lexicon) -> list[Judged]:
    """Pair what is found in a document with what is marked in it, each at most once."""
    scenes = build_scenes(annotation, lexicon)
    heads = _Heads(scenes)
    found = join_parts(scenes, attribute(scenes, lexicon))
    marked = [_marked(a, heads) for a in record["attributions"] if a["cue"] and a["content"]]
    pairs: list[Judged] = []
    left = list(found)
    for gold in marked:
        rivals = [f for f in left if _touch(f.cue, gold.cue)]
        judged = [Judged(f, gold, _same_source(f, gold), _same_content(f, gold)) for f in rivals]
        best = max(judged, key=lambda pair: (pair.right, pair.source, pair.content), default=None)
        pairs.append(best or Judged(None, gold))
        if best and best.found:
            left.remove(best.found)
    return pairs + [Judged(f, None) for f in left]


def join_parts(scenes: Sequence[Scene], cues: Sequence[Sequence[Cue]]) -> list[Attributed]:
    """Offsets of all cues; what continues a quotation is added to the attribution it continues."""
    joined: dict[tuple[int, int], Attributed] = {}
    parts: list[tuple[tuple[int, int], Spans]] = []
    for index, (scene, of_scene) in enumerate(zip(scenes, cues, strict=True)):
        for cue in of_scene:
            content = _runs(scene, cue.domain)
            if cue.quotation is not None:
                parts.append((cue.quotation, content))
                continue
            source = ((cue.source.start, cue.source.end),)
            joined[index, cue.head] = Attributed(
                () if cue.unsourced else source,
                None if cue.unsourced else _Heads([scene]).head(source),
                (scene.extent([cue.first, cue.last]),),
                content,
                cue.rule,
            )
    for key, content in parts:
        whole = joined[key]
        joined[key] = replace(whole, content=whole.content + content)
    return list(joined.values())


class _Heads:
    """Finds the head word of a span."""

    def __init__(self, scenes: Iterable[Scene]) -> None:
        self._scenes = list(scenes)

    def head(self, spans: Spans) -> int | None:
        for scene in self._scenes:
            tokens = scene.tree.tokens
            inside = {
                p for p, t in enumerate(tokens) for s, e in spans if s < t.end and t.start < e
            }
            for position in sorted(inside):
                if tokens[position].head not in inside:
                    return tokens[position].start
        return None

    def antecedent(self, spans: Spans) -> Spans:
        """The noun that a relative pronoun stands for counts as the source, too."""
        head = self.head(spans)
        for scene in self._scenes:
            tree = scene.tree
            for position, token in enumerate(tree.tokens):
                if token.start != head or tree.word(position) not in RELATIVES:
                    continue
                clause = next(
                    (a for a in tree.ancestors(position) if tree.tokens[a].deprel == "acl:relcl"),
                    -1,
                )
                noun = tree.tokens[clause].head if clause >= 0 else -1
                return ((tree.tokens[noun].start, tree.tokens[noun].end),) if noun >= 0 else ()
        return ()


def _marked(attribution: Mapping[str, Any], heads: _Heads) -> Attributed:
    source, cue, content = (
        tuple((s, e) for piece in attribution[key] for s, e in piece["spans"])
        for key in ("source", "cue", "content")
    )
    return Attributed(source + heads.antecedent(source), heads.head(source), cue, content)


def _runs(scene: Scene, domain: frozenset[int]) -> Spans:
    """The stretches of text that a set of tokens covers."""
    runs: list[list[int]] = []
    for position in sorted(domain):
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return tuple(scene.extent(run) for run in runs)


def _touch(one: Spans, other: Spans) -> bool:
    return any(s < e2 and s2 < e for s, e in one for s2, e2 in other)


def _same_source(found: Attributed, gold: Attributed) -> bool:
    if not gold.source or not found.source:
        return not gold.source and not found.source
    same = any(_holds(found.source, start) for start, _ in gold.source[1:])
    return (same or _holds(found.source, gold.source_head)) and _holds(
        gold.source, found.source_head
    )


def _holds(spans: Spans, offset: int | None) -> bool:
    return offset is not None and any(s <= offset < e for s, e in spans)


def _same_content(found: Attributed, gold: Attributed) -> bool:
    one, other = _characters(found.content), _characters(gold.content)
    return 2 * len(one & other) >= max(len(one), len(other), 1)


def _characters(spans: Spans) -> set[int]:
    return {offset for start, end in spans for offset in range(start, end)}


def error_class(pair: Judged) -> str:
    """Name how a pair fails, "right" where it does not."""
    if pair.gold is None:
        return f"false: {pair.found.rule if pair.found else ''}"
    if pair.found is None:
        return "missed: no source is said" if not pair.gold.source else "missed: source is said"
    if pair.right:
        return "right"
    if pair.source:
        return "content wrong"
    return "source wrong" if pair.content else "source and content wrong"


def main() -> None:
    """Print the classes of errors."""
    corpora, reader = Path(sys.argv[1]), Reader(Settings())
    counts = Counter(
        error_class(pair)
        for record in read_records(corpora)
        for pair in judge(record, reader.annotate(record["text"]), reader.tools.lexicon)
    )
    for name, count in counts.most_common():
        print(f"{count:5}  {name}")


if __name__ == "__main__":
    main()
