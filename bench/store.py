"""What the store layer costs: loading, writing, the saved questions and the pages' own queries.

    python -m bench.store CORPORA [--quads 100000] [--only load,documents,questions,pages,copy]
        [--folder DIR]

Data: articles, claims and evidence in our model over the ICEWS quadruples (`bench/quadruples.py`).
Figures are CPU milliseconds, the least of several runs, ours and raw pyoxigraph's in turn, so that
a busy machine disturbs both alike. With `--folder` the store is kept there for the next run.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph as ox

from bench.quadruples import Written, all_quads, reference, store_of
from kb.namespaces import PREFIXES
from kb.query import browse
from kb.query.browse import Filters
from kb.query.catalog import bind_params, load_catalog
from kb.query.fulltext import search, suggest
from kb.store.base import Value
from kb.store.binding import bind
from kb.store.oxigraph import OxigraphStore
from kb.store.published import copy_of

RUNS = 3
PARTS = ("load", "documents", "questions", "pages", "copy")
TURNS = 4
DOCUMENTS = 60 * TURNS + 1  # written one by one


def least(*tasks: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Return the least CPU milliseconds of each task over `runs` turns."""
    best = [float("inf")] * len(tasks)
    for _ in range(runs):
        for position, task in enumerate(tasks):
            began = time.process_time()
            task()
            best[position] = min(best[position], (time.process_time() - began) * 1000)
    return best


def report(what: str, ours: float, raw: float) -> None:
    """Print one line: ours, raw and how many times raw is ours."""
    print(f"{what:<34}{ours:>11.1f}{raw:>11.1f}{ours / raw if raw else 0:>8.2f}", flush=True)


def bench_load(folder: Path, quads: Sequence[ox.Quad]) -> None:
    """Compare `kb load` of one N-Quads file with the engine's own bulk loading of it."""
    file = folder / "all.nq"
    with file.open("wb") as out:
        ox.serialize(quads, out, format=ox.RdfFormat.N_QUADS)
    names = iter(range(100))

    def ours() -> None:
        with OxigraphStore(folder / f"ours{next(names)}") as store:
            store.load_files([file])

    def raw() -> None:
        store = ox.Store(str(folder / f"raw{next(names)}"))
        with file.open("rb") as content:
            store.bulk_load(content, ox.RdfFormat.N_QUADS)
        store.flush()

    report("bulk load", *least(ours, raw, runs=2 if len(quads) > 500_000 else RUNS))
    file.unlink()


def bench_documents(store: OxigraphStore, raw: ox.Store, written: Sequence[Written]) -> None:
    """Compare writing documents, a transaction each and their side tables, with `extend`.

    Each document is written once: what a store leaves of rows that were removed slows it down. The
    figures are sums over turns that change in order, after one document that warms both.
    """

    def ours(articles: Sequence[Written]) -> None:
        for article in articles:
            store.replace_graphs(article.quads, article.graphs)
        store.side.refresh()

    def extend(articles: Sequence[Written]) -> None:
        for article in articles:
            raw.extend(article.quads)

    store.side.refresh()
    spent = {ours: 0.0, extend: 0.0}
    ours(written[:1])
    extend(written[:1])
    share = len(written) // TURNS
    for turn in range(TURNS):
        some = written[1 + turn * share :][:share]
        for task in (ours, extend) if turn % 2 else (extend, ours):
            began = time.process_time()
            task(some)
            spent[task] += (time.process_time() - began) * 1000
    report(f"write {len(written) - 1} documents", spent[ours], spent[extend])


def bench_questions(store: OxigraphStore, raw: ox.Store) -> None:
    """Compare the saved questions, bound and answered as plain values, with raw rows."""
    actor = browse.ranked(store, "actors", 1)[0].ref.iri
    other = _partner(store, actor)
    event = browse.find_events(store, Filters(), limit=1)[0].event
    place = browse.ranked(store, "places", 1)[0].ref.iri
    given = {
        "actor": actor, "side": actor, "about": other, "other": other, "event": event,
        "place": place, "source": "", "supplier": "", "receiver": "", "publisher": "",
    }  # fmt: skip
    for name, query in load_catalog().items():
        params = {
            p.name: given[p.name]
            for p in query.params
            if given.get(p.name) and (p.required or p.name == "actor")
        }
        if any(p.required and p.name not in params for p in query.params):
            print(f"{name:<34}{'needs a parameter':>30}")
            continue
        bindings = bind_params(store, query, params)

        def ours(text: str = query.text, bindings: dict[str, Value] = bindings) -> object:
            return store.select(text, bindings).rows

        def plain(text: str = bind(query.text, bindings)) -> object:
            found = raw.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
            assert isinstance(found, ox.QuerySolutions)
            return [tuple(row) for row in found]

        report(name, *least(ours, plain, runs=1 if len(raw) > 2_000_000 else 2))


