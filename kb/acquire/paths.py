"""Articles from whatever an analyst has: files of any kind, folders, patterns, addresses, stdin."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from kb.acquire.archives import read_warc, read_zip
from kb.acquire.dumps import read_gdelt, read_json, read_table, read_urls
from kb.acquire.failure import Failure
from kb.acquire.feeds import read_feed, read_sitemap
from kb.acquire.fields import FieldMap
from kb.acquire.reference import Reference
from kb.acquire.sniffing import ARTICLES, Kind, check_text, sniff
from kb.acquire.streams import MAX_BYTES, gunzip, look, read_page
from kb.errors import InputError
from kb.model import RawItem

# What is taken from folders, where much else may lie; the kind is told from the content.
_SUFFIXES = frozenset(
    ".html .htm .xhtml .txt .pdf .eml .json .jsonl .ndjson .csv .tsv .xml .rss .atom .warc .gz "
    ".zip .urls".split()
)
_MAX_DEPTH = 3  # of a page in an archive in an archive
_ADDRESS = ("http://", "https://", "file:", "gopher:", "ftp:", "data:", "javascript:")

Found = RawItem | Reference | Failure
Resolve = Callable[[Iterable[Found]], Iterator[RawItem | Failure]]
"""Turns references into articles, by fetching them, and passes on everything else."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How far into one another containers are opened, and which field holds what."""

    fields: FieldMap
    base: str | None = None  # the address of the content, if it has one
    depth: int = 0

    def deeper(self) -> Opening:
        """Return the same one level further in; InputError where that is too deep."""
        if self.depth >= _MAX_DEPTH:
            raise InputError(f"archives in one another deeper than {_MAX_DEPTH}")
        return replace(self, depth=self.depth + 1)


def read_paths(
    paths: Sequence[Path | str],
    resolve: Resolve | None = None,
    fields: FieldMap | None = None,
) -> Iterator[RawItem | Failure]:
    """Yield one raw item or failure per article of `paths`, in the given order.

    A path is a file, a folder (recursively and sorted), a pattern with * ? or [, an http(s)
    address, or "-" for standard input. What is in it is told from its content. References to
    pages that were not fetched yet go through `resolve`; without one, what a feed carries of them
    is taken, and the others are reported. One article is held in memory at a time.
    """
    found = _find(paths, Opening(fields or FieldMap({})))
    yield from (resolve or without_network("the network is not used"))(found)


def without_network(reason: str) -> Resolve:
    """Return what takes of references only what their list carries, and reports the others."""

    def resolve(found: Iterable[Found]) -> Iterator[RawItem | Failure]:
        for item in found:
            if not isinstance(item, Reference):
                yield item
            elif item.content:
                yield item.content
            else:
                yield Failure(item.source, f"not fetched, as {reason}: {item.url}")

    return resolve


def _find(paths: Sequence[Path | str], opening: Opening) -> Iterator[Found]:
    for source in map(str, paths):
        if source == "-":
            yield from _guarded(sys.stdin.buffer, "-", opening)
        elif source.lower().startswith(_ADDRESS):
            yield Reference(source, source)
        elif not os.path.lexists(source) and glob.has_magic(source):
            yield from _match(source, opening)
        elif os.path.isdir(source):
            yield from _read_directory(Path(source), opening)
        else:
            yield from _read_file(Path(source), opening)


def _match(pattern: str, opening: Opening) -> Iterator[Found]:
    paths = sorted(path for path in glob.glob(pattern, recursive=True) if os.path.isfile(path))
    if not paths:
        yield Failure(pattern, "no file fits the pattern")
    for path in paths:
        yield from _read_file(Path(path), opening)


def _read_directory(directory: Path, opening: Opening) -> Iterator[Found]:
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
        yield from _read_file(file, opening)


def _read_file(path: Path, opening: Opening) -> Iterator[Found]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            yield Failure(str(path), "not a regular file")
            return
        with path.open("rb") as stream:
            yield from _guarded(stream, str(path), opening)
    except FileNotFoundError:
        yield Failure(str(path), "no such file or directory")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) else str(error)
        yield Failure(str(path), f"cannot be read: {reason}")


def _guarded(stream: BinaryIO, source: str, opening: Opening) -> Iterator[Found]:
    try:
        yield from read_stream(stream, source, opening)
    except InputError as error:
        yield Failure(source, str(error))


def read_stream(stream: BinaryIO, source: str, opening: Opening) -> Iterator[Found]:
    """Yield what a stream of any kind holds; InputError where it cannot be read (further)."""
    head, stream = look(stream)
    kind = sniff(head, opening.fields.columns)
    if kind in ARTICLES:
        yield _article(read_page(stream), kind, source)
    elif kind is Kind.GZIP:
        yield from read_stream(gunzip(stream), source, opening.deeper())
    elif kind is Kind.ZIP:
        yield from _read_members(stream, source, opening.deeper())
    elif kind is Kind.WARC:
        yield from read_warc(stream, source)
    elif kind is Kind.FEED:
        yield from read_feed(read_page(stream), source, opening.base)
    elif kind is Kind.SITEMAP:
        yield from read_sitemap(read_page(stream, 5 * MAX_BYTES), source)
    elif kind is Kind.JSON:
        yield from read_json(stream, source, opening.fields)
    elif kind is Kind.TABLE:
        yield from read_table(stream, source, opening.fields)
    elif kind is Kind.GDELT:
        yield from read_gdelt(stream, source)
    else:
        yield from read_urls(stream, source)


def _article(content: bytes, kind: Kind, source: str) -> RawItem:
    if kind in (Kind.HTML, Kind.TEXT):
        check_text(content)
    return RawItem(source, content, kind.value)


def _read_members(stream: BinaryIO, source: str, opening: Opening) -> Iterator[Found]:
    empty = True
    for place, member in read_zip(stream, source):
        if Path(place).suffix.lower() not in _SUFFIXES:
            continue
        empty = False
        if isinstance(member, Failure):
            yield member
        else:
            yield from _guarded(member, place, opening)
    if empty:
        raise InputError(f"the ZIP archive holds no articles ({', '.join(sorted(_SUFFIXES))})")
