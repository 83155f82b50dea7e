"""A small table in a file of its own, of which what is deleted leaves no trace."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from kb.errors import StoreError


class SqliteFile:
    """Tables in a file; in memory where `path` is None. A subclass says what they are.

    `TABLES` is the script that makes them where they are missing; `LAYOUT` counts its versions: a
    file of another one is emptied, as it only remembers what can be found again. Raises
    `StoreError` where the file cannot be used.
    """

    TABLES: str
    LAYOUT: int
    CONTENT: str  # what an error says is kept in it

    def __init__(self, path: Path | None = None) -> None:
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(str(path or ":memory:"), isolation_level=None)
            self._base.execute("PRAGMA secure_delete = ON")
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"cannot keep {self.CONTENT} in {path}: {error}") from error

    def _prepare(self) -> None:
        (layout,) = self._base.execute("PRAGMA user_version").fetchone()
        if layout != self.LAYOUT:
            tables = self._base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                self._base.execute(f'DROP TABLE "{table}"')
            self._base.execute(f"PRAGMA user_version = {self.LAYOUT}")
        self._base.executescript(self.TABLES)

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
