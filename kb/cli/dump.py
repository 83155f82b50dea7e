"""`kb dump`: the store as sorted, compressed files with a manifest."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kb.cli.options import Commands, add_command
from kb.config import Settings


def register(commands: Commands) -> None:
    """Add `kb dump`."""
    parser = add_command(
        commands, "dump", dump, help="write the store as files that every RDF store can load"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or a dump to renew")
    parser.add_argument(
        "--format", choices=("nquads", "trig"), default="nquads", help="nquads by default"
    )
    parser.add_argument(
        "--graph", action="append", metavar="IRI", help="only this named graph; may be repeated"
    )


def dump(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the dump and say what it holds; also works beside a running server."""
    from kb.store import open_store
    from kb.store.dumps import dump as write

    with open_store(settings.store, read_only=True, create=False) as store:
        manifest = write(
            store,
            arguments.folder,
            form=arguments.format,
            graphs=arguments.graph,
            text=settings.publish_text,
        )
    sys.stdout.write(
        f"{manifest.quads:,} quads in {len(manifest.parts)} files, "
        f"{manifest.size / 1e6:.1f} MB: {arguments.folder}\n"
    )
    return 0
