"""Killable query workers."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path

import pyoxigraph as ox
import pytest

from kb.errors import (
    InputError,
    QueryAbandoned,
    QueryBusy,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
)
from kb.store.base import Dataset
from kb.store.guard import QueryKind
from kb.store.oxigraph import OxigraphStore
from kb.store.worker import _WORKER, Limits, QueryPool

G = "https://example.org/g"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <https://example.org/p> ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def quads(start: int, end: int) -> list[ox.Quad]:
    node = ox.NamedNode
    return [
        ox.Quad(node(f"{G}/{n}"), node("https://example.org/p"), ox.Literal(f"{n:04}"), node(G))
        for n in range(start, end)
    ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OxigraphStore]:
    with OxigraphStore(tmp_path_factory.mktemp("pool") / "store") as opened:
        opened.load(quads(0, 500))
        yield opened


@pytest.fixture(scope="module")
def pool(store: OxigraphStore) -> Iterator[QueryPool]:
    with QueryPool(store, Limits(seconds=1, rows=20, size=5_000)) as opened:
        yield opened


def count(pool: QueryPool) -> int:
    found = json.loads(pool.run(COUNT).body)
    return int(found["results"]["bindings"][0]["n"]["value"])


def test_answers_each_form(pool: QueryPool) -> None:
    found = pool.run("ASK { ?s ?p '0007' }", rows_type="text/csv")
    assert (found.kind, found.media_type, found.body) == (QueryKind.ASK, "text/csv", b"true")
    subject = f"<{G}/7>"
    found = pool.run(f"DESCRIBE {subject}", graph_type="application/n-triples")
    assert found.body == f'{subject} <https://example.org/p> "0007" .\n'.encode()
    assert (found.kind, found.rows, found.truncated) == (QueryKind.DESCRIBE, 1, False)


def test_rows_are_capped_and_that_is_said(pool: QueryPool) -> None:
    query = "SELECT ?o { ?s <https://example.org/p> ?o } ORDER BY ?o LIMIT 20"
    found = pool.run(query, rows_type="text/csv")
    assert (found.rows, found.truncated) == (20, False)
    found = pool.run(query.replace("20", "21"), rows_type="text/csv")
    assert (found.rows, found.truncated) == (20, True)
    assert found.body.endswith(b"\r\n0019\r\n")
    found = pool.run("CONSTRUCT WHERE { ?s <https://example.org/p> ?o }")
    assert (found.rows, found.truncated) == (20, True)


def test_bytes_are_capped(pool: QueryPool) -> None:
    long = "SELECT (REPEAT AS ?x) {}".replace("REPEAT", 'REPLACE("aaaaaaaaaa", "a", STR(?r))')
    found = pool.run(long.replace("{}", "{ ?s <https://example.org/p> ?o BIND(STR(?s) AS ?r) }"))
    assert found.truncated
    assert 0 < found.rows < 20
    assert len(found.body) < 5_200
    assert len(json.loads(found.body)["results"]["bindings"]) == found.rows


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", QueryRefused),
        ("DROP ALL", QueryRefused),
        ("SELECT * {", QuerySyntaxError),
    ],
)
def test_guard_stands_before_evaluation(
    pool: QueryPool, query: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        pool.run(query)
    assert count(pool) == 500


def test_syntax_error_keeps_its_place(pool: QueryPool) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        pool.run("SELECT * {\n ?s ?p ?o .. }")
    assert (caught.value.line, caught.value.column) == (2, 12)


def test_unfit_media_type(pool: QueryPool) -> None:
    with pytest.raises(InputError, match="no answer as image/png"):
        pool.run(COUNT, rows_type="image/png")


@pytest.mark.parametrize(
    "query",
    [
        ENDLESS,
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c DESC(?f) ?i",
        "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f = ?i) }",
        "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER REGEX(CONCAT(?c, ?f, ?i), '(x+x+)+y') }",
    ],
)
def test_time_out_kills_soon_after_the_limit(pool: QueryPool, query: str) -> None:
    pool.run("ASK {}")
    began = time.monotonic()
    with pytest.raises((QueryTimeout, QueryTooLarge)):
        pool.run(query)
    # Within a second on an idle machine; the rest is for a busy one.
    assert time.monotonic() - began < pool.limits.seconds + 15
    assert count(pool) == 500


def test_time_out_is_named(pool: QueryPool) -> None:
    with pytest.raises(QueryTimeout, match="ran past its limit of 1 s"):
        pool.run(ENDLESS)


def test_memory_bomb_ends_the_worker_only(store: OxigraphStore) -> None:
    with QueryPool(store, Limits(seconds=30, memory=1 << 30)) as small:
        bomb = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c"
        with pytest.raises(QueryTooLarge, match="more than its 1024 MiB"):
            small.run(bomb)
        assert count(small) == 500


def test_writes_are_seen_at_once_and_old_snapshots_go(tmp_path: Path) -> None:
    with OxigraphStore(tmp_path / "store") as store, QueryPool(store) as pool:
        before = pool.run("ASK {}").generation
        for number in range(1, 4):
            store.replace_graphs(quads(0, number), [G])
            assert count(pool) == number
        assert pool.run("ASK {}").generation == store.generation != before
        (directory,) = tmp_path.glob(".store-snapshots-*")
        assert len(list(directory.iterdir())) == 1
    assert list(tmp_path.glob(".store-snapshots-*")) == []


def test_staleness_spares_snapshots(tmp_path: Path) -> None:
    with OxigraphStore(None) as store, QueryPool(store, staleness=3600) as pool:
        assert count(pool) == 0
        store.replace_graphs(quads(0, 1), [G])
        assert count(pool) == 0


def test_left_over_snapshots_are_removed(tmp_path: Path) -> None:
    (tmp_path / ".store-snapshots-1-dead" / "data").mkdir(parents=True)
    with OxigraphStore(tmp_path / "store") as store, QueryPool(store) as pool:
        pool.run("ASK {}")
        assert not (tmp_path / ".store-snapshots-1-dead").exists()


def test_two_queries_run_beside_each_other_and_a_third_is_told_to_wait(
    store: OxigraphStore,
) -> None:
    limits = Limits(seconds=1, waiting=0.2)
    with QueryPool(store, limits, workers=2) as pool:
        pool.run("ASK {}")
        errors: list[type[BaseException]] = []

        def endless() -> None:
            try:
                pool.run(ENDLESS)
            except QueryTimeout as error:
                errors.append(type(error))

        threads = [threading.Thread(target=endless) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        with pytest.raises(QueryBusy, match="try again"):
            pool.run(COUNT)
        for thread in threads:
            thread.join()
        assert errors == [QueryTimeout, QueryTimeout]
        assert count(pool) == 500


def test_a_client_that_hangs_up_frees_its_worker(store: OxigraphStore) -> None:
    with QueryPool(store, Limits(seconds=600)) as pool:
        pool.run("ASK {}")
        gone = threading.Event()
        threading.Timer(0.5, gone.set).start()
        with pytest.raises(QueryAbandoned):
            pool.run(ENDLESS, gone=gone.is_set)
        assert gone.is_set()
        assert count(pool) == 500


def test_a_busy_client_does_not_keep_others_out(store: OxigraphStore) -> None:
    with QueryPool(store, Limits(seconds=1, waiting=60)) as pool:
        pool.run("ASK {}")
        order: list[str] = []

        def ask(client: str) -> None:
            with contextlib.suppress(QueryTimeout):
                pool.run(ENDLESS if client == "greedy" else COUNT, client=client)
            order.append(client)

        threads = [threading.Thread(target=ask, args=("greedy",)) for _ in range(3)]
        for thread in threads:
            thread.start()
        until = time.monotonic() + 30
        while pool._turns.waiting() < 2 and time.monotonic() < until:
            time.sleep(0.01)
        ask("modest")
        for thread in threads:
            thread.join()
        assert order.index("modest") < 3


def test_a_dataset_replaces_the_graphs_of_the_query(tmp_path: Path) -> None:
    first, second = (f"https://w3id.org/gekb/id/graph/doc/{name}" for name in "ab")
    with OxigraphStore(None) as store, QueryPool(store) as pool:
        node = ox.NamedNode
        store.load(
            ox.Quad(node(f"{G}/{n}"), node("https://example.org/p"), ox.Literal(""), node(graph))
            for graph, n in ((first, 1), (first, 2), (second, 3))
        )
        assert count(pool) == 3
        for query in (COUNT, COUNT.replace("{", f"FROM <{second}> {{", 1)):
            found = pool.run(query, dataset=Dataset((first,)), rows_type="text/csv")
            assert found.body == b"n\r\n2\r\n"
        found = pool.run(COUNT, dataset=Dataset((), (first,)), rows_type="text/csv")
        assert found.body == b"n\r\n0\r\n"
        named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
        found = pool.run(named, dataset=Dataset((), (first,)), rows_type="text/csv")
        assert found.body == b"n\r\n2\r\n"
        with pytest.raises(QueryRefused, match="only graphs of this store"):
            pool.run(COUNT, dataset=Dataset((), ("http://127.0.0.1:1/g",)))


def test_an_answer_leaves_no_file_and_comes_in_pieces(tmp_path: Path) -> None:
    with OxigraphStore(tmp_path / "store") as store, QueryPool(store) as pool:
        store.load(quads(0, 5_000))
        answer = pool.run("SELECT * { ?s <https://example.org/p> ?o }", rows_type="text/csv")
        assert len(list(tmp_path.glob(".store-snapshots-*/*"))) == 1  # the data
        pieces = list(answer.chunks())
        assert len(pieces) > 1
        assert (sum(map(len, pieces)), b"".join(pieces).count(b"\n")) == (answer.size, 5_001)
        assert answer.content.closed


def test_dead_worker_is_replaced(pool: QueryPool) -> None:
    pool.run("ASK {}")
    (worker,) = pool._workers
    os.kill(worker.process.pid, signal.SIGKILL)
    worker.process.wait()
    assert count(pool) == 500


def test_worker_ends_with_its_parent(tmp_path: Path) -> None:
    script = """
import sys
from kb.store.oxigraph import OxigraphStore
from kb.store.worker import _WORKER, Limits, QueryPool
pool = QueryPool(OxigraphStore(None), Limits(seconds=600))
print(pool._workers[0].process.pid, flush=True)
pool.run("ASK {}")
pool.run(sys.argv[1])
"""
    file = tmp_path / "parent.py"
    file.write_text(script)
    values = " ".join(str(n) for n in range(100))
    endless = (
        "SELECT (COUNT(*) AS ?n) {"
        + "".join(f"VALUES ?v{n} {{ {values} }} " for n in range(8))
        + "}"
    )
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    with subprocess.Popen(
        [sys.executable, str(file), endless], stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        time.sleep(1.5)
        parent.kill()
    for _ in range(40):
        if not Path(f"/proc/{worker}").exists():
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()


def test_a_worker_whose_service_ended_says_nothing() -> None:
    ours, theirs = Pipe()
    ours.close()
    ended = subprocess.run(
        [sys.executable, "-c", _WORKER, str(theirs.fileno()), str(Limits().memory)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        pass_fds=(theirs.fileno(),),
        capture_output=True,
        timeout=120,
        check=False,
    )
    theirs.close()
    assert (ended.returncode, ended.stderr) == (0, b"")
