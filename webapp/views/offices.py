"""The offices: who holds or held them."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from kb.query.browse import office_page
from webapp.identity import as_graph
from webapp.links import iri_of
from webapp.negotiate import as_json, as_page
from webapp.site import store

bp = Blueprint("offices", __name__)


@bp.get("/office/<slug>")
@bp.get("/office/<slug>.<any(json,ttl,nt,jsonld,rdf):ext>")
def office(slug: str, ext: str = "html") -> ResponseReturnValue:
    """Show an office and its holders over time."""
    page = office_page(store(), iri_of("office", slug))
    if page is None:
        abort(404)
    if ext == "json":
        return as_json(office=page)
    if ext != "html":
        return as_graph(iri_of("office", slug), ext)
    return as_page("office.html", ["json", "ttl", "jsonld"], page=page)
