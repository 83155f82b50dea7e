"""The first page: what is in the store."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from kb.query.browse import home_page
from kb.query.catalog import load_catalog
from webapp.negotiate import as_json, as_page
from webapp.site import kept

bp = Blueprint("home", __name__)


@bp.get("/")
@bp.get("/home.<any(json):ext>")
def home(ext: str = "html") -> ResponseReturnValue:
    """Show counts, the newest events, the main actors and the sources."""
    page = kept(home_page)
    if ext == "json":
        return as_json(home=page)
    return as_page("home.html", ["json"], page=page, questions=list(load_catalog().values())[:8])
