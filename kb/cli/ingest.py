"""`kb ingest`, `kb forget` and `kb upgrade`: what changes the store."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from kb.cli.options import Commands, add_command
from kb.cli.reading import add_source_options, known_to, open_items, show_plan
from kb.config import Settings
from kb.errors import InputError
from kb.journal import Journal, journal_folder
from kb.model import Interval, RawItem, RunReport

if TYPE_CHECKING:
    from kb.store import Store

Thing = TypeVar("Thing")


def register(commands: Commands) -> None:
    """Add `kb ingest`, `kb forget` and `kb upgrade`."""
    parser = add_command(commands, "ingest", ingest, help="extract articles into the store")
    add_source_options(parser)
    parser.add_argument("--publisher", help="who published the documents, where they do not say")
    parser.add_argument(
        "--published",
        type=days,
        metavar="DAY[..DAY]",
        help="when they were published, as ISO dates; goes before what they say themselves",
    )
    parser = add_command(
        commands, "forget", forget, help="remove documents and all that was taken from them"
    )
    parser.add_argument("docs", nargs="*", metavar="DOC", help="id or IRI of a document")
    parser.add_argument("--publisher", help="all documents of this publisher")
    parser.add_argument(
        "--ingested-before",
        type=_day,
        metavar="DATE",
        help="all documents last ingested before this day (UTC)",
    )
    parser.add_argument(
        "--purge", action="store_true", help="also remove the decisions on them, as set dates"
    )
    parser = add_command(
        commands,
        "upgrade",
        upgrade,
        help="extract every document again from its kept text, after a change of version",
    )
    parser.add_argument("--jobs", metavar="N", help="worker processes")


def ingest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ingest sources; status 1 where a document failed, all others being in the store."""
    from kb import pipeline

    if arguments.dry_run:
        return show_plan(arguments)
    given = {name: getattr(arguments, name) for name in ("publisher", "published")}
    given = {name: value for name, value in given.items() if value is not None}
    same: list[str] = []
    with (
        opened(settings, create=True) as (store, journal),
        open_items(arguments, settings, journal.folder, known_to(journal.holds), same) as found,
    ):
        items = (
            replace(item, **given) if given and isinstance(item, RawItem) else item
            for item in found
        )
        report = pipeline.ingest(_progress(items), store, journal, settings, settings.jobs)
    return _summarise(report, journal, len(same))


def forget(arguments: argparse.Namespace, settings: Settings) -> int:
    """Remove the chosen documents; nothing is removed where one of them is unknown."""
    if not (arguments.docs or arguments.publisher or arguments.ingested_before):
        raise InputError("forget what? Name documents, --publisher or --ingested-before")
    from kb import pipeline

    with opened(settings, create=False) as (store, journal):
        docs = pipeline.choose(
            journal, arguments.docs, arguments.publisher, arguments.ingested_before
        )
        pipeline.forget(docs, store, journal, purge=arguments.purge)
    sys.stdout.write(f"{_count(len(docs), 'document')} forgotten\n")
    return 0


def upgrade(arguments: argparse.Namespace, settings: Settings) -> int:
    """Extract all documents again that another version of the program extracted."""
    from kb import pipeline

    with opened(settings, create=False, renew=True) as (store, journal):
        report = pipeline.upgrade(store, journal, settings, _progress, settings.jobs)
    return _summarise(report, journal)


@contextmanager
def opened(
    settings: Settings, *, create: bool, renew: bool = False
) -> Iterator[tuple[Store, Journal]]:
    """Open the store, then its journal, which lies beside it."""
    from kb.store import open_store

    with (
        open_store(settings.store, create=create, renew=renew) as store,
        Journal(journal_folder(settings.store)) as journal,
    ):
        yield store, journal


def _progress(things: Iterable[Thing]) -> Iterable[Thing]:
    """Return `things` with a progress bar on stderr, where that is a terminal."""
    from tqdm import tqdm

    bar: Iterable[Thing] = tqdm(things, desc="ingest", unit="doc", disable=None, leave=False)
    return bar


def _summarise(report: RunReport, journal: Journal, not_sent: int = 0) -> int:
    """Print what a run did; `not_sent` documents were asked for and had not changed."""
    failed = len(report.errors)
    unchanged = len(report.unchanged) + not_sent
    sys.stdout.write(
        f"{_count(len(report.ingested), 'document')} ingested, {unchanged} unchanged, "
        f"{failed} failed; {_count(report.events, 'event')}, {_count(report.claims, 'claim')} "
        f"in {report.seconds:.1f} s\n"
    )
    for source, reason in report.errors:
        sys.stderr.write(f"kb: {source}: {reason}\n")
    if failed:
        sys.stderr.write(f"kb: {_count(failed, 'document')} failed: {journal.errors_file}\n")
    return 1 if failed else 0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2024-12-11") from None


def days(text: str) -> Interval:
    """Return the interval that DAY or DAY..DAY stands for; ArgumentTypeError where it is none."""
    earliest, _, latest = text.partition("..")
    first, last = _day(earliest), _day(latest or earliest)
    if first > last:
        raise argparse.ArgumentTypeError(f"{text!r} ends before it begins")
    return Interval(first, last)
