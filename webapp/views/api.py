"""The JSON API: what the pages show, for programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kb.query.fulltext import KINDS, search, suggest
from webapp.api import CURSOR, LIMIT, Api, Given, Parameter, cursor_of, limit_of, next_cursor
from webapp.site import store

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
    offset = int(cursor_of(given, "search") or 0)
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
