"""The store as the public may see it: without the sentences of others.

With the setting `publish_text` off, what an article says in its own words becomes the empty text in
every answer and dump; offsets, addresses and everything derived from the sentences stay.
"""

from __future__ import annotations

import shutil
import threading
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyoxigraph as ox

from kb.errors import StoreError
from kb.namespaces import expand
from kb.store.answers import Found, Queryable
from kb.store.base import Bindings, Dataset, Store
from kb.store.oxigraph import MEMORY, OxigraphStore
from kb.store.side import SideTables
from kb.store.worker import scratch

# What holds the words of an article: sentences and the spans in them, quotations, headlines.
TEXT_PROPERTIES = frozenset(
    ox.NamedNode(expand(name)) for name in ("nif:anchorOf", "kb:quote", "schema:headline")
)
_SPAN = "#char="  # in the IRI of a span (`kb.ids`)
_LONGEST_NAME = 5  # words of a span that is a name, a verb or a date, not a sentence
_BATCH = 50_000  # quads that are loaded at once
_EMPTY = ox.Literal("")


def withhold_text(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield quads with every sentence, quotation and headline replaced by the empty text.

    Spans of at most five words stay: by which names an article calls an actor is no sentence.
    """
    for quad in quads:
        if quad.predicate in TEXT_PROPERTIES and not _is_name(quad):
            yield ox.Quad(quad.subject, quad.predicate, _EMPTY, quad.graph_name)
        else:
            yield quad


def _is_name(quad: ox.Quad) -> bool:
    return (
        isinstance(quad.subject, ox.NamedNode)
        and _SPAN in quad.subject.value
        and isinstance(quad.object, ox.Literal)
        and len(quad.object.value.split()) <= _LONGEST_NAME
    )


def published(store: Store, *, text: bool) -> Store:
    """Return `store` as the public may see it; the same store where `text` may be published.

    StoreError where text is to be withheld and the store is a server, of which no copy is made.
    """
    if text:
        return store
    if not isinstance(store, OxigraphStore):
        raise StoreError(
            f"the server {store.location} cannot be published without texts (publish_text off): "
            "load a dump made without them into a server of its own"
        )
    return PublishedStore(store)


class PublishedStore(Queryable):
    """An embedded store of which readers see a copy without texts; see `kb.store.base.Store`.

    Writes go to both. A write past this object is noticed by the store's generation and has the
    copy made anew: about 16 s of CPU per million quads (`bench.store --only copy`).
    """

    def __init__(self, store: OxigraphStore) -> None:
        self.location = store.location
        self._store = store
        self._lock = threading.RLock()
        self._copy = copy_of(store)
        self._copied = store.generation

    @property
    def generation(self) -> str:
        """An opaque token that changes with every write."""
        return self._store.generation

    @property
    def side(self) -> SideTables:
        """The side tables of the copy, which hold no texts either."""
        return self._current().side

    def _current(self) -> OxigraphStore:
        with self._lock:
            generation = self._store.generation
            if generation != self._copied:
                self._copy, self._copied = copy_of(self._store), generation
            return self._copy

    def evaluate(
        self, query: str, bindings: Bindings | None = None, dataset: Dataset | None = None
    ) -> Found:
        """Start a query on the copy and return its results unread."""
        return self._current().evaluate(query, bindings, dataset)

    def replace_graphs(self, quads: Iterable[ox.Quad], drop: Collection[str]) -> None:
        """Drop the named graphs `drop` and insert `quads`, each in one transaction."""
        added = list(quads)
        with self._lock:
            copy = self._current()
            self._store.replace_graphs(added, drop)
            copy.replace_graphs(withhold_text(added), drop)
            self._copied = self._store.generation

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads, to an empty store by the bulk path."""
        with self._lock:
            copy, remaining = self._current(), iter(quads)
            if not self._store.count():
                self._store.load(remaining)  # the copy is made anew when it is next read
                return
            while batch := list(islice(remaining, _BATCH)):
                self._store.load(batch)
                copy.load(withhold_text(batch))
            self._copied = self._store.generation

    def load_files(self, files: Sequence[Path]) -> None:
        """Fill the store from RDF files; the copy is made anew when it is next read."""
        self._store.load_files(files)

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Yield all quads, or those of one named graph, without texts."""
        return withhold_text(self._store.quads(graph))

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return self._store.graphs()

    def count(self) -> int:
        """Return the number of quads."""
        return self._current().count()

    def dump(self, fp: IO[bytes]) -> None:
        """Write all quads as N-Quads, unsorted, without texts."""
        ox.serialize(self.quads(), fp, format=ox.RdfFormat.N_QUADS)

    def reader(self, directory: Path) -> Callable[[], Queryable]:
        """Return how another process opens the copy as it is now."""
        return self._current().reader(directory)

    def close(self) -> None:
        """Release the store and its copy; closing twice is harmless."""
        self._copy.close()
        if self._copy.location != MEMORY:
            shutil.rmtree(Path(self._copy.location).parent, ignore_errors=True)
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def copy_of(store: OxigraphStore) -> OxigraphStore:
    """Return a copy without texts: beside the store, or in memory where it is there too."""
    path = None if store.location == MEMORY else scratch(store.location)
    copy = OxigraphStore(None if path is None else path / "published")
    if path is not None:
        weakref.finalize(copy, shutil.rmtree, path, ignore_errors=True)
    copy.load(withhold_text(store.quads()))
    return copy
