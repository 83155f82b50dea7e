"""Supervised worker processes: many things worked on side by side, each under limits.

A thing that crashes its worker, or takes more processor time than it may, costs that one result
and nothing else: the worker is started anew. (`multiprocessing.Pool` would wait for it for ever.)
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import pickle
import queue
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from kb.errors import KbError, internal_error

Thing = TypeVar("Thing")
Result = TypeVar("Result")
Prepare = Callable[[], Callable[[Any], Any]]
"""Called once in each worker; returns the function that is then called with every thing."""

_START = 300.0  # seconds of wall clock for a worker to become ready
_PATIENCE = 20  # how many times the limit of processor time a thing may take by the clock
_MOMENT = 1.0  # seconds between two looks whether a worker still lives


@dataclass(frozen=True, slots=True)
class Lost:
    """A thing that came to nothing: why, in one line."""

    reason: str


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Thing, Result]):
    """A thing and what became of it."""

    thing: Thing
    result: Result | Lost


def work(
    prepare: Prepare, things: Iterable[Thing], *, jobs: int, seconds: float
) -> Iterator[Outcome[Thing, Any]]:
    """Yield the outcome of each thing, in the order of `things`.

    `jobs` processes work at once; each thing may take `seconds` of processor time. Few things
    are read ahead. Raises whatever KbError `prepare` raises in a worker, as it would every time.
    `prepare`, things and results must be picklable. Without a thing no process is started.
    """
    idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
    workers = [_Worker(prepare, seconds) for _ in range(jobs)]
    for worker in workers:
        idle.put(worker)
    pending: deque[tuple[Thing, Future[bytes | Lost]]] = deque()
    threads = ThreadPoolExecutor(jobs)
    try:
        for thing in things:
            pending.append((thing, threads.submit(partial(_work_one, idle, thing))))
            # Two more than there are workers, so that none waits while a result is used.
            while len(pending) > jobs + 2 or (pending and pending[0][1].done()):
                yield _outcome(*pending.popleft())
        while pending:
            yield _outcome(*pending.popleft())
    finally:
        for worker in workers:
            worker.stop()
        threads.shutdown(wait=True, cancel_futures=True)


def _outcome(thing: Thing, future: Future[bytes | Lost]) -> Outcome[Thing, Any]:
    answer = future.result()
    return Outcome(thing, answer if isinstance(answer, Lost) else pickle.loads(answer))  # noqa: S301


def _work_one(idle: queue.SimpleQueue[_Worker], thing: object) -> bytes | Lost:
    worker = idle.get()
    try:
        return worker.answer(thing)
    finally:
        idle.put(worker)


class _Worker:
    """One process and its pipe; started when first asked, and again after it was lost."""

    def __init__(self, prepare: Prepare, seconds: float) -> None:
        self._prepare = prepare
        self._seconds = seconds
        self._process: multiprocessing.process.BaseProcess | None = None
        self._stopped = False

    def answer(self, thing: object) -> bytes | Lost:
        """Return the pickled result for a thing, or why there is none."""
        if self._stopped:
            return Lost("stopped")
        if self._process is None:
            self._start()
        try:
            self._pipe.send(thing)
            word, payload = self._receive(self._seconds * _PATIENCE)
        except (EOFError, OSError):
            return Lost(self._obituary())
        except TimeoutError:
            self._end()
            return Lost(f"no answer within {self._seconds * _PATIENCE:g} s: left out")
        return payload if word == "done" else Lost(pickle.loads(payload))  # noqa: S301

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._stopped = True
        self._end()

    def _start(self) -> None:
        # A fresh interpreter: a fork would share the store's locks and threads.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self._prepare, self._seconds), daemon=True
        )
        process.start()
        theirs.close()
        self._process = process
        try:
            word, payload = self._receive(_START)
        except (EOFError, OSError, TimeoutError) as error:
            self._end()
            raise KbError("a worker process cannot be started") from error
        if word == "broken":
            self._end()
            raise pickle.loads(payload)  # noqa: S301

    def _receive(self, patience: float) -> tuple[str, bytes]:
        deadline = time.monotonic() + patience
        while not self._pipe.poll(_MOMENT):
            if time.monotonic() > deadline:
                raise TimeoutError
        word: str = self._pipe.recv()
        return word, self._pipe.recv_bytes()

    def _obituary(self) -> str:
        process, self._process = self._process, None
        assert process is not None
        process.join(timeout=10)
        self._pipe.close()
        if process.exitcode == -signal.SIGXCPU:
            return f"took more than {self._seconds:g} s of processor time: left out"
        return f"its worker process died ({_cause(process.exitcode)}): left out"

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join()
            self._pipe.close()


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit status {code}"


def _serve(pipe: Connection, prepare: Prepare, seconds: float) -> None:
    """Answer things until the parent is gone; the body of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        function = prepare()
    except KbError as error:
        _send(pipe, "broken", error)
        return
    _send(pipe, "ready", None)
    while True:
        try:
            thing = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)
        _allow(seconds)
        try:
            word, answer = "done", function(thing)
        except Exception as error:  # whatever a thing brings about, the next one is tried
            word = "failed"
            answer = str(error) if isinstance(error, KbError) else internal_error(error)
        try:
            _send(pipe, word, answer)
        except OSError:
            os._exit(0)


def _send(pipe: Connection, word: str, answer: object) -> None:
    pipe.send(word)
    pipe.send_bytes(pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))


def _allow(seconds: float) -> None:
    """Let the process use `seconds` more of processor time; then the system ends it."""
    used = time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = math.ceil(used + seconds)
    soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
