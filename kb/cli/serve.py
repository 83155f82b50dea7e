"""`kb serve`: the pages and the SPARQL endpoint."""

from __future__ import annotations

import argparse
import logging
import sys

from kb.cli.options import Commands, add_command
from kb.config import Settings
from kb.errors import InputError

log = logging.getLogger(__name__)


def register(commands: Commands) -> None:
    """Add `kb serve`."""
    parser = add_command(commands, "serve", serve, help="serve the pages on this machine")
    parser.add_argument("--host", help="address to bind")
    parser.add_argument("--port", help="port to bind; 0 takes a free one")


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until interrupted; says on stdout where."""
    from waitress.server import create_server

    from webapp import create_app

    application = create_app(settings)
    try:
        server = create_server(application, host=settings.host, port=settings.port)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"cannot serve on {settings.host}:{settings.port}: {reason}") from error
    port = server.effective_port
    sys.stdout.write(f"Serving on http://{settings.host}:{port}/ (stop with Ctrl-C)\n")
    sys.stdout.flush()
    server.run()
    return 0
