"""Lists of events: which match the filters of a page, and the rows that show them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.errors import InputError
from kb.namespaces import expand
from kb.query.browse.evidence import code
from kb.query.browse.pages import EventRow, RoleRef, When
from kb.query.browse.reading import Names, Nodes, read_names, read_nodes, values
from kb.store.base import Store, iri, literal

# The flat view of an event tells initiators and recipients (victims among them) apart and names
# everybody as participant; which other role somebody has, only the reports say.
ROLES = ("initiator", "recipient", "counterpart", "host", "absentee", "participant")
_FLAT_ROLES = ("initiator", "recipient")
_OTHER_ROLES = tuple(role for role in ROLES if role not in _FLAT_ROLES)
# Parts in events beside the roles: any role but initiator and recipient, whoever speaks of the
# event, whoever has agents (officials, forces) that take part, and who is only named beside it.
PARTS = ("other", "speaker", "agent", "mentioned")
# The most events that one timeline shows; more are counted and said to be left out.
MOST_EVENTS = 2000


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of events is narrowed to: IRIs, status codes and ISO days, all optional.

    `role` is one of `ROLES` or `PARTS`; `confidence` is the least that some report must have.
    """

    actor: str | None = None
    role: str | None = None
    with_actor: str | None = None
    type: str | None = None
    place: str | None = None
    source: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None
    confidence: float | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            day = getattr(self, name)
            if day is not None and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", day):
                raise InputError(
                    f"{name}: {day!r} is not a date such as 2024, 2024-12 or 2024-12-31"
                )
        if self.role is not None and self.role not in (*ROLES, *PARTS):
            known = ", ".join((*ROLES, *PARTS))
            raise InputError(f"role: {self.role!r} is not one of {known}")
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise InputError(f"confidence: {self.confidence:g} does not lie between 0 and 1")

    def of(self, actor: str, role: str | None = None) -> Filters:
        """Return these filters for the events of an actor, in a role if one is given."""
        return replace(self, actor=actor, role=role)


@dataclass(frozen=True, slots=True)
class Found:
    """An event that matches, with what is needed to draw it: its best supported days."""

    event: str
    earliest: str | None
    latest: str | None
    status: str


def day_range(date: str | None) -> tuple[str | None, str | None]:
    """Return the first and the last day of an event's date, which is `DAY` or `FIRST/LAST`."""
    if date is None:
        return None, None
    first, _, last = date.partition("/")
    return first, last or first


def _role_clause(role: str | None) -> str:
    if role is None:
        return "?e kb:participant ?actor ."
    if role == "agent":
        return "?agent kb:rollsUpTo ?actor . FILTER(?agent != ?actor) ?e kb:participant ?agent ."
    if role == "mentioned":
        return (
            "?m gaf:denotes ?actor ; kb:inSentence ?s . ?told kb:evidence ?s ; kb:refersTo ?e . "
            "FILTER NOT EXISTS { ?e kb:participant ?actor }"
        )
    if role == "speaker":
        return "?claim kb:claimant ?actor ; kb:content+ ?said . ?said kb:refersTo ?e ."
    if role in _FLAT_ROLES:
        return f"?e kb:{role} ?actor ."
    path = "|".join(f"kb:{name}" for name in (_OTHER_ROLES if role == "other" else (role,)))
    return f"?told {path} ?actor ; kb:refersTo ?e ."


# Of roles that the flat view does not tell apart; all else is asked of the side tables.
_FIND = "SELECT DISTINCT ?e WHERE { %s ?e a kb:Event }"
_SURE = """SELECT DISTINCT ?e WHERE {
  ?told kb:confidence ?degree ; kb:refersTo ?e . FILTER(?degree >= ?least) }"""
_NARROWER = "SELECT DISTINCT ?x WHERE { ?x skos:broader* ?top }"
_INSIDE = "SELECT DISTINCT ?x WHERE { ?x kb:within* ?top }"
_AMONG = "e.event IN (SELECT value FROM json_each(?))"
_PARTY = "e.event IN (SELECT event FROM parties WHERE actor = ? AND role = ?)"
_REPORTED = """e.event IN (SELECT r.event FROM articles a JOIN mentions m ON m.article = a.article
  JOIN refers r ON r.mention = m.mention WHERE a.publisher = ?)"""


