"""Analysts' queries, each run in a process that can be killed.

pyoxigraph can neither be interrupted nor limited, and Oxigraph's server stops only some queries at
its time limit. So each query runs in a worker process of its own, on a snapshot of the store, with
limits on wall-clock time, memory, rows and bytes; a worker that goes past one is killed and another
takes its place. The process that owns the store only passes text and bytes on.
"""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from kb.errors import KbError, QueryBusy, QueryTimeout, QueryTooLarge, StoreError
from kb.store.answers import Queryable
from kb.store.base import GRAPH_TYPES, SOLUTION_TYPES, Store
from kb.store.evaluator import Outcome, Task
from kb.store.guard import QueryKind

_WORKER = "from kb.store.evaluator import main; main()"
_BOOT = 60.0  # seconds that a new worker may need before it takes its first query


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: `seconds` of wall clock, `rows` (or triples), `size` in bytes.

    `memory` is a worker's whole address space in bytes; under 2 GiB a store of a million quads
    does not open. `waiting` is how many seconds a query may wait for a free worker.
    """

    seconds: float = 10.0
    memory: int = 2 << 30
    rows: int = 10_000
    size: int = 20 << 20
    waiting: float = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised answer; `truncated` says that the row or byte limit cut it short.

    `generation` is that of the data asked, `seconds` the wall-clock time of the query.
    """

    kind: QueryKind
    media_type: str
    body: bytes
    rows: int
    truncated: bool
    generation: str
    seconds: float


@dataclass(eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: Connection
    ready: bool = False
    snapshot: str = ""


class QueryPool:
    """Worker processes for the queries of one store; usable from several threads.

    A query sees the store as it was at most `staleness` seconds ago: with 0 the first query after
    a write takes a new snapshot.
    """

    def __init__(
        self, store: Store, limits: Limits | None = None, *, workers: int = 1, staleness: float = 0
    ) -> None:
        self.limits = limits or Limits()
        self._store = store
        self._staleness = staleness
        self._lock = threading.Lock()
        self._directory = scratch(store.location)
        weakref.finalize(self, shutil.rmtree, self._directory, ignore_errors=True)
        self._generation, self._snapshot, self._taken = "", "", 0.0
        self._reader: Callable[[], Queryable] | None = None
        self._idle: queue.Queue[_Worker] = queue.Queue()
        self._workers: list[_Worker] = []
        for _ in range(workers):
            self._add_worker()

    def run(
        self,
        query: str,
        *,
        rows_type: str = SOLUTION_TYPES["json"],
        graph_type: str = GRAPH_TYPES["turtle"],
    ) -> Answer:
        """Run a query that was not checked yet and return its answer.

        The answer's media type is `rows_type` for SELECT and ASK, `graph_type` for CONSTRUCT and
        DESCRIBE. Raises QuerySyntaxError, QueryRefused, QueryTimeout, QueryTooLarge (memory),
        QueryBusy (no worker became free in time), InputError (media type), StoreError.
        """
        worker = self._take()
        try:
            reader, generation = self._assign_snapshot(worker)
            limits = self.limits
            task = Task(
                reader, worker.snapshot, query, rows_type, graph_type, limits.rows, limits.size
            )
            began = time.monotonic()
            outcome, body = self._converse(worker, task)
        except (QueryTimeout, QueryTooLarge, EOFError, OSError) as error:
            self._replace(worker)
            if isinstance(error, KbError):
                raise
            raise StoreError("the query worker has gone; try again") from error
        except BaseException:
            self._idle.put(worker)
            raise
        self._idle.put(worker)
        return Answer(
            outcome.kind,
            outcome.media_type,
            body,
            outcome.rows,
            outcome.truncated,
            generation,
            time.monotonic() - began,
        )

    def _converse(self, worker: _Worker, task: Task) -> tuple[Outcome, bytes]:
        """Have the worker run a task; raises what the worker raised, or what became of it."""
        deadline = time.monotonic() + self.limits.seconds
        try:
            worker.pipe.send(task)
            reply = _receive(worker.pipe.recv, worker.pipe, deadline)
            if isinstance(reply, KbError):
                raise reply
            assert isinstance(reply, Outcome)
            body = _receive(worker.pipe.recv_bytes, worker.pipe, deadline)
        except TimeoutError:
            seconds = self.limits.seconds
            raise QueryTimeout(f"the query ran past its limit of {seconds:g} s") from None
        except (EOFError, ConnectionError):
            limit = self.limits.memory >> 20
            raise QueryTooLarge(
                f"the query was stopped: it needed more than its {limit} MiB of memory"
            ) from None
        assert isinstance(body, bytes)
        return reply, body

    def _take(self) -> _Worker:
        """Return an idle worker that has started, in the order in which queries asked for one."""
        try:
            worker = self._idle.get(timeout=self.limits.waiting)
            if worker.process.poll() is not None:
                self._replace(worker)
                worker = self._idle.get(timeout=self.limits.waiting)
        except queue.Empty:
            raise QueryBusy("all query workers are busy: try again in a moment") from None
        try:
            if not worker.ready:
                _receive(worker.pipe.recv, worker.pipe, time.monotonic() + _BOOT)
                worker.ready = True
        except (TimeoutError, EOFError, ConnectionError):
            self._replace(worker)
            raise StoreError("a query worker did not start: see the log") from None
        return worker

    def _assign_snapshot(self, worker: _Worker) -> tuple[Callable[[], Queryable], str]:
        """Give the worker the current snapshot, after taking a new one where it is due."""
        with self._lock:
            age = time.monotonic() - self._taken
            generation = self._store.generation
            due = generation != self._generation and age >= self._staleness
            if self._reader is None or due:
                path = Path(tempfile.mkdtemp(dir=self._directory)) / "data"
                self._reader = self._store.reader(path)
                self._generation, self._snapshot = generation, str(path)
                self._taken = time.monotonic()
            worker.snapshot = self._snapshot
            self._remove_unused()
            return self._reader, self._generation

    def _remove_unused(self) -> None:
        used = {Path(worker.snapshot).parent.name for worker in self._workers}
        for path in self._directory.iterdir():
            if path.name not in used | {Path(self._snapshot).parent.name}:
                shutil.rmtree(path, ignore_errors=True)

    def _add_worker(self) -> None:
        ours, theirs = Pipe()
        # Not by `multiprocessing`, which would run the program's main module again in the worker.
        process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            [sys.executable, "-c", _WORKER, str(theirs.fileno()), str(self.limits.memory)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        worker = _Worker(process, ours)
        weakref.finalize(worker, process.kill)
        self._workers.append(worker)
        self._idle.put(worker)

    def _replace(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        _end(worker)
        self._add_worker()

    def close(self) -> None:
        """End the workers, with whatever they run, and remove the snapshots."""
        for worker in self._workers:
            _end(worker)
        self._workers.clear()
        shutil.rmtree(self._directory, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _receive(receive: Callable[[], object], pipe: Connection, deadline: float) -> object:
    if not pipe.poll(max(0.0, deadline - time.monotonic())):
        raise TimeoutError
    return receive()


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.wait()
    worker.pipe.close()


def scratch(location: str) -> Path:
    """Return a new directory for snapshots: beside an embedded store, so that hard links work.

    What a process left there that was killed is removed: whoever has the store open owns it.
    """
    store = Path(location)
    if not store.is_dir():
        return Path(tempfile.mkdtemp(prefix="kb-snapshots-"))
    own = f".{store.name}-snapshots-{os.getpid()}-"
    for left in store.parent.glob(f".{store.name}-snapshots-*"):
        if not left.name.startswith(own):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=own, dir=store.parent))
