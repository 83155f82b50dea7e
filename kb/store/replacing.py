"""Rows of named graphs, replaced in the side tables: many graphs by few statements.

A graph stands in the tables as a number, and with it which tables hold rows of it, so that only
these are asked to drop them.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.store.tables import OF_GRAPH, SEARCHED, Row, Rows

_TABLES = (*OF_GRAPH, "named")  # a table's bit in graphs.holds is its place here
_SOME = 500  # graphs per statement that names them


@dataclass(frozen=True, slots=True)
class Change:
    """What a graph holds now; `rewritten` where its events count as changed in any case."""

    rows: Rows
    rewritten: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    number: int
    holds: int


def replace(db: sqlite3.Connection, changes: Mapping[str, Change]) -> None:
    """Replace the rows of graphs, within the transaction that `db` is in."""
    known = _known(db, changes)
    events = _events(db, known)
    _remove(db, known.values())
    numbers = _register(db, known, changes)
    _insert(db, numbers, changes)
    _add_names(db, numbers, changes)
    _note_changes(db, events, changes)


def _known(db: sqlite3.Connection, graphs: Iterable[str]) -> dict[str, _Known]:
    found = {}
    listed = list(graphs)
    for start in range(0, len(listed), _SOME):
        some = listed[start : start + _SOME]
        marks = ", ".join("?" * len(some))
        query = f"SELECT graph, id, holds FROM graphs WHERE graph IN ({marks})"  # noqa: S608
        for graph, number, holds in db.execute(query, some):
            found[graph] = _Known(number, holds)
    return found


def _events(db: sqlite3.Connection, known: Mapping[str, _Known]) -> dict[str, dict[str, str]]:
    """Return the digests of the events that graphs hold, by graph and event."""
    bit = 1 << _TABLES.index("events")
    return {
        graph: dict(db.execute("SELECT event, digest FROM events WHERE graph = ?", (of.number,)))
        for graph, of in known.items()
        if of.holds & bit
    }


def _remove(db: sqlite3.Connection, known: Iterable[_Known]) -> None:
    numbers: dict[str, list[tuple[int]]] = defaultdict(list)
    for graph in known:
        for place, table in enumerate(_TABLES):
            if graph.holds >> place & 1:
                numbers[table].append((graph.number,))
    names: list[tuple[int]] = []
    for number in numbers.get("named", ()):
        names += db.execute("SELECT name FROM named WHERE graph = ?", number)
    for table, of in numbers.items():
        db.executemany(f"DELETE FROM {table} WHERE graph = ?", of)  # noqa: S608 (our own names)
    db.executemany(
        "DELETE FROM names WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM named WHERE name = ?1)",
        names,
    )


def _register(
    db: sqlite3.Connection, known: Mapping[str, _Known], changes: Mapping[str, Change]
) -> dict[str, int]:
    """Note which tables hold rows of the graphs now; return the numbers of those that have any."""
    numbers = {}
    for graph, change in changes.items():
        holds = sum(
            1 << place
            for place, table in enumerate(_TABLES)
            if change.rows.get("names" if table == "named" else table)
        )
        old = known.get(graph)
        if not holds:
            if old is not None:
                db.execute("DELETE FROM graphs WHERE id = ?", (old.number,))
        elif old is None:
            new = db.execute("INSERT INTO graphs (graph, holds) VALUES (?, ?)", (graph, holds))
            numbers[graph] = int(new.lastrowid or 0)
        else:
            numbers[graph] = old.number
            if old.holds != holds:
                db.execute("UPDATE graphs SET holds = ? WHERE id = ?", (holds, old.number))
    return numbers


def _insert(
    db: sqlite3.Connection, numbers: Mapping[str, int], changes: Mapping[str, Change]
) -> None:
    for table, width in OF_GRAPH.items():
        rows: list[Sequence[object]] = []
        for graph, number in numbers.items():
            rows += [(number, *row) for row in changes[graph].rows.get(table, ())]
        key = "NULL, " if table in SEARCHED else ""
        marks = ", ".join("?" * (width + 1))
        db.executemany(f"INSERT INTO {table} VALUES ({key}{marks})", rows)  # noqa: S608


def _add_names(
    db: sqlite3.Connection, numbers: Mapping[str, int], changes: Mapping[str, Change]
) -> None:
    found: dict[Row, list[int]] = defaultdict(list)
    for graph, number in numbers.items():
        for row in changes[graph].rows.get("names", ()):
            found[row].append(number)
    db.executemany(
        "INSERT INTO names (thing, kind, field, text, folded) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        found,
    )
    db.executemany(
        "INSERT INTO named SELECT ?1, id FROM names "
        "WHERE thing = ?2 AND kind = ?3 AND field = ?4 AND text = ?5",
        [(number, *row[:4]) for row, of in found.items() for number in of],
    )


def _note_changes(
    db: sqlite3.Connection, events: Mapping[str, Mapping[str, str]], changes: Mapping[str, Change]
) -> None:
    """Note which events changed or went, for mirrors; each event has its last change only."""
    noted: dict[str, bool] = {}  # event -> whether it is gone
    for graph, change in changes.items():
        old = events.get(graph, {})
        new = {str(row[0]): row[-1] for row in change.rows.get("events", ())}
        for event in sorted(old.keys() | new.keys()):
            gone = event not in new
            if gone or change.rewritten or old.get(event) != new[event]:
                noted.pop(event, None)
                noted[event] = gone
    now = datetime.now(UTC).isoformat(timespec="seconds")
    db.executemany("DELETE FROM changes WHERE event = ?", [(event,) for event in noted])
    db.executemany(
        "INSERT INTO changes (event, at, gone) VALUES (?, ?, ?)",
        [(event, now, int(gone)) for event, gone in noted.items()],
    )
