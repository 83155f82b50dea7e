"""Identifiers of things: `/id/KIND/SLUG` leads to the page or to the data, whatever the host."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from kb.namespaces import ID
from kb.query.browse import locate
from kb.store.base import GRAPH_TYPES
from webapp.links import anchor_of, page_path
from webapp.negotiate import GRAPH_FORMATS, preferred
from webapp.site import store

bp = Blueprint("identifiers", __name__)

# Things whose page comes as RDF too; the others (articles, offices) have a page only.
_WITH_DATA = ("/actor/", "/event/")


@bp.get("/id/<path:path>")
def identifier(path: str) -> ResponseReturnValue:
    """Redirect (303) to the page of a thing, or to its data where Accept prefers RDF."""
    target = page_path(ID + path)
    if target is not None and target.startswith("/id/"):
        target = _page_of_part(ID + path)
    if target is None:
        abort(404)
    suffixes = {GRAPH_TYPES[name]: suffix for suffix, name in GRAPH_FORMATS.items()}
    offered = ["text/html", "application/json"]
    if target.startswith(_WITH_DATA):
        offered += list(suffixes)
    chosen = preferred(offered)
    suffix = suffixes.get(chosen) or ("json" if chosen == "application/json" else None)
    page, hash_, fragment = target.partition("#")
    location = f"{page}.{suffix}" if suffix else page + hash_ + fragment
    response = redirect(request.script_root + location, 303)
    response.headers["Vary"] = "Accept"
    return response


def _page_of_part(iri: str) -> str | None:
    """Return the path of the page that shows an event mention, a claim or a sentence."""
    shown = locate(store(), iri)
    if shown is None:
        return None
    if shown.event:
        return page_path(shown.event)
    path = page_path(shown.article or "")
    return f"{path}#{anchor_of(shown.sentence)}" if path and shown.sentence else path
