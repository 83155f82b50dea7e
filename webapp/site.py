"""What the views of one application share: its store, its settings and its query workers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar, cast

from flask import Flask, current_app

from kb.config import Settings
from kb.store import Store
from kb.store.base import Dataset
from kb.store.turns import Turns
from kb.store.worker import Answer, Limits, QueryPool

T = TypeVar("T")

# Files that are made at once, and requests for one that may wait: each takes a thread.
EXPORTS = 2
EXPORT_QUEUE = 16

_KEY = "kb"
_MOST_KEPT = 128
_EXPORT_PATIENCE = 60.0  # seconds
_EXPORTS_BUSY = "many files are being made: try again in a moment"


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
    """The last answers that take long to find, kept until the store changes.

    Where several requests want the same at once, one finds it and the others wait for it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._generation = ""
        self._answers: OrderedDict[tuple[object, ...], Future[object]] = OrderedDict()

    def get(self, read: Callable[..., T], *arguments: Hashable) -> T:
        """Return `read(store, *arguments)`, from memory if the store has not changed since."""
        generation = self._store.generation
        key = (read, *arguments)
        with self._lock:
            if generation != self._generation:
                self._generation, self._answers = generation, OrderedDict()
            answer = self._answers.get(key)
            ours = answer is None
            if answer is None:
                answer = self._answers[key] = Future()
                if len(self._answers) > _MOST_KEPT:
                    self._answers.popitem(last=False)
            self._answers.move_to_end(key)
        if ours:
            self._find(key, answer)
        return cast(T, answer.result())

    def _find(self, key: tuple[object, ...], answer: Future[object]) -> None:
        read, *arguments = cast("tuple[Callable[..., object], *tuple[Hashable, ...]]", key)
        try:
            answer.set_result(read(self._store, *arguments))
        except BaseException as error:
            with self._lock:
                if self._answers.get(key) is answer:
                    del self._answers[key]  # whoever comes next tries again
            answer.set_exception(error)


class Exports:
    """Files of events are made a few at a time, so that pages are served beside them."""

    def __init__(self) -> None:
        self._turns: Turns[object] = Turns(EXPORT_QUEUE, busy=_EXPORTS_BUSY)
        for _ in range(EXPORTS):
            self._turns.give(object())

    @contextmanager
    def turn(self, client: str, gone: Callable[[], bool]) -> Iterator[None]:
        """Wait for the client's turn; QueryBusy where too many wait, QueryAbandoned if it left."""
        place = self._turns.take(client, _EXPORT_PATIENCE, gone)
        try:
            yield
        finally:
            self._turns.give(place)


@dataclass(frozen=True, slots=True)
class Site:
    """One application's store, settings, query workers, kept answers and turns of exports."""

    store: Store
    settings: Settings
    analysts: Analysts = field(repr=False)
    kept: Kept = field(repr=False)
    exports: Exports = field(repr=False, default_factory=Exports)


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
