"""A real SPARQL server on a loopback port."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.servers import OxigraphServer

Server = Callable[..., str]


@pytest.fixture(scope="module")
def oxigraph_server() -> Iterator[Server]:
    """Return a function that starts `oxigraph serve` with options; all are stopped at the end."""
    started: list[OxigraphServer] = []

    def start(*options: str) -> str:
        started.append(OxigraphServer(*(options or ("--cors",))))
        return started[-1].location

    yield start
    for server in started:
        server.close()
