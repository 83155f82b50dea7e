"""The side tables are a function of the graph, whatever happened on the way."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from kb.errors import StoreError
from kb.store.oxigraph import OxigraphStore
from kb.store.side import SIDE_FILE, SideTables, Source
from kb.store.tables import OF_GRAPH
from tests.query.events import parse

ACTORS = [f"actor/a{n}" for n in range(5)]


def content(tables: SideTables) -> dict[str, list[tuple[object, ...]]]:
    """Return everything that the tables hold but ids and times."""
    graphs = dict(tables.rows("SELECT id, graph FROM graphs"))
    found = {table: tables.rows(f"SELECT * FROM {table}") for table in OF_GRAPH}
    for table in ("titles", "sentences"):
        found[table] = [row[1:] for row in found[table]]
    found["names"] = tables.rows(
        "SELECT graph, thing, kind, field, text, folded FROM named JOIN names ON id = name"
    )
    found = {table: [(graphs[row[0]], *row[1:]) for row in rows] for table, rows in found.items()}
    found["graphs"] = tables.rows("SELECT graph, holds FROM graphs")
    found["unused"] = tables.rows("SELECT * FROM names WHERE id NOT IN (SELECT name FROM named)")
    for table in ("names", "titles", "sentences"):
        words = f"SELECT rowid FROM {table}_text WHERE {table}_text MATCH 'w*' ORDER BY rowid"
        there = f"SELECT id FROM {table} WHERE folded LIKE 'w%' OR folded LIKE '% w%' ORDER BY id"
        assert tables.rows(words) == tables.rows(there)
    return {table: sorted(rows, key=repr) for table, rows in found.items()}


def anew(store: OxigraphStore) -> dict[str, list[tuple[object, ...]]]:
    """Return what tables hold that are built from the graph now."""
    return content(SideTables(None, Source(lambda: store.generation, store.graphs, store.quads)))


def document(doc: str, choose: random.Random) -> list[ox.Quad]:
    """Return a random document graph."""
    lines = [
        f"<doc/{doc}> a kb:Document . <doc/{doc}/item/1> dcterms:isPartOf <doc/{doc}> ; "
        f'kb:itemOrder 1 ; schema:headline "word {choose.random()}" ; '
        f"schema:publisher <{choose.choice(ACTORS)}> . "
        f'<actor/x-{choose.randrange(3)}> a kb:Organization ; skos:prefLabel "w Candidate"@en .'
    ]
    for n in range(choose.randrange(4)):
        who = choose.choice(ACTORS)
        lines.append(
            f"<doc/{doc}/s/{n}> a kb:Sentence ; kb:inArticle <doc/{doc}/item/1> ; "
            f'nif:anchorOf "words {choose.random()}" . '
            f"<doc/{doc}#char={n},9> gaf:denotes <{who}> ; kb:inSentence <doc/{doc}/s/{n}> ; "
            f'nif:anchorOf "w{choose.randrange(2)}" . '
            f"<doc/{doc}/em/{n}> a kb:EventMention ; kb:inArticle <doc/{doc}/item/1> ; "
            f"kb:eventType kbt:summit ; kb:hasParticipation <doc/{doc}/em/{n}/p> . "
            f"<doc/{doc}/em/{n}/p> kb:actor <{who}> . "
            f"<doc/{doc}/claim/{n}> a kb:Claim ; kb:claimant <{who}> ; "
            f"kb:inArticle <doc/{doc}/item/1> ."
        )
    return parse(f"GRAPH <graph/doc/{doc}> {{ {' '.join(lines)} }}")


def event(name: str, choose: random.Random) -> list[ox.Quad]:
    """Return a random event graph."""
    actors = ", ".join(f"<{actor}>" for actor in choose.sample(ACTORS, 2))
    return parse(
        f"GRAPH <graph/event/{name}> {{ <event/{name}> a kb:Event ; kb:type kbt:summit ; "
        f'rdfs:label "word {choose.randrange(9)}" ; kb:participant {actors} ; '
        f'kb:place <place/p{choose.randrange(3)}> ; kb:date "203{choose.randrange(9)}" ; '
        f"kb:status st:reported ; kb:reportedStatus st:reported , st:denied ; kb:reportCount 2 . }}"
    )


def act(store: OxigraphStore, choose: random.Random, kinds: int = 6) -> None:
    """Do one of the things that ingest and forget (the first four kinds) and load do."""
    doc, name = f"d{choose.randrange(6)}", f"e{choose.randrange(6)}"
    graphs = [q.graph_name.value for q in (*document(doc, choose)[:1], *event(name, choose)[:1])]
    kind = choose.randrange(kinds)
    if kind <= 2:
        store.replace_graphs([*document(doc, choose), *event(name, choose)], graphs)
    elif kind == 3:
        store.replace_graphs([], graphs[: choose.randrange(1, 3)])
    elif kind == 4:
        store.replace_graphs(document(doc, choose), [])  # beside what the graph holds
    else:
        store.load([*document(doc, choose), *event(name, choose)])


@pytest.mark.parametrize("seed", range(3))
def test_in_step_after_random_operations(tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)
    with OxigraphStore(tmp_path / "store") as store:
        for number in range(40):
            act(store, choose)
            if number % 5 == 4:
                assert content(store.side) == anew(store)
    with OxigraphStore(tmp_path / "store") as store:
        assert content(store.side) == anew(store)


class Killed(BaseException):
    pass


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_beside_the_write(
    tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose = random.Random(7)

    def die(*_: object) -> None:
        raise Killed

    store = OxigraphStore(tmp_path / "store")
    for _ in range(10):
        act(store, choose)
    store.side.refresh()
    target = OxigraphStore if moment == "before" else SideTables
    monkeypatch.setattr(target, "_insert" if moment == "before" else "apply", die)
    monkeypatch.setattr(SideTables, "close", lambda self: None)
    with pytest.raises(Killed):
        store.replace_graphs(document("new", choose), [])
    monkeypatch.undo()
    store.close()
    del store
    with OxigraphStore(tmp_path / "store") as again:
        assert content(again.side) == anew(again)


def test_only_what_was_pending_is_read_again(tmp_path: Path) -> None:
    choose = random.Random(3)
    with OxigraphStore(tmp_path / "store") as store:
        store.replace_graphs([*document("d1", choose), *event("e1", choose)], [])
        store.side.refresh()
        store.side.expect({document("d1", choose)[0].graph_name.value})
        read: list[str] = []
        source = Source(
            lambda: store.generation,
            store.graphs,
            lambda graph: read.append(graph) or store.quads(graph),
        )
        tables = SideTables(tmp_path / "store" / SIDE_FILE, source)
        tables.refresh()
        assert [graph.rpartition("/")[2] for graph in read] == ["d1"]
        tables.close()


def test_readers_beside_a_writer_never_have_everything_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose = random.Random(4)
    anew_: list[int] = []
    everything = SideTables._everything
    monkeypatch.setattr(
        SideTables, "_everything", lambda self: (anew_.append(1), everything(self))[1]
    )
    counts: list[int] = []
    with OxigraphStore(tmp_path / "store") as store, ThreadPoolExecutor(4) as readers:
        store.replace_graphs(document("d0", choose), [])
        store.side.refresh()
        anew_.clear()
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                counts.append(int(str(store.side.rows("SELECT COUNT(*) FROM documents")[0][0])))

        reading = [readers.submit(read) for _ in range(4)]
        for number in range(1, 60):
            quads = document(f"d{number % 20}", choose)
            store.replace_graphs(quads, [quads[0].graph_name.value])
            # What was written is there at once, in every thread.
            assert store.side.rows("SELECT COUNT(*) FROM documents") == [(min(number + 1, 20),)]
        done.set()
        for result in reading:
            result.result()
        monkeypatch.undo()
        assert (anew_, set(counts) <= set(range(1, 21))) == ([], True)
        assert content(store.side) == anew(store)


def test_a_write_without_the_tables_is_noticed(tmp_path: Path) -> None:
    choose = random.Random(5)
    path = tmp_path / "store"
    with OxigraphStore(path) as store:
        store.replace_graphs(document("d1", choose), [])
        store.side.refresh()
        kept = (path / SIDE_FILE).read_bytes()
    with OxigraphStore(path) as store:
        store.replace_graphs(document("d2", choose), [])
    (path / SIDE_FILE).write_bytes(kept)  # as if another program had written the graph alone
    with OxigraphStore(path) as store:
        store.replace_graphs(document("d3", choose), [])
        assert content(store.side) == anew(store)


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 99, None])
def test_missing_or_damaged_file_is_built_anew(tmp_path: Path, damage: bytes | None) -> None:
    path = tmp_path / "store"
    with OxigraphStore(path) as store:
        store.replace_graphs(document("d1", random.Random(1)), [])
        store.side.refresh()
    if damage is None:
        (path / SIDE_FILE).unlink()
    else:
        (path / SIDE_FILE).write_bytes(damage)
    with OxigraphStore(path) as store:
        store.replace_graphs(document("d2", random.Random(2)), [])
        assert content(store.side) == anew(store)


def test_tables_of_another_format_are_built_anew(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with OxigraphStore(path) as store:
        store.replace_graphs(document("d1", random.Random(1)), [])
        store.side.refresh()
    with sqlite3.connect(path / SIDE_FILE) as db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    db.close()
    with OxigraphStore(path) as store:
        assert content(store.side) == anew(store)


def test_readers_beside_the_owner(tmp_path: Path) -> None:
    path = tmp_path / "store"
    choose = random.Random(1)
    with OxigraphStore(path) as store:
        store.replace_graphs(document("d1", choose), [])
        store.side.refresh()
        with OxigraphStore(path, read_only=True) as reader:
            before = content(reader.side)
            assert before == anew(reader) == content(store.side)
            store.replace_graphs(document("d2", choose), [])
            assert content(reader.side) == before  # the reader's graph is as of its opening
            assert content(store.side) == anew(store) != before


def test_changes_tell_mirrors_what_to_fetch() -> None:
    choose = random.Random(1)
    with OxigraphStore(None) as store:

        def changes() -> list[tuple[object, ...]]:
            rows = store.side.rows("SELECT event, gone FROM changes ORDER BY seq")
            return [(str(event).rpartition("/")[2], gone) for event, gone in rows]

        first, second = event("e1", choose), event("e2", choose)
        graphs = [first[0].graph_name.value, second[0].graph_name.value]
        store.replace_graphs([*first, *second], [])
        assert changes() == [("e1", 0), ("e2", 0)]
        store.replace_graphs(first, graphs[:1])  # derived anew, to the same
        assert changes() == [("e1", 0), ("e2", 0)]
        store.replace_graphs([*first, *document("d1", choose)], graphs[:1])
        assert changes() == [("e2", 0), ("e1", 0)]  # its reports may have changed
        store.replace_graphs([], graphs[1:])
        assert changes() == [("e1", 0), ("e2", 1)]
        store.replace_graphs(second, [])
        assert changes() == [("e1", 0), ("e2", 0)]


def test_wrong_sql_is_an_error_of_ours() -> None:
    with OxigraphStore(None) as store, pytest.raises(StoreError, match="side tables in memory"):
        store.side.rows("SELECT nothing FROM nowhere")


def stored(path: Path, query: str) -> list[tuple[object, ...]]:
    """Return rows of the file as another process reads them."""
    with closing(sqlite3.connect(f"file:{path / SIDE_FILE}?mode=ro", uri=True)) as db:
        return db.execute(query).fetchall()


def test_rows_of_several_writes_are_put_in_together(tmp_path: Path) -> None:
    choose = random.Random(2)
    path = tmp_path / "store"
    with OxigraphStore(path) as store:
        store.side.refresh()
        for number in range(3):
            store.replace_graphs(document(f"d{number}", choose), [])
        assert len(stored(path, "SELECT * FROM pending")) == 3  # a kill would lose nothing
        assert store.side.rows("SELECT COUNT(*) FROM documents") == [(3,)]
        assert stored(path, "SELECT * FROM pending") == []


def test_rows_do_not_wait_for_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with OxigraphStore(path) as store:
        store.side.refresh()
        store.replace_graphs(document("d1", random.Random(2)), [])
        deadline = time.monotonic() + 60
        while stored(path, "SELECT * FROM pending") and time.monotonic() < deadline:
            time.sleep(0.05)
        assert stored(path, "SELECT COUNT(*) FROM documents") == [(1,)]
        assert dict(stored(path, "SELECT key, value FROM meta"))["generation"] == store.generation


def test_a_write_that_fails_leaves_its_graphs_to_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where an earlier write of the same graph still waits to be put into the tables."""
    choose = random.Random(4)
    with OxigraphStore(tmp_path / "store") as store:
        store.side.refresh()
        store.replace_graphs(document("d1", choose), [])
        insert = OxigraphStore._insert

        def fail(self: OxigraphStore, added: list[ox.Quad]) -> None:
            insert(self, added)
            raise Killed

        monkeypatch.setattr(OxigraphStore, "_insert", fail)
        with pytest.raises(Killed):
            store.replace_graphs([*document("d1", choose), *event("e1", choose)], [])
        monkeypatch.undo()
        assert content(store.side) == anew(store)
        store.replace_graphs(document("d2", choose), [])
        assert content(store.side) == anew(store)


def test_what_was_written_shows_while_the_next_write_is_under_way(tmp_path: Path) -> None:
    choose = random.Random(4)
    with OxigraphStore(tmp_path / "store") as store:
        store.side.refresh()
        store.replace_graphs(document("d1", choose), [])
        with store.side.writing({document("d1", choose)[0].graph_name.value}):
            assert store.side.rows("SELECT COUNT(*) FROM documents") == [(1,)]
            kept = stored(tmp_path / "store", "SELECT * FROM pending")
        assert len(kept) == 1  # a kill amid the second write has the graph read again
