"""The search box."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kb.query.browse import index_names, search
from webapp.negotiate import as_json, as_page
from webapp.site import kept

bp = Blueprint("search", __name__)


@bp.get("/search")
@bp.get("/search.<any(json):ext>")
def search_page(ext: str = "html") -> ResponseReturnValue:
    """List what has the text in a name."""
    text = request.args.get("q", "")[:200]
    hits = search(kept(index_names), text)
    if ext == "json":
        return as_json(query=text, hits=hits.hits, total=hits.total)
    return as_page("search.html", ["json"], hits=hits)
