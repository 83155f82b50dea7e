"""The events of one actor in order of time, with what supports each of them.

Which events match is asked of the flat view of events (the derived graph); what the reports say
is then read from the documents' graphs for those events alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.errors import InputError
from kb.namespaces import expand, shrink
from kb.query.dates import first_day, last_day
from kb.query.labels import read_named
from kb.query.names import find_node
from kb.query.reports import read_reports
from kb.rows import Located, Named, Party, Report, Stated, Timeline, TimelineRow
from kb.store.base import Bindings, Store, Value, iri, literal

ROLES = ("initiator", "recipient", "counterpart", "host", "victim", "absentee", "participant")
STATUSES = (
    "asserted", "reported", "alleged", "confirmed", "denied",
    "disputed", "negated", "planned", "hypothetical", "assessed",
)  # fmt: skip
LIMIT = 10_000  # events

_CLAUSES = {
    "counterpart": "?event kb:participant ?counterpart . FILTER(?counterpart != ?actor)",
    "type": "?event kb:type/skos:broader* ?type .",
    "place": "?event kb:place/kb:within* ?place .",
    "status": "?event kb:status|kb:reportedStatus ?status .",
    "publisher": "?report kb:refersTo ?event ; kb:inArticle/schema:publisher ?publisher .",
    # ISO days compare as strings on every engine.
    "since": "FILTER(BOUND(?latest) && STR(?latest) >= ?since)",
    "until": "FILTER(BOUND(?earliest) && STR(?earliest) <= ?until)",
}
_FIND = """
SELECT DISTINCT ?event ?earliest ?latest WHERE {
  ?event kb:participant ?actor .
  OPTIONAL { ?event kb:earliest ?earliest ; kb:latest ?latest }
  %s
} ORDER BY DESC(BOUND(?earliest)) STR(?earliest) STR(?latest) STR(?event) LIMIT %d
"""
_FACTS = """
SELECT ?event ?property ?value ?latitude ?longitude WHERE {
  VALUES ?property { rdfs:label skos:prefLabel kb:type kb:date kb:earliest kb:latest kb:status
    kb:reportedStatus kb:reportCount kb:sourceCount kb:place }
  ?event ?property ?value .
  OPTIONAL { ?value wgs:lat ?latitude ; wgs:long ?longitude }
}
"""
_PARTIES = """
SELECT DISTINCT ?event ?role ?actor WHERE {
  ?mention kb:refersTo ?event ; kb:hasParticipation ?participation .
  ?participation kb:role ?role ; kb:actor ?actor .
}
"""
_ITEMS = """
SELECT DISTINCT ?event ?kind ?text ?amount WHERE {
  ?mention kb:refersTo ?event ; kb:item|kb:instrument ?item .
  ?item kb:itemKind ?kind .
  OPTIONAL { ?item kb:amountText ?text }
  OPTIONAL { ?item kb:amount ?amount }
}
"""


def timeline(
    store: Store,
    actor: str,
    *,
    since: str | None = None,
    until: str | None = None,
    type: str | None = None,
    counterpart: str | None = None,
    place: str | None = None,
    status: str | None = None,
    publisher: str | None = None,
    limit: int = LIMIT,
) -> Timeline:
    """Return the events in which an actor has any role, in order of time, undated ones last.

    Actors, places and types are given as slug, IRI, label or alias; types and places include what
    is narrower or lies within. `since` and `until` (inclusive; YEAR, YEAR-MONTH or a day) keep the
    events that can have happened then, and no undated ones. InputError where something is unknown.
    """
    bindings: dict[str, Value] = {"actor": iri(find_node(store, "actor", actor))}
    given = {
        "counterpart": (counterpart, "actor"),
        "type": (type, "type"),
        "place": (place, "place"),
        "publisher": (publisher, "actor"),
    }
    for name, (value, kind) in given.items():
        if value is not None:
            bindings[name] = iri(find_node(store, kind, value))
    if status is not None:
        if status not in STATUSES:
            raise InputError(f"no status {status!r}: say one of {', '.join(STATUSES)}")
        bindings["status"] = iri(expand(f"st:{status}"))
    if since is not None:
        bindings["since"] = literal(first_day(since).isoformat())
    if until is not None:
        bindings["until"] = literal(last_day(until).isoformat())
    clauses = "\n  ".join(_CLAUSES[name] for name in _CLAUSES if name in bindings)
    found = store.select(_FIND % (clauses, limit + 1), bindings).texts()
    events = [row["event"] for row in found]
    asked = {"with" if n == "counterpart" else n: v.value for n, v in bindings.items()}
    whose = bindings["actor"].value
    return Timeline(
        actor=read_named(store, [whose])[whose],
        rows=tuple(read_events(store, events[:limit], whose)),
        truncated=len(events) > limit,
        filters=tuple((name, shrink(value)) for name, value in asked.items() if name != "actor"),
    )


def read_events(store: Store, events: Sequence[str], actor: str | None = None) -> list[TimelineRow]:
    """Return events in the order given; `roles` are filled for the actor with IRI `actor`."""
    if not events:
        return []
    which: Bindings = {"event": [iri(event) for event in events]}
    facts, named = _read_facts(store, which)
    parties = _read_parties(store, which)
    items = _read_items(store, which)
    reports = read_reports(store, which)
    return [
        _row(
            event,
            facts[event],
            named,
            parties=parties.get(event, ()),
            roles=tuple(
                dict.fromkeys(p.role for p in parties.get(event, ()) if p.actor.iri == actor)
            ),
            items=items.get(event, ()),
            reports=reports.get(event, ()),
        )
        for event in events
    ]


def _row(
    event: str,
    known: _Facts,
    named: Mapping[str, Named],
    *,
    parties: tuple[Party, ...],
    roles: tuple[str, ...],
    items: tuple[Stated, ...],
    reports: tuple[Report, ...],
) -> TimelineRow:
    type_ = known.text("kb:type")
    places = tuple(
        Located(named[node], *known.coordinates.get(node, (None, None)))
        for node in known.values("kb:place")
    )
    return TimelineRow(
        event=event,
        label=known.text("rdfs:label") or known.text("skos:prefLabel") or shrink(event),
        type=named[type_] if type_ else None,
        earliest=known.day("kb:earliest"),
        latest=known.day("kb:latest"),
        days=known.text("kb:date"),
        status=_code(known.text("kb:status") or ""),
        statuses=tuple(_code(status) for status in known.values("kb:reportedStatus")),
        roles=roles,
        parties=parties,
        places=places,
        items=items,
        reports=reports,
        report_count=known.number("kb:reportCount"),
        source_count=known.number("kb:sourceCount"),
        confidence=max((r.confidence for r in reports if r.confidence is not None), default=None),
    )


@dataclass
class _Facts:
    """The flat view of one event: property -> values, and the coordinates of its places."""

    properties: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    coordinates: dict[str, tuple[float, float]] = field(default_factory=dict)

    def values(self, name: str) -> list[str]:
        return sorted(self.properties.get(expand(name), ()))

    def text(self, name: str) -> str | None:
        return next(iter(self.values(name)), None)

    def day(self, name: str) -> date | None:
        found = self.text(name)
        return date.fromisoformat(found) if found else None

    def number(self, name: str) -> int:
        return int(self.text(name) or 0)


def _read_facts(store: Store, which: Bindings) -> tuple[Mapping[str, _Facts], Mapping[str, Named]]:
    """Return the flat views by event, and the things that they name."""
    facts: dict[str, _Facts] = defaultdict(_Facts)
    nodes: set[str] = set()
    for row in store.select(_FACTS, which).dicts():
        event, value = facts[row["event"].value], row["value"]
        event.properties[row["property"].value].add(value.value)
        if value.kind == "iri":
            nodes.add(value.value)
        if "latitude" in row and "longitude" in row:
            point = float(row["latitude"].value), float(row["longitude"].value)
            event.coordinates[value.value] = point
    return facts, read_named(store, nodes)


def _read_parties(store: Store, which: Bindings) -> Mapping[str, tuple[Party, ...]]:
    """Return who takes part in the events, by the roles that some report gives."""
    rows = list(store.select(_PARTIES, which).texts())
    named = read_named(store, (row["actor"] for row in rows))
    parties: dict[str, list[Party]] = defaultdict(list)
    for row in rows:
        parties[row["event"]].append(Party(_code(row["role"]), named[row["actor"]]))
    return {
        event: tuple(sorted(found, key=lambda p: (ROLES.index(p.role), p.actor.label, p.actor.iri)))
        for event, found in parties.items()
    }


def _read_items(store: Store, which: Bindings) -> Mapping[str, tuple[Stated, ...]]:
    rows = list(store.select(_ITEMS, which).dicts())
    named = read_named(store, (row["kind"].value for row in rows))
    items: dict[str, dict[tuple[str, str], Stated]] = defaultdict(dict)
    for row in rows:
        kind, text = row["kind"].value, row["text"].value if "text" in row else ""
        amount = float(row["amount"].value) if "amount" in row else None
        items[row["event"].value].setdefault((kind, text), Stated(named[kind], text, amount))
    return {event: tuple(found[key] for key in sorted(found)) for event, found in items.items()}


def _code(concept: str) -> str:
    return concept.rpartition("/")[2]
