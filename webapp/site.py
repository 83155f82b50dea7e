"""What the views of one application share: its store, its settings and its query workers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from flask import Flask, current_app

from kb.config import Settings
from kb.store import Store
from kb.store.base import Dataset
from kb.store.worker import Answer, Limits, QueryPool

T = TypeVar("T")

_KEY = "kb"
_MOST_KEPT = 128


class Analysts:
    """The workers that run analysts' queries; started by the first query."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.limits = Limits(
            seconds=settings.query_timeout,
            memory=settings.query_memory,
            rows=settings.row_limit,
            size=settings.byte_limit,
            queue=settings.query_queue,
        )
        self._workers = settings.query_workers
        self._store = store
        self._lock = threading.Lock()
        self._pool: QueryPool | None = None

    def run(
        self,
        query: str,
        rows_type: str,
        graph_type: str,
        *,
        dataset: Dataset | None = None,
        client: str = "",
        gone: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Run a query that was not checked yet; see `QueryPool.run`."""
        with self._lock:
            if self._pool is None:
                self._pool = QueryPool(self._store, self.limits, workers=self._workers)
            pool = self._pool
        return pool.run(
            query,
            rows_type=rows_type,
            graph_type=graph_type,
            dataset=dataset,
            client=client,
            gone=gone,
        )

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None


class Kept:
    """The last answers that take long to find, kept until the store changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._generation = ""
        self._answers: OrderedDict[tuple[object, ...], object] = OrderedDict()

    def get(self, read: Callable[..., T], *arguments: Hashable) -> T:
        """Return `read(store, *arguments)`, from memory if the store has not changed since."""
        generation = self._store.generation
        key = (read, *arguments)
        with self._lock:
            if generation != self._generation:
                self._generation, self._answers = generation, OrderedDict()
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast(T, self._answers[key])
        answer = read(self._store, *arguments)
        with self._lock:
            if generation == self._generation:
                self._answers[key] = answer
                if len(self._answers) > _MOST_KEPT:
                    self._answers.popitem(last=False)
        return answer


@dataclass(frozen=True, slots=True)
class Site:
    """One application's store, settings, query workers and kept answers."""

    store: Store
    settings: Settings
    analysts: Analysts = field(repr=False)
    kept: Kept = field(repr=False)


def attach(app: Flask, store: Store, settings: Settings) -> None:
    """Give an application what its views share."""
    app.extensions[_KEY] = Site(store, settings, Analysts(store, settings), Kept(store))


def site_of(app: Flask) -> Site:
    """Return what the views of an application share."""
    return cast(Site, app.extensions[_KEY])


def site() -> Site:
    """Return the site of the application that handles the current request."""
    return site_of(current_app)


def store() -> Store:
    """Return the store of the application that handles the current request."""
    return site().store


def kept(read: Callable[..., T], *arguments: Hashable) -> T:
    """Return `read(store, *arguments)`, from memory if the store has not changed since."""
    return site().kept.get(read, *arguments)
