"""`kb clean`: articles from any source, cleaned and printed, without a store."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kb.cli.options import Commands, add_command
from kb.cli.reading import add_source_options, open_items, show_plan
from kb.config import Settings
from kb.model import RawItem

if TYPE_CHECKING:
    from kb.acquire import Failure


def register(commands: Commands) -> None:
    """Add `kb clean`."""
    parser = add_command(
        commands,
        "clean",
        clean,
        help="print the cleaned articles of any source, one JSON object per line",
    )
    add_source_options(parser)


def clean(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print one object per article in the order of the sources; status 1 where one failed."""
    from kb.workers import Lost, work

    if arguments.dry_run:
        return show_plan(arguments)
    failed: list[str] = []

    def complain(source: str, reason: str) -> None:
        failed.append(source)
        sys.stderr.write(f"kb: {source}: {reason}\n")

    def usable(items: Iterator[RawItem | Failure]) -> Iterator[RawItem]:
        for item in items:
            if isinstance(item, RawItem):
                yield item
            else:
                complain(item.source, item.reason)

    jobs, seconds = settings.jobs, settings.time_limit
    with open_items(arguments, settings) as items:
        for outcome in work(prepare, usable(items), jobs=jobs, seconds=seconds):
            if isinstance(outcome.result, Lost):
                complain(outcome.thing.source, outcome.result.reason)
            else:
                sys.stdout.write(outcome.result)
    return 1 if failed else 0


def prepare() -> Callable[[RawItem], str]:
    """Return the work on one item; called in a worker process, where clean-up is imported."""
    from kb.clean import clean as clean_up
    from kb.clean import describe

    def line(item: RawItem) -> str:
        return json.dumps(describe(clean_up(item)), ensure_ascii=False) + "\n"

    return line
