"""Who appears with whom: a table of pairs, and a drawing of the most frequent ones."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kb.query.browse import Network, count_events, list_sources, ranked, read_network
from webapp.links import page_path
from webapp.marking import visible
from webapp.negotiate import as_csv, as_json, as_page
from webapp.site import kept, store
from webapp.timeline import filter_chips, read_filters

bp = Blueprint("networks", __name__)

HEADER = ("actor1", "actor1_label", "actor2", "actor2_label", "events")
# The most actors that a drawing holds: more become a tangle.
MOST_DRAWN = 30


@bp.get("/network")
@bp.get("/network.<any(json,csv):ext>")
def show_network(ext: str = "html") -> ResponseReturnValue:
    """Show which actors appear in the same events, among those that the filters let through."""
    filters = read_filters(request.args)
    network = kept(read_network, filters)
    if ext == "json":
        return as_json(network=network)
    if ext == "csv":
        cells = (
            (p.one.iri, p.one.label, p.other.iri, p.other.label, p.count) for p in network.pairs
        )
        return as_csv(HEADER, cells, "network")
    drawn = draw(network, filters.actor)
    return as_page(
        "network.html",
        ["json", "csv"],
        network=network,
        drawn=drawn,
        events=kept(count_events, filters),
        chips=filter_chips(store(), filters),
        types=kept(ranked, "types", 60),
        actors=kept(ranked, "actors", 60),
        places=kept(ranked, "places", 60),
        sources=[row.source for row in kept(list_sources)],
        query={k: v for k, v in request.args.items() if v and k not in ("actor", "with", "role")},
    )


def draw(network: Network, centre: str | None) -> dict[str, list[dict[str, object]]]:
    """Return the nodes and edges of the drawing: the pairs with most events, few actors."""
    chosen: dict[str, None] = {} if centre is None else {centre: None}
    for pair in network.pairs:
        new = [ref.iri for ref in (pair.one, pair.other) if ref.iri not in chosen]
        if len(chosen) + len(new) <= MOST_DRAWN:
            chosen |= dict.fromkeys(new)
    nodes = [
        {
            "id": actor.ref.iri,
            "label": visible(actor.ref.label),
            "url": f"{request.script_root}{page_path(actor.ref.iri)}",
            "count": actor.count,
            "centre": actor.ref.iri == centre,
        }
        for actor in network.actors
        if actor.ref.iri in chosen
    ]
    edges: list[dict[str, object]] = [
        {"source": pair.one.iri, "target": pair.other.iri, "count": pair.count}
        for pair in network.pairs
        if pair.one.iri in chosen and pair.other.iri in chosen
    ]
    return {"nodes": nodes, "edges": edges}
