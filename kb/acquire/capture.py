"""The record of what was fetched: web archives of the bytes as sent, within a budget."""

from __future__ import annotations

import io
import json
import os
import secrets
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from kb.acquire.client import Response
from kb.errors import FetchError, StoreError

_HOP = ("transfer-encoding", "connection", "keep-alive")  # of the line, not of the page


class Capture:
    """One web archive of a folder, begun with the first page; all of them share the budget."""

    def __init__(self, folder: Path, budget: int) -> None:
        self._folder = folder
        self._budget = budget
        self._file: BinaryIO | None = None
        self._used = sum(path.stat().st_size for path in folder.glob("*.warc.gz"))

    def check(self) -> None:
        """Raise FetchError where the budget is used up: what is not recorded is not fetched."""
        if self._used >= self._budget:
            raise FetchError(
                f"the captures in {self._folder} fill their budget of {self._budget} bytes: "
                "remove old ones or raise capture_budget"
            )

    def keep(self, url: str, response: Response, about: Mapping[str, str]) -> None:
        """Write a page with its headers and what a list said of it; StoreError where it cannot."""
        try:
            out = self._open()
            before = out.tell()
            headers = [pair for pair in response.headers if pair[0].lower() not in _HOP]
            status = f"{response.status} {response.reason}"
            writer = WARCWriter(out, gzip=True)
            record = writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(response.raw),
                http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-JSON-Metadata": json.dumps(dict(about))},
            )
            writer.write_record(record)
            out.flush()
            self._used += out.tell() - before
        except OSError as error:
            raise StoreError(f"cannot write a capture in {self._folder}: {error}") from error

    def close(self) -> None:
        """Bring what was written to the disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}.warc.gz"
            self._file = (self._folder / name).open("xb")
            WARCWriter(self._file, gzip=True).write_record(_info(name))
        return self._file


def _info(name: str) -> object:
    about = {"software": "geopolitical-event-kb", "format": "WARC File Format 1.0"}
    return WARCWriter(io.BytesIO(), gzip=True).create_warcinfo_record(name, about)


def remove_captures(folder: Path, urls: Collection[str]) -> None:
    """Remove the records of pages from all web archives of a folder, each replaced whole.

    Raises StoreError where an archive cannot be read or written.
    """
    for path in sorted(folder.glob("*.warc.gz")):
        part = path.with_suffix(".part")
        try:
            gone = _copy_others(path, part, urls)
            if gone:
                part.replace(path)
            part.unlink(missing_ok=True)
        except (OSError, ArchiveLoadFailed) as error:
            part.unlink(missing_ok=True)
            raise StoreError(f"cannot remove pages from the capture {path}: {error}") from error


def _copy_others(path: Path, part: Path, urls: Collection[str]) -> int:
    """Copy the records of an archive that are not of these pages and return how many are."""
    gone = 0
    with path.open("rb") as stream, path.open("rb") as raw, part.open("wb") as out:
        records = ArchiveIterator(stream)
        for record in records:
            kept = record.rec_headers.get_header("WARC-Target-URI") not in urls
            start = records.get_record_offset()
            length = records.get_record_length()
            gone += not kept
            if kept:
                raw.seek(start)
                out.write(raw.read(length))
    return gone
