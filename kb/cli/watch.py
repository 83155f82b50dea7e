"""`kb watch`: ask feeds politely, again and again, and ingest what is new."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kb.cli.ingest import opened
from kb.cli.options import Commands, add_command
from kb.cli.reading import known_to, make_fetcher
from kb.config import Settings
from kb.errors import StoreLocked
from kb.journal import Journal, journal_folder

if TYPE_CHECKING:
    from types import FrameType

    from kb.acquire import Failure
    from kb.acquire.fetcher import Fetcher
    from kb.acquire.reference import Reference
    from kb.model import RawItem


def register(commands: Commands) -> None:
    """Add `kb watch`."""
    parser = add_command(
        commands, "watch", watch, help="ask feeds again and again and ingest what is new"
    )
    parser.add_argument("feeds", nargs="+", metavar="FEED", help="address of a feed or sitemap")
    parser.add_argument(
        "--interval", type=float, default=600.0, metavar="SECONDS", help="least time between asks"
    )
    parser.add_argument("--once", action="store_true", help="ask each feed once and end")
    parser.add_argument("--jobs", metavar="N", help="worker processes")


def watch(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ask until SIGTERM or SIGINT, which end the command after the document at hand."""
    from kb.acquire.watch import Watch

    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    documents = _documents(settings)
    known = known_to(documents.__contains__)
    folder = journal_folder(settings.store)
    with make_fetcher(settings, folder, known, sleep=stop.wait) as fetcher:
        watching = Watch(arguments.feeds, fetcher, arguments.interval)
        left = len(watching.feeds) if arguments.once else -1
        while not stop.is_set() and left:
            feed, seconds = watching.wait()
            if stop.wait(seconds):
                break
            left -= 1
            found = watching.ask(feed, fetcher.known)
            if not isinstance(found, list):
                sys.stderr.write(f"kb: {feed.url}: {found.reason}\n")
                continue
            sys.stdout.write(f"{feed.url}: {len(found)} new\n")
            sys.stdout.flush()
            if found:
                try:
                    documents.update(_ingest(found, fetcher, settings, stop))
                except StoreLocked as error:  # another command writes: at the next turn, then
                    watching.put_back(found)
                    sys.stderr.write(f"kb: {error}\n")
    return 0


def _documents(settings: Settings) -> set[str]:
    """Return the ids of the documents that the store holds by now."""
    folder = journal_folder(settings.store)
    if not folder.is_dir():
        return set()
    with Journal(folder) as journal:
        return {entry.doc for entry in journal.entries}


def _ingest(
    found: list[Reference], fetcher: Fetcher, settings: Settings, stop: threading.Event
) -> tuple[str, ...]:
    """Fetch and ingest articles and return the ids of those that are in the store."""
    from kb import pipeline

    with opened(settings, create=True) as (store, journal):
        items = _until(stop, fetcher.resolve(found))
        report = pipeline.ingest(items, store, journal, settings, settings.jobs)
    for source, reason in report.errors:
        sys.stderr.write(f"kb: {source}: {reason}\n")
    sys.stdout.write(f"{len(report.ingested)} ingested, {len(report.errors)} failed\n")
    sys.stdout.flush()
    return report.ingested + report.unchanged


def _until(
    stop: threading.Event, items: Iterable[RawItem | Failure]
) -> Iterator[RawItem | Failure]:
    for item in items:
        yield item
        if stop.is_set():
            return
