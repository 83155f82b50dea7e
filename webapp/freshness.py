"""Pages depend on the store's contents alone, so a browser may keep them until these change."""

from __future__ import annotations

import hashlib

from flask import Flask, Response, g, make_response, request

from kb import __version__
from webapp.site import site_of


def register(app: Flask) -> None:
    """Give the pages of an application an ETag and answer 304 where the visitor has them."""

    def tag() -> str:
        # What was there before the answer was made: never newer than the answer.
        if "generation" not in g:
            g.generation = site_of(app).store.generation
        state = f"{__version__} {g.generation} {request.full_path} "
        return hashlib.sha256((state + request.headers.get("Accept", "")).encode()).hexdigest()[:20]

    def about_store() -> bool:
        return request.method in ("GET", "HEAD") and request.endpoint not in (None, "static")

    @app.before_request
    def unchanged() -> Response | None:
        if about_store() and request.if_none_match.contains_weak(tag()):
            response = make_response("", 304)
            response.set_etag(tag())
            return response
        return None

    @app.after_request
    def mark(response: Response) -> Response:
        if about_store() and response.status_code == 200:
            response.set_etag(tag())
            response.headers.setdefault("Cache-Control", "no-cache")
        return response
