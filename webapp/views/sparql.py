"""The SPARQL endpoint (SPARQL 1.1 Protocol, queries only) and its page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from kb.errors import InputError, KbError, QueryRefused, QuerySyntaxError
from kb.store.base import GRAPH_TYPES, SOLUTION_TYPES
from kb.store.worker import Answer
from webapp.errors import status_of
from webapp.results import Table, read_table
from webapp.site import site, store

bp = Blueprint("sparql", __name__)

_HTML = "text/html"
# Names that clients use for the registered media types.
_ALIASES = {
    "application/json": SOLUTION_TYPES["json"],
    "application/xml": SOLUTION_TYPES["xml"],
    "text/xml": SOLUTION_TYPES["xml"],
    "text/plain": GRAPH_TYPES["ntriples"],
}
_SUFFIXES = {media: name for name, media in {**SOLUTION_TYPES, **GRAPH_TYPES}.items()}
EXAMPLE = """SELECT ?event ?when ?from ?to WHERE {
  ?event a kb:Event ; kb:initiator ?from ; kb:recipient ?to .
  OPTIONAL { ?event kb:earliest ?when }
} ORDER BY ?when LIMIT 100"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form of answer that a request asks for; None where it accepts none of that kind."""

    rows: str | None
    graph: str | None
    html: bool


@bp.route("/sparql", methods=["GET", "POST"])
def sparql() -> ResponseReturnValue:
    """Answer a query in the form that `format` or Accept asks for, or show the page."""
    wanted = _wanted()
    query = _query()
    if query is None or not query.strip():
        if wanted.html:
            return _page("", None)
        raise InputError("no query given: send it as the parameter `query`")
    try:
        answer = site().analysts.run(
            query, wanted.rows or SOLUTION_TYPES["json"], wanted.graph or GRAPH_TYPES["turtle"]
        )
    except KbError as error:
        return _failed(query, error, wanted.html)
    if wanted.html:
        return _page(query, answer)
    if (wanted.rows if answer.kind.rows else wanted.graph) is None:
        abort(406, description="The answer to this query is not available in that format.")
    return _bare(answer)


def _query() -> str | None:
    """Return the query of a request by any of the three ways of the protocol."""
    if "update" in request.values or request.mimetype == "application/sparql-update":
        raise QueryRefused("updates are not accepted: this is a read-only endpoint")
    for name in ("default-graph-uri", "named-graph-uri"):
        if request.values.get(name):
            raise QueryRefused(f"{name} is not supported: name graphs in the query by FROM")
    if request.method == "POST" and request.mimetype == "application/sparql-query":
        return _decoded(request.get_data())
    if request.method == "POST" and request.mimetype not in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        abort(415, description="Post a query as a form or as application/sparql-query.")
    return request.values.get("query")


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"the query is not UTF-8: byte {error.start + 1}") from error


def _wanted() -> Wanted:
    name = request.values.get("format", "")
    if name == "html":
        return Wanted(SOLUTION_TYPES["json"], GRAPH_TYPES["turtle"], html=True)
    if name:
        media = {**SOLUTION_TYPES, **GRAPH_TYPES}.get(name, name)
        if media not in _SUFFIXES:
            known = ", ".join((*SOLUTION_TYPES, *GRAPH_TYPES, "html"))
            raise InputError(f"format: {name!r} is not one of {known}")
        return Wanted(
            media if media in SOLUTION_TYPES.values() else None,
            media if media in GRAPH_TYPES.values() else None,
            html=False,
        )
    accept = request.accept_mimetypes
    if not accept:
        return Wanted(SOLUTION_TYPES["json"], GRAPH_TYPES["turtle"], html=False)
    offered = [*SOLUTION_TYPES.values(), *GRAPH_TYPES.values(), *_ALIASES, _HTML]
    if accept.best_match(offered) == _HTML:
        return Wanted(SOLUTION_TYPES["json"], GRAPH_TYPES["turtle"], html=True)
    return Wanted(_best(SOLUTION_TYPES), _best(GRAPH_TYPES), html=False)


def _best(types: dict[str, str] | object) -> str | None:
    assert isinstance(types, dict)
    media = tuple(types.values())
    aliases = [name for name, full in _ALIASES.items() if full in media]
    best = request.accept_mimetypes.best_match([*media, *aliases])
    return None if best is None else _ALIASES.get(best, best)


def _bare(answer: Answer) -> Response:
    charset = "; charset=utf-8" if answer.media_type.startswith("text/") else ""
    response = Response(answer.body, content_type=answer.media_type + charset)
    response.headers["Vary"] = "Accept"
    response.headers["X-KB-Rows"] = str(answer.rows)
    if answer.truncated:
        response.headers["X-KB-Truncated"] = "true"
    return response


def _failed(query: str, error: KbError, html: bool) -> Response:
    message = str(error)
    where = ""
    if isinstance(error, QuerySyntaxError) and error.line is not None:
        where = f"line {error.line}, column {error.column}"
    if html:
        response = _page(query, None, message, where, error)
    else:
        response = make_response(f"{message}\n")
        response.mimetype = "text/plain"
    response.status_code = status_of(error)
    if response.status_code == 503:
        response.headers["Retry-After"] = "5"
    return response


def _page(
    query: str,
    answer: Answer | None,
    error: str | None = None,
    where: str = "",
    failure: KbError | None = None,
) -> Response:
    table: Table | bool | None = None
    graph: str | None = None
    formats: list[tuple[str, str]] = []
    if answer is not None:
        if answer.kind.rows:
            table = read_table(store(), answer.body)
        else:
            graph = answer.body.decode("utf-8", "replace")
        names = SOLUTION_TYPES if answer.kind.rows else GRAPH_TYPES
        formats = [(n, "/sparql?" + urlencode({"query": query, "format": n})) for n in names]
    bad_line = failure.line if isinstance(failure, QuerySyntaxError) else None
    response = make_response(
        render_template(
            "sparql.html",
            query=query or EXAMPLE,
            asked=bool(query),
            answer=answer,
            table=table,
            graph=graph,
            error=error,
            where=where,
            bad_line=query.splitlines()[bad_line - 1]
            if bad_line and bad_line <= len(query.splitlines())
            else None,
            limits=site().analysts.limits,
            result_formats=formats,
        )
    )
    response.headers["Vary"] = "Accept"
    if answer is not None and answer.truncated:
        response.headers["X-KB-Truncated"] = "true"
    return response
