"""A thing as RDF: every statement about it and about the nodes that belong to it alone."""

from __future__ import annotations

import pyoxigraph as ox

from kb.errors import InputError
from kb.namespaces import GRAPH, ID, PREFIXES
from kb.store.base import GRAPH_TYPES, Store, Value, iri
from kb.store.terms import to_term

_DOCUMENT = ID + "doc/"
# What belongs to a thing: reports of an event and the claims about them, tenures of a holder or an
# office, parts of a report or a claim, what an article holds.
_DESCRIBE = """
SELECT DISTINCT ?g ?s ?p ?o WHERE {
  { GRAPH ?g { ?thing ?p ?o } BIND(?thing AS ?s) }
  UNION { ?s kb:refersTo ?thing . GRAPH ?g { ?s ?p ?o } }
  UNION { ?em kb:refersTo ?thing . ?s kb:content+ ?em . GRAPH ?g { ?s ?p ?o } }
  UNION { ?s kb:holder|kb:office ?thing . GRAPH ?g { ?s ?p ?o } }
  UNION { ?thing kb:hasParticipation|kb:item|kb:eventTime|kb:claimTime|kb:referenceTime ?s .
          GRAPH ?g { ?s ?p ?o } }
  UNION { ?s kb:inArticle ?thing . GRAPH ?g { ?s ?p ?o } }
}
"""
_GRAPH = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"


def describe(store: Store, thing: str, media_type: str) -> bytes | None:
    """Return what is known of an IRI in a media type of `GRAPH_TYPES`; None where nothing is.

    A document is described by its whole graph. In TriG each statement stands in its own graph.
    """
    if thing.startswith(_DOCUMENT) and "/" not in thing.removeprefix(_DOCUMENT):
        found = store.select(_GRAPH, {"g": iri(GRAPH + "doc/" + thing.removeprefix(_DOCUMENT))})
    else:
        found = store.select(_DESCRIBE, {"thing": iri(thing)})
    at = [found.variables.index(name) for name in "spog"]
    quads = [_quad(*(row[index] for index in at)) for row in found.rows]
    if not quads:
        return None
    form = ox.RdfFormat.from_media_type(media_type)
    if media_type == GRAPH_TYPES["trig"]:
        return ox.serialize(sorted(quads, key=str), format=form, prefixes=PREFIXES)
    triples = sorted({quad.triple for quad in quads}, key=str)
    return ox.serialize(triples, format=form, prefixes=PREFIXES)


def rewrite(turtle: str, media_type: str) -> bytes:
    """Return a Turtle text in a media type of `GRAPH_TYPES`; InputError where it is not Turtle."""
    form = ox.RdfFormat.from_media_type(media_type)
    try:
        quads = ox.parse(turtle, ox.RdfFormat.TURTLE)
        return ox.serialize((quad.triple for quad in quads), format=form, prefixes=PREFIXES) or b""
    except SyntaxError as error:
        raise InputError(f"not Turtle: {error}") from None


def _quad(s: Value | None, p: Value | None, o: Value | None, g: Value | None) -> ox.Quad:
    assert s is not None
    assert p is not None
    assert o is not None
    assert g is not None
    subject, predicate, graph = to_term(s), to_term(p), to_term(g)
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)
    assert isinstance(predicate, ox.NamedNode)
    assert isinstance(graph, ox.NamedNode | ox.BlankNode)
    return ox.Quad(subject, predicate, to_term(o), graph)
