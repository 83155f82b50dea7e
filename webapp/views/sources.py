"""The publishers: who they are, what they report and whom they cite."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from kb.query.browse import list_sources, source_page
from webapp.identity import as_graph
from webapp.links import iri_of
from webapp.negotiate import as_csv, as_json, as_page
from webapp.site import kept

bp = Blueprint("sources", __name__)


@bp.get("/sources")
@bp.get("/sources.<any(json,csv):ext>")
def sources(ext: str = "html") -> ResponseReturnValue:
    """List the publishers of the articles in the store."""
    rows = kept(list_sources)
    if ext == "json":
        return as_json(sources=rows)
    if ext == "csv":
        header = ("source", "label", "articles", "event_reports", "claims")
        cells = ((r.source.iri, r.source.label, r.articles, r.reports, r.claims) for r in rows)
        return as_csv(header, cells, "sources")
    return as_page("sources.html", ["json", "csv"], rows=rows)


@bp.get("/source/<slug>")
@bp.get("/source/<slug>.<any(json,ttl,nt,jsonld,rdf):ext>")
def source(slug: str, ext: str = "html") -> ResponseReturnValue:
    """Show a publisher's articles, whom it cites and what it reports."""
    page = kept(source_page, iri_of("actor", slug))
    if page is None:
        abort(404)
    if ext == "json":
        return as_json(source=page)
    if ext != "html":
        return as_graph(iri_of("actor", slug), ext)
    return as_page("source.html", ["json", "ttl", "jsonld"], page=page)
