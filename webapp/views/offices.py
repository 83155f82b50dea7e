"""The offices: who holds or held them."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from kb.query.browse import office_page
from webapp.links import iri_of
from webapp.negotiate import as_json, as_page
from webapp.site import store

bp = Blueprint("offices", __name__)


@bp.get("/office/<slug>")
@bp.get("/office/<slug>.<any(json):ext>")
def office(slug: str, ext: str = "html") -> ResponseReturnValue:
    """Show an office and its holders over time."""
    page = office_page(store(), iri_of("office", slug))
    if page is None:
        abort(404)
    if ext == "json":
        return as_json(office=page)
    return as_page("office.html", ["json"], page=page)
