"""The list of all events and the page of one event."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from kb.query.browse import event_page, list_sources, ranked
from webapp.identity import as_graph
from webapp.links import iri_of
from webapp.negotiate import as_csv, as_json, as_page
from webapp.site import kept, store
from webapp.timeline import ROW_HEADER, all_rows, csv_row, read_timeline

bp = Blueprint("events", __name__)


@bp.get("/events")
@bp.get("/events.<any(json,csv):ext>")
def events(ext: str = "html") -> ResponseReturnValue:
    """List events with filters, newest first."""
    if ext == "csv":
        rows, _ = all_rows(store())
        return as_csv(ROW_HEADER, map(csv_row, rows), "events")
    timeline = read_timeline(store(), newest_first=True)
    if ext == "json":
        return as_json(
            events=timeline.rows, matching=timeline.matching, truncated=timeline.truncated
        )
    return as_page(
        "events.html",
        ["json", "csv"],
        timeline=timeline,
        types=kept(ranked, "types", 60),
        actors=kept(ranked, "actors", 60),
        places=kept(ranked, "places", 60),
        sources=kept(list_sources),
        arguments=request.args,
    )


@bp.get("/event/<slug>")
@bp.get("/event/<slug>.<any(json,ttl,nt,jsonld,rdf):ext>")
def event(slug: str, ext: str = "html") -> ResponseReturnValue:
    """Show an event: what each article says of it, who says so, in which sentence."""
    iri = iri_of("event", slug)
    page = event_page(store(), iri)
    if page is None:
        abort(404)
    if ext == "json":
        return as_json(event=page)
    if ext != "html":
        return as_graph(iri, ext)
    return as_page("event.html", ["json", "ttl", "jsonld"], page=page)
