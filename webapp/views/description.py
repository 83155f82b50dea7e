"""The description of the data set and its endpoint, where programs look for it."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kb.store.base import GRAPH_TYPES
from webapp.description import describe_service
from webapp.identity import graph_response
from webapp.negotiate import GRAPH_FORMATS, acceptable

bp = Blueprint("description", __name__)


@bp.get("/.well-known/void")
def well_known() -> ResponseReturnValue:
    """Lead to the description, as the VoID note asks."""
    return redirect(url_for("description.void"), 302)


@bp.get("/void")
@bp.get("/void.<any(ttl,nt,jsonld,rdf,trig):ext>")
def void(ext: str | None = None) -> ResponseReturnValue:
    """Describe data set and endpoint, in Turtle unless another format is asked for."""
    types = list(GRAPH_TYPES.values())
    chosen = acceptable().best_match(types) or types[0]
    media_type = GRAPH_TYPES[GRAPH_FORMATS[ext]] if ext else chosen
    response = graph_response(describe_service(media_type), media_type)
    response.vary.add("Accept")
    return response
