"""A thing as RDF: every statement about it, in the format asked for."""

from __future__ import annotations

from flask import Response, abort

from kb.store.base import GRAPH_TYPES
from kb.store.descriptions import describe
from webapp.negotiate import GRAPH_FORMATS
from webapp.site import store


def as_graph(iri: str, suffix: str) -> Response:
    """Return the description of a thing in the RDF format of a suffix (ttl, nt, ...), else 404."""
    media_type = GRAPH_TYPES[GRAPH_FORMATS[suffix]]
    body = describe(store(), iri, media_type)
    if body is None:
        abort(404)
    return graph_response(body, media_type)


def graph_response(body: bytes, media_type: str) -> Response:
    """Return serialised RDF as a response."""
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(body, content_type=media_type + charset)
