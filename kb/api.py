"""The Python API: a store of events for scripts and notebooks.

from kb import open_store

with open_store("store") as store:
    rows = store.query("cq01", actor="HTS")
    for row in rows:
        print(row.earliest, row.what)
    frame = rows.to_dataframe()
"""

from __future__ import annotations

import os
from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from types import TracebackType
from typing import Any, Self, TypeAlias, overload

from kb.config import load_settings
from kb.errors import InputError
from kb.query.catalog import CatalogQuery, bind_params, find_query, free_query, load_catalog
from kb.query.fulltext import TextHit, search
from kb.query.timeline import timeline
from kb.rows import Timeline
from kb.store import Store
from kb.store import open_store as open_triples
from kb.store.base import XSD, Solutions, Value

Cell: TypeAlias = "str | int | float | bool | date | datetime | None"
# Columns of days that come in pairs; `to_dataframe` says beside them how exact they are.
_PAIRS = (("earliest", "latest"), ("from", "to"))
_STEPS = ((1, "day"), (7, "week"), (31, "month"), (366, "year"))
_DTYPES = {
    "integer": "Int64", "int": "Int64", "long": "Int64", "nonNegativeInteger": "Int64",
    "decimal": "Float64", "double": "Float64", "float": "Float64", "boolean": "boolean",
}  # fmt: skip
_DAYS = ("date", "dateTime")


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Any]):
    """The answer to a query: named tuples of plain Python values, None where nothing is bound.

    Days are `datetime.date`, numbers `int` or `float`, IRIs and texts `str`; `values` are the cells
    as RDF terms, with datatype and language.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[Value | None, ...], ...]

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        kind = self._kind()
        if isinstance(index, slice):
            return [kind(*map(_plain, row)) for row in self.values[index]]
        return kind(*map(_plain, self.values[index]))

    def __iter__(self) -> Iterator[Any]:
        kind = self._kind()
        return (kind(*map(_plain, row)) for row in self.values)

    def _kind(self) -> Any:
        # A variable may be called `from` or `class`; such a column is read by position.
        return namedtuple("Row", self.columns, rename=True)

    def dicts(self) -> Iterator[dict[str, Cell]]:
        """Yield each row as a mapping of all columns."""
        for row in self.values:
            yield dict(zip(self.columns, map(_plain, row), strict=True))

    def to_dataframe(self) -> Any:
        """Return the rows as a pandas data frame with real dtypes.

        Numbers are `Int64` or `Float64`, truth values `boolean`, texts and IRIs `string`, days
        `datetime64[s]`: each may be missing. For a pair of columns `earliest` and `latest` a
        column `precision` says how exact they are: day, week, month, year, longer or none. A column
        whose terms differ in type, or days that pandas cannot hold, are `object`. Raises InputError
        where pandas is not installed.
        """
        try:
            # Wanted by this method alone, and heavy: no package that the program depends on.
            pandas = import_module("pandas")
        except ImportError:
            raise InputError("to_dataframe() needs pandas: pip install pandas") from None
        frame = pandas.DataFrame(index=range(len(self)))
        for position, name in enumerate(self.columns):
            cells = [row[position] for row in self.values]
            frame[name] = _series(pandas, cells)
        for first, last in _PAIRS:
            if first in self.columns and last in self.columns:
                ends = (self.columns.index(first), self.columns.index(last))
                precisions = [_precision(row[ends[0]], row[ends[1]]) for row in self.values]
                frame["precision"] = pandas.array(precisions, dtype="string")
                break
        return frame


def _plain(value: Value | None) -> Cell:
    return None if value is None else value.python()


def _series(pandas: Any, cells: Sequence[Value | None]) -> Any:
    """Return a column of one dtype, `object` where its terms are of several kinds."""
    kinds = {_kind_of(cell) for cell in cells if cell is not None}
    plain = [_plain(cell) for cell in cells]
    kind = next(iter(kinds)) if len(kinds) == 1 else "" if kinds else "string"
    if kind in _DAYS and all(isinstance(cell, date | None) for cell in plain):
        days = [None if cell is None else datetime.fromisoformat(str(cell)) for cell in plain]
        if not any(day is not None and day.tzinfo for day in days):
            return pandas.Series(days, dtype="datetime64[s]")
        return pandas.to_datetime(pandas.Series(days), utc=True)
    dtype = _DTYPES.get(kind, "string" if kind == "string" else "object")
    try:
        return pandas.Series(pandas.array(plain, dtype=dtype))
    except (ValueError, TypeError):  # a lexical form that is no number
        return pandas.Series(plain, dtype="object")


def _kind_of(cell: Value) -> str:
    if cell.kind != "literal" or cell.datatype is None:
        return "string"
    kind = cell.datatype.removeprefix(XSD)
    return kind if kind in _DTYPES or kind in _DAYS else "string"


def _precision(first: Value | None, last: Value | None) -> str:
    ends = _plain(first), _plain(last)
    if not (isinstance(ends[0], date) and isinstance(ends[1], date)):
        return "none"
    days = (ends[1] - ends[0]).days + 1
    return next((name for most, name in _STEPS if days <= most), "longer")


class EventStore:
    """A store, read-only: as it is now, also beside a running server.

    Closed at the end of a `with` block or by `close()`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def query(self, query: str, /, **params: object) -> Rows:
        """Return the rows of a SELECT query, or of a saved query by its name (`cq01`).

        Parameters of a saved query are given as on the command line (`actor="HTS"`,
        `since="2024-12"`); in a query of your own each is the value of the variable of that name,
        an IRI or prefixed name as such, anything else as text. Our prefixes need no declaration.
        InputError on an unknown name or wrong parameter, QuerySyntaxError where it is not SPARQL.
        """
        chosen = _chosen(query)
        given = {name: str(value) for name, value in params.items()}
        found = self._store.select(chosen.text, bind_params(self._store, chosen, given))
        return _rows(found)

    def queries(self) -> Mapping[str, str]:
        """Return the names and titles of the saved queries."""
        return {name: query.title for name, query in load_catalog().items()}

    def timeline(self, actor: str, **filters: str) -> Timeline:
        """Return the events of an actor in order of time; filters as of `kb.query.timeline`."""
        return timeline(self._store, actor, **filters)  # type: ignore[arg-type]

    def search(self, text: str, *kinds: str, limit: int = 50) -> tuple[TextHit, ...]:
        """Return what has the words of `text`; see `kb.query.fulltext` for the kinds."""
        return search(self._store, text, kinds, limit).hits

    def close(self) -> None:
        """Release the store; closing twice is harmless."""
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


def _chosen(query: str) -> CatalogQuery:
    """Return a saved query by its name, or the text of one; a name is a single word."""
    if query.strip().replace("_", "").isalnum():
        return find_query(load_catalog(), query.strip())
    return free_query("of yours", query)


def _rows(found: Solutions) -> Rows:
    return Rows(found.variables, tuple(found.rows))


def open_store(location: str | None = None) -> EventStore:
    """Open a store for reading: a folder, the URL of a SPARQL server, by default as settings say.

    StoreError where there is none or it cannot be reached.
    """
    chosen = location or load_settings(os.environ).store
    return EventStore(open_triples(chosen, read_only=True, create=False))
