"""Serving an application on this machine."""

from __future__ import annotations

import sys

from flask import Flask
from waitress.server import create_server

from kb.errors import InputError


def serve(app: Flask, host: str = "127.0.0.1", port: int = 5000) -> None:
    """Serve until interrupted; says on stdout where. Port 0 takes a free one.

    Raises InputError where the address cannot be bound.
    """
    try:
        server = create_server(app, host=host, port=port, ident=None)
    except OSError as error:
        raise InputError(f"cannot serve on {host}:{port}: {error.strerror or error}") from error
    sys.stdout.write(f"Serving on http://{host}:{server.effective_port}\n")
    sys.stdout.flush()
    server.run()