def _partner(store: OxigraphStore, actor: str) -> str:
    page = browse.actor_page(store, actor)
    assert page is not None
    return page.co_actors[0].ref.iri


def bench_pages(store: OxigraphStore) -> None:
    """Print what the pages' own queries cost, for the busiest actor, place and source."""
    actor = browse.ranked(store, "actors", 1)[0].ref.iri
    place = browse.ranked(store, "places", 1)[0].ref.iri
    source = browse.ranked(store, "sources", 1)[0].ref.iri
    newest = browse.find_events(store, Filters(), newest_first=True, limit=100)
    listed = [found.event for found in newest]
    doc = str(store.side.rows("SELECT document FROM documents LIMIT 1")[0][0])
    article = browse.articles_of(store, doc)[0]
    tasks: dict[str, Callable[[], object]] = {
        "home": lambda: browse.home_page(store),
        "events, newest first": lambda: browse.find_events(store, Filters(), newest_first=True),
        "events of the busiest actor": lambda: browse.find_events(store, Filters(actor=actor)),
        "events of a type in a year": lambda: browse.find_events(
            store, Filters(type=PREFIXES["plover"] + "CONSULT", since="2018", until="2018")
        ),
        "100 rows of a list": lambda: browse.read_rows(store, listed),
        "busiest actor": lambda: browse.actor_page(store, actor),
        "actors": lambda: browse.list_actors(store),
        "places": lambda: browse.list_places(store),
        "busiest place": lambda: browse.place_page(store, place),
        "sources": lambda: browse.list_sources(store),
        "busiest source": lambda: browse.source_page(store, source),
        "event": lambda: browse.event_page(store, listed[0]),
        "article": lambda: browse.article_page(store, article),
        "contradictions": lambda: browse.read_sides(store),
        "search, two words": lambda: search(store, "make statement"),
        "suggest, two letters": lambda: suggest(store, "mi"),
    }
    for name, task in tasks.items():
        (best,) = least(task, runs=2)
        print(f"page: {name:<28}{best:>11.1f}{'  above 150 ms' if best > 150 else ''}", flush=True)


def bench_copy(store: OxigraphStore) -> None:
    """Print what the copy without texts costs that is shown with `KB_PUBLISH_TEXT=off`."""
    began = time.process_time()
    copy = copy_of(store)
    copied = time.process_time()
    copy.side.refresh()
    done = time.process_time()
    million = store.count() / 1e6
    print(f"{'copy without texts':<34}{(copied - began) * 1000:>11.1f}", end="")
    print(f"{(copied - began) / million:>11.1f} s per million quads")
    print(f"{'its side tables':<34}{(done - copied) * 1000:>11.1f}", end="")
    print(f"{(done - copied) / million:>11.1f} s per million quads", flush=True)
    copy.close()
    shutil.rmtree(Path(copy.location).parent, ignore_errors=True)


def main() -> None:
    """Run the parts asked for and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--quads", type=int, default=100_000)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    parts = arguments.only.split(",")
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"no part {unknown.pop()!r}: say some of {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as scratch:
        run(arguments.corpora, arguments.quads, parts, arguments.folder or Path(scratch), scratch)


def run(corpora: Path, count: int, parts: Sequence[str], folder: Path, scratch: str) -> None:
    """Build or open the stores of `folder` and run the parts on them."""
    folder.mkdir(parents=True, exist_ok=True)
    there = (folder / "raw").is_dir()
    told = not there or {"load", "documents"} & set(parts)
    written = store_of(corpora, count + 120_000) if told else []
    kept, extra = written[:-DOCUMENTS], written[-DOCUMENTS:]
    quads = [] if there and "load" not in parts else [*reference(), *all_quads(kept)]
    raw = ox.Store(str(folder / "raw"))
    if not there:
        raw.bulk_extend(quads)
    print(f"{len(raw):,} quads; CPU ms{'ours':>20}{'raw':>10}{'ratio':>8}")
    with OxigraphStore(folder / "ours") as store:
        if not there:
            store.load(quads)
        began = time.process_time()
        store.side.refresh()
        print(f"{'side tables from the graph':<34}{(time.process_time() - began) * 1000:>11.1f}")
        if "questions" in parts:
            bench_questions(store, raw)
        if "pages" in parts:
            bench_pages(store)
        if "copy" in parts:
            bench_copy(store)
        if "documents" in parts:
            bench_documents(store, raw, extra)
    if "load" in parts:
        bench_load(Path(scratch), quads)


if __name__ == "__main__":
    main()
