"""What runs inside a query worker: check a query, evaluate it, serialise the answer."""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from kb.errors import KbError, QueryTooLarge
from kb.store.answers import Queryable, write_capped
from kb.store.base import Dataset
from kb.store.failures import reading
from kb.store.guard import QueryKind, check_dataset, check_query

_PARSER_DEPTH = 8_000  # Python frames: room for a thousand triple patterns in one group
_ORPHAN_CHECK = 1.0  # seconds between looks whether the parent process still lives
READY = "ready"


@dataclass(frozen=True, slots=True)
class Task:
    """A query to run: `reader` opens the data, which is kept open while `snapshot` stays.

    The serialised answer goes into the new file `path`.
    """

    reader: Callable[[], Queryable]
    snapshot: str
    path: str
    query: str
    dataset: Dataset | None
    rows_type: str
    graph_type: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended."""

    kind: QueryKind
    media_type: str
    rows: int
    truncated: bool


def serve(pipe: Connection, parent: int, memory: int) -> None:
    """Run the tasks that arrive on `pipe` until it closes or the process `parent` is gone.

    Each is answered by an `Outcome`, or by the `KbError` that it raised. `memory` limits
    the address space, in bytes: an engine that needs more aborts the process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(_PARSER_DEPTH)
    threading.Thread(target=_exit_with, args=(parent,), daemon=True).start()
    check_query("ASK {}")  # the parser builds its grammar on first use
    pipe.send(READY)
    opened: tuple[str, Queryable] | None = None
    while True:
        try:
            task: Task = pipe.recv()
        except EOFError:
            return
        try:
            if opened is None or opened[0] != task.snapshot:
                opened = (task.snapshot, task.reader())
                opened[1].location = "behind this endpoint"  # nobody's business where it lies
            outcome = _run(task, opened[1])
        except KbError as error:
            pipe.send(error)
        except MemoryError:
            pipe.send(QueryTooLarge("the query needed more memory than it may use"))
        else:
            pipe.send(outcome)


def main() -> None:
    """Serve on the pipe whose file descriptor is the first argument; the second is `memory`."""
    with suppress(BrokenPipeError):  # the service ended before it took the answer
        serve(Connection(int(sys.argv[1])), os.getppid(), int(sys.argv[2]))


def _run(task: Task, data: Queryable) -> Outcome:
    kind = check_query(task.query)
    check_dataset(task.dataset)
    media_type = task.rows_type if kind.rows else task.graph_type
    with reading(data.location), Path(task.path).open("xb") as fp:
        found = data.evaluate(task.query, dataset=task.dataset)
        written = write_capped(found, media_type, fp, rows=task.rows, size=task.size)
    return Outcome(kind, media_type, written.rows, written.truncated)


def _exit_with(parent: int) -> None:
    """End this process, even in the middle of a query, once its parent has died."""
    while os.getppid() == parent:
        time.sleep(_ORPHAN_CHECK)
    os._exit(1)
