"""The embedded back end: Oxigraph in a directory of its own, or in memory."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import struct
import uuid
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

import pyoxigraph as ox

from kb.errors import InputError, StoreError, StoreLocked
from kb.namespaces import ID, KB, PREFIXES
from kb.store.answers import Found, Queryable
from kb.store.base import SCHEMA_VERSION, STORE_GRAPH, STORE_NODE, Bindings, Dataset
from kb.store.beside import copy_held_store
from kb.store.binding import bind, names_graphs
from kb.store.failures import is_older, one_line, other_schema, reading
from kb.store.rdffiles import format_of, malformed, open_rdf
from kb.store.side import SIDE_FILE, SideTables, Source
from kb.store.updates import by_graph, change_request, own_graphs

if TYPE_CHECKING:
    import rdflib

MEMORY = "memory:"
_STORE_GRAPH = ox.NamedNode(STORE_GRAPH)
_STORE_NODE = ox.NamedNode(STORE_NODE)
_GENERATION = ox.NamedNode(KB + "generation")
_SCHEMA = ox.NamedNode(KB + "schemaVersion")
_LOADING = ox.NamedNode(KB + "loading")
OWNER_FILE = "owner.json"  # how to reach the process that holds the store (kb.store.handover)
# What other parts of the program keep in the store's directory.
_BESIDE = {"journal", OWNER_FILE, SIDE_FILE, SIDE_FILE + "-wal", SIDE_FILE + "-shm"}
# What RocksDB writes before CURRENT, which makes a folder a database.
_BEGUN = re.compile(r"LOCK|LOG(\.old\.\d+)?|IDENTITY|MANIFEST-\d+|OPTIONS-\d+|\d+\.dbtmp")
_BATCH = 10_000  # quads per transaction when a store that holds data takes many more


class OxigraphStore(Queryable):
    """An Oxigraph store opened by this process; see `kb.store.base.Store` for the methods.

    `path` is a directory, or None for a store in memory. A read-only store sees the data as of its
    opening; where another process holds the directory, it reads a copy made at that moment.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        read_only: bool = False,
        create: bool = True,
        renew: bool = False,
    ) -> None:
        self.location = MEMORY if path is None else str(path)
        self._read_only = read_only
        self.side = SideTables(
            None if path is None else path / SIDE_FILE,
            Source(lambda: self.generation, self.graphs, self.quads),
            # Beside a process that holds the store, that process keeps the tables.
            writable=not (held := path is not None and read_only and _is_held(path)),
        )
        self._copy: Path | None = None
        if path is not None and held:
            path = self._copy = copy_held_store(path)
            weakref.finalize(self, shutil.rmtree, path, ignore_errors=True)
        self._open: ox.Store | None = _open(path, read_only=read_only, create=create)
        self._generation = self._describe(_GENERATION) or "0"
        self._check_schema(renew=renew)

    @property
    def _store(self) -> ox.Store:
        if self._open is None:
            raise StoreError(f"the store {self.location} is closed")
        return self._open

    def _check_schema(self, *, renew: bool) -> None:
        if self._describe(_LOADING) is not None:
            if not renew:
                self.close()
                raise StoreError(
                    f"the store {self.location} was left half loaded: run `kb load` again"
                )
            self._empty()
        found = self._describe(_SCHEMA)
        if found is None:
            if not self._read_only and not len(self._store):
                self._store.add(_description(_SCHEMA, str(SCHEMA_VERSION)))
            return
        if renew and is_older(found):
            self.replace_graphs((), own_graphs(self.graphs()))
        elif found != str(SCHEMA_VERSION):
            self.close()
            raise other_schema(self.location, found)

    def _describe(self, predicate: ox.NamedNode) -> str | None:
        found = self._store.quads_for_pattern(_STORE_NODE, predicate, None, _STORE_GRAPH)
        # Two marks of a generation, where a process was killed between them, are one new one.
        values = sorted(q.object.value for q in found if isinstance(q.object, ox.Literal))
        return "+".join(values) or None

    @property
    def generation(self) -> str:
        """An opaque token that changes with every write."""
        return self._generation

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Have failures of a write told as ours, and the generation read anew after it."""
        try:
            with _writing(self.location):
                yield
        finally:
            self._generation = self._describe(_GENERATION) or "0"

    def evaluate(
        self, query: str, bindings: Bindings | None = None, dataset: Dataset | None = None
    ) -> Found:
        """Start a query and return its results unread."""
        text = bind(query, bindings) if bindings else query
        with reading(self.location):
            if dataset is not None:
                return self._store.query(
                    text,
                    base_iri=ID,
                    prefixes=PREFIXES,
                    default_graph=[ox.NamedNode(graph) for graph in dataset.default],
                    named_graphs=[ox.NamedNode(graph) for graph in dataset.named],
                )
            # Asked for the union of all graphs, Oxigraph would not look at FROM.
            union = not names_graphs(query)
            return self._store.query(
                text, base_iri=ID, prefixes=PREFIXES, use_default_graph_as_union=union
            )

    def replace_graphs(self, quads: Iterable[ox.Quad], drop: Collection[str]) -> None:
        """Drop the named graphs `drop` and insert `quads` in one transaction."""
        written = by_graph(quads)
        before = self.generation
        with self.side.writing({*drop, *written}):
            with self._changing():
                old = {graph: self._held(graph, written) for graph in drop if self._holds(graph)}
                if old:
                    self._store.update(change_request(written, old))
                else:
                    self._insert([quad for quads in written.values() for quad in quads])
            self.side.apply(written, drop, before)

    def _holds(self, graph: str) -> bool:
        return self._store.contains_named_graph(ox.NamedNode(graph))

    def _held(self, graph: str, written: Collection[str]) -> set[ox.Quad]:
        """Return the quads of a graph, if they are to be compared with what is written."""
        if graph not in written:
            return set()
        return set(self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def _insert(self, added: Sequence[ox.Quad]) -> None:
        """Insert quads, with the mark of a new generation in the same transaction."""
        old = list(self._store.quads_for_pattern(_STORE_NODE, _GENERATION, None, _STORE_GRAPH))
        self._store.extend([*added, _description(_GENERATION, uuid.uuid4().hex)])
        for mark in old:
            self._store.remove(mark)

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads: by the bulk path where the store is empty, else in batches."""
        remaining = iter(quads)
        with self.side.writing(()), self._changing():
            if self.count() == 0:
                self.side.expect(None)
                self._store.bulk_extend(remaining)
            while batch := list(islice(remaining, _BATCH)):
                self.side.expect(by_graph(batch))
                self._store.extend(batch)
            self._insert(())

    def load_files(self, files: Sequence[Path]) -> None:
        """Fill an empty store from RDF files by the engine's own reader.

        A store that was left in the middle of it says so when it is next opened.
        """
        formats = [format_of(file) for file in files]
        with self.side.writing(None), self._changing():
            self._store.add(_description(_LOADING, "true"))
            for file, form in zip(files, formats, strict=True):
                self._load_file(file, form)
            self._store.remove(_description(_LOADING, "true"))
            self._insert(())

    def _load_file(self, file: Path, form: ox.RdfFormat) -> None:
        try:
            with open_rdf(file) as content:
                self._store.bulk_load(content, form)
        except (SyntaxError, OSError, EOFError) as error:
            self._empty()
            raise malformed(file, error) from None
        unnamed = self._store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        if (quad := next(unnamed, None)) is not None:
            self._empty()
            raise InputError(f"{file} cannot be loaded: every quad needs a named graph: {quad}")

    def _empty(self) -> None:
        self.side.expect(None)
        with self._changing():
            self._store.clear()
            self._store.add(_description(_SCHEMA, str(SCHEMA_VERSION)))

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Yield all quads, or those of one named graph."""
        name = None if graph is None else ox.NamedNode(graph)
        with reading(self.location):
            for quad in self._store.quads_for_pattern(None, None, None, name):
                if quad.graph_name != _STORE_GRAPH:
                    yield quad

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(g.value for g in self._store.named_graphs() if g != _STORE_GRAPH)

    def count(self) -> int:
        """Return the number of quads."""
        own = sum(1 for _ in self._store.quads_for_pattern(None, None, None, _STORE_GRAPH))
        return len(self._store) - own

    def dump(self, fp: IO[bytes]) -> None:
        """Write all quads as N-Quads, unsorted."""
        with _writing(self.location):
            ox.serialize(self.quads(), fp, format=ox.RdfFormat.N_QUADS)

    def reader(self, directory: Path) -> Callable[[], Queryable]:
        """Copy the store as it is now into `directory`; return how another process opens the copy.

        Takes milliseconds by hard links where `directory` is on the store's own file system; a
        store in memory is written out.
        """
        with _writing(str(directory)):
            if self.location == MEMORY:
                ox.Store(str(directory)).bulk_extend(self._store)
            else:
                self._store.backup(str(directory))
        return partial(OxigraphStore, directory, read_only=True)

    def as_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib view of the same store, with the union of all graphs as default."""
        import rdflib
        from oxrdflib import OxigraphStore as View

        return rdflib.Dataset(store=View(store=self._store), default_union=True)

    def close(self) -> None:
        """Release the store and its lock; closing twice is harmless."""
        self.side.close()
        if self._open is not None and not self._read_only:
            self._open.flush()
        self._open = None
        if self._copy is not None:
            shutil.rmtree(self._copy, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _description(predicate: ox.NamedNode, value: str) -> ox.Quad:
    return ox.Quad(_STORE_NODE, predicate, ox.Literal(value), _STORE_GRAPH)


def _open(path: Path | None, *, read_only: bool, create: bool) -> ox.Store:
    if path is None:
        return ox.Store()
    if not (path / "CURRENT").exists():
        if read_only or not create:
            raise StoreError(f"there is no store in {path}: `kb ingest` makes one")
        if path.exists() and not (path.is_dir() and all(map(_may_lie_there, path.iterdir()))):
            raise StoreError(f"{path} is not a store and not an empty directory: nothing was done")
    try:
        if read_only:
            return ox.Store.read_only(str(path))
        path.mkdir(parents=True, exist_ok=True)
        return ox.Store(str(path))
    except OSError as error:
        if "lock" in str(error).lower():
            raise StoreLocked(_locked(path, lock_holder(path))) from None
        raise StoreError(f"the store {path} cannot be opened: {one_line(error)}") from None


def _may_lie_there(file: Path) -> bool:
    """Whether a file may lie in a folder that is to become a store: ours, or begun by the engine.

    A process that is killed while it makes a store leaves the engine's first files, without data.
    """
    return file.name in _BESIDE or _BEGUN.fullmatch(file.name) is not None


def _is_held(path: Path) -> bool:
    return lock_holder(path) is not None


def lock_holder(path: Path) -> int | None:
    """Return the id of the process that holds RocksDB's lock on `path`, None if nobody does."""
    try:
        with (path / "LOCK").open("rb") as lock:
            query = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
            answer = fcntl.fcntl(lock, fcntl.F_GETLK, query)
    except OSError:
        return None
    kind, _, _, _, pid = struct.unpack("hhqqi4x", answer)
    return None if kind == fcntl.F_UNLCK else int(pid)


def _locked(path: Path, holder: int | None) -> str:
    who = f"process {holder}" if holder else "another process, or this one,"
    return f"the store {path} is in use: {who} holds it; stop that or choose another with --store"


@contextmanager
def _writing(location: str) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise StoreError(f"the store {location} cannot be written: {one_line(error)}") from None
