"""The store as the tools read it: as it is now, whoever writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kb.config import Settings
from kb.query.browse import Filters, actor_page, find_events
from kb.query.browse.pages import ActorPage
from kb.query.fulltext import search
from kb.query.names import find_node
from kb.query.timeline import read_events
from kb.rows import Report, TimelineRow
from kb.store import Store, open_store
from kb.store.published import published
from kb.store.worker import Limits, QueryPool

MOST = 100  # items of one answer: an assistant reads all of it


class Library:
    """Answers the tools' questions as plain data; errors are those of `kb.errors`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._store: Store | None = None
        self._pool: QueryPool | None = None
        self._current()  # a store that cannot be opened is told at once

    def _current(self) -> Store:
        """Return the store, opened anew where another process has written to it."""
        seen = _signature(Path(self._settings.store))
        if self._store is None or seen != self._seen:
            self.close()
            opened = open_store(self._settings.store, read_only=True, create=False)
            self._store = published(opened, text=self._settings.publish_text)
            self._seen = seen
        return self._store

    def close(self) -> None:
        """Release the store and end the workers."""
        if self._pool is not None:
            self._pool.close()
        if self._store is not None:
            self._store.close()
        self._store = self._pool = None

    def search(self, text: str, kinds: list[str], limit: int) -> dict[str, Any]:
        """Return what has the words of a text."""
        found = search(self._current(), text, kinds, _capped(limit))
        hits = [
            {
                "id": hit.iri,
                "kind": hit.kind,
                "label": hit.label,
                "matched": hit.matched,
                **({"article": hit.article} if hit.article else {}),
                **({"events": hit.events} if hit.events is not None else {}),
            }
            for hit in found.hits
        ]
        return {"hits": hits, "total": found.total}

    def actor(self, name: str) -> dict[str, Any]:
        """Return what is known of an actor given by name, alias, slug or IRI."""
        store = self._current()
        iri = find_node(store, "actor", name)
        page = actor_page(store, iri)
        return {"id": iri, "known": False} if page is None else _actor(page)

    def events(
        self, actor: str | None, limit: int, newest_first: bool, **given: str | None
    ) -> dict[str, Any]:
        """Return events with the sentences that they rest on, and how many match."""
        store = self._current()
        filters = Filters(
            actor=_named(store, "actor", actor),
            with_actor=_named(store, "actor", given.get("with_actor")),
            type=_named(store, "type", given.get("type")),
            place=_named(store, "place", given.get("place")),
            source=_named(store, "actor", given.get("source")),
            status=given.get("status"),
            since=given.get("since"),
            until=given.get("until"),
        )
        found = find_events(store, filters, newest_first=newest_first)
        shown = [item.event for item in found[: _capped(limit)]]
        rows = read_events(store, shown, filters.actor)
        return {"events": [_event(row) for row in rows], "matching": len(found)}

    def sparql(self, query: str) -> dict[str, Any]:
        """Return the answer to a query, run in a worker that can be killed."""
        store = self._current()
        if self._pool is None:
            settings = self._settings
            limits = Limits(
                seconds=settings.query_timeout,
                memory=settings.query_memory,
                rows=min(settings.row_limit, 1000),
                size=1 << 20,
            )
            self._pool = QueryPool(store, limits)
        answer = self._pool.run(query)
        text = answer.body.decode()
        if not answer.kind.rows:
            return {"turtle": text, "truncated": answer.truncated}
        content = json.loads(text)
        if "boolean" in content:
            return {"boolean": content["boolean"]}
        rows = [
            {name: cell["value"] for name, cell in row.items()}
            for row in content["results"]["bindings"]
        ]
        return {"columns": content["head"]["vars"], "rows": rows, "truncated": answer.truncated}


def _signature(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when an embedded store is written to; nothing for a server."""
    if not path.is_dir():
        return ()
    files = [*path.glob("*.log"), *path.glob("MANIFEST-*"), path / "CURRENT"]
    found = []
    for file in sorted(files):
        try:
            about = file.stat()
        except FileNotFoundError:  # dropped by the writer just now
            continue
        found.append((file.name, about.st_size, about.st_mtime_ns))
    return tuple(found)


def _capped(limit: int) -> int:
    return max(1, min(limit, MOST))


def _named(store: Store, kind: str, given: str | None) -> str | None:
    return find_node(store, kind, given) if given else None


def _actor(page: ActorPage) -> dict[str, Any]:
    return {
        "id": page.actor.iri,
        "label": page.actor.label,
        "kind": page.actor.kind,
        "aliases": [alias.text for alias in page.aliases[:20]],
        "links": list(page.links),
        "acts_for": [ref.label for ref in page.acts_for],
        "part_of": [ref.label for ref in page.part_of],
        "offices": [
            {"office": h.office.label, "holder": h.holder.label, "start": h.start, "end": h.end}
            for h in page.offices
        ],
        "events": page.events,
        "events_by_role": dict(page.roles),
        "claims": page.claims,
        "articles": page.articles,
        "acts_with": {c.ref.label: c.count for c in page.co_actors},
        "reported_by": {c.ref.label: c.count for c in page.sources},
    }


def _event(row: TimelineRow) -> dict[str, Any]:
    return {
        "id": row.event,
        "label": row.label,
        "type": row.type.label if row.type else None,
        "date": row.days,
        "earliest": row.earliest.isoformat() if row.earliest else None,
        "latest": row.latest.isoformat() if row.latest else None,
        "precision": row.precision,
        "status": row.status,
        "reported_statuses": list(row.statuses),
        "parties": [
            {"role": party.role, "id": party.actor.iri, "label": party.actor.label}
            for party in row.parties
        ],
        "places": [located.place.label for located in row.places],
        "items": [item.text for item in row.items],
        "independent_sources": row.source_count,
        "reports": [_report(report) for report in row.reports],
    }


def _report(report: Report) -> dict[str, Any]:
    published = report.published
    return {
        "sentence": report.sentence,
        "publisher": report.publisher.label if report.publisher else None,
        "headline": report.headline,
        "url": report.url,
        "published": [day.isoformat() for day in published] if published else None,
        "article": report.article,
        "status": report.status,
        "attributed_to": [
            [f"{voice.claimant.label} ({voice.stance})" for voice in chain]
            for chain in report.voices
        ],
    }
