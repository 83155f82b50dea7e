"""The SPARQL 1.1 Protocol: the query of a request, the form of answer it wants, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, abort, request

from kb.errors import InputError, QueryRefused
from kb.store.base import GRAPH_TYPES, SOLUTION_TYPES
from kb.store.worker import Answer
from webapp.site import site

_HTML = "text/html"
# Names that clients use for the registered media types.
_ALIASES = {
    "application/json": SOLUTION_TYPES["json"],
    "application/xml": SOLUTION_TYPES["xml"],
    "text/xml": SOLUTION_TYPES["xml"],
    "text/plain": GRAPH_TYPES["ntriples"],
}
_FORMATS = {**SOLUTION_TYPES, **GRAPH_TYPES}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form of answer that a request asks for; None where it accepts none of that kind."""

    rows: str | None
    graph: str | None
    html: bool


_PAGE = Wanted(SOLUTION_TYPES["json"], GRAPH_TYPES["turtle"], html=True)


def read_query() -> str | None:
    """Return the query of the request by any of the three ways of the protocol.

    Raises QueryRefused on an update or a data set given in the address, InputError on text that
    is not UTF-8; 415 on a body of another type.
    """
    if "update" in request.values or request.mimetype == "application/sparql-update":
        raise QueryRefused("updates are not accepted: this is a read-only endpoint")
    for name in ("default-graph-uri", "named-graph-uri"):
        if request.values.get(name):
            raise QueryRefused(f"{name} is not supported: name graphs in the query by FROM")
    if request.method != "POST":
        return request.values.get("query")
    if request.mimetype == "application/sparql-query":
        return _decoded(request.get_data())
    if request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        abort(415, description="Post a query as a form or as application/sparql-query.")
    return request.values.get("query")


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"the query is not UTF-8: byte {error.start + 1}") from error


def read_wanted() -> Wanted:
    """Return the form of answer that `format`, else Accept, asks for; InputError on a wrong one."""
    name = request.values.get("format", "")
    if name == "html":
        return _PAGE
    if name:
        media = _FORMATS.get(name, name)
        if media not in _FORMATS.values():
            raise InputError(f"format: {name!r} is not one of {', '.join((*_FORMATS, 'html'))}")
        return Wanted(
            media if media in SOLUTION_TYPES.values() else None,
            media if media in GRAPH_TYPES.values() else None,
            html=False,
        )
    accept = request.accept_mimetypes
    if not accept:
        return Wanted(SOLUTION_TYPES["json"], GRAPH_TYPES["turtle"], html=False)
    if accept.best_match([*_FORMATS.values(), *_ALIASES, _HTML]) == _HTML:
        return _PAGE
    return Wanted(_best(SOLUTION_TYPES), _best(GRAPH_TYPES), html=False)


def _best(types: Mapping[str, str]) -> str | None:
    media = tuple(types.values())
    aliases = [name for name, full in _ALIASES.items() if full in media]
    best = request.accept_mimetypes.best_match([*media, *aliases])
    return None if best is None else _ALIASES.get(best, best)


def run(query: str, wanted: Wanted) -> Answer:
    """Return the answer to a query in the form wanted, or in a usual one where none is."""
    return site().analysts.run(
        query, wanted.rows or SOLUTION_TYPES["json"], wanted.graph or GRAPH_TYPES["turtle"]
    )


def bare(answer: Answer, wanted: Wanted) -> Response:
    """Return an answer as it goes to a program; 406 where its form is not one that was wanted."""
    if (wanted.rows if answer.kind.rows else wanted.graph) is None:
        abort(406, description="The answer to this query is not available in that format.")
    charset = "; charset=utf-8" if answer.media_type.startswith("text/") else ""
    response = Response(answer.body, content_type=answer.media_type + charset)
    response.headers["Vary"] = "Accept"
    response.headers["X-KB-Rows"] = str(answer.rows)
    mark_truncated(response, answer)
    return response


def mark_truncated(response: Response, answer: Answer) -> None:
    """Say in a header where an answer was cut short."""
    if answer.truncated:
        response.headers["X-KB-Truncated"] = "true"
