"""Articles in web archives (WARC), and the members of ZIP files."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from kb.acquire.failure import Failure
from kb.acquire.fields import read_day
from kb.acquire.sniffing import ARTICLES, Kind, check_text, sniff
from kb.acquire.streams import HEAD, MAX_BYTES, MAX_RATIO, read_available
from kb.errors import InputError
from kb.model import RawItem

_TAKEN = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)
_OK = "200"
_MAX_MEMBERS = 100_000
_MAX_UNPACKED = 2_000_000_000  # bytes of all members of one ZIP file together
_OFFICE = ("[Content_Types].xml", "mimetype")
_SPOOL = 10_000_000


def read_warc(stream: BinaryIO, source: str) -> Iterator[RawItem | Failure]:
    """Yield the pages of an unpacked WARC stream, one in memory at a time.

    Pages are responses with status 200, and resources, whose content is HTML, text or PDF; of
    all other records nothing is said. A record of more than MAX_BYTES is passed over and
    reported.
    """
    records = iter(ArchiveIterator(_Available(stream)))
    number = 0
    while True:
        number += 1
        place = f"{source}, record {number}"
        try:
            record = next(records)
            item = _read_record(record, place)
        except StopIteration:
            return
        except InputError as error:
            yield Failure(place, str(error))
            return  # the stream itself is damaged: there is no way to the next record
        except (ArchiveLoadFailed, ValueError, EOFError, OSError, zlib.error) as error:
            yield Failure(place, f"damaged WARC: {' '.join(str(error).split())[:200]}")
            return
        if item is not None:
            yield item


class _Available:
    """A stream read as far as it is at hand, so that damage further on costs nothing before it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        return read_available(self._stream, size)


def _read_record(record: ArcWarcRecord, place: str) -> RawItem | Failure | None:
    if record.rec_type not in ("response", "resource"):
        return None
    http = record.http_headers
    if record.rec_type == "response" and (http is None or http.get_statuscode() != _OK):
        return None
    headers = http if http is not None else record.rec_headers
    content_type = headers.get_header("Content-Type") or ""
    if content_type.partition(";")[0].strip().lower() not in _TAKEN:
        return None
    url = record.rec_headers.get_header("WARC-Target-URI")
    content = record.content_stream().read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        return Failure(place, f"larger than {MAX_BYTES // 1_000_000} MB ({url})")
    try:
        kind = sniff(content[:HEAD])
        if kind in (Kind.HTML, Kind.TEXT):
            check_text(content)
    except InputError as error:
        return Failure(place, f"{error} ({url})")
    if kind not in ARTICLES:
        return None
    charset = _CHARSET.search(content_type)
    about = _read_about(record.rec_headers.get_header("WARC-JSON-Metadata"))
    return RawItem(
        place,
        content,
        kind.value,
        url=url if url and url.startswith(("http://", "https://")) else None,
        title=about.get("title"),
        publisher=about.get("publisher"),
        listed=read_day(about.get("listed")),
        charset=charset[1].lower() if charset else None,
    )


def _read_about(value: str | None) -> dict[str, str]:
    """Return what `kb.acquire.capture` wrote of a page beside its bytes."""
    try:
        about = json.loads(value or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(about, dict):
        return {}
    return {name: text for name, text in about.items() if isinstance(text, str) and text}


def read_zip(stream: BinaryIO, source: str) -> Iterator[tuple[str, BinaryIO | Failure]]:
    """Yield name and stream of each file in a ZIP archive, or why it is not read.

    Nothing is ever written under a member's name. Members with a path that leads out of the
    archive, encrypted ones and those that unpack to more than MAX_RATIO times their size are
    refused. Raises InputError where the archive is damaged.
    """
    with tempfile.SpooledTemporaryFile(_SPOOL) as spool:
        if not stream.seekable():
            for chunk in iter(lambda: stream.read(65536), b""):
                spool.write(chunk)
            stream = spool  # type: ignore[assignment]
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise InputError(f"damaged ZIP archive: {error}") from error
        members = [member for member in archive.infolist() if not member.is_dir()]
        if any(member.filename in _OFFICE for member in members):
            raise InputError("an office document: save it as PDF or text")
        if len(members) > _MAX_MEMBERS:
            raise InputError(f"ZIP archive of more than {_MAX_MEMBERS} files")
        total = 0
        for member in members:
            place = f"{source}, {_printable(member.filename)}"
            total += member.file_size
            if reason := _objection(member, total):
                yield place, Failure(place, reason)
                continue
            try:
                with archive.open(member) as opened:
                    yield place, opened  # type: ignore[misc]
            except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error,
                    EOFError, RuntimeError) as error:  # fmt: skip
                yield place, Failure(place, f"damaged in its ZIP archive: {error}")


def _objection(member: zipfile.ZipInfo, total: int) -> str | None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", member.filename):
        return "its path leads out of the ZIP archive"
    if member.flag_bits & 1:
        return "encrypted"
    if member.file_size > MAX_BYTES and member.file_size > MAX_RATIO * member.compress_size:
        return f"unpacks to more than {MAX_RATIO} times its size"
    if total > _MAX_UNPACKED:
        return f"its ZIP archive unpacks to more than {_MAX_UNPACKED // 1_000_000} MB"
    return None


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)[:200]
