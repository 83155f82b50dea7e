"""`kb extract`: documents in, extraction records out, no store."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kb.cli.options import Commands, add_command
from kb.config import Settings
from kb.errors import InputError, KbError
from kb.model import RawItem

if TYPE_CHECKING:
    from kb.acquire import Failure


def register(commands: Commands) -> None:
    """Add `kb extract`."""
    parser = add_command(
        commands,
        "extract",
        extract,
        help="print what is found in documents, one JSON record per line",
    )
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="text or HTML; - or nothing: stdin"
    )
    parser.add_argument(
        "--jsonl",
        action="store_true",
        help='each line is {"id", "text", "published"?, "title"?, "url"?, "publisher"?}; '
        "the text is taken as it stands",
    )


def extract(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print a record per document; status 1 where one of them could not be used.

    With `--jsonl` a bad line becomes an object with `id` and `error` in its place; without, a
    bad document ends the command.
    """
    # Imported when run, so that `kb --help` need not load the language libraries.
    from kb.pipeline import load_tools, understand
    from kb.record import record

    tools = load_tools(settings)
    status = 0
    for item in _items(arguments.file, arguments.jsonl):
        try:
            if not isinstance(item, RawItem):
                raise InputError(item.reason)
            found = record(understand(item, tools))
        except KbError as error:
            if not arguments.jsonl:
                raise InputError(f"{item.source}: {error}") from error
            found, status = {"error": str(error)}, 1
        named = {"id": item.source} if arguments.jsonl else {}
        sys.stdout.write(json.dumps(found | named, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return status


def _items(file: str, jsonl: bool) -> Iterator[RawItem | Failure]:
    from kb.acquire import read_jsonl, read_paths

    if not jsonl:
        yield from read_paths([file])
    elif file == "-":
        yield from read_jsonl(sys.stdin.buffer)
    else:
        try:
            with Path(file).open("rb") as lines:
                yield from read_jsonl(lines)
        except OSError as error:
            raise InputError(f"{file}: {error.strerror or error}") from error
