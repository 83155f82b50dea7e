"""The events of one actor in order of time, with what supports each of them.

Which events match is asked of the flat view of events (the derived graph); what the reports say
is then read from the documents' graphs for those events alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from kb.errors import InputError
from kb.namespaces import expand, shrink
from kb.query.dates import first_day, last_day
from kb.query.names import find_node
from kb.query.nodes import Node, Nodes
from kb.query.reports import read_reports
from kb.rows import Located, Named, Party, Report, Stated, Timeline, TimelineRow
from kb.store.base import Store, Value, iri, literal

ROLES = ("initiator", "recipient", "counterpart", "host", "victim", "absentee", "participant")
STATUSES = (
    "asserted", "reported", "alleged", "confirmed", "denied",
    "disputed", "negated", "planned", "hypothetical", "assessed",
)  # fmt: skip
LIMIT = 100_000  # events
BATCH = 200  # events that are read at once

_ITEMS = ("kb:item", "kb:instrument")

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
# One pattern in each OPTIONAL: with both dates in one, Oxigraph reads the dates of all events.
# Sorted and cut here, as Virtuoso sorts no more than 10,000 rows.
_FIND = """
SELECT DISTINCT ?event ?earliest ?latest WHERE {
  ?event kb:participant ?actor .
  OPTIONAL { ?event kb:earliest ?earliest } OPTIONAL { ?event kb:latest ?latest }
  %s
}
"""
_MENTIONS = "SELECT ?event ?mention { ?mention kb:refersTo ?event }"


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
    found = sorted(store.select(_FIND % clauses, bindings).texts(), key=_in_time)
    events = list(dict.fromkeys(row["event"] for row in found))
    asked = {"with" if n == "counterpart" else n: v.value for n, v in bindings.items()}
    whose = bindings["actor"].value
    return Timeline(
        actor=_named(store, whose),
        rows=EventRows(store, events[:limit], whose),
        truncated=len(events) > limit,
        filters=tuple((name, shrink(value)) for name, value in asked.items() if name != "actor"),
    )


def _in_time(row: Mapping[str, str]) -> tuple[bool, str, str, str]:
    """Return what orders events: by time, undated ones last."""
    first = row.get("earliest", "")
    return not first, first, row.get("latest", ""), row["event"]


def read_events(store: Store, events: Sequence[str], actor: str | None = None) -> list[TimelineRow]:
    """Return events in the order given; `roles` are filled for the actor with IRI `actor`."""
    if not events:
        return []
    nodes = Nodes(store)
    nodes.read(events)
    mentions: dict[str, list[str]] = {event: [] for event in events}
    for row in store.select(_MENTIONS, {"event": [iri(event) for event in events]}).texts():
        mentions[row["event"]].append(row["mention"])
    reports = read_reports(store, nodes, mentions)
    _read_parts(nodes, events, mentions)
    return [_row(nodes, event, mentions[event], reports[event], actor) for event in events]


class EventRows(Sequence[TimelineRow]):
    """The rows of events, read a few hundred at a time whenever they are walked through."""

    def __init__(self, store: Store, events: Sequence[str], actor: str | None = None) -> None:
        self._store = store
        self._events = events
        self._actor = actor

    def __iter__(self) -> Iterator[TimelineRow]:
        for start in range(0, len(self._events), BATCH):
            part = self._events[start : start + BATCH]
            yield from read_events(self._store, part, self._actor)

    def __len__(self) -> int:
        return len(self._events)

    @overload
    def __getitem__(self, index: int) -> TimelineRow: ...

    @overload
    def __getitem__(self, index: slice) -> list[TimelineRow]: ...

    def __getitem__(self, index: int | slice) -> TimelineRow | list[TimelineRow]:
        if isinstance(index, slice):
            return read_events(self._store, self._events[index], self._actor)
        return read_events(self._store, [self._events[index]], self._actor)[0]


def _read_parts(nodes: Nodes, events: Sequence[str], mentions: Mapping[str, list[str]]) -> None:
    """Read what the flat views and the mentions point at."""
    known = [nodes[mention] for found in mentions.values() for mention in found]
    parts = ("kb:hasParticipation", *_ITEMS)
    nodes.read(node for mention in known for node in mention.texts(*parts))
    own = {node for event in events for node in nodes[event].texts("kb:type", "kb:place")}
    parts_read = [nodes[part] for mention in known for part in mention.texts(*parts)]
    nodes.read(own.union(*(part.texts("kb:itemKind") for part in parts_read)))
    nodes.name(node for part in parts_read for node in part.texts("kb:actor"))


def _row(
    nodes: Nodes,
    event: str,
    mentions: Sequence[str],
    reports: tuple[Report, ...],
    actor: str | None,
) -> TimelineRow:
    known = nodes[event]
    type_ = known.text("kb:type")
    parties = _parties(nodes, mentions)
    return TimelineRow(
        event=event,
        label=known.text("rdfs:label") or known.text("skos:prefLabel") or shrink(event),
        type=nodes[type_].named if type_ else None,
        earliest=known.day("kb:earliest"),
        latest=known.day("kb:latest"),
        days=known.text("kb:date"),
        status=_code(known.text("kb:status") or ""),
        statuses=tuple(_code(status) for status in known.texts("kb:reportedStatus")),
        roles=tuple(dict.fromkeys(p.role for p in parties if p.actor.iri == actor)),
        parties=parties,
        places=tuple(_located(nodes[place]) for place in known.texts("kb:place")),
        items=_items(nodes, mentions),
        reports=reports,
        report_count=known.count("kb:reportCount"),
        source_count=known.count("kb:sourceCount"),
        confidence=max((r.confidence for r in reports if r.confidence is not None), default=None),
    )


def _parties(nodes: Nodes, mentions: Sequence[str]) -> tuple[Party, ...]:
    """Return who takes part, in the roles that some report gives."""
    found = {
        Party(_code(nodes[part].text("kb:role") or ""), nodes[who].named)
        for mention in mentions
        for part in nodes[mention].texts("kb:hasParticipation")
        for who in nodes[part].texts("kb:actor")
    }
    return tuple(sorted(found, key=lambda p: (ROLES.index(p.role), p.actor.label, p.actor.iri)))


def _located(place: Node) -> Located:
    return Located(place.named, place.number("wgs:lat"), place.number("wgs:long"))


def _items(nodes: Nodes, mentions: Sequence[str]) -> tuple[Stated, ...]:
    found = {
        Stated(nodes[kind].named, item.text("kb:amountText") or "", item.number("kb:amount"))
        for mention in mentions
        for item in map(nodes.__getitem__, nodes[mention].texts(*_ITEMS))
        for kind in item.texts("kb:itemKind")
    }
    return tuple(sorted(found, key=lambda i: (i.kind.iri, i.text, i.amount or 0)))


def _named(store: Store, node: str) -> Named:
    nodes = Nodes(store)
    nodes.name([node])
    return nodes[node].named


def _code(concept: str) -> str:
    return concept.rpartition("/")[2]
