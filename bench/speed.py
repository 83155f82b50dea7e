"""Speed of the chain from article to quads, and what a second process adds.

Usage: python -m bench.speed [CORPORA] [--pages 100] [--jobs]

Without CORPORA, the CPU seconds of each part of an ingest of the sample pages. With it, words per
CPU-second of each stage on pages of aef-article-dataset, spread evenly over it, and with --jobs the
wall-clock time of the same pages with one worker process and with two: measure that on a calm
machine only. Words are the tokens of the articles without punctuation.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeVar

import pyoxigraph
from pyoxigraph import RdfFormat

from bench.pages import read_pages
from kb import pipeline
from kb.acquire import Failure, read_paths
from kb.annotate import annotate
from kb.clean import clean
from kb.config import Settings, resource
from kb.extract import extract
from kb.model import Annotation, RawItem
from kb.pipeline import Tools
from kb.rdf import build_graph, check_shapes, lifecycle
from kb.store import open_store
from kb.workers import Lost, Outcome, work

_ARCHIVE = "pages/aef-article-dataset.tar.gz"
_SILENT = ("PUNCT", "SYM")

Result = TypeVar("Result")


def parts() -> None:
    """Print the CPU seconds of each part of an ingest of the sample pages."""
    laps = [("start of Python and imports", process_time())]
    settings = Settings()
    tools = pipeline.load_tools(settings)
    laps.append(("model, catalogue, lexicon, shapes", process_time()))
    items = list(read_paths([resource("data/articles")]))
    bundles = [pipeline.process(i, tools) for i in items if not isinstance(i, Failure)]
    laps.append((f"{len(bundles)} documents to quads", process_time()))
    words = sum(count_words(bundle.extraction.annotation) for bundle in bundles)
    with TemporaryDirectory() as folder, open_store(f"{folder}/store") as store:
        pipeline.put_reference(store, tools.catalogue, settings)
        laps.append(("ontology and catalogue to an empty store", process_time()))
        for bundle in bundles:
            doc = bundle.extraction.annotation.document.id
            lifecycle.ingest(store, {doc: bundle.quads}, date(2026, 1, 1))
        laps.append((f"{len(bundles)} documents to the store, joined", process_time()))
        print(f"{store.count():,} quads of {words:,} words")
    before = 0.0
    for name, at in laps:
        print(f"{at - before:6.2f} s  {name}")
        before = at


def count_words(annotation: Annotation) -> int:
    """Return the number of tokens of a document without punctuation."""
    tokens = (token for sentence in annotation.sentences for token in sentence.tokens)
    return sum(token.upos not in _SILENT for token in tokens)


def articles(corpora: Path, number: int) -> list[RawItem]:
    """Return `number` pages of the set, spread evenly over it."""
    pages = list(read_pages(corpora / _ARCHIVE))
    chosen = pages[:: max(1, len(pages) // number)][:number]
    return [
        RawItem(f"page-{index}", page, "text/html", url=record.get("url"))
        for index, (record, page) in enumerate(chosen)
    ]


def chain(items: Sequence[RawItem], tools: Tools) -> None:
    """Print the share of each stage and the words per CPU-second of all together."""
    spent: dict[str, float] = defaultdict(float)  # seconds

    def lap(stage: str, function: Callable[[], Result]) -> Result:
        begun = process_time()
        result = function()
        spent[stage] += process_time() - begun
        return result

    words = 0
    for item in items:
        document = lap("clean", partial(clean, item))
        if document.language != pipeline.PROCESSED_LANGUAGE:
            continue
        annotation = lap("annotate", partial(annotate, document, tools.core, tools.catalogue))
        extraction = lap("extract", partial(extract, annotation, tools.lexicon, tools.catalogue))
        publisher = pipeline.find_publisher(document, tools.catalogue)
        quads = lap("graph", partial(build_graph, extraction, tools.version, publisher))
        lap("check", partial(check_shapes, quads, tools.shapes))
        lap("serialize", partial(pyoxigraph.serialize, quads, format=RdfFormat.N_QUADS))
        words += count_words(annotation)
    total = sum(spent.values())
    for stage, seconds in spent.items():
        print(f"{stage:10}{seconds:7.2f} s {seconds / total:6.1%}")
    print(f"{len(items)} pages, {words:,} words: {words / total:,.0f} words per CPU-second")


def side_by_side(items: Sequence[RawItem], settings: Settings) -> None:
    """Print the wall-clock time of all items with one process and with two, and the ratio.

    The clock runs from the first answer to the last: starting is paid once per process. The better
    of two runs counts.
    """
    print("load before:", *(f"{load:.2f}" for load in os.getloadavg()))
    seconds = {jobs: min(_clock(items, settings, jobs) for _ in range(2)) for jobs in (1, 2)}
    ratio = seconds[1] / seconds[2]
    print(f"one job {seconds[1]:.1f} s, two {seconds[2]:.1f} s: {ratio:.2f} times as fast")


def _clock(items: Sequence[RawItem], settings: Settings, jobs: int) -> float:
    prepare = partial(pipeline.worker, settings)
    outcomes = work(prepare, items, jobs=jobs, seconds=settings.time_limit)
    moments = list(_moments(outcomes))
    return moments[-1] - moments[0]


def _moments(outcomes: Iterator[Outcome[RawItem, object]]) -> Iterator[float]:
    for outcome in outcomes:
        if isinstance(outcome.result, Lost):
            print(f"{outcome.thing.source}: {outcome.result.reason}", file=sys.stderr)
        yield perf_counter()


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path, nargs="?")
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--jobs", action="store_true", help="compare one process with two")
    options = parser.parse_args()
    if options.corpora is None:
        parts()
        return
    items = articles(options.corpora, options.pages)
    settings = Settings()
    if options.jobs:
        side_by_side(items, settings)
    else:
        chain(items, pipeline.load_tools(settings))


if __name__ == "__main__":
    main()
