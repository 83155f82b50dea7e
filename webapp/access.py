"""One line in the log per request: who asked for what, and what came of it."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request

log = logging.getLogger(__name__)

_LONGEST = 500  # characters of an address: a query may be as long as a book


def register(app: Flask) -> None:
    """Log each request of an application once its response is sent, or broken off."""

    @app.before_request
    def start() -> None:
        g.began = time.monotonic()

    @app.after_request
    def note(response: Response) -> Response:
        began = g.get("began", time.monotonic())
        target = request.full_path.rstrip("?")[:_LONGEST]
        fields = {
            "client": request.remote_addr,
            "method": request.method,
            "target": target,
            "status": response.status_code,
            "bytes": response.content_length,
            "agent": request.headers.get("User-Agent", "")[:100],
        }

        @response.call_on_close
        def write() -> None:
            took = round((time.monotonic() - began) * 1000)
            log.info("request", extra={**fields, "ms": took})

        return response
