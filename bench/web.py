"""Server time and weight of the pages over a large store, from a warm process.

    python -m bench.web CORPORA [--quads 1000000] [--folder DIR] [--pages 12]

Data: the ICEWS quadruples in our model (`bench/quadruples.py`). Each kind of page is asked for
several things, busy and rare ones, each of them for the first time: the parts that all pages share
(the choices of filters, the list of contradictions) are kept in memory as in a running server.
Times are CPU milliseconds of the server, weights are of the page compressed by gzip, without
scripts.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from flask.testing import FlaskClient

from bench.quadruples import all_quads, reference, store_of
from kb.config import Settings
from kb.query import browse
from kb.query.browse import Filters
from kb.store.oxigraph import OxigraphStore
from webapp import create_app
from webapp.links import page_path, slug_of

MEDIAN, P95 = 60, 150  # ms asked for
HEAVIEST = 60_000  # bytes asked for


def spread(things: Sequence[str], number: int) -> list[str]:
    """Return `number` of things in order of their use, from the first to the last."""
    step = max(len(things) // number, 1)
    return list(things[::step][:number])


def addresses(store: OxigraphStore, number: int) -> Mapping[str, list[str]]:
    """Return the addresses to ask for, by kind of page; the first of each warms the process."""
    actors = spread([c.ref.iri for c in browse.ranked(store, "actors", 2000)], number)
    places = spread([c.ref.iri for c in browse.ranked(store, "places", 200)], number)
    sources = spread([c.ref.iri for c in browse.ranked(store, "sources", 60)], number)
    found = browse.find_events(store, Filters(), newest_first=True)
    events = spread([item.event for item in found], number)
    documents = [str(row[0]) for row in store.side.rows("SELECT document FROM documents LIMIT 500")]
    articles = [browse.articles_of(store, doc)[0] for doc in spread(documents, number)]
    years = [str(year) for year in range(2005, 2005 + number)]
    names = [slug_of(actor) for actor in actors]
    return {
        "home": ["/"] * 3,
        "events of a year": [f"/events?from={year}&to={year}" for year in years],
        "actors": [f"/actors?initial={letter}" for letter in "ABCDEFGHIJKL"[:number]],
        "actor": [page_path(actor) or "" for actor in actors],
        "actor, one role": [f"{page_path(actor)}?role=recipient" for actor in actors],
        "compare": [f"/compare?actor={a}&actor={b}" for a, b in pairwise(names)],
        "event": [page_path(event) or "" for event in events],
        "article": [page_path(article) or "" for article in articles],
        "place": [page_path(place) or "" for place in places],
        "source": [f"/source/{slug_of(source)}" for source in sources],
        "timeline of an actor": [f"/timeline?actor={name}" for name in names],
        "contradictions of a year": [f"/contradictions?from={y}&to={y}" for y in years],
        "search": [f"/search?q={word}" for word in ("make", "min", "police", "visit", "russia")],
        "data": ["/data"] * 3,
    }


def measure(client: FlaskClient, address: str) -> tuple[float, int]:
    """Return the CPU milliseconds of a page and its bytes, compressed."""
    began = time.process_time()
    answer = client.get(address, headers={"Accept": "text/html"})
    body = answer.data
    took = (time.process_time() - began) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address}: status {answer.status_code}")
    return took, len(gzip.compress(body, mtime=0))


def main() -> None:
    """Build or open the store, ask for the pages and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the store is, or is to be kept")
    parser.add_argument("--pages", type=int, default=12)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch) / "store"
        there = folder.is_dir()
        with OxigraphStore(folder) as store:
            if not there:
                store.load([*reference(), *all_quads(store_of(arguments.corpora, arguments.quads))])
            print(f"{store.count():,} quads{'ms: median':>22}{'most':>8}{'KB':>8}")
            run(store, arguments.pages)


def run(store: OxigraphStore, pages: int) -> None:
    """Print one line per kind of page, and the figures of all together."""
    client = create_app(Settings(), store).test_client()
    times: list[float] = []
    heaviest = 0
    for kind, wanted in addresses(store, pages).items():
        measure(client, wanted[0])
        figures = [measure(client, address) for address in wanted[1:]]
        taken, weights = [ms for ms, _ in figures], [size for _, size in figures]
        times += taken
        heaviest = max(heaviest, *weights)
        most, weight = max(taken), max(weights) / 1000
        print(f"{kind:<28}{statistics.median(taken):>8.1f}{most:>8.1f}{weight:>8.1f}", flush=True)
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"all: median {statistics.median(times):.1f} ms ({MEDIAN}), p95 {p95:.1f} ms ({P95}), "
        f"heaviest page {heaviest / 1000:.1f} KB ({HEAVIEST / 1000:.0f})"
    )


if __name__ == "__main__":
    main()
