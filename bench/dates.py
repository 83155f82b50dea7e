"""Measures temporal expressions on the development corpora and gates the figures.

    python -m bench.dates CORPORA_DIR [--errors KIND]
    python -m bench.dates --file OTHER.jsonl

CORPORA_DIR (or the environment variable KB_CORPORA) holds `dates/*.jsonl`: one document per line
with `text`, `dct` (publication day) and `timex` (gold spans with TIMEX3 values). Exit status 1 if
a figure is below its floor in `bench/baseline.json`. `--file` measures another set in the same
form, without floors.

Scores as in TempEval-3 (UzZaman et al. 2013): relaxed = any overlap, one to one; strict = same
span; value = relaxed with the same TIMEX3 value (X padding dropped, W7 written W07). "start_in"
is the share of the gold calendar expressions (a DATE or TIME that names days) whose predicted
first day lies in the gold interval. The two ends of a range are two expressions in TIMEX3, so they
are not joined here; the mode (news or narrative) is chosen by each text itself.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kb.dates import find_times
from kb.dates.calendar import months_from, season_of, week_of, years_from
from kb.model import Interval, TimeExpression

BASELINE = Path(__file__).with_name("baseline.json")
SETS = {
    "news": "dates_internal_timebank_aquaint.jsonl",
    "wars": "dates_dev_wikiwars16.jsonl",
}


@dataclass
class Score:
    """Counts over a set of documents."""

    gold: int = 0
    predicted: int = 0
    relaxed: int = 0
    strict: int = 0
    value: int = 0
    calendar: int = 0
    start_in: int = 0
    characters: int = 0
    seconds: float = 0.0
    errors: Counter[tuple[str, str]] = field(default_factory=Counter)

    def table(self) -> dict[str, float]:
        """The figures that are printed and gated."""
        return {
            "relaxed": self._f1(self.relaxed),
            "strict": self._f1(self.strict),
            "value": self._f1(self.value),
            "start_in": self.start_in / max(self.calendar, 1),
            "kb_per_second": self.characters / 1000 / max(self.seconds, 1e-9),
        }

    def _f1(self, hits: int) -> float:
        return 2 * hits / max(self.gold + self.predicted, 1)


def normalise(value: str) -> str:
    """A TIMEX3 value without X padding at its end and with two-digit weeks."""
    value = re.sub(r"-W(\d)(?!\d)", r"-W0\1", value or "")
    return re.sub(r"(?:-X+)+$|(?<=\d)X+$", "", value)


def gold_interval(value: str) -> Interval | None:
    """The days that a TIMEX3 value of type DATE or TIME names, None if it names none."""
    value = normalise(value).partition("T")[0]
    number = [int(part) for part in re.findall(r"\d+", value)]
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return Interval(date.fromisoformat(value), date.fromisoformat(value))
        if re.fullmatch(r"\d{4}-\d\d", value):
            return months_from(number[0], number[1], 1)
        if re.fullmatch(r"\d{2,4}", value):
            scale = 10 ** (4 - len(value))
            return years_from(max(number[0] * scale, 1), scale)
        if re.fullmatch(r"\d{4}-W\d\d(?:-WE)?", value):
            return week_of(date.fromisocalendar(number[0], number[1], 1))
        if re.fullmatch(r"\d{4}-[QH][1-4]", value):
            length = 3 if "Q" in value else 6
            return months_from(number[0], (number[1] - 1) * length + 1, length)
        if re.fullmatch(r"\d{4}-(?:SP|SU|FA|WI)", value):
            return season_of(number[0], value[-2:])
    except ValueError:
        return None
    return None


def score_document(document: dict[str, Any], score: Score) -> None:
    """Adds one document to the score."""
    day = date.fromisoformat(document["dct"][:10])
    began = time.process_time()
    found = find_times(document["text"], Interval(day, day), mode="auto", ranges=False)
    score.seconds += time.process_time() - began
    score.characters += len(document["text"])
    score.gold += len(document["timex"])
    score.predicted += len(found)
    unmatched = list(found)
    for gold in sorted(document["timex"], key=lambda timex: timex["start"]):
        match = _best_overlap(gold, unmatched)
        if match is not None:
            unmatched.remove(match)
        _compare(gold, match, score, document)
    for extra in unmatched:
        score.errors["extra", f"{_line(document, extra.start, extra.end)} [{extra.rule}]"] += 1


def _best_overlap(gold: dict[str, Any], found: list[TimeExpression]) -> TimeExpression | None:
    overlapping = [one for one in found if one.start < gold["end"] and gold["start"] < one.end]
    return max(
        overlapping,
        key=lambda one: min(one.end, gold["end"]) - max(one.start, gold["start"]),
        default=None,
    )


def _compare(
    gold: dict[str, Any], match: TimeExpression | None, score: Score, document: dict[str, Any]
) -> None:
    interval = gold_interval(gold["value"]) if gold["type"] in ("DATE", "TIME") else None
    score.calendar += interval is not None
    where = _line(document, gold["start"], gold["end"])
    if match is None:
        score.errors["missed", f"{where} {gold['type']} {gold['value']}"] += 1
        return
    score.relaxed += 1
    if (match.start, match.end) == (gold["start"], gold["end"]):
        score.strict += 1
    else:
        score.errors["span", f"{where} found {match.text!r} [{match.rule}]"] += 1
    if normalise(match.timex) == normalise(gold["value"]):
        score.value += 1
    else:
        wrong = f"{where} {gold['type']} {gold['value']} found {match.timex} [{match.rule}]"
        score.errors["value", f"{wrong} on {document['dct'][:10]}"] += 1
    if interval and match.interval:
        score.start_in += interval.earliest <= match.interval.earliest <= interval.latest


def _line(document: dict[str, Any], start: int, end: int) -> str:
    text = document["text"]
    around = f"{text[max(0, start - 40) : start]}<<{text[start:end]}>>{text[end : end + 30]}"
    return " ".join(around.split())


def read_documents(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def measure(path: Path) -> Score:
    """Scores one set of documents."""
    score = Score()
    for document in read_documents(path):
        score_document(document, score)
    return score


def check(tables: dict[str, dict[str, float]]) -> list[str]:
    """The figures that are below their floors, one line each."""
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    return [
        f"{name} {figure}: {tables[name][figure]:.3f} is below {floor}"
        for name, floors in baseline.get("dates", {}).items()
        for figure, floor in floors.items()
        if tables[name][figure] < floor
    ]


def print_score(name: str, score: Score, kind: str | None) -> None:
    """Prints one line of figures, and the errors of a kind if one is asked for."""
    print(name, *(f"{figure} {value:.3f}" for figure, value in score.table().items()), sep="  ")
    for (error, line), count in sorted(score.errors.items()):
        if error == kind:
            print(f"  {count}  {line}")


def main() -> int:
    """Prints the table; 1 if a figure is below its floor, 2 if the corpora are not there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", nargs="?", default=os.environ.get("KB_CORPORA"), type=Path)
    parser.add_argument("--file", type=Path, help="measure this set instead")
    parser.add_argument("--errors", choices=("missed", "extra", "span", "value"))
    arguments = parser.parse_args()
    if arguments.file is not None:
        print_score(arguments.file.stem, measure(arguments.file), arguments.errors)
        return 0
    if arguments.corpora is None or not (arguments.corpora / "dates").is_dir():
        print("no corpora: give their directory or set KB_CORPORA", file=sys.stderr)
        return 2
    scores = {name: measure(arguments.corpora / "dates" / file) for name, file in SETS.items()}
    for name, score in scores.items():
        print_score(name, score, arguments.errors)
    failures = check({name: score.table() for name, score in scores.items()})
    if failures:
        print(*failures, sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
