"""`kb set-date`: correcting when an article was published."""

from __future__ import annotations

import argparse
import sys

from kb.cli.ingest import days, opened
from kb.cli.options import Commands, add_command
from kb.config import Settings
from kb.errors import InputError
from kb.model import Interval


def register(commands: Commands) -> None:
    """Add `kb set-date`."""
    parser = add_command(
        commands,
        "set-date",
        set_date,
        help="correct when an article was published; all dates that depend on it follow",
    )
    parser.add_argument("doc", metavar="DOC", help="id or IRI of a document")
    parser.add_argument(
        "days", nargs="?", metavar="DAY[..DAY]", help="when it was published, as ISO dates"
    )
    parser.add_argument(
        "--item",
        type=int,
        metavar="N",
        help="which item of the page, counted from 1 (default: its main story)",
    )
    parser.add_argument("--undo", action="store_true", help="take the last correction back instead")


def set_date(arguments: argparse.Namespace, settings: Settings) -> int:
    """Set a publication date, or take the last one set back."""
    if (arguments.days is None) != arguments.undo:
        raise InputError("set-date takes either a day such as 2024-12-11 or --undo")
    published = None if arguments.undo else _interval(arguments.days)
    from kb import corrections

    with opened(settings, create=False) as (store, journal):
        doc = corrections.find_document(journal, arguments.doc)
        if published is None:
            made = corrections.undo(doc, arguments.item, store, journal)
            before = made.former.interval if made.former else None
            said = f"is {_say(before)} again, no longer {_say(made.published)}"
        else:
            made = corrections.set_date(doc, arguments.item, published, store, journal)
            before = made.former.interval if made.former else None
            said = f"is now {_say(published)}, before {_say(before)}"
    sys.stdout.write(f"publication of item {made.item} of document {doc} {said}\n")
    return 0


def _interval(text: str) -> Interval:
    try:
        return days(text)
    except argparse.ArgumentTypeError as error:
        raise InputError(str(error)) from None


def _say(interval: Interval | None) -> str:
    if interval is None:
        return "unknown"
    if interval.earliest == interval.latest:
        return interval.earliest.isoformat()
    return f"{interval.earliest}..{interval.latest}"
