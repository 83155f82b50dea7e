"""Who asks, and whether they still wait for the answer."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable

from flask import request


def client_name() -> str:
    """Return what tells the current client from others: its address."""
    return request.remote_addr or ""


def hang_up_check() -> Callable[[], bool]:
    """Return how to see, from any thread, whether the current client has hung up.

    waitress says so itself, gunicorn hands out the socket; other servers never say it.
    """
    told = request.environ.get("waitress.client_disconnected")
    if told is not None:
        return lambda: bool(told())
    connection = request.environ.get("gunicorn.socket")
    if isinstance(connection, socket.socket):
        return lambda: _closed(connection)
    return lambda: False


def _closed(connection: socket.socket) -> bool:
    """Whether the other end of a connection is closed: it is readable and has nothing to read."""
    try:
        readable, _, _ = select.select([connection], [], [], 0)
        return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True
