"""Supervised workers: order, crashes, hangs, errors, an end in time."""

import os
import signal
import time

import pytest

from kb.errors import InputError, ModelError
from kb.workers import Lost, work


def prepare():
    return answer


def answer(thing):
    if thing == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if thing == "spin":
        while True:
            pass
    if thing == "refuse":
        raise InputError("nothing in it")
    if thing == "break":
        raise IndexError("out of range")
    if isinstance(thing, float):
        time.sleep(thing)
    return os.getpid(), thing


def broken():
    raise ModelError("the model is missing")


def results(things, jobs=1, seconds=1):
    return [outcome.result for outcome in work(prepare, things, jobs=jobs, seconds=seconds)]


def test_results_come_in_the_order_of_the_things():
    things = [0.3, 0.0, 0.1, 1, 2, 3]
    found = results(things, jobs=2)
    assert [thing for _, thing in found] == things
    assert os.getpid() not in {pid for pid, _ in found}


def test_what_crashes_or_hangs_costs_itself_alone():
    first, crash, spin, refuse, broke, last = results(
        ["a", "crash", "spin", "refuse", "break", "b"]
    )
    assert (first[1], last[1]) == ("a", "b")
    assert crash == Lost("its worker process died (SIGSEGV): left out")
    assert spin == Lost("took more than 1 s of processor time: left out")
    assert refuse == Lost("nothing in it")
    assert broke.reason.startswith("internal error: IndexError: out of range (test_workers.py:")


def test_what_no_worker_can_do_without_ends_all():
    with pytest.raises(ModelError, match="the model is missing"):
        list(work(broken, ["a"], jobs=1, seconds=1))


def test_nothing_to_do_starts_nothing_and_leaving_early_ends_the_workers():
    assert list(work(broken, [], jobs=2, seconds=1)) == []
    outcomes = work(prepare, (str(number) for number in range(1000)), jobs=2, seconds=1)
    pid, _ = next(outcomes).result
    outcomes.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_few_things_are_read_ahead():
    taken = []

    def things():
        for number in range(50):
            taken.append(number)
            yield str(number)

    for done, _ in enumerate(work(prepare, things(), jobs=1, seconds=1), 1):
        assert len(taken) <= done + 4
