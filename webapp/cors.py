"""Which other web sites may read the data from a visitor's browser."""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask, Response, request

_EXPOSED = (
    "ETag, Location, Retry-After, X-KB-Rows, X-KB-Truncated, X-KB-Row-Limit, X-KB-Byte-Limit, "
    "X-KB-Time-Limit"
)
_ANYBODY = "*"


def register(app: Flask, origins: Collection[str]) -> None:
    """Let pages of `origins` (`*` for all) read an application's answers; nobody by default.

    Nothing is personal here: there are no cookies and no log-in, so none are allowed either.
    """

    @app.after_request
    def allow(response: Response) -> Response:
        if not origins:
            return response
        origin = request.headers.get("Origin", "")
        if _ANYBODY in origins:
            response.headers["Access-Control-Allow-Origin"] = _ANYBODY
        else:
            response.vary.add("Origin")
            if origin not in origins:
                return response
            response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
        return response
