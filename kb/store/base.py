"""What every triple store back end offers, and the plain values it answers with.

Nothing outside `kb.store` (and the stages that build quads) needs to know a triple store library:
pages and exports see `Solutions` of `Value`s.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Literal, NamedTuple, Protocol, Self, TypeAlias

from kb.namespaces import GRAPH, ID, PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from kb.store.answers import Queryable
    from kb.store.side import SideTables

XSD = PREFIXES["xsd"]
SCHEMA_VERSION = 1
# The store's description of itself: schema version and generation. Not part of the data: it is
# left out of `graphs`, `count` and `dump`.
STORE_GRAPH = GRAPH + "store"
STORE_NODE = ID + "store"

SOLUTION_TYPES: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPH_TYPES: Mapping[str, str] = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
    "trig": "application/trig",
}

_NUMBERS = {
    XSD + name: int
    for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
} | {XSD + name: float for name in ("decimal", "double", "float")}


class Value(NamedTuple):
    """One RDF term. `datatype` is an IRI (literals only), `language` a tag or None.

    A named tuple, as it is made five times faster than a frozen dataclass, once per cell.
    """

    kind: Literal["iri", "literal", "bnode"]
    value: str
    datatype: str | None = None
    language: str | None = None

    def python(self) -> str | int | float | bool | date | datetime:
        """Return the term as the Python object its datatype stands for.

        IRIs, blank nodes, language strings, unknown datatypes and lexical forms that Python cannot
        hold (a year beyond 9999) come back as the string itself.
        """
        if self.datatype is None:
            return self.value
        try:
            if self.datatype in _NUMBERS:
                return _NUMBERS[self.datatype](self.value)
            if self.datatype == XSD + "boolean":
                return self.value in ("true", "1")
            if self.datatype == XSD + "date":
                return date.fromisoformat(self.value)
            if self.datatype == XSD + "dateTime":
                return datetime.fromisoformat(self.value)
        except ValueError:
            return self.value
        return self.value


# Values of a query's variables, by name; a variable given several takes each in turn.
Bindings: TypeAlias = "Mapping[str, Value | Sequence[Value]]"


def iri(value: str) -> Value:
    """Return an IRI as a value for binding."""
    return Value("iri", value)


def literal(value: str | int | float | bool | date, language: str | None = None) -> Value:
    """Return a Python object as a typed literal for binding."""
    if isinstance(value, bool):
        return Value("literal", "true" if value else "false", XSD + "boolean")
    if isinstance(value, int):
        return Value("literal", str(value), XSD + "integer")
    if isinstance(value, float):
        return Value("literal", repr(value), XSD + "double")
    if isinstance(value, datetime):
        return Value("literal", value.isoformat(), XSD + "dateTime")
    if isinstance(value, date):
        return Value("literal", value.isoformat(), XSD + "date")
    if language:
        return Value("literal", value, PREFIXES["rdf"] + "langString", language)
    return Value("literal", value, XSD + "string")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query is asked of, in place of all: default graph and named ones."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT query; a cell is None where the variable is unbound."""

    variables: tuple[str, ...]
    rows: list[tuple[Value | None, ...]]

    def dicts(self) -> Iterator[dict[str, Value]]:
        """Yield each row as a mapping of the bound variables."""
        for row in self.rows:
            yield {
                name: value
                for name, value in zip(self.variables, row, strict=True)
                if value is not None
            }

    def texts(self) -> Iterator[dict[str, str]]:
        """Yield each row as a mapping of the bound variables to their lexical forms."""
        for row in self.rows:
            yield {
                name: value.value
                for name, value in zip(self.variables, row, strict=True)
                if value is not None
            }


class Store(Protocol):
    """A set of named graphs, asked in SPARQL 1.1 whose default graph is the union of all of them.

    Queries may use the prefixes of `kb.namespaces` without declaring them. `bindings` gives values
    to variables of the query (see `kb.store.binding`). Every method raises `StoreError` where the
    store cannot be reached, read or written, queries `QuerySyntaxError` where they are not SPARQL.
    """

    location: str

    @property
    def side(self) -> SideTables:
        """The tables for text search and counts, in step with the graph."""
        ...

    @property
    def generation(self) -> str:
        """An opaque token that changes with every write and is kept when the store is reopened."""
        ...

    def select(self, query: str, bindings: Bindings | None = None) -> Solutions:
        """Return the rows of a SELECT query."""
        ...

    def ask(self, query: str, bindings: Bindings | None = None) -> bool:
        """Return the answer to an ASK query."""
        ...

    def construct(self, query: str, bindings: Bindings | None = None) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        ...

    def answer(self, query: str, media_type: str, bindings: Bindings | None = None) -> bytes:
        """Return the serialised answer to a query of any form.

        `media_type` is a value of `SOLUTION_TYPES` for SELECT and ASK (ASK has no CSV or TSV on
        some servers), of `GRAPH_TYPES` for CONSTRUCT and DESCRIBE; InputError where it does not
        fit the query.
        """
        ...

    def replace_graphs(self, quads: Iterable[Quad], drop: Collection[str]) -> None:
        """Drop the named graphs `drop` and insert `quads`, in one step that readers see whole."""
        ...

    def load(self, quads: Iterable[Quad]) -> None:
        """Add many quads by the fastest path; not one step for readers."""
        ...

    def load_files(self, files: Sequence[Path]) -> None:
        """Fill an empty store from RDF files by the fastest path there is.

        InputError where one is malformed or has quads without a named graph: the store is then
        empty again.
        """
        ...

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """Yield all quads, or those of one named graph."""
        ...

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        ...

    def count(self) -> int:
        """Return the number of quads."""
        ...

    def dump(self, fp: IO[bytes]) -> None:
        """Write all quads as N-Quads, unsorted."""
        ...

    def reader(self, directory: Path) -> Callable[[], Queryable]:
        """Return how another process opens the data as it is now (a picklable function).

        An embedded store fills the new `directory` with a snapshot for it.
        """
        ...

    def close(self) -> None:
        """Release the store; closing twice is harmless."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
