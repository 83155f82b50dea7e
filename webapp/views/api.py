"""The JSON API: what the pages show, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Blueprint, abort

from kb.errors import InputError
from kb.query.browse import (
    actor_page,
    article_page,
    event_page,
    find_events,
    list_actors,
    list_places,
    list_sources,
    read_rows,
    totals,
)
from kb.query.fulltext import KINDS, search, suggest
from webapp.api import (
    CURSOR,
    LIMIT,
    Api,
    Given,
    Parameter,
    change_of,
    cursor_kind,
    limit_of,
    next_cursor,
    offset_of,
)
from webapp.links import iri_of
from webapp.site import kept, store
from webapp.timeline import read_filters

T = TypeVar("T")

bp = Blueprint("api", __name__, url_prefix="/api")
API = Api(bp)

_TEXT = Parameter("q", "the words to look for", required=True)
_KIND = Parameter("kind", "some of " + ", ".join(KINDS) + ", separated by commas; all by default")
_NEXT = "cursor of the following items, null where there are none"


def _kinds(given: Given) -> tuple[str, ...]:
    return tuple(kind for kind in given.get("kind", "").split(",") if kind)


@API.get(
    "/search",
    _TEXT,
    _KIND,
    LIMIT,
    CURSOR,
    answers={"hits": "list of TextHit", "total": "number of all hits", "next": _NEXT},
    example="/api/search?q=syria&kind=actor,place",
)
def search_texts(given: Given) -> dict[str, Any]:
    """Find things by any of their names, events by label, articles by headline, sentences.

    All words must occur, in any order; accents and case do not matter; the last word may be a
    beginning.
    """
    offset = offset_of(given, "search")
    limit = limit_of(given)
    found = search(store(), given["q"], _kinds(given), limit, offset)
    after = offset + len(found.hits)
    more = after if found.hits and after < found.total else None
    return {"hits": found.hits, "total": found.total, "next": next_cursor("search", more)}


@API.get(
    "/suggest",
    _TEXT,
    _KIND,
    LIMIT,
    answers={"hits": "list of TextHit"},
    example="/api/suggest?q=dam&kind=place&limit=5",
)
def suggest_names(given: Given) -> dict[str, Any]:
    """Complete what is being typed: named things first, then events.

    `matched` tells which alias of a thing fits.
    """
    return {"hits": suggest(store(), given["q"], _kinds(given), limit_of(given))}


_ACTOR = Parameter("actor", "slug of an actor that takes part")
_FILTERS = (
    _ACTOR,
    Parameter("with", "slug of another actor that takes part"),
    Parameter("type", "event type (AID, arms-transfer), subtypes included"),
    Parameter("place", "slug of a place, with everything that lies in it"),
    Parameter("source", "slug of a publisher of a report"),
    Parameter("status", "status code; any report's counts"),
    Parameter("from", "events that can have happened on or after 2024, 2024-12 or 2024-12-31"),
    Parameter("to", "events that can have happened on or before it"),
)
_NAMES = {parameter.name for parameter in _FILTERS}


@API.get(
    "/events",
    *_FILTERS,
    Parameter(
        "changed_since",
        "2024-12-31 or 2024-12-31T23:59:59Z: events that changed since then, in the order of their "
        "changes, with those that are gone; excludes the other filters",
    ),
    LIMIT,
    CURSOR,
    answers={
        "events": "list of EventRow",
        "deleted": "list of ids of events that are gone; always empty without changed_since",
        "next": "cursor of the following items, null where there are none; with changed_since "
        "never null: come back with it for what changes later",
    },
    example="/api/events?type=AID&from=2031&limit=2",
)
def list_events(given: Given) -> dict[str, Any]:
    """List events, newest first, or what has changed since a time, for a mirror.

    A mirror begins with changed_since=1970-01-01, replaces the events that it is given, removes
    those deleted, and goes on with `next` until an answer has neither; later it comes back with the
    last `next`. An event is given again whenever it, or an article that reports it, changes.
    """
    if "changed_since" in given or str(cursor_kind(given)) == "changes":
        return _changes(given)
    offset = offset_of(given, "events")
    limit = limit_of(given)
    filters = read_filters({name: given[name] for name in _NAMES & given.keys()})
    found = find_events(store(), filters, newest_first=True, limit=offset + limit + 1)
    shown = [item.event for item in found[offset : offset + limit]]
    more = offset + limit if len(found) > offset + limit else None
    rows = read_rows(store(), shown)
    return {"events": rows, "deleted": [], "next": next_cursor("events", more)}


_CHANGED = """
SELECT seq, event, gone FROM changes WHERE seq > ? AND at >= ? ORDER BY seq LIMIT ?
"""


def _changes(given: Given) -> dict[str, Any]:
    others = sorted(_NAMES & given.keys())
    if others:
        raise InputError(f"changed_since excludes other filters, here {others[0]}")
    after, since = change_of(given, "changes") or (0, _instant(given["changed_since"]))
    rows = store().side.rows(_CHANGED, (after, since, limit_of(given)))
    changed = [str(event) for _, event, gone in rows if not gone]
    last = int(str(rows[-1][0])) if rows else after
    return {
        "events": read_rows(store(), changed),
        "deleted": [str(event) for _, event, gone in rows if gone],
        "next": next_cursor("changes", [last, since]),
    }


def _instant(text: str) -> str:
    """Return a day or time as the change log writes times: in UTC, to the second."""
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        wanted = "write it as 2024-12-31 or 2024-12-31T23:59:59Z"
        raise InputError(f"changed_since: {text!r} is no time: {wanted}") from None
    return moment.isoformat(timespec="seconds")


@API.get("/events/<slug>", answers={"event": "EventPage"}, example="/api/events/ID")
def one_event(given: Given, slug: str) -> dict[str, Any]:
    """Tell everything of an event: each report with its sentence, sources and differences."""
    return {"event": _known(event_page(store(), iri_of("event", slug)))}


@API.get(
    "/actors",
    LIMIT,
    CURSOR,
    answers={"actors": "list of ActorRow", "total": "number of all actors", "next": _NEXT},
    example="/api/actors?limit=3",
)
def all_actors(given: Given) -> dict[str, Any]:
    """List everybody who takes part in an event or makes a claim, by name."""
    return _piece(given, "actors", kept(list_actors))


@API.get("/actors/<slug>", answers={"actor": "ActorPage"}, example="/api/actors/SLUG")
def one_actor(given: Given, slug: str) -> dict[str, Any]:
    """Tell who an actor is: names, offices, roles, with whom it acts and who reports it."""
    return {"actor": _known(kept(actor_page, iri_of("actor", slug)))}


@API.get(
    "/places",
    LIMIT,
    CURSOR,
    answers={"places": "list of Counted", "total": "number of all places", "next": _NEXT},
    example="/api/places",
)
def all_places(given: Given) -> dict[str, Any]:
    """List the places of events by name, with the number of events there."""
    return _piece(given, "places", kept(list_places))


@API.get(
    "/sources",
    LIMIT,
    CURSOR,
    answers={"sources": "list of SourceRow", "total": "number of all sources", "next": _NEXT},
    example="/api/sources",
)
def all_sources(given: Given) -> dict[str, Any]:
    """List the publishers by name, with the numbers of their articles, reports and claims."""
    return _piece(given, "sources", kept(list_sources))


@API.get("/articles/<document>/<item>", answers={"article": "ArticlePage"},
         example="/api/articles/aaaa/1")  # fmt: skip
def one_article(given: Given, document: str, item: str) -> dict[str, Any]:
    """Give an article sentence by sentence, with what was read in each."""
    page = article_page(store(), iri_of("doc", document, "item", item))
    return {"article": _known(page)}


@API.get("/totals", answers={"totals": "Totals"}, example="/api/totals")
def all_totals(given: Given) -> dict[str, Any]:
    """Count what is in the store."""
    return {"totals": kept(totals)}


def _piece(given: Given, name: str, everything: Sequence[object]) -> dict[str, Any]:
    offset = offset_of(given, name)
    after = offset + limit_of(given)
    more = after if after < len(everything) else None
    piece = everything[offset:after]
    return {name: piece, "total": len(everything), "next": next_cursor(name, more)}


def _known(page: T | None) -> T:
    if page is None:
        abort(404)
    return page
