"""The SPARQL 1.1 Protocol: the query of a request, the form of answer it wants, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from flask import Response, abort, g, request

from kb.errors import InputError, QueryRefused
from kb.store.base import GRAPH_TYPES, SOLUTION_TYPES, Dataset
from kb.store.worker import Answer
from webapp.clients import client_name, hang_up_check
from webapp.negotiate import acceptable
from webapp.site import site

HTML = "text/html"
# Names that clients use for the registered media types.
_ALIASES = {
    "application/json": SOLUTION_TYPES["json"],
    "application/xml": SOLUTION_TYPES["xml"],
    "text/xml": SOLUTION_TYPES["xml"],
    "text/plain": GRAPH_TYPES["ntriples"],
    "application/x-turtle": GRAPH_TYPES["turtle"],
}
# What `format` may be, and the media types of rows and of graphs that it means. The names beside
# our own are those of SPARQLWrapper and of file endings.
_FORMATS: Mapping[str, tuple[str | None, str | None]] = {
    **{name: (media, None) for name, media in SOLUTION_TYPES.items()},
    **{name: (None, media) for name, media in GRAPH_TYPES.items()},
    "json": (SOLUTION_TYPES["json"], GRAPH_TYPES["jsonld"]),
    "xml": (SOLUTION_TYPES["xml"], GRAPH_TYPES["rdfxml"]),
    "ttl": (None, GRAPH_TYPES["turtle"]),
    "n3": (None, GRAPH_TYPES["turtle"]),
    "nt": (None, GRAPH_TYPES["ntriples"]),
    "json-ld": (None, GRAPH_TYPES["jsonld"]),
    "rdf": (None, GRAPH_TYPES["rdfxml"]),
    "rdf+xml": (None, GRAPH_TYPES["rdfxml"]),
}
_MEDIA_TYPES = (*SOLUTION_TYPES.values(), *GRAPH_TYPES.values())


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of a request, None where it has none, and the dataset given beside it."""

    query: str | None
    dataset: Dataset | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form of answer that a request asks for; None where it accepts none of that kind."""

    rows: str | None
    graph: str | None
    html: bool


_PAGE = Wanted(SOLUTION_TYPES["json"], GRAPH_TYPES["turtle"], html=True)


def check_encoding() -> None:
    """Raise InputError where the request is not UTF-8; to be called before its form is read.

    Flask puts U+FFFD in place of what it cannot decode, and a query would silently be another.
    """
    _decoded(unquote_to_bytes(request.query_string))
    if request.mimetype == "application/x-www-form-urlencoded":
        _decoded(unquote_to_bytes(request.get_data(cache=True, parse_form_data=False)))


def read_query() -> Asked:
    """Return what the request asks by any of the three ways of the protocol.

    Raises QueryRefused on an update, InputError on text that is not UTF-8 or a query given
    twice; 415 on a body of another type.
    """
    if "update" in request.values or request.mimetype == "application/sparql-update":
        raise QueryRefused("updates are not accepted: this is a read-only endpoint")
    default = tuple(filter(None, request.values.getlist("default-graph-uri")))
    named = tuple(filter(None, request.values.getlist("named-graph-uri")))
    return Asked(_read_text(), Dataset(default, named) if default or named else None)


def _read_text() -> str | None:
    if request.method == "POST":
        if request.mimetype == "application/sparql-query":
            return _decoded(request.get_data())
        if request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
            abort(415, description="Post a query as a form or as application/sparql-query.")
    given = request.values.getlist("query")
    if len(given) > 1:
        raise InputError(f"the parameter `query` is given {len(given)} times")
    return given[0] if given else None


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
    if name in _MEDIA_TYPES:
        graph = name in GRAPH_TYPES.values()
        return Wanted(None if graph else name, name if graph else None, html=False)
    if name:
        if name not in _FORMATS:
            known = ", ".join((*SOLUTION_TYPES, *GRAPH_TYPES, "html"))
            raise InputError(f"format: {name!r} is not one of {known}")
        return Wanted(*_FORMATS[name], html=False)
    accept = acceptable()
    if not accept:
        return Wanted(SOLUTION_TYPES["json"], GRAPH_TYPES["turtle"], html=False)
    if accept.best_match([*_MEDIA_TYPES, *_ALIASES, HTML]) == HTML:
        return _PAGE
    return Wanted(_best(SOLUTION_TYPES), _best(GRAPH_TYPES), html=False)


def _best(types: Mapping[str, str]) -> str | None:
    media = tuple(types.values())
    aliases = [name for name, full in _ALIASES.items() if full in media]
    best = acceptable().best_match([*media, *aliases])
    return None if best is None else _ALIASES.get(best, best)


def run(query: str, wanted: Wanted, dataset: Dataset | None = None) -> Answer:
    """Return the answer to a query in the form wanted, or in a usual one where none is."""
    answer = site().analysts.run(
        query,
        wanted.rows or SOLUTION_TYPES["json"],
        wanted.graph or GRAPH_TYPES["turtle"],
        dataset=dataset,
        client=client_name(),
        gone=hang_up_check(),
    )
    g.generation = answer.generation  # for the ETag: the data may be older than the store
    return answer


def bare(answer: Answer, wanted: Wanted) -> Response:
    """Return an answer as it goes to a program; 406 where its form is not one that was wanted."""
    if (wanted.rows if answer.kind.rows else wanted.graph) is None:
        abort(406, description="The answer to this query is not available in that format.")
    charset = "; charset=utf-8" if answer.media_type.startswith("text/") else ""
    response = Response(answer.chunks(), content_type=answer.media_type + charset)
    response.content_length = answer.size
    response.vary.add("Accept")
    response.headers["X-KB-Rows"] = str(answer.rows)
    mark_limits(response, answer)
    return response


def mark_limits(response: Response, answer: Answer) -> None:
    """Say in headers what the limits are, and where one of them cut the answer short."""
    limits = site().analysts.limits
    response.headers["X-KB-Row-Limit"] = str(limits.rows)
    response.headers["X-KB-Byte-Limit"] = str(limits.size)
    response.headers["X-KB-Time-Limit"] = f"{limits.seconds:g}"
    if answer.truncated:
        response.headers["X-KB-Truncated"] = "true"
