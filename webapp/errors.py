"""Errors in words: what went wrong and what to do next, never a traceback."""

from __future__ import annotations

import logging

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from kb.errors import (
    InputError,
    KbError,
    QueryAbandoned,
    QueryBusy,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreError,
)
from webapp.negotiate import as_json

log = logging.getLogger(__name__)

RETRY_AFTER = 2  # seconds after which a query that found all workers busy may be tried again
_STATUS: tuple[tuple[type[KbError], int], ...] = (
    (QueryRefused, 403),
    (QueryTimeout, 504),
    (QueryTooLarge, 503),
    (QueryBusy, 429),
    (QueryAbandoned, 499),
    (QuerySyntaxError, 400),
    (InputError, 400),
    (StoreError, 503),
)
_TITLES = {
    400: "That cannot be used",
    403: "That is not allowed",
    404: "Nothing is known under this address",
    405: "This address is read-only",
    406: "Not available in that format",
    413: "That is too much at once",
    429: "Too many queries at once",
    503: "No answer at the moment",
    504: "No answer in time",
}
_MESSAGES = {
    404: "No actor, event, article or page has it. It may have been removed with its article, "
    "or the address is misspelt.",
    405: "Pages are read-only: nothing can be changed here.",
    413: "The query is longer than this server reads.",
}


def status_of(error: KbError) -> int:
    """Return the HTTP status of an error that a user may see."""
    return next((code for kind, code in _STATUS if isinstance(error, kind)), 500)


def register(app: Flask) -> None:
    """Answer every error of an application with a page, or with JSON where JSON was asked for."""

    @app.errorhandler(KbError)
    def known(error: KbError) -> Response:
        return answer(status_of(error), str(error))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        code = error.code or 500
        own = error.description != type(error).description
        message = error.description if own else _MESSAGES.get(code) or error.description
        response = answer(code, message or error.name)
        for name, value in error.get_headers():
            if name in ("Allow", "Location"):
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        log.exception("error while answering %s", request.path)
        return answer(500, "The server made a mistake. It has been written to the log.")


def answer(code: int, message: str) -> Response:
    """Return an error as JSON where the address or Accept asks for data, else as a page."""
    if request.path.endswith(".json") or request.path.startswith("/api/"):
        response = as_json(ok=False, error=message)
    elif request.path.endswith((".csv", ".ttl", ".nt", ".jsonld", ".rdf", ".ics")):
        response = make_response(message + "\n")
        response.mimetype = "text/plain"
    else:
        title = _TITLES.get(code, "Something went wrong")
        response = make_response(render_template("error.html", title=title, message=message))
    response.status_code = code
    if code == 429:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
