"""What is remembered of pages that were asked for: validators, and what came of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kb.acquire.client import Response
from kb.sqlitefile import SqliteFile

_TABLE = """CREATE TABLE IF NOT EXISTS visits (
    url TEXT PRIMARY KEY, status INTEGER NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
    target TEXT NOT NULL)"""
_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Visit:
    """The last answer of a page and the validators that it came with.

    `target` is the address that answered: another one after a redirect.
    """

    status: int
    etag: str
    modified: str
    target: str

    @property
    def gone(self) -> bool:
        """Whether the page is not worth asking for again."""
        return self.status in _GONE

    @property
    def condition(self) -> Mapping[str, str]:
        """The headers that ask for the page only if it has changed."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in named.items() if value}


class Visits(SqliteFile):
    """The memory of visits, in a file; of one run only where `path` is None."""

    TABLES = _TABLE
    LAYOUT = 1
    CONTENT = "a record of visits"

    def last(self, url: str) -> Visit | None:
        """Return the last visit of a page."""
        row = self._base.execute(
            "SELECT status, etag, modified, target FROM visits WHERE url = ?", [url]
        ).fetchone()
        return Visit(*row) if row else None

    def remember(self, url: str, response: Response, target: str | None = None) -> None:
        """Record what came of asking for a page; an answer without validators keeps the old.

        `target` is where it was redirected to.
        """
        before = self.last(url) if response.status == 304 else None
        etag = response.header("ETag")[:500] or (before.etag if before else "")
        modified = response.header("Last-Modified")[:100] or (before.modified if before else "")
        self._base.execute(
            "INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?, ?)",
            [url, response.status, etag, modified, target or url],
        )

    def forget(self, urls: Collection[str]) -> None:
        """Remove the memory of pages, and of addresses that were redirected to them."""
        self._base.executemany(
            "DELETE FROM visits WHERE url = ? OR target = ?", [(url, url) for url in urls]
        )
