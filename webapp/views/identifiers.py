"""Identifiers of things: `/id/KIND/SLUG` leads to the page or to the data, whatever the host."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from kb.namespaces import GRAPH, ID
from kb.query.browse import locate
from kb.store import iri as iri_value
from kb.store.base import GRAPH_TYPES
from webapp.identity import as_graph
from webapp.links import anchor_of, page_path
from webapp.negotiate import GRAPH_FORMATS, preferred
from webapp.protocol import Wanted, bare, run
from webapp.site import store

bp = Blueprint("identifiers", __name__)

# Things whose page comes as RDF under its own address too; of all others the data are here.
_WITH_DATA = ("/actor/", "/event/")
_OWN = ("ttl", "nt", "jsonld", "rdf")
# What stands unescaped in our IRIs: the path comes decoded, the IRIs in the store are not.
_UNESCAPED = "/~:@!$&'()*+,;="
_MEDIA_TYPES = {GRAPH_TYPES[name]: suffix for suffix, name in GRAPH_FORMATS.items()}
_KNOWN = "ASK { { ?thing ?p ?o } UNION { GRAPH ?thing { ?s ?p ?o } } }"


@bp.get("/id/<path:path>.<any(html,json,ttl,nt,jsonld,rdf,trig):ext>")
def data(path: str, ext: str) -> ResponseReturnValue:
    """Return the data of a thing in the format of a suffix, or lead to where they are."""
    iri = _iri_of(path)
    target = _page_of(iri)
    if ext == "html":
        return _see(target or _query_page(iri))
    if ext == "json":
        return _see(_page_as(target, "json") or abort(404))
    if iri.startswith(GRAPH):
        return _graph(iri, ext)
    return as_graph(iri, ext)


@bp.get("/id/<path:path>")
def identifier(path: str) -> ResponseReturnValue:
    """Redirect (303) to the page of a thing, or to its data where Accept prefers RDF."""
    iri = _iri_of(path)
    target = _page_of(iri)
    offered = ["text/html", *_MEDIA_TYPES]
    if target is not None:
        offered.insert(1, "application/json")
    elif not store().ask(_KNOWN, {"thing": iri_value(iri)}):
        abort(404)
    chosen = preferred(offered)
    if chosen == "text/html":
        response = _see(target or _query_page(iri))
    elif chosen == "application/json":
        response = _see(_page_as(target, "json") or abort(404))
    else:
        suffix = _MEDIA_TYPES[chosen]
        own = _page_as(target, suffix) if _comes_as(target, suffix) else None
        response = _see(own or f"/id/{quote(iri.removeprefix(ID))}.{suffix}")
    response.vary.add("Accept")
    return response


def _iri_of(path: str) -> str:
    return ID + quote(path, safe=_UNESCAPED)


def _see(location: str) -> Response:
    response = redirect(request.script_root + location, 303)
    assert isinstance(response, Response)
    return response


def _comes_as(target: str | None, suffix: str) -> bool:
    return target is not None and target.startswith(_WITH_DATA) and suffix in _OWN


def _page_as(target: str | None, suffix: str) -> str | None:
    """Return the address of a page's data in another format."""
    return None if target is None else f"{target.partition('#')[0]}.{suffix}"


def _graph(iri: str, suffix: str) -> Response:
    """Return what stands in a named graph: an answer like any analyst's, cut where it is long."""
    media_type = GRAPH_TYPES[GRAPH_FORMATS[suffix]]
    answer = run(_contents(iri), Wanted(None, media_type, html=False))
    if not answer.rows:
        abort(404)
    return bare(answer, Wanted(None, media_type, html=False))


def _contents(iri: str) -> str:
    if iri.startswith(GRAPH):
        return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
    return f"DESCRIBE <{iri}>"


def _query_page(iri: str) -> str:
    """Return the address of a page for what has none: its statements, by a query."""
    return f"/sparql?{urlencode({'query': _contents(iri), 'format': 'html'})}"


def _page_of(iri: str) -> str | None:
    """Return the path of the page about a thing, or of the page that shows a part of a document."""
    target = page_path(iri)
    if target is None or not target.startswith("/id/"):
        return target
    shown = locate(store(), iri)
    if shown is None:
        return None
    if shown.event:
        return page_path(shown.event)
    path = page_path(shown.article or "")
    return f"{path}#{anchor_of(shown.sentence)}" if path and shown.sentence else path
