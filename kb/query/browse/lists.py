"""Lists of events: which match the filters of a page, and the rows that show them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.errors import InputError
from kb.namespaces import expand
from kb.query.browse.evidence import code
from kb.query.browse.pages import EventRow, RoleRef, When
from kb.query.browse.reading import Names, Nodes, read_names, read_nodes, values
from kb.store.base import Store, Value, iri, literal

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

    `role` is one of `ROLES` or `PARTS`.
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


def _clauses(filters: Filters) -> tuple[str, dict[str, Value]]:
    clauses: list[str] = []
    bindings: dict[str, Value] = {}
    patterns = (
        ("actor", filters.actor, _role_clause(filters.role)),
        ("with", filters.with_actor, "?e kb:participant ?with ."),
        ("type", filters.type, "?e kb:type/skos:broader* ?type ."),
        ("place", filters.place, "?e kb:place/kb:within* ?place ."),
        (
            "source",
            filters.source,
            "?em kb:refersTo ?e ; kb:inArticle/schema:publisher ?source .",
        ),
    )
    for name, value, pattern in patterns:
        if value is not None:
            clauses.append(pattern)
            bindings[name] = iri(value)
    if filters.status is not None:
        clauses.append("?e kb:status|kb:reportedStatus ?status .")
        bindings["status"] = iri(expand("st:" + filters.status))
    # ISO days compare as strings on every engine; a bound of a year or month is padded so that
    # the whole of it counts.
    if filters.since is not None:
        clauses.append("?e kb:latest ?latest . FILTER(STR(?latest) >= ?since)")
        bindings["since"] = literal(filters.since)
    if filters.until is not None:
        clauses.append("?e kb:earliest ?earliest . FILTER(STR(?earliest) <= ?until)")
        bindings["until"] = literal((filters.until + "-99-99")[:10])
    return " ".join(clauses), bindings


# The matching events first, then what is shown of them: an OPTIONAL before the filters would be
# joined for every event of the store.
_FIND = """
SELECT ?e ?date ?shown WHERE {
  { SELECT DISTINCT ?e WHERE { %s ?e a kb:Event } }
  ?e kb:status ?shown .
  OPTIONAL { ?e kb:date ?date }
}
"""


def find_events(
    store: Store, filters: Filters, newest_first: bool = False, limit: int = MOST_EVENTS + 1
) -> list[Found]:
    """Return the events that match, dated ones first in order of time, at most `limit`."""
    clauses, bindings = _clauses(filters)
    # Sorted here: Oxigraph takes longer to sort by the text of a literal than to list it.
    rows = sorted(store.select(_FIND % clauses, bindings).texts(), key=lambda row: row["e"])
    rows.sort(key=lambda row: row.get("date", ""), reverse=newest_first)
    rows.sort(key=lambda row: "date" not in row)
    return [
        Found(row["e"], *day_range(row.get("date")), code(row["shown"]) or "")
        for row in rows[:limit]
    ]


_COUNT = "SELECT (COUNT(DISTINCT ?e) AS ?n) WHERE { %s ?e a kb:Event }"


def count_events(store: Store, filters: Filters) -> int:
    """Return how many events match."""
    clauses, bindings = _clauses(filters)
    return int(next(iter(store.select(_COUNT % clauses, bindings).texts()))["n"])


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
