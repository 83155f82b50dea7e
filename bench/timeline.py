"""How fast a timeline of 2,000 events can be used, and what exporting very many events needs.

    python -m bench.timeline [--events 10000] [--rows 100000] [--no-browser]

A store of invented events is made (two reports in a hundred articles each). Reported are the
server's time for the page and for the data of its drawing, the time in Chromium from the start of
the navigation until everything is drawn, and the peak of memory while files are written: by every
format over rows made on the fly, and for CSV over events read from the store.
"""

from __future__ import annotations

import argparse
import io
import random
import shutil
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, overload

import pyoxigraph as ox
from waitress.server import create_server

from kb.config import Settings
from kb.export.formats import FORMATS
from kb.namespaces import GRAPH, ID, PREFIXES
from kb.query.browse import Filters, find_events
from kb.query.timeline import EventRows
from kb.rows import Named, Party, Report, Timeline, TimelineRow
from kb.store import Store, open_store
from webapp import create_app

ACTORS, PLACES, ARTICLES = 200, 80, 100
TYPES = ("AID", "ASSAULT", "CONSULT", "COERCE", "PROTEST", "REJECT", "THREATEN", "RETREAT")
STATUSES = ("asserted", "reported", "alleged", "denied", "planned")
# Formats that write row by row; the others hold the file, whose size is then the memory.
STREAMED = ("csv", "claims", "json", "geojson")


def turtle(count: int) -> Iterator[str]:
    """Yield TriG of a store with `count` events, two event mentions each."""
    draw = random.Random(1)
    yield "".join(f"@prefix {p}: <{i}> .\n" for p, i in PREFIXES.items()) + f"@base <{ID}> .\n"
    yield f"<{GRAPH}curated> {{\n"
    for n in range(ACTORS):
        yield f'<actor/a{n}> a kb:State ; skos:prefLabel "Actor {n}"@en .\n'
    for n in range(PLACES):
        yield (
            f'<place/p{n}> a kb:Place ; skos:prefLabel "Place {n}"@en ; '
            f"wgs:lat {draw.uniform(-50, 60):.2f} ; wgs:long {draw.uniform(-120, 140):.2f} .\n"
        )
    for n in range(ARTICLES):
        yield f'<doc/d{n}> a kb:Document . <doc/d{n}/item/1> a kb:MainStory ; kb:itemOrder 1 ; dcterms:isPartOf <doc/d{n}> ; schema:headline "Article {n}" ; schema:publisher <actor/a{n % 9}> .\n'  # noqa: E501
    yield "}\n"
    for n in range(count):
        first = date(2015, 1, 1) + timedelta(days=draw.randrange(4000))
        last = first + timedelta(days=draw.choice((0, 0, 0, 6, 30)))
        one, other = draw.sample(range(ACTORS), 2)
        status, type_ = draw.choice(STATUSES), draw.choice(TYPES)
        parties = f"kb:initiator <actor/a{one}> ; kb:recipient <actor/a{other}>"
        for m in range(2):
            article = draw.randrange(ARTICLES)
            mention = f"<doc/d{article}/em/{n}-{m}>"
            yield (
                f"<{GRAPH}doc/d{article}> {{ {mention} a kb:EventMention ; {parties} ; "
                f"kb:inArticle <doc/d{article}/item/1> ; kb:status st:{status} ; "
                f"kb:eventType plover:{type_} ; kb:confidence 0.8 . }}\n"
                f"<{GRAPH}links/all> {{ {mention} kb:refersTo <event/e{n}> . }}\n"
            )
        yield (
            f"<{GRAPH}derived/events> {{ <event/e{n}> a kb:Event ; "
            f'rdfs:label "Actor {one} meets Actor {other} for the {n}th time"@en ; '
            f"kb:type plover:{type_} ; {parties} ; "
            f"kb:participant <actor/a{one}>, <actor/a{other}> ; "
            f"kb:place <place/p{draw.randrange(PLACES)}> ; "
            f'kb:date "{first if first == last else f"{first}/{last}"}" ; '
            f'kb:earliest "{first}"^^xsd:date ; kb:latest "{last}"^^xsd:date ; '
            f"kb:status st:{status} ; kb:reportedStatus st:{status} ; kb:reportCount 2 ; "
            "kb:sourceCount 1 . }\n"
        )


