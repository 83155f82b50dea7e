"""The SPARQL endpoint and its page."""

from __future__ import annotations

from typing import TypeGuard
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.errors import InputError, KbError, QueryBusy, QuerySyntaxError
from kb.namespaces import PREFIXES
from kb.query.browse import read_terms
from kb.query.catalog import load_catalog
from kb.store.worker import Answer
from webapp.description import describe_service
from webapp.drawing import choose_view
from webapp.errors import RETRY_AFTER, status_of
from webapp.identity import graph_response
from webapp.negotiate import acceptable, as_json
from webapp.protocol import (
    Wanted,
    bare,
    check_encoding,
    mark_limits,
    read_query,
    read_wanted,
    run,
)
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

    Without a query show the page, or to a program that accepts RDF describe the service.
    """
    check_encoding()
    wanted = read_wanted()
    try:
        asked = read_query()
        if asked.query is None or not asked.query.strip():
            return _without_query(wanted)
        answer = run(asked.query, wanted, asked.dataset)
    except KbError as error:
        query = request.values.get("query", "")
        response = _page(query, error=error) if wanted.html else _complaint(error)
        response.status_code = status_of(error)
        if isinstance(error, QueryBusy):
            response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    return _page(asked.query, answer) if wanted.html else bare(answer, wanted)


@bp.get("/api/terms.json")
def terms() -> Response:
    """Return prefixes, classes, properties and concepts, for completion in an editor."""
    return as_json(prefixes=PREFIXES, terms=kept(read_terms))


def _without_query(wanted: Wanted) -> Response:
    if wanted.html:
        return _page("")
    if request.method == "POST" or wanted.graph is None:
        raise InputError("no query given: send it as the parameter `query`")
    response = graph_response(describe_service(wanted.graph), wanted.graph)
    response.vary.add("Accept")
    return response


def _complaint(error: KbError) -> Response:
    """Return an error for a program: as JSON where that is what it accepts, else as text."""
    accept = acceptable()
    if accept.quality("application/json") > accept.quality("text/plain"):
        place = {"line": error.line, "column": error.column} if _is_placed(error) else {}
        return as_json(ok=False, error=str(error), **place)
    return Response(f"{error}\n", content_type="text/plain; charset=utf-8")


def _is_placed(error: KbError) -> TypeGuard[QuerySyntaxError]:
    return isinstance(error, QuerySyntaxError) and error.line is not None


def _page(query: str, answer: Answer | None = None, error: KbError | None = None) -> Response:
    shown = None if answer is None else show(store(), answer)
    address = url_for("sparql.sparql")
    drawn = None if shown is None else choose_view(shown, request.values.get("view", ""))
    response = make_response(
        render_template(
            "sparql.html",
            query=query or EXAMPLE,
            prefixes=PREFIXES,
            shown=shown,
            drawn=drawn,
            views=[
                (view, f"{address}?{urlencode({'query': query, 'view': view})}")
                for view in (drawn.views if drawn else ())
            ],
            share=f"{address}?{urlencode(_shared(query))}",
            error=error,
            pointer=_pointer(query, error),
            limits=site().analysts.limits,
            downloads=[
                (name, f"{address}?{urlencode({'query': query, 'format': name})}")
                for name in (shown.formats if shown else ())
            ],
            examples=load_catalog().values(),
        )
    )
    response.vary.add("Accept")
    if answer is not None:
        mark_limits(response, answer)
    return response


def _shared(query: str) -> dict[str, str]:
    """Return what a link to this query says: its text, and the view where one was chosen."""
    view = request.values.get("view", "")
    return {"query": query, **({"view": view} if view else {})}


def _pointer(query: str, error: KbError | None) -> str | None:
    """Return the line of a syntax error with a pointer below the column, where these are known."""
    if not isinstance(error, QuerySyntaxError) or error.line is None:
        return None
    lines = query.splitlines()
    if not 0 < error.line <= len(lines):
        return None
    line = lines[error.line - 1].expandtabs(1)
    return f"{line}\n{' ' * (max(error.column or 1, 1) - 1)}^"
