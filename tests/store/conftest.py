"""A real SPARQL server on a loopback port."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Server = Callable[..., str]


@pytest.fixture(scope="module")
def oxigraph_server() -> Iterator[Server]:
    """Start `oxigraph serve` with the given options and return its URL; stopped at the end."""
    beside = Path(sys.executable).parent / "oxigraph"
    program = str(beside) if beside.exists() else shutil.which("oxigraph")
    assert program, "the development requirement `oxigraph` is not installed"
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        command = [program, "serve", "--bind", f"127.0.0.1:{port}", *options]
        started.append(
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        for _ in range(100):
            try:
                urllib.request.urlopen(url + "/query?query=ASK%7B%7D", timeout=1).close()
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
            else:
                return url
        raise AssertionError(f"{command} did not answer within 10 s")

    yield start
    for process in started:
        process.kill()
        process.wait()
