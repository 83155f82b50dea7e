"""Analysts' queries, each run in a process that can be killed.

pyoxigraph can neither be interrupted nor limited, and Oxigraph's server stops only some queries at
its time limit. So each query runs in a worker process of its own, on a snapshot of the store, with
limits on wall-clock time, memory, rows and bytes; a worker that goes past one is killed and another
takes its place. The process that owns the store only passes text and bytes on.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from kb.errors import KbError, QueryAbandoned, QueryTimeout, QueryTooLarge, StoreError
from kb.store.answers import Queryable
from kb.store.base import GRAPH_TYPES, SOLUTION_TYPES, Dataset, Store
from kb.store.evaluator import Outcome, Task
from kb.store.guard import QueryKind
from kb.store.turns import LOOK, Turns

_WORKER = "from kb.store.evaluator import main; main()"
_ANSWER = ".answer"  # ending of the file into which a worker writes
_CHUNK = 64 << 10
_BOOT = 60.0  # seconds that a new worker may need before it takes its first query


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: `seconds` of wall clock, `rows` (or triples), `size` in bytes.

    `memory` is a worker's whole address space in bytes; under 2 GiB a store of a million quads
    does not open. `waiting` is how many seconds a query may wait for a free worker, `queue` how
    many may wait.
    """

    seconds: float = 10.0
    memory: int = 2 << 30
    rows: int = 10_000
    size: int = 20 << 20
    waiting: float = 10.0
    queue: int = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised answer; `truncated` says that the row or byte limit cut it short.

    `content` is a file without a name, to be read once; `size` its bytes. `generation` is that of
    the data asked, `seconds` the wall-clock time of the query.
    """

    kind: QueryKind
    media_type: str
    content: BinaryIO
    size: int
    rows: int
    truncated: bool
    generation: str
    seconds: float

    @property
    def body(self) -> bytes:
        """The whole answer, in memory."""
        self.content.seek(0)
        return self.content.read()

    def chunks(self) -> Iterator[bytes]:
        """Yield the answer piece by piece and close it at the end."""
        with self.content:
            self.content.seek(0)
            while chunk := self.content.read(_CHUNK):
                yield chunk


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
        self._turns: Turns[_Worker] = Turns(self.limits.queue)
        self._workers: list[_Worker] = []
        for _ in range(workers):
            self._add_worker()

    def run(
        self,
        query: str,
        *,
        rows_type: str = SOLUTION_TYPES["json"],
        graph_type: str = GRAPH_TYPES["turtle"],
        dataset: Dataset | None = None,
        client: str = "",
        gone: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Run a query that was not checked yet and return its answer.

        The answer's media type is `rows_type` for SELECT and ASK, `graph_type` for CONSTRUCT and
        DESCRIBE. `dataset` takes the place of the graphs that the query names. Clients get workers
        in turn; `gone` says whether this one has hung up, which stops its query.
        Raises QuerySyntaxError, QueryRefused, QueryTimeout, QueryTooLarge (memory), QueryBusy (no
        worker became free in time), QueryAbandoned, InputError (media type), StoreError.
        """
        worker = self._take(client, gone)
        path = self._directory / f"{uuid.uuid4().hex}{_ANSWER}"
        try:
            reader, generation = self._assign_snapshot(worker)
            limits = self.limits
            task = Task(
                reader,
                worker.snapshot,
                str(path),
                query,
                dataset,
                rows_type,
                graph_type,
                limits.rows,
                limits.size,
            )
            began = time.monotonic()
            outcome = self._converse(worker, task, gone)
            content = path.open("rb")
        except (QueryTimeout, QueryTooLarge, QueryAbandoned, EOFError, OSError) as error:
            self._replace(worker)
            if isinstance(error, KbError):
                raise
            raise StoreError("the query worker has gone; try again") from error
        except BaseException:
            self._turns.give(worker)
            raise
        finally:
            path.unlink(missing_ok=True)
        self._turns.give(worker)
        return Answer(
            outcome.kind,
            outcome.media_type,
            content,
            os.fstat(content.fileno()).st_size,
            outcome.rows,
            outcome.truncated,
            generation,
            time.monotonic() - began,
        )

    def _converse(self, worker: _Worker, task: Task, gone: Callable[[], bool]) -> Outcome:
        """Have the worker run a task; raises what the worker raised, or what became of it."""
        deadline = time.monotonic() + self.limits.seconds
        try:
            worker.pipe.send(task)
            reply = _receive(worker.pipe, deadline, gone)
        except TimeoutError:
            seconds = self.limits.seconds
            raise QueryTimeout(f"the query ran past its limit of {seconds:g} s") from None
        except (EOFError, ConnectionError):
            limit = self.limits.memory >> 20
            raise QueryTooLarge(
                f"the query was stopped: it needed more than its {limit} MiB of memory"
            ) from None
        if isinstance(reply, KbError):
            raise reply
        assert isinstance(reply, Outcome)
        return reply

    def _take(self, client: str, gone: Callable[[], bool]) -> _Worker:
        """Return a worker that has started, once it is the client's turn."""
        worker = self._turns.take(client, self.limits.waiting, gone)
        if worker.process.poll() is not None:
            self._replace(worker)
            worker = self._turns.take(client, self.limits.waiting, gone)
        try:
            if not worker.ready:
                _receive(worker.pipe, time.monotonic() + _BOOT, gone)
                worker.ready = True
        except QueryAbandoned:
            self._turns.give(worker)
            raise
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
            if path.suffix != _ANSWER and path.name not in used | {
                Path(self._snapshot).parent.name
            }:
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
        self._turns.give(worker)

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


def _receive(pipe: Connection, deadline: float, gone: Callable[[], bool]) -> object:
    """Return what comes next; TimeoutError after `deadline`, QueryAbandoned if nobody waits."""
    while not pipe.poll(min(LOOK, max(0.0, deadline - time.monotonic()))):
        if time.monotonic() >= deadline:
            raise TimeoutError
        if gone():
            raise QueryAbandoned("the client has gone")
    return pipe.recv()


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
