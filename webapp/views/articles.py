"""The page of one article: its sentences as stored and what rests on them."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from kb.query.browse import article_page, articles_of
from webapp.identity import as_graph
from webapp.links import iri_of
from webapp.negotiate import as_json, as_page
from webapp.site import store

bp = Blueprint("articles", __name__)


@bp.get("/article/<document>")
def document(document: str) -> ResponseReturnValue:
    """Lead to the first article of a page."""
    articles = articles_of(store(), iri_of("doc", document))
    if not articles:
        abort(404)
    item = articles[0].rsplit("/", 1)[-1]
    return redirect(url_for("articles.article", document=document, item=item), 302)


@bp.get("/article/<document>/<int:item>")
@bp.get("/article/<document>/<int:item>.<any(json,ttl,nt,jsonld,rdf):ext>")
def article(document: str, item: int, ext: str = "html") -> ResponseReturnValue:
    """Show an article with marked names, its events and its claims."""
    page = article_page(store(), iri_of("doc", document, "item", str(item)))
    if page is None:
        abort(404)
    if ext == "json":
        return as_json(article=page)
    if ext != "html":
        return as_graph(iri_of("doc", document, "item", str(item)), ext)
    return as_page("article.html", ["json", "ttl", "jsonld"], page=page)
