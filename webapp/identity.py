"""A thing as RDF: every statement about it, in the format asked for."""

from __future__ import annotations

from flask import Response

from kb.store import iri as iri_value
from kb.store.base import GRAPH_TYPES
from webapp.negotiate import GRAPH_FORMATS
from webapp.site import store

# Everything said of the thing itself, and of the nodes that belong to it alone.
_DESCRIBE = """
CONSTRUCT { ?thing ?p ?o . ?part ?pp ?po } WHERE {
  { ?thing ?p ?o }
  UNION
  { ?part kb:refersTo ?thing ; ?pp ?po }
  UNION
  { ?part kb:holder ?thing ; ?pp ?po }
  UNION
  { ?em kb:refersTo ?thing . ?part kb:content+ ?em ; ?pp ?po }
}
"""


def as_graph(iri: str, suffix: str) -> Response:
    """Return the description of a thing in the RDF format of a suffix (ttl, nt, jsonld, rdf)."""
    media_type = GRAPH_TYPES[GRAPH_FORMATS[suffix]]
    body = store().answer(_DESCRIBE, media_type, {"thing": iri_value(iri)})
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(body, content_type=media_type + charset)
