"""Articles from files, directories and standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from kb.acquire.failure import Failure
from kb.acquire.sniffing import sniff_media_type
from kb.errors import InputError
from kb.model import RawItem

MAX_BYTES = 10_000_000
"""Largest file that is read, in bytes."""

_SUFFIXES = {".html", ".htm", ".xhtml", ".txt"}


def read_paths(paths: Sequence[Path | str]) -> Iterator[RawItem | Failure]:
    """Yield one raw item or failure per article of `paths`, in the given order.

    A path is a file of any name, a directory (its .html, .htm, .xhtml and .txt files, recursively
    and sorted) or "-" for standard input. One article is held in memory at a time.
    """
    for path in paths:
        if str(path) == "-":
            yield _read_stream(sys.stdin.buffer, "-")
        elif Path(path).is_dir():
            yield from _read_directory(Path(path))
        else:
            yield _read_file(Path(path))


def _read_directory(directory: Path) -> Iterator[RawItem | Failure]:
    unreadable: list[OSError] = []
    files = sorted(
        Path(folder) / name
        for folder, _, names in os.walk(directory, onerror=unreadable.append)
        for name in names
        if Path(name).suffix.lower() in _SUFFIXES and not name.startswith(".")
    )
    for error in unreadable:
        yield Failure(str(error.filename), f"cannot be read: {error.strerror}")
    if not files and not unreadable:
        known = ", ".join(sorted(_SUFFIXES))
        yield Failure(str(directory), f"the directory holds no articles ({known})")
    for file in files:
        yield _read_file(file)


def _read_file(path: Path) -> RawItem | Failure:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Failure(str(path), "not a regular file")
        with path.open("rb") as stream:
            return _read_stream(stream, str(path))
    except FileNotFoundError:
        return Failure(str(path), "no such file or directory")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return Failure(str(path), f"cannot be read: {reason}")


def _read_stream(stream: BinaryIO, source: str) -> RawItem | Failure:
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        return Failure(source, f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        return RawItem(source, content, sniff_media_type(content))
    except InputError as error:
        return Failure(source, str(error))
