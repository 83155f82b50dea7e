"""Memory of an extraction worker over many documents, as a table and a drawing.

Usage: python -m bench.memory [--documents 10000] [--jobs 1] [--draw docs/memory.svg]

Generated reports, no two alike, every fifth one a page, the others plain text, go through the
supervised workers of `kb ingest`; each names persons and towns that nobody has named before, so
that caches which only grow would show. Printed is the resident memory of the largest worker in
each tenth of the run. Returns 1 where the last tenth holds a tenth more than the second, or 1.2 GB.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from bench.load import sentences_of, state_names
from kb.config import Settings
from kb.model import RawItem
from kb.pipeline import worker
from kb.workers import Lost, work

_SYLLABLES = "ba de fo gu ha ji ko lu ma ne pi ro sa te vu wa xe yo zi sha dre lin mor tan".split()
_STEP = 100  # documents between two looks
_LIMIT = 1200.0  # MB
_GROWTH = 1.1
_WIDTH, _HEIGHT, _MARGIN = 640, 260, 46


def reports(number: int) -> Iterator[RawItem]:
    """Yield short reports, each with other parties, days, amounts, persons and towns."""
    states = state_names()
    for index in range(number):
        chosen = random.Random(index)
        person = f"{_name(chosen)} {_name(chosen)}"
        said = f"{person}, an official in {_name(chosen)}, told reporters that talks would go on."
        text = " ".join([*sentences_of(chosen, states, chosen.randint(1, 2)), said])
        if index % 5:
            yield RawItem(f"report-{index}", text.encode(), "text/plain")
            continue
        page = (
            f"<!DOCTYPE html><html lang=en><head><title>Report {index}</title></head><body>"
            f"<article><h1>Report {index} from {_name(chosen)}</h1><p>{text}</p></article></body>"
        )
        yield RawItem(f"report-{index}", page.encode(), "text/html")


def _name(chosen: random.Random) -> str:
    return "".join(chosen.choices(_SYLLABLES, k=chosen.randint(2, 4))).title()


def watch(documents: int, jobs: int) -> tuple[list[tuple[int, float]], int]:
    """Return (documents done, MB of the largest worker) at every step, and how many were lost."""
    settings = Settings()
    outcomes = work(
        partial(worker, settings), reports(documents), jobs=jobs, seconds=settings.time_limit
    )
    seen: list[tuple[int, float]] = []
    lost = 0
    for done, outcome in enumerate(outcomes, 1):
        if isinstance(outcome.result, Lost):
            lost += 1
            print(f"{outcome.thing.source}: {outcome.result.reason}", file=sys.stderr)
        if done % _STEP == 0:
            seen.append((done, largest_worker()))
            print(f"{done} {seen[-1][1]:.0f} MB", file=sys.stderr)
    return seen, lost


def largest_worker() -> float:
    """Return the resident memory of the largest child process, in MB."""
    pids = [child.pid for child in multiprocessing.active_children()]
    held = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
    return max(held, default=0) * resource.getpagesize() / 1e6


def tenths(seen: Sequence[tuple[int, float]]) -> list[float]:
    """Return the most memory seen in each tenth of a run."""
    size = max(1, len(seen) // 10)
    return [max(mb for _, mb in seen[at : at + size]) for at in range(0, len(seen), size)][:10]


def draw(seen: Sequence[tuple[int, float]]) -> str:
    """Return a line of memory over documents as SVG, the axis from nought to the limit."""
    last = seen[-1][0]
    wide, high = _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN

    def at(done: float, mb: float) -> tuple[float, float]:
        return _MARGIN + wide * done / last, _HEIGHT - _MARGIN - high * mb / _LIMIT

    points = " ".join("{:.1f},{:.1f}".format(*at(*point)) for point in seen)
    lines = []
    for mb in range(0, int(_LIMIT) + 1, 300):
        x, y = at(0, mb)
        lines.append(f'<path d="M{x:.0f} {y:.1f}h{wide}" stroke="#ccc"/>')
        lines.append(f'<text x="{x - 6:.0f}" y="{y + 4:.1f}" text-anchor="end">{mb}</text>')
    for part in range(5):
        x, y = at(last * part / 4, 0)
        lines.append(
            f'<text x="{x:.0f}" y="{y + 18:.0f}" text-anchor="middle">{last * part // 4:,}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">\n'
        '<title>Memory of an extraction worker</title>\n<rect width="100%" height="100%" '
        f'fill="#fff"/>\n<text x="{_MARGIN}" y="24">MB of the largest worker, by documents done'
        "</text>\n" + "\n".join(lines) + f'\n<polyline points="{points}" fill="none" '
        'stroke="#1f5fa8" stroke-width="2"/>\n</svg>\n'
    )


def main() -> int:
    """Run, print, draw and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--draw", type=Path, metavar="FILE", help="write the line as SVG")
    options = parser.parse_args()
    seen, lost = watch(options.documents, options.jobs)
    held = tenths(seen)
    print(f"{options.documents} documents, {lost} lost; MB of the largest worker by tenth:")
    print(" ".join(f"{mb:.0f}" for mb in held))
    if options.draw:
        options.draw.write_text(draw(seen), encoding="utf-8")
    constant = held[-1] <= _GROWTH * held[min(1, len(held) - 1)]
    return 0 if constant and held[-1] < _LIMIT and not lost else 1


if __name__ == "__main__":
    sys.exit(main())
