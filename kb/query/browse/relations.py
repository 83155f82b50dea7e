"""What events have in common, counted: their places, who appears with whom, and their lanes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.query.browse.lists import Filters, Found, conditions
from kb.query.browse.pages import Counted, Ref
from kb.query.browse.reading import number, read_names, read_nodes, values
from kb.store.base import Store

MOST_PLACES = 2000
MOST_PAIRS = 300
# What an event's lane on a timeline can be -> rows of the side tables: event, lane.
LANES: Mapping[str, str] = {
    "type": "SELECT event, type AS lane FROM events",
    "actor": "SELECT event, actor AS lane FROM parties WHERE role = 'initiator'",
    "place": "SELECT event, place AS lane FROM places",
    "source": "SELECT r.event, a.publisher AS lane FROM refers r "
    "JOIN mentions m ON m.mention = r.mention JOIN articles a ON a.article = m.article",
}
_LANE = """SELECT DISTINCT event, lane FROM ({})
  WHERE lane IS NOT NULL AND event IN (SELECT value FROM json_each(?))"""
_LABELS = "SELECT event, label FROM events WHERE event IN (SELECT value FROM json_each(?))"

_EVENTS = "SELECT e.event FROM events e WHERE "


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with the number of events there; degrees (WGS 84) where they are known."""

    ref: Ref
    count: int
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors and the number of events in which both take part."""

    one: Ref
    other: Ref
    count: int


@dataclass(frozen=True, slots=True)
class Network:
    """Actors with their events, and who appears with whom; `truncated` says pairs are left out."""

    actors: tuple[Counted, ...]
    pairs: tuple[Pair, ...]
    truncated: bool


_TAKERS = "SELECT actor, COUNT(*) FROM taking GROUP BY actor"
_PAIRS = """SELECT one.actor, other.actor, COUNT(*) FROM taking one
  JOIN taking other ON other.event = one.event AND other.actor > one.actor
  GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?"""
_DEGREES = "SELECT ?s ?p ?o {{ {} ?s ?p ?o FILTER(?p IN (wgs:lat, wgs:long)) }}"


def count_places(store: Store, filters: Filters) -> tuple[Spot, ...]:
    """Return the places of the events that match, most events first."""
    where, given = conditions(store, filters)
    sql = (
        "SELECT place, COUNT(DISTINCT event) FROM places "  # noqa: S608 (no outside text)
        f"WHERE event IN ({_EVENTS}{where}) GROUP BY place ORDER BY 2 DESC, 1 LIMIT ?"
    )
    found = [(str(place), number(n)) for place, n in store.side.rows(sql, [*given, MOST_PLACES])]
    if not found:
        return ()
    places = [place for place, _ in found]
    names = read_names(store, places)
    nodes = read_nodes(store, _DEGREES.format(values("s", places)))
    return tuple(
        Spot(names.ref(p), n, nodes.number(p, "wgs:lat"), nodes.number(p, "wgs:long"))
        for p, n in found
    )


def read_network(store: Store, filters: Filters, limit: int = MOST_PAIRS) -> Network:
    """Return who appears with whom in the events that match, the most frequent pairs first."""
    where, given = conditions(store, filters)
    sql = (
        "WITH taking AS (SELECT DISTINCT event, actor FROM parties "  # noqa: S608
        f"WHERE role = 'participant' AND event IN ({_EVENTS}{where})) "
    )
    rows = store.side.rows(sql + _PAIRS, [*given, limit + 1])
    kept = [(str(one), str(other), number(n)) for one, other, n in rows[:limit]]
    wanted = {actor for one, other, _ in kept for actor in (one, other)}
    counts = store.side.rows(sql + _TAKERS, given)
    names = read_names(store, wanted)
    actors = (Counted(names.ref(str(who)), number(n)) for who, n in counts if who in wanted)
    return Network(
        tuple(sorted(actors, key=lambda a: (-a.count, a.ref.label, a.ref.iri))),
        tuple(Pair(names.ref(one), names.ref(other), n) for one, other, n in kept),
        len(rows) > limit,
    )


def read_lanes(store: Store, found: Sequence[Found], lanes: str) -> Mapping[str, tuple[Ref, ...]]:
    """Return the lanes of events: what each has of the kind `lanes`, a key of `LANES`."""
    listed = json.dumps([f.event for f in found])
    rows = [(str(e), str(x)) for e, x in store.side.rows(_LANE.format(LANES[lanes]), [listed])]
    names = read_names(store, {lane for _, lane in rows})
    lanes_of: dict[str, list[Ref]] = {}
    for event, lane in rows:
        lanes_of.setdefault(event, []).append(names.ref(lane))
    return {e: tuple(sorted(refs, key=lambda r: (r.label, r.iri))) for e, refs in lanes_of.items()}


def read_labels(store: Store, found: Sequence[Found]) -> Mapping[str, str]:
    """Return the labels of events by IRI; one without a label is left out."""
    rows = store.side.rows(_LABELS, [json.dumps([f.event for f in found])])
    return {str(event): str(label) for event, label in rows if label is not None}
