"""Near duplicates measured on the articles of aef-article-dataset: false merges, recall, speed.

Usage: python -m bench.duplicates [ARCHIVE] [--check]

Every article of the set's own text is placed in an index; each merge of two articles is false,
unless they share nine tenths of the shorter one (the same story listed twice). Then copies of each
are looked up: the last two fifths cut, two sentences replaced by an agency's lead, and a twentieth
of the words edited. --check fails where a figure is worse than its floor in bench/baseline.json.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.pages import read_pages
from kb.duplicates import Duplicates, containment, sketch

_SAME_STORY = 0.9
_SHORTEST = 80  # words


def cut(sentences: list[str], chosen: random.Random) -> str:
    """Return the first three fifths."""
    return " ".join(sentences[: max(3, len(sentences) * 3 // 5)])


def led_anew(sentences: list[str], chosen: random.Random) -> str:
    """Return the text with an agency's lead in place of its first two sentences."""
    lead = "WASHINGTON (Agency) - Officials confirmed the report on Wednesday in a statement."
    return " ".join([lead, *sentences[2:]])


def edited(sentences: list[str], chosen: random.Random) -> str:
    """Return the text with a twentieth of its words replaced."""
    return " ".join("EDIT" if chosen.random() < 0.05 else w for w in " ".join(sentences).split())


def main() -> int:
    """Print the figures; return 1 where --check finds one below its floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(os.environ.get("KB_CORPORA", ".")) / "pages/aef-article-dataset.tar.gz"
    parser.add_argument("archive", type=Path, nargs="?", default=default)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    texts = {r["html_file"]: r["text"] for r, _ in read_pages(options.archive)}
    texts = {name: text for name, text in texts.items() if len(text.split()) >= _SHORTEST}
    begin = time.process_time()
    clusters, merges = _place(texts)
    seconds = time.process_time() - begin
    figures = {"false merges": sum(1 for same in merges if not same)}
    print(f"articles {len(texts)}, {len(texts) / seconds:.0f} per CPU-second")
    print(f"merges {len(merges)}, false {figures['false merges']}")
    for change in (cut, led_anew, edited):
        figures[change.__name__] = round(_recall(texts, clusters, change), 3)
        print(f"recall of copies, {change.__name__}: {figures[change.__name__]:.3f}")
    return _check(figures) if options.check else 0


def _place(texts: dict[str, str]) -> tuple[dict[str, str], list[bool]]:
    """Return the cluster of each text, and of each merge whether it is of one story."""
    clusters: dict[str, str] = {}
    merges = []
    with Duplicates() as index:
        for name, text in texts.items():
            clusters[name] = index.place(name, sketch(text))
            for copy in index.copies(name):
                shared = containment(sketch(text), sketch(texts[copy]))
                merges.append(shared >= _SAME_STORY)
    return clusters, merges


def _recall(
    texts: dict[str, str],
    clusters: dict[str, str],
    change: Callable[[list[str], random.Random], str],
) -> float:
    chosen = random.Random(1)
    found = 0
    with Duplicates() as index:
        for name, text in texts.items():
            index.place(name, sketch(text))
        for name, text in texts.items():
            copy = change(re.split(r"(?<=[.!?])\s+", text), chosen)
            found += index.place("copy", sketch(copy)) == clusters[name]
    return found / len(texts)


def _check(figures: dict[str, float]) -> int:
    floors = json.loads((Path(__file__).parent / "baseline.json").read_text())["duplicates"]
    failed = [
        name
        for name, floor in floors.items()
        if (figures[name] > floor if name == "false merges" else figures[name] < floor)
    ]
    for name in failed:
        print(f"{name}: {figures[name]} against {floors[name]}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
