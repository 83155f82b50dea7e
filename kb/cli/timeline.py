"""`kb timeline`: the events of an actor as a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kb.cli.options import Commands, add_command
from kb.cli.output import open_output, terminal_width
from kb.config import Settings
from kb.errors import InputError
from kb.export.formats import FORMATS, find_format
from kb.query.timeline import LIMIT, STATUSES, timeline

_BINARY = ("xlsx",)
_EXAMPLES = """examples:
  kb timeline HTS --from 2024-11 --to 2024-12
  kb timeline Ukraine --with HTS --type AID --format csv -o ukraine.csv
  kb timeline "European Union" --place Syria -o eu.ics
"""


def register(commands: Commands) -> None:
    """Add `kb timeline`."""
    parser = add_command(
        commands,
        "timeline",
        run,
        help="write the events of an actor in order of time",
        epilog=_EXAMPLES,
    )
    parser.add_argument("actor", metavar="ACTOR", help="slug, name, alias or IRI")
    parser.add_argument("--from", dest="since", metavar="DATE", help="2024, 2024-12 or 2024-12-11")
    parser.add_argument("--to", dest="until", metavar="DATE", help="last day, month or year")
    parser.add_argument("--type", metavar="TYPE", help="event type, with all narrower ones")
    parser.add_argument("--with", dest="counterpart", metavar="ACTOR", help="another participant")
    parser.add_argument("--place", metavar="PLACE", help="place, with all places within it")
    parser.add_argument("--status", choices=STATUSES, help="what some report makes of it")
    parser.add_argument("--publisher", metavar="ACTOR", help="who published a report of it")
    parser.add_argument("--limit", type=int, default=LIMIT, metavar="N", help="most events")
    parser.add_argument(
        "--format", metavar="FORMAT", help=f"one of {', '.join(FORMATS)}; by FILE's ending"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="instead of stdout")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the timeline; 0 also where it is empty."""
    name = _format_name(arguments)
    chosen = find_format(name)
    if name in _BINARY and arguments.output is None and sys.stdout.isatty():
        raise InputError(f"{name} is no text: name a file with -o FILE")
    if arguments.limit < 1:
        raise InputError("--limit must be at least 1")
    from kb.store import open_store

    with open_store(settings.store, read_only=True, create=False) as store:
        found = timeline(
            store,
            arguments.actor,
            since=arguments.since,
            until=arguments.until,
            type=arguments.type,
            counterpart=arguments.counterpart,
            place=arguments.place,
            status=arguments.status,
            publisher=arguments.publisher,
            limit=arguments.limit,
        )
        with open_output(arguments.output) as stream:
            if name == "table":
                from kb.export.table import write as write_table

                write_table(found, stream, terminal_width() if arguments.output is None else None)
            else:
                chosen.write(found, stream)
    if found.truncated:
        sys.stderr.write(f"kb: only the first {len(found.rows)} matching events: see --limit\n")
    return 0


def _format_name(arguments: argparse.Namespace) -> str:
    if arguments.format is not None:
        name: str = arguments.format
        return name
    if arguments.output is None:
        return "table"
    path: Path = arguments.output
    endings = {known.ending: name for name, known in FORMATS.items()}
    fitting = [ending for ending in endings if path.name.endswith("." + ending)]
    return endings[max(fitting, key=len)] if fitting else "table"
