"""Events on which sources take opposite sides: some say that it happened, some that it did not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.namespaces import expand
from kb.query.browse.evidence import code
from kb.query.browse.lists import Filters, find_events, read_rows
from kb.query.browse.pages import EventRow, Ref
from kb.query.browse.reading import Names, read_names, values
from kb.store.base import Store

_CHUNK = 200  # events whose sides are read by one query
_ALL = 1_000_000

# A denial of something affirmed and an assertion of something negated both say that it did not
# happen. An article that says so itself, in no claim, counts as well.
_DENIED = "SELECT DISTINCT event FROM statuses WHERE status IN (?, ?, ?)"
_DENYING = tuple(expand(f"st:{status}") for status in ("disputed", "denied", "negated"))
# Each branch names its events: joined to a union from outside, a pattern is read whole.
_SIDES = """
SELECT DISTINCT ?e ?em ?p ?s ?who ?stance ?cue ?article ?publisher ?sentence WHERE {
  { %(events)s ?em kb:refersTo ?e ; kb:polarity/kb:sign ?p ; kb:inArticle ?article .
    ?c kb:content ?em ; kb:claimant ?who ; kb:stance ?stance ; kb:evidence ?sentence .
    ?stance kb:sign ?s . OPTIONAL { ?c kb:cue ?cue } }
  UNION
  { %(events)s ?em kb:refersTo ?e ; kb:polarity/kb:sign ?p ; kb:inArticle ?article ;
      kb:evidence ?sentence ; kb:status ?status . FILTER(?status IN (st:asserted, st:negated))
    FILTER NOT EXISTS { ?any kb:content ?em } }
  OPTIONAL { ?article schema:publisher ?publisher }
}
"""


@dataclass(frozen=True, slots=True)
class Side:
    """Who takes a side in which article; `stance` is None where the article itself says so."""

    speaker: Ref | None
    stance: str | None
    cue: str | None
    article: str
    publisher: Ref | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An event with those who say that it happened and those who say that it did not."""

    row: EventRow
    affirmed: tuple[Side, ...]
    denied: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """The rows of those who affirm an event and of those who deny it, as the store gives them."""

    affirmed: tuple[Mapping[str, str], ...]
    denied: tuple[Mapping[str, str], ...]


def read_sides(store: Store) -> dict[str, Sides]:
    """Return, by event, the two sides of every event that has both; one read for all pages."""
    denied = sorted(str(row[0]) for row in store.side.rows(_DENIED, _DENYING))
    both = {}
    for start in range(0, len(denied), _CHUNK):
        found: dict[str, list[dict[str, str]]] = {}
        chunk = denied[start : start + _CHUNK]
        for row in store.select(_SIDES % {"events": values("e", chunk)}).texts():
            found.setdefault(row["e"], []).append(row)
        for event, rows in found.items():
            affirmed = tuple(row for row in rows if _sign(row) > 0)
            negated = tuple(row for row in rows if _sign(row) < 0)
            if affirmed and negated:
                both[event] = Sides(affirmed, negated)
    return both


def find_contradicted(store: Store, filters: Filters, among: Collection[str]) -> list[str]:
    """Return those of the events `among` that match, the newest first."""
    if not among:
        return []
    matching = find_events(store, filters, newest_first=True, limit=_ALL)
    return [item.event for item in matching if item.event in among]


def read_contradictions(
    store: Store, events: Sequence[str], sides: Mapping[str, Sides]
) -> list[Contradiction]:
    """Return contradicted events, in the order given, with their two sides."""
    told = [row for event in events for row in (*sides[event].affirmed, *sides[event].denied)]
    names = read_names(
        store, {row[name] for row in told for name in ("who", "publisher") if name in row}
    )
    return [
        Contradiction(
            row,
            _shown(names, sides[row.event.iri].affirmed),
            _shown(names, sides[row.event.iri].denied),
        )
        for row in read_rows(store, events)
    ]


def _sign(row: Mapping[str, str]) -> int:
    """Return 1 where a side says that the event happened, -1 where not, 0 where it leaves it."""
    return int(row["p"]) * int(row.get("s", "1"))


def _shown(names: Names, rows: Iterable[Mapping[str, str]]) -> tuple[Side, ...]:
    sides = {
        Side(
            speaker=names.ref(row["who"]) if "who" in row else None,
            stance=code(row.get("stance")),
            cue=row.get("cue"),
            article=row["article"],
            publisher=names.ref(row["publisher"]) if "publisher" in row else None,
            sentence=row["sentence"],
        )
        for row in rows
    }
    return tuple(sorted(sides, key=_order))


def _order(side: Side) -> tuple[str, str, str, str]:
    return (
        side.speaker.label.casefold() if side.speaker else "",
        side.publisher.label.casefold() if side.publisher else "",
        side.sentence,
        side.stance or "",
    )
