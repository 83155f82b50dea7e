"""The places of events."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from kb.query.browse import list_places, place_page, ranked
from webapp.identity import as_graph
from webapp.links import iri_of
from webapp.negotiate import as_csv, as_json, as_page
from webapp.site import kept, store
from webapp.timeline import read_timeline

bp = Blueprint("places", __name__)


@bp.get("/places")
@bp.get("/places.<any(json,csv):ext>")
def places(ext: str = "html") -> ResponseReturnValue:
    """List the places where events happened."""
    rows = kept(list_places)
    if ext == "json":
        return as_json(places=rows)
    if ext == "csv":
        cells = ((row.ref.iri, row.ref.label, row.count) for row in rows)
        return as_csv(("place", "label", "events"), cells, "places")
    return as_page("places.html", ["json", "csv"], rows=rows)


@bp.get("/place/<slug>")
@bp.get("/place/<slug>.<any(json,ttl,nt,jsonld,rdf):ext>")
def place(slug: str, ext: str = "html") -> ResponseReturnValue:
    """Show a place, the places around and inside it, and the events there."""
    iri = iri_of("place", slug)
    page = place_page(store(), iri)
    if page is None:
        abort(404)
    timeline = read_timeline(store(), place=iri)
    if ext == "json":
        return as_json(place=page, events=timeline.rows, matching=timeline.matching)
    if ext != "html":
        return as_graph(iri, ext)
    types = kept(ranked, "types", 40)
    return as_page(
        "place.html", ["json", "ttl", "jsonld"], page=page, timeline=timeline, types=types
    )
