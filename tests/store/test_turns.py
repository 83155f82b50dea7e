"""Workers are lent fairly."""

from __future__ import annotations

import threading
import time

import pytest

from kb.errors import QueryAbandoned, QueryBusy
from kb.store.turns import Turns


class Takers:
    """Threads that take in a known order and give back when told to."""

    def __init__(self, turns: Turns[str]) -> None:
        self.turns = turns
        self.served: list[str] = []
        self.refused: list[str] = []
        self.threads: list[threading.Thread] = []

    def queue(self, client: str, name: str) -> None:
        before = self.turns.waiting()
        refused = len(self.refused)

        def take() -> None:
            try:
                thing = self.turns.take(client, 60, lambda: False)
            except QueryBusy:
                self.refused.append(name)
            else:
                self.served.append(name)
                self.turns.give(thing)

        thread = threading.Thread(target=take)
        self.threads.append(thread)
        thread.start()
        until(lambda: self.turns.waiting() > before or len(self.refused) > refused)

    def join(self) -> None:
        for thread in self.threads:
            thread.join(60)


def until(happened) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture
def turns() -> Turns[str]:
    found = Turns[str](4)
    found.give("worker")
    return found


def test_clients_come_in_turn_however_much_one_of_them_asks(turns: Turns[str]) -> None:
    held = turns.take("x", 1, lambda: False)
    takers = Takers(turns)
    for client, name in (("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1")):
        takers.queue(client, name)
    turns.give(held)
    takers.join()
    assert takers.served == ["a1", "b1", "a2", "a3"]


def test_the_last_of_the_greediest_makes_room(turns: Turns[str]) -> None:
    held = turns.take("x", 1, lambda: False)
    takers = Takers(turns)
    for number in range(1, 5):
        takers.queue("a", f"a{number}")
    takers.queue("a", "a5")
    assert takers.refused == ["a5"]
    takers.queue("b", "b1")
    until(lambda: takers.refused == ["a5", "a4"])
    turns.give(held)
    takers.join()
    assert takers.served == ["a1", "b1", "a2", "a3"]


def test_waiting_ends(turns: Turns[str]) -> None:
    held = turns.take("a", 1, lambda: False)
    with pytest.raises(QueryBusy, match="try again"):
        turns.take("a", 0.05, lambda: False)
    with pytest.raises(QueryAbandoned):
        turns.take("a", 60, lambda: True)
    assert turns.waiting() == 0
    turns.give(held)
    assert turns.take("b", 1, lambda: False) == "worker"
