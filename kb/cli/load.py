"""`kb load`: a dump, or RDF files with named graphs, into an empty store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kb.cli.options import Commands, add_command
from kb.config import Settings


def register(commands: Commands) -> None:
    """Add `kb load`."""
    parser = add_command(commands, "load", load, help="fill an empty store from a dump")
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="DIR|FILE",
        help="a dump, or N-Quads or TriG (.nq, .trig, with or without .gz)",
    )


def load(arguments: argparse.Namespace, settings: Settings) -> int:
    """Load everything, then build the tables for search and counts."""
    from kb.store import open_store
    from kb.store.dumps import load as fill

    with open_store(settings.store, renew=True) as store:
        quads = fill(store, arguments.paths)
        store.side.refresh()
    sys.stdout.write(f"{quads:,} quads loaded into {settings.store}\n")
    return 0