class MadeRows(Sequence[TimelineRow]):
    """Rows of a timeline that are made whenever they are asked for."""

    def __init__(self, count: int) -> None:
        actor, other = Named(f"{ID}actor/a", "Actor A"), Named(f"{ID}actor/b", "Actor B")
        report = Report(
            f"{ID}doc/d/em/1", f"{ID}doc/d/item/1", "A headline of an article", other,
            "https://news.example/a", (date(2031, 3, 6), date(2031, 3, 6)),
            "A sentence of some twenty words that tells what happened, and to whom.", 0, 70,
            "reported", 0.8,
        )  # fmt: skip
        self._row = TimelineRow(
            f"{ID}event/e", "Actor A meets Actor B", None, date(2031, 3, 1), date(2031, 3, 5),
            "2031-03-01/2031-03-05", "reported", ("reported",), ("initiator",),
            (Party("initiator", actor), Party("recipient", other)), (), (), (report,), 1, 1, 0.8,
        )  # fmt: skip
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> TimelineRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[TimelineRow]: ...
    def __getitem__(self, index: int | slice) -> TimelineRow | list[TimelineRow]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(self._count))]
        if not 0 <= index < self._count:
            raise IndexError(index)
        return replace(self._row, event=f"{ID}event/e{index}")


class Nowhere(io.RawIOBase):
    """A file that keeps nothing but its size."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.size += len(data)
        return len(data)


def peak(name: str, rows: Sequence[TimelineRow]) -> tuple[float, float, float]:
    """Return the peak of memory (MB), CPU seconds and size (MB) of writing rows in a format."""
    out = Nowhere()
    tracemalloc.start()
    start = time.process_time()
    FORMATS[name].write(Timeline(None, rows, False), out)  # type: ignore[arg-type]  # only written to
    seconds = time.process_time() - start
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6, seconds, out.size / 1e6


def bench_exports(store: Store, rows: int) -> None:
    """Print what writing needs as the number of events grows."""
    for name in STREAMED:
        for count in (rows // 100, rows):
            memory, seconds, size = peak(name, MadeRows(count))
            print(
                f"{name:8} {count:7,} rows  peak {memory:6.1f} MB  {seconds:5.1f} s  {size:6.1f} MB"
            )
    found = [f.event for f in find_events(store, Filters(), limit=1_000_000)]
    for count in (len(found) // 10, len(found)):
        memory, seconds, size = peak("csv", EventRows(store, found[:count]))
        print(
            f"csv from the store {count:7,} events  peak {memory:6.1f} MB of Python  "
            f"{seconds:5.1f} s  {size:6.1f} MB"
        )


def bench_page(store: Store, browser: bool) -> None:
    """Print the times of the timeline page at its cap of 2,000 events."""
    app = create_app(Settings(), store)
    client = app.test_client()
    for path in ("/timeline", "/timeline?lanes=type", "/timeline/items.json?lanes=type", "/map", "/network"):  # fmt: skip  # noqa: E501
        client.get(path)
        times, size = [], 0
        for n in range(5):
            start = time.process_time()
            size = len(client.get(f"{path}{'&' if '?' in path else '?'}x={n}").data)
            times.append(time.process_time() - start)
        print(f"server {path:34} {min(times) * 1000:6.0f} ms CPU warm  {size / 1000:6.0f} kB")
    if browser:
        server = create_server(app, host="127.0.0.1", port=0)
        threading.Thread(target=server.run, daemon=True).start()
        for path in ("/timeline", "/timeline?lanes=type"):
            print(f"Chromium {path:32} {_drawn(server.effective_port, path)}")
        server.close()


def _drawn(port: int, path: str) -> str:
    """Return how long a page takes until it is drawn, and what zooming then takes."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        best, zoom = 1e9, 1e9
        for _ in range(5):
            page = browser.new_page(reduced_motion="reduce")
            page.add_init_script(
                "document.addEventListener('DOMContentLoaded', () => new MutationObserver(() => {"
                " if (document.querySelector('[data-state=drawn]')) window.drawn ??= performance.now();"  # noqa: E501
                "}).observe(document.body, {attributes: true, subtree: true}));"
            )
            page.goto(f"http://127.0.0.1:{port}{path}")
            page.wait_for_selector("[data-state=drawn]")
            best = min(best, page.evaluate("window.drawn"))
            zoom = min(zoom, page.evaluate(_ZOOM))
            page.close()
        browser.close()
    return f"{best:6.0f} ms until drawn, {zoom:5.0f} ms for a step of zoom"


_ZOOM = """async () => {
  const button = document.querySelector('[title="Zoom in"]');
  const start = performance.now();
  button.click();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""


def main() -> None:
    """Run both benches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000, help="events in the store")
    parser.add_argument("--rows", type=int, default=100_000, help="rows written")
    parser.add_argument("--no-browser", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(str(Path(folder) / "s")) as store:
        start = time.process_time()
        text = "".join(turtle(arguments.events)).encode()
        store.load(ox.parse(text, format=ox.RdfFormat.TRIG, base_iri=ID))
        print(
            f"store of {arguments.events:,} events made in {time.process_time() - start:.1f} s CPU"
        )
        bench_page(store, not arguments.no_browser)
        bench_exports(store, arguments.rows)


if __name__ == "__main__":
    main()
