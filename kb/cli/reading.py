"""What commands that read articles share: their sources, and how these are fetched."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kb import __version__
from kb.config import PROGRAM, Settings
from kb.errors import InputError
from kb.ids import document_id
from kb.model import RawItem

if TYPE_CHECKING:
    from kb.acquire import Failure, FieldMap
    from kb.acquire.fetcher import Fetcher
    from kb.acquire.paths import Found

_NO_CONTACT = "a contact is needed to fetch: set `contact` (or KB_CONTACT) to a mail or web address"


def add_source_options(parser: argparse.ArgumentParser) -> None:
    """Add the sources and how they are read."""
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="file of any kind, folder, pattern, http(s) address; - reads stdin",
    )
    parser.add_argument(
        "--fields",
        type=_fields,
        metavar="NAME=FIELD,...",
        help="which field of a dump holds id, url, title, text, html, published or publisher",
    )
    parser.add_argument("--jobs", metavar="N", help="worker processes")
    parser.add_argument("--offline", action="store_true", help="fetch nothing")
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would be read and fetched, and end"
    )


@contextmanager
def open_items(
    arguments: argparse.Namespace,
    settings: Settings,
    folder: Path | None = None,
    known: Callable[[str], bool] | None = None,
    unchanged: list[str] | None = None,
) -> Iterator[Iterator[RawItem | Failure]]:
    """Yield the articles that the arguments name, fetched where need be.

    What is fetched is kept in `folder`, if given; `known` tells which addresses are in the store.
    Those that the site says have not changed are added to `unchanged`.
    """
    from kb.acquire.paths import read_paths, without_network

    if arguments.offline or settings.contact == "none":
        reason = "the network is not used" if arguments.offline else _NO_CONTACT
        yield read_paths(arguments.sources, without_network(reason), arguments.fields)
        return
    with make_fetcher(settings, folder, known) as fetcher:
        fetcher.unchanged = unchanged if unchanged is not None else []
        yield read_paths(arguments.sources, fetcher.resolve, arguments.fields)


def show_plan(arguments: argparse.Namespace) -> int:
    """Print what would be read and what would be fetched; nothing is fetched."""
    from kb.acquire.paths import read_paths
    from kb.acquire.reference import Reference

    def show(found: Iterable[Found]) -> Iterator[RawItem | Failure]:
        for item in found:
            if isinstance(item, Reference):
                sys.stdout.write(f"fetch {item.url}\n")
            else:
                yield item

    failed = 0
    for item in read_paths(arguments.sources, show, arguments.fields):
        if isinstance(item, RawItem):
            sys.stdout.write(f"read {item.source}\n")
        else:
            failed += 1
            sys.stderr.write(f"kb: {item.source}: {item.reason}\n")
    return 1 if failed else 0


@contextmanager
def make_fetcher(
    settings: Settings,
    folder: Path | None,
    known: Callable[[str], bool] | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[Fetcher]:
    """Yield a fetcher by the settings, with its memory and captures in `folder`, if given.

    Raises InputError where the settings name no contact.
    """
    from kb.acquire.capture import Capture
    from kb.acquire.client import Client
    from kb.acquire.fetcher import Fetcher, Manners
    from kb.acquire.visits import Visits

    if settings.contact == "none":
        raise InputError(_NO_CONTACT)
    agent = f"{PROGRAM}/{__version__} (+{settings.contact})"
    client = Client(agent, private=settings.fetch_private)
    manners = Manners(PROGRAM, settings.fetch_delay, sleep)
    capture = Capture(folder / "captures", settings.capture_budget) if folder else None
    with Visits(folder / "visits.sqlite" if folder else None) as visits:
        try:
            yield Fetcher(client, manners, visits, capture, known or (lambda url: False))
        finally:
            if capture is not None:
                capture.close()


def known_to(holds: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return the test whether an address is in a store, given whether it holds a document's id."""
    return lambda url: holds(document_id(url, ""))


def _fields(text: str) -> FieldMap:
    from kb.acquire import FieldMap

    try:
        return FieldMap.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
