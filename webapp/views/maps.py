"""Where events happen: a table of places, and a map of those with coordinates."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kb.query.browse import Spot, count_events, count_places, list_sources, ranked
from webapp.drawing import Item, as_data
from webapp.links import page_path
from webapp.marking import visible
from webapp.negotiate import as_csv, as_json, as_page
from webapp.site import kept, store
from webapp.timeline import filter_chips, read_filters

bp = Blueprint("maps", __name__)

HEADER = ("place", "label", "events", "latitude", "longitude")


@bp.get("/map")
@bp.get("/map.<any(json,csv):ext>")
def show_map(ext: str = "html") -> ResponseReturnValue:
    """Show the places of the events that the filters let through."""
    filters = read_filters(request.args)
    spots = kept(count_places, filters)
    if ext == "json":
        return as_json(places=spots)
    if ext == "csv":
        cells = ((s.ref.iri, s.ref.label, s.count, s.latitude, s.longitude) for s in spots)
        return as_csv(HEADER, cells, "map")
    return as_page(
        "map.html",
        ["json", "csv"],
        spots=spots,
        placed=[spot for spot in spots if spot.latitude is not None],
        items=as_data(map(_item, spots)),
        events=kept(count_events, filters),
        chips=filter_chips(store(), filters),
        types=kept(ranked, "types", 60),
        actors=kept(ranked, "actors", 60),
        sources=[row.source for row in kept(list_sources)],
        query={name: value for name, value in request.args.items() if value and name != "place"},
    )


def _item(spot: Spot) -> Item:
    return Item(
        label=visible(spot.ref.label),
        url=f"{request.script_root}{page_path(spot.ref.iri)}",
        latitude=spot.latitude,
        longitude=spot.longitude,
        count=spot.count,
    )
