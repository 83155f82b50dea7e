"""What is remembered of pages that were asked for: validators, and what came of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from kb.acquire.client import Response
from kb.errors import StoreError

_TABLE = """CREATE TABLE IF NOT EXISTS visits (
    url TEXT PRIMARY KEY, status INTEGER NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL)"""
_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Visit:
    """The last answer of a page and the validators that it came with."""

    status: int
    etag: str
    modified: str

    @property
    def gone(self) -> bool:
        """Whether the page is not worth asking for again."""
        return self.status in _GONE

    @property
    def condition(self) -> Mapping[str, str]:
        """The headers that ask for the page only if it has changed."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in named.items() if value}


class Visits:
    """The memory of visits, in a file; of one run only where `path` is None."""

    def __init__(self, path: Path | None = None) -> None:
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(str(path or ":memory:"), isolation_level=None)
            self._base.execute("PRAGMA secure_delete = ON")  # what is forgotten leaves no trace
            self._base.execute(_TABLE)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"cannot keep a record of visits in {path}: {error}") from error

    def last(self, url: str) -> Visit | None:
        """Return the last visit of a page."""
        row = self._base.execute(
            "SELECT status, etag, modified FROM visits WHERE url = ?", [url]
        ).fetchone()
        return Visit(*row) if row else None

    def remember(self, url: str, response: Response) -> None:
        """Record what came of asking for a page; an answer without validators keeps the old."""
        before = self.last(url) if response.status == 304 else None
        etag = response.header("ETag")[:500] or (before.etag if before else "")
        modified = response.header("Last-Modified")[:100] or (before.modified if before else "")
        self._base.execute(
            "INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?)",
            [url, response.status, etag, modified],
        )

    def forget(self, urls: Collection[str]) -> None:
        """Remove the memory of pages."""
        self._base.executemany("DELETE FROM visits WHERE url = ?", [(url,) for url in urls])

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
