"""`kb serve`: the pages and the SPARQL endpoint."""

from __future__ import annotations

import argparse
import logging
import sys

from kb.cli.options import Commands, add_command
from kb.config import Settings
from kb.errors import InputError

log = logging.getLogger(__name__)

_PAGE_THREADS = 8


def register(commands: Commands) -> None:
    """Add `kb serve`."""
    parser = add_command(commands, "serve", serve, help="serve the pages on this machine")
    parser.add_argument("--host", help="address to bind")
    parser.add_argument("--port", help="port to bind; 0 takes a free one")


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until interrupted; says on stdout where."""
    from waitress.server import create_server

    from webapp import create_app
    from webapp.site import EXPORT_QUEUE, EXPORTS

    application = create_app(settings)
    # A query or a file takes a thread while it waits or is worked on; pages need some beside them.
    threads = settings.query_workers + settings.query_queue + EXPORTS + EXPORT_QUEUE + _PAGE_THREADS
    try:
        server = create_server(
            application,
            host=settings.host,
            port=settings.port,
            threads=threads,
            channel_request_lookahead=1,  # lets a query notice that its client has hung up
            ident=None,
        )
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"cannot serve on {settings.host}:{settings.port}: {reason}") from error
    port = server.effective_port
    sys.stdout.write(f"Serving on http://{settings.host}:{port}/ (stop with Ctrl-C)\n")
    sys.stdout.flush()
    server.run()
    return 0
