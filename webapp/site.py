"""What the views of one application share: its store, its settings and its query workers."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from kb.config import Settings
from kb.store import Store
from kb.store.worker import Answer, Limits, QueryPool

_KEY = "kb"


class Analysts:
    """The workers that run analysts' queries; started by the first query."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.limits = Limits(
            seconds=settings.query_timeout,
            memory=settings.query_memory,
            rows=settings.row_limit,
            size=settings.byte_limit,
        )
        self._store = store
        self._lock = threading.Lock()
        self._pool: QueryPool | None = None

    def run(self, query: str, rows_type: str, graph_type: str) -> Answer:
        """Run a query that was not checked yet; see `QueryPool.run`."""
        with self._lock:
            if self._pool is None:
                self._pool = QueryPool(self._store, self.limits)
        return self._pool.run(query, rows_type=rows_type, graph_type=graph_type)

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None


@dataclass(frozen=True, slots=True)
class Site:
    """One application's store, settings and query workers."""

    store: Store
    settings: Settings
    analysts: Analysts = field(repr=False)


def attach(app: Flask, store: Store, settings: Settings) -> None:
    """Give an application what its views share."""
    app.extensions[_KEY] = Site(store, settings, Analysts(store, settings))


def site_of(app: Flask) -> Site:
    """Return what the views of an application share."""
    return cast(Site, app.extensions[_KEY])


def site() -> Site:
    """Return the site of the application that handles the current request."""
    return site_of(current_app)


def store() -> Store:
    """Return the store of the application that handles the current request."""
    return site().store
