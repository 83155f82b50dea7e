"""Errors that a user may see: each message is one clear line that says what was wrong and where."""

from __future__ import annotations

import traceback
from pathlib import Path


class KbError(Exception):
    """Base of all errors that end a command with exit status 1 and one line on stderr."""


class InputError(KbError):
    """The given document, file, query parameter or setting cannot be used."""


class FetchError(KbError):
    """A page cannot be fetched, or must not be.

    `wait` is after how many seconds it may be tried again, None where that would be of no use.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class CatalogueError(KbError):
    """A row of the catalogue or lexicon is malformed: the message gives file and line."""


class ModelError(KbError):
    """The language model file is missing or corrupt: the message gives file and remedy."""


class StoreError(KbError):
    """The store cannot be opened, reached or written."""


class StoreLocked(StoreError):
    """Another process holds the embedded store."""


class QueryRefused(KbError):
    """The query is not allowed (update, SERVICE, foreign FROM)."""


class QuerySyntaxError(KbError):
    """The query is not SPARQL; `line` and `column` count from 1 where known."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryTimeout(KbError):
    """The query ran past its time limit and was stopped."""


class QueryTooLarge(KbError):
    """The query needed more memory than it may use and was stopped."""


class QueryBusy(KbError):
    """All query workers are busy; the same query may be tried again."""


class QueryAbandoned(KbError):
    """Whoever asked the query has gone: it was stopped."""


class ShapeViolation(KbError):
    """A document's quads break a core shape: nothing of the document was stored."""


def internal_error(error: BaseException) -> str:
    """Return one line on an error that no user caused: what it was and where in the code."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    return " ".join(f"internal error: {type(error).__name__}: {error} ({where})".split())
