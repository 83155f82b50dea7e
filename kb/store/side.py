"""The side tables of a store: a SQLite file kept in step with the graph.

Before a write the graphs concerned are noted as pending; after it their rows are replaced and the
store's new generation is noted, in one transaction. A process that was killed in between leaves
pending graphs, which are read again from the store; a file that is missing, damaged or of another
generation is built anew from the graph. So the tables are always a function of the graph.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kb.errors import StoreError
from kb.namespaces import GRAPH
from kb.store.replacing import Change, replace
from kb.store.tables import FULL_TEXT, SCHEMA, SEARCHED, derive

FORMAT = "3"  # of the tables; a file of another format is built anew
SIDE_FILE = "side.sqlite"
_DOCUMENTS = GRAPH + "doc/"
_ALL = "*"  # pending: everything
_MANY = 20_000  # rows put into the tables at a time
_SOON = 1.0  # seconds after which they are put there at the latest
_BUSY = 60.0  # seconds to wait for another process that writes the tables

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """What the side tables need of their store."""

    generation: Callable[[], str]
    graphs: Callable[[], list[str]]
    quads: Callable[[str], Iterable[ox.Quad]]


class SideTables:
    """The tables of one store; usable from several threads.

    `path` is their file, None for tables in memory. Tables that are not `writable` are built in
    memory where the file does not fit the graph.
    """

    def __init__(self, path: Path | None, source: Source, *, writable: bool = True) -> None:
        self._path = path
        self._source = source
        self._writable = writable
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._under_way: list[frozenset[str]] = []  # graphs of the writes under way
        self._held = 0.0  # until then, by the monotonic clock, more of a large write may come
        self._queue: dict[str, Change] = {}  # what writes left to be put into the tables,
        self._waiting = 0  # how many rows that are,
        self._since = 0.0  # since when, by the monotonic clock,
        self._queued: str | None = None  # and the store's generation after the last of them
        self._timer: threading.Timer | None = None

    # ------------------------------------------------------------------ reading

    def rows(
        self, sql: str, values: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[object, ...]]:
        """Return the rows of a SELECT over tables that hold what the graph holds now.

        While a write is under way (`writing`, `hold`) they hold what they held before it.
        """
        with self._lock, self._failing():
            if time.monotonic() >= self._held:
                self.refresh()
            return self._open().execute(sql, values).fetchall()

    def refresh(self) -> None:
        """Bring the tables up to date with the graph, which is seldom needed.

        Where a write is under way only those before it are put in; its own rows follow at its end.
        """
        with self._lock, self._failing():
            self._held = 0.0
            self._settle()
            if self._under_way:
                return
            generation = self._source.generation()
            if self._meta("generation") == generation and not self._left():
                return
            if not self._writable and self._path is not None:
                # Another process keeps the file, and this one sees the graph of another moment.
                self.close()
                self._path = None
            pending = {row[0] for row in self._open().execute("SELECT graph FROM pending")}
            known = self._meta("generation")
            if _ALL in pending or known is None or (known != generation and not pending):
                pending = self._everything()
            with self._transaction() as db:
                for changes in self._read(sorted(pending - {_ALL})):
                    replace(db, changes)
                db.execute("DELETE FROM pending")
                self._note(db, generation)

    def _read(self, graphs: Iterable[str]) -> Iterator[dict[str, Change]]:
        """Yield what graphs hold in the store, some of them at a time."""
        changes: dict[str, Change] = {}
        waiting = 0
        for graph in graphs:
            changes[graph] = Change(derive(self._source.quads(graph)))
            waiting += sum(map(len, changes[graph].rows.values()))
            if waiting > _MANY:
                yield changes
                changes, waiting = {}, 0
        yield changes

    def _everything(self) -> set[str]:
        stored = {row[0] for row in self._open().execute("SELECT graph FROM graphs")}
        return stored | set(self._source.graphs())

    def _left(self) -> bool:
        return self._open().execute("SELECT 1 FROM pending LIMIT 1").fetchone() is not None

    # ------------------------------------------------------------------ writing

    @contextmanager
    def writing(self, graphs: Iterable[str] | None) -> Iterator[None]:
        """Enclose a write that changes graphs (None: any) and, at its end, `apply`.

        Readers go on with what was written before. If they brought them up to date between the
        note of what is to change and the change, that change would be unknown, and all tables
        built anew.
        """
        names = frozenset((_ALL,) if graphs is None else graphs)
        with self._lock, self._tolerant():
            self._under_way.append(names)
            self._note_pending(names)
        try:
            yield
        except BaseException:
            # Nobody knows what the graphs hold: they stay pending when the rest is put in.
            with self._lock, self._tolerant():
                self._settle()
            raise
        finally:
            with self._lock, self._tolerant():
                self._under_way.remove(names)
                if self._waiting > _MANY or time.monotonic() > self._since + _SOON:
                    self._settle()

    def hold(self, seconds: float) -> None:
        """Let readers take the tables as they are for some seconds, or until they are refreshed.

        For a graph that arrives in many writes: each reader between two of them would have all of
        it read again.
        """
        self._held = time.monotonic() + seconds

    def expect(self, graphs: Iterable[str] | None) -> None:
        """Note that graphs (None: any) are about to change; to be called before the write."""
        with self._lock, self._tolerant():
            self._settle()  # else it would take back the note on a graph that waits
            self._note_pending((_ALL,) if graphs is None else graphs)

    def _note_pending(self, names: Iterable[str]) -> None:
        if not self._unused():
            noted = [(name,) for name in names]
            known = self._queued or self._meta("generation")
            if known != self._source.generation() and not self._left():
                noted.append((_ALL,))  # somebody wrote without these tables
            with self._transaction() as db:
                db.executemany("INSERT OR IGNORE INTO pending VALUES (?)", noted)

    def _unused(self) -> bool:
        """Tell whether the tables are in memory and nobody has asked for them yet."""
        return self._path is None and self._connection is None

    def apply(
        self, written: Mapping[str, Sequence[ox.Quad]], drop: Collection[str], before: str
    ) -> None:
        """Take in what graphs hold after they were dropped and given quads.

        `before` is the store's generation before the write: tables of another one stay behind.
        Graphs that got quads without being dropped are read from the store. The rows are put into
        the tables together with those of other writes: before the next reading, at the latest
        after `_SOON` seconds.
        """
        touched = {*drop, *written}
        rewritten = any(graph.startswith(_DOCUMENTS) for graph in touched)
        with self._lock, self._tolerant():
            if self._unused() or (self._queued or self._meta("generation")) != before:
                return
            for graph in touched:
                whole = graph in drop
                found = written.get(graph, ()) if whole else self._source.quads(graph)
                again = self._queue.get(graph)
                change = Change(derive(found), rewritten or (again is not None and again.rewritten))
                self._queue[graph] = change
                self._waiting += sum(map(len, change.rows.values()))
            if self._queued is None:
                self._since = time.monotonic()
                self._timer = threading.Timer(_SOON, self._settle_late)
                self._timer.daemon = True
                self._timer.start()
            self._queued = self._source.generation()

    def _settle(self) -> None:
        """Put the rows of the writes that wait into the tables."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._queued is None:
            return
        queue, generation = self._queue, self._queued
        self._queue, self._queued, self._waiting = {}, None, 0
        with self._transaction() as db:
            replace(db, queue)
            open_ = frozenset().union(*self._under_way)
            done = [(graph,) for graph in queue if graph not in open_]
            db.executemany("DELETE FROM pending WHERE graph = ?", done)
            self._note(db, generation)

    def _settle_late(self) -> None:
        with self._lock, self._tolerant():
            self._timer = None
            self._settle()

    # ------------------------------------------------------------------ the file

    def close(self) -> None:
        """Put in what waits and close the file; closing twice is harmless."""
        with self._lock:
            with self._tolerant():
                self._settle()
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        if self._path is not None and not self._writable:
            found = self._connect_read_only(self._path)
            if found is not None:
                return found
            self._path = None
        if self._path is not None:
            try:
                return self._connect_file(self._path)
            except (sqlite3.Error, OSError) as error:  # a folder that may not be written
                log.warning("side-tables-in-memory", extra={"reason": str(error)})
                self._path = None
        db = _connection(":memory:")
        _prepare(db)
        return db

    def _connect_file(self, path: Path) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = _connection(str(path))
        try:
            _prepare(db)
            return db
        except sqlite3.DatabaseError:  # damaged or of another format: built anew
            db.close()
            self._discard()
        db = _connection(str(path))
        _prepare(db)
        return db

    def _connect_read_only(self, path: Path) -> sqlite3.Connection | None:
        """Return the file opened for reading, None where it does not fit the graph as it is now."""
        try:
            db = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro",
                uri=True,
                timeout=_BUSY,
                check_same_thread=False,
                isolation_level=None,
            )
            found = dict(db.execute("SELECT key, value FROM meta"))
            left = db.execute("SELECT 1 FROM pending LIMIT 1").fetchone()
        except sqlite3.Error:
            return None
        wanted = {"format": FORMAT, "generation": self._source.generation()}
        if left is None and all(found.get(key) == value for key, value in wanted.items()):
            return db
        db.close()
        return None

    def _discard(self) -> None:
        """Remove the file, to be built anew."""
        self._queue, self._queued, self._waiting = {}, None, 0
        self.close()
        if self._path is not None:
            for ending in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def _meta(self, key: str) -> str | None:
        row = self._open().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def _note(self, db: sqlite3.Connection, generation: str) -> None:
        db.execute("INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (generation,))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        db = self._open()
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"the side tables {self._path or 'in memory'}: {error}") from None

    @contextmanager
    def _tolerant(self) -> Iterator[None]:
        """Let no fault of the tables end a write to the graph: they are built anew instead."""
        try:
            yield
        except sqlite3.Error as error:
            log.warning("side-tables-discarded", extra={"reason": str(error)})
            self._discard()


def _connection(name: str) -> sqlite3.Connection:
    return sqlite3.connect(name, timeout=_BUSY, check_same_thread=False, isolation_level=None)


def _prepare(db: sqlite3.Connection) -> None:
    """Make the tables where there are none of this format."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA cache_size = -32768")
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "meta" in tables:
        found = db.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        if found == (FORMAT,):
            return
        raise sqlite3.DatabaseError("tables of another format")
    full_text = "".join(FULL_TEXT.format(t=table) for table in SEARCHED)
    db.executescript(f"BEGIN; {SCHEMA} {full_text} COMMIT;")
    db.execute("INSERT INTO meta VALUES ('format', ?)", (FORMAT,))
