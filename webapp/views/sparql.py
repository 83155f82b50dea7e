"""The SPARQL endpoint and its page."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.errors import InputError, KbError, QuerySyntaxError
from kb.namespaces import ID, KB
from kb.query.browse import totals
from kb.query.catalog import load_catalog
from kb.store.base import GRAPH_TYPES
from kb.store.worker import Answer
from webapp.errors import status_of
from webapp.protocol import bare, mark_truncated, read_query, read_wanted, run
from webapp.results import show
from webapp.site import kept, site, store

bp = Blueprint("sparql", __name__)

EXAMPLE = """SELECT ?event ?date ?from ?to WHERE {
  ?event a kb:Event ; kb:initiator ?from ; kb:recipient ?to .
  OPTIONAL { ?event kb:date ?date }
} ORDER BY ?date LIMIT 100"""


@bp.route("/sparql", methods=["GET", "POST"])
def sparql() -> ResponseReturnValue:
    """Answer a query in the form that `format` or Accept asks for.

    Without a query show the page, or to a program that accepts Turtle describe the service.
    """
    wanted = read_wanted()
    query = read_query()
    if query is None or not query.strip():
        if wanted.html:
            return _page("")
        if request.method == "GET" and wanted.graph == GRAPH_TYPES["turtle"]:
            return _service()
        raise InputError("no query given: send it as the parameter `query`")
    try:
        answer = run(query, wanted)
    except KbError as error:
        response = _page(query, error=error) if wanted.html else make_response(f"{error}\n")
        if not wanted.html:
            response.mimetype = "text/plain"
        response.status_code = status_of(error)
        return response
    return _page(query, answer) if wanted.html else bare(answer, wanted)


def _service() -> Response:
    """Return the description of this service and of the data set behind it, as Turtle."""
    text = render_template(
        "service.ttl",
        endpoint=url_for("sparql.sparql", _external=True),
        uri_space=ID,
        kb=KB,
        totals=kept(totals),
    )
    return Response(text, content_type="text/turtle; charset=utf-8")


def _page(query: str, answer: Answer | None = None, error: KbError | None = None) -> Response:
    shown = None if answer is None else show(store(), answer)
    response = make_response(
        render_template(
            "sparql.html",
            query=query or EXAMPLE,
            shown=shown,
            error=error,
            pointer=_pointer(query, error),
            limits=site().analysts.limits,
            downloads=[
                (name, url_for("sparql.sparql") + "?" + urlencode({"query": query, "format": name}))
                for name in (shown.formats if shown else ())
            ],
            examples=load_catalog().values(),
        )
    )
    response.headers["Vary"] = "Accept"
    if answer is not None:
        mark_truncated(response, answer)
    return response


def _pointer(query: str, error: KbError | None) -> str | None:
    """Return the line of a syntax error with a pointer below the column, where these are known."""
    if not isinstance(error, QuerySyntaxError) or error.line is None:
        return None
    lines = query.splitlines()
    if not 0 < error.line <= len(lines):
        return None
    line = lines[error.line - 1].expandtabs(1)
    return f"{line}\n{' ' * (max(error.column or 1, 1) - 1)}^"