def conditions(store: Store, filters: Filters) -> tuple[str, list[object]]:
    """Return the conditions on rows `e` of the side table of events, and their values."""
    found: list[tuple[str, list[object]]] = [("e.status IS NOT NULL", [])]
    if filters.actor is not None and filters.role in (None, *_FLAT_ROLES):
        found.append((_PARTY, [filters.actor, filters.role or "participant"]))
    elif filters.actor is not None:
        clause = _role_clause(filters.role)
        found.append((_AMONG, [_listed(store, _FIND % clause, "actor", filters.actor)]))
    if filters.with_actor is not None:
        found.append((_PARTY, [filters.with_actor, "participant"]))
    if filters.type is not None:
        narrower = _listed(store, _NARROWER, "top", filters.type)
        found.append(("e.type IN (SELECT value FROM json_each(?))", [narrower]))
    if filters.place is not None:
        inside = "SELECT event FROM places WHERE place IN (SELECT value FROM json_each(?))"
        found.append((f"e.event IN ({inside})", [_listed(store, _INSIDE, "top", filters.place)]))
    if filters.source is not None:
        found.append((_REPORTED, [filters.source]))
    if filters.status is not None:
        status = expand("st:" + filters.status)
        found.append(("e.event IN (SELECT event FROM statuses WHERE status = ?)", [status]))
    if filters.since is not None:
        found.append(("e.latest >= ?", [filters.since]))
    if filters.until is not None:
        # A bound of a year or month is padded so that the whole of it counts.
        found.append(("e.earliest <= ?", [(filters.until + "-99-99")[:10]]))
    if filters.confidence is not None:
        rows = store.select(_SURE, {"least": literal(filters.confidence)}).texts()
        found.append((_AMONG, [json.dumps([row["e"] for row in rows])]))
    return " AND ".join(sql for sql, _ in found), [value for _, given in found for value in given]


def _listed(store: Store, query: str, variable: str, value: str) -> str:
    """Return the IRIs that a query of one column gives, as a JSON list."""
    rows = store.select(query, {variable: iri(value)}).texts()
    return json.dumps([found for row in rows for found in row.values()])


def find_events(
    store: Store, filters: Filters, newest_first: bool = False, limit: int = MOST_EVENTS + 1
) -> list[Found]:
    """Return the events that match, dated ones first in order of time, at most `limit`."""
    where, given = conditions(store, filters)
    select = f"SELECT e.event, e.date, e.status FROM events e WHERE {where}"  # noqa: S608
    order = "DESC" if newest_first else "ASC"
    # Dated and undated apart, so that the index on dates gives the first of them.
    rows = store.side.rows(
        f"{select} AND e.date IS NOT NULL ORDER BY e.date {order}, e.event LIMIT ?", [*given, limit]
    )
    if len(rows) < limit:
        undated = f"{select} AND e.date IS NULL ORDER BY e.event LIMIT ?"
        rows += store.side.rows(undated, [*given, limit - len(rows)])
    return [
        Found(str(event), *day_range(None if date is None else str(date)), code(str(status)) or "")
        for event, date, status in rows
    ]


def count_events(store: Store, filters: Filters) -> int:
    """Return how many events match."""
    where, given = conditions(store, filters)
    count = f"SELECT COUNT(*) FROM events e WHERE {where}"  # noqa: S608 (no outside text)
    return int(str(store.side.rows(count, given)[0][0]))


_ROWS = """
SELECT ?s ?p ?o WHERE {
  { %(events)s ?s ?p ?o }
  UNION
  { %(events)s ?em kb:refersTo ?s ; kb:inArticle/schema:publisher ?o .
    BIND(schema:publisher AS ?p) }
  UNION
  { %(events)s ?em kb:refersTo ?s ; kb:inArticle/kb:referenceTime ?published .
    ?published kb:earliest|kb:latest ?o . BIND(kb:referenceTime AS ?p) }
}
"""


def read_rows(store: Store, events: Sequence[str]) -> list[EventRow]:
    """Return the rows of events in the order given, by two queries."""
    if not events:
        return []
    nodes = read_nodes(store, _ROWS % {"events": values("s", events)})
    names = read_names(store, nodes.iris())
    return [event_row(nodes, names, event) for event in events]


def _ends(days: Sequence[str]) -> tuple[str | None, str | None]:
    return (days[0], days[-1]) if days else (None, None)


def _by_role(nodes: Nodes, event: str) -> dict[str, tuple[str, ...]]:
    known = {role: nodes.all(event, f"kb:{role}") for role in _FLAT_ROLES}
    named = {actor for actors in known.values() for actor in actors}
    others = (actor for actor in nodes.all(event, "kb:participant") if actor not in named)
    return {**known, "participant": tuple(others)}


def event_row(nodes: Nodes, names: Names, event: str) -> EventRow:
    """Return one event's row from its flat view."""
    type_ = nodes.one(event, "kb:type")
    ref = names.ref(event)
    return EventRow(
        event=replace(ref, label=nodes.label(event) or ref.label, kind="Event"),
        type=names.ref(type_) if type_ else None,
        status=code(nodes.one(event, "kb:status")) or "reported",
        statuses=tuple(code(status) or "" for status in nodes.all(event, "kb:reportedStatus")),
        when=When(*day_range(nodes.one(event, "kb:date"))),
        reported=When(*_ends(nodes.all(event, "kb:referenceTime"))),
        hull=When(nodes.one(event, "kb:earliest"), nodes.one(event, "kb:latest")),
        participants=tuple(
            RoleRef(role, actor)
            for role, found in _by_role(nodes, event).items()
            for actor in names.refs_of(found)
        ),
        places=names.refs_of(nodes.all(event, "kb:place")),
        sources=names.refs_of(nodes.all(event, "schema:publisher")),
        reports=int(nodes.number(event, "kb:reportCount") or 0),
        independent=int(nodes.number(event, "kb:sourceCount") or 0),
    )
