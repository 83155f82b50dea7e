"""Reading beside a process that writes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import StoreLocked
from kb.store import beside
from kb.store.oxigraph import OxigraphStore

QUADS = 300
GRAPHS = 5
# Big values and a flush after every few rounds make the engine write and drop table files.
WRITER = f"""
import sys
from pathlib import Path
import pyoxigraph as ox
from kb.store.oxigraph import OxigraphStore
node = ox.NamedNode
store = OxigraphStore(Path(sys.argv[1]))
for number in range(100_000):
    graph = f"g:{{number % {GRAPHS}}}"
    quads = [ox.Quad(node(f"s:{{n}}"), node("p:round"), ox.Literal(f"{{number:06}}"), node(graph))
             for n in range({QUADS})]
    store.replace_graphs(quads, [graph])
    if number % 3 == 0:
        store._store.flush()
    if number % 10 == 9:
        store._store.optimize()
    if number == 20:
        print("writing", flush=True)
"""


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Path]:
    """A store that another process writes to all the time."""
    path = tmp_path / "store"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        yield path
        assert writer.poll() is None, "the writer was disturbed"
        writer.kill()


def test_reader_sees_whole_documents_of_one_moment(busy: Path) -> None:
    newest = []
    for _ in range(8):
        try:
            with OxigraphStore(busy, read_only=True) as store:
                rows = list(
                    store.select(
                        "SELECT ?g ?round (COUNT(*) AS ?n) "
                        "{ GRAPH ?g { ?s <p:round> ?round } } GROUP BY ?g ?round"
                    ).texts()
                )
        except StoreLocked as error:
            assert "try again" in str(error)  # noqa: PT017 (allowed, and not the rule: see below)
            continue
        rounds = sorted(int(row["round"]) for row in rows)
        assert len(rows) == GRAPHS
        assert {row["n"] for row in rows} == {str(QUADS)}
        # The graphs are written in turn: at one moment they are of consecutive rounds.
        assert rounds == list(range(rounds[0], rounds[0] + GRAPHS))
        newest.append(rounds[-1])
        time.sleep(0.05)
    assert len(newest) >= 4
    assert newest == sorted(newest)
    assert newest[-1] > newest[0]


def test_copies_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "store"
    holder = "import pyoxigraph, sys; s = pyoxigraph.Store(sys.argv[1]); print('open'); input()"
    OxigraphStore(path).close()
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        with OxigraphStore(path, read_only=True) as store:
            assert store.count() == 0
            assert len(list(tmp_path.glob(".store-reading-*"))) == 1
        assert list(tmp_path.glob(".store-reading-*")) == []
        other.stdin.close()


def test_store_that_changes_all_the_time_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = iter(range(1000))
    monkeypatch.setattr(beside, "_version", lambda path: next(versions))
    monkeypatch.setattr(beside, "_PAUSE", 0)
    (tmp_path / "store").mkdir()
    with pytest.raises(StoreLocked, match="being written too fast"):
        beside.copy_held_store(tmp_path / "store")
    assert [entry.name for entry in tmp_path.iterdir()] == ["store"]
