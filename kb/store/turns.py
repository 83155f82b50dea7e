"""Who gets the next free worker: clients in turn, however many queries one of them sends."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Generic, TypeVar

from kb.errors import QueryAbandoned, QueryBusy

T = TypeVar("T")

LOOK = 0.1  # seconds between looks whether the client is still there
BUSY = "all query workers are busy: try again in a moment"


class _Ticket(Generic[T]):
    """One query in the queue; `thing` is what it was given, `refused` that it must go."""

    def __init__(self) -> None:
        self.called = threading.Event()
        self.thing: T | None = None
        self.refused = False


class Turns(Generic[T]):
    """A few things lent to many clients, each client in turn, in order of arrival within one.

    At most `most` takers wait. Where one more comes, it takes the place of the last query of the
    client that has the most waiting, if that client has at least two more than itself. `busy` is
    what a taker is told for whom there is no room.
    """

    def __init__(self, most: int, busy: str = BUSY) -> None:
        self._most = most
        self._busy = busy
        self._lock = threading.Lock()
        self._free: deque[T] = deque()
        self._waiting: OrderedDict[str, deque[_Ticket[T]]] = OrderedDict()

    def waiting(self) -> int:
        """Return how many takers wait."""
        with self._lock:
            return self._count()

    def _count(self) -> int:
        return sum(len(tickets) for tickets in self._waiting.values())

    def give(self, thing: T) -> None:
        """Lend a thing to the next in turn, or keep it for whoever comes."""
        with self._lock:
            if not self._waiting:
                self._free.append(thing)
                return
            client, tickets = next(iter(self._waiting.items()))
            ticket = tickets.popleft()
            if tickets:
                self._waiting.move_to_end(client)
            else:
                del self._waiting[client]
            ticket.thing = thing
            ticket.called.set()

    def take(self, client: str, seconds: float, gone: Callable[[], bool]) -> T:
        """Return a thing once it is the client's turn.

        QueryBusy where too many wait or none comes within `seconds`, QueryAbandoned where `gone`
        says that nobody waits for the answer any more.
        """
        with self._lock:
            if self._free:
                return self._free.popleft()
            if self._count() >= self._most:
                self._make_room(client)
            ticket = _Ticket[T]()
            self._waiting.setdefault(client, deque()).append(ticket)
        deadline = time.monotonic() + seconds
        while not ticket.called.wait(min(LOOK, max(0.0, deadline - time.monotonic()))):
            late = time.monotonic() >= deadline
            if (late or gone()) and self._leave(client, ticket):
                raise QueryBusy(self._busy) if late else QueryAbandoned("the client has gone")
        if ticket.refused:
            raise QueryBusy("other clients are waiting too: " + self._busy)
        assert ticket.thing is not None
        return ticket.thing

    def _make_room(self, client: str) -> None:
        greedy = max(self._waiting, key=lambda name: len(self._waiting[name]))
        own = len(self._waiting.get(client, ()))
        if len(self._waiting[greedy]) < own + 2:
            raise QueryBusy(self._busy)
        ticket = self._waiting[greedy].pop()
        ticket.refused = True
        ticket.called.set()

    def _leave(self, client: str, ticket: _Ticket[T]) -> bool:
        """Leave the queue; False where the ticket was called in the same moment."""
        with self._lock:
            if ticket.called.is_set():
                return False
            tickets = self._waiting[client]
            tickets.remove(ticket)
            if not tickets:
                del self._waiting[client]
            return True
