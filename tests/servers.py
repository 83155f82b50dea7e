"""Real SPARQL servers for tests, each with data of its own and on a free loopback port."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

import pytest

_PATIENCE = 120  # seconds that a server may need to start on a loaded machine
_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 8
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CheckpointInterval = 0
DisableUnixSocket = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 6
ServerRoot = .
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
"""


def free_port() -> int:
    """Return a loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url + "?query=ASK%7B%7D", timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


class Server:
    """A server that runs until it is closed; `location` is what `KB_STORE` would be."""

    location = ""

    def _start(self, command: list[str], url: str, cwd: Path | None = None) -> None:
        self._process = subprocess.Popen(
            command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + _PATIENCE
        while not _answers(url):
            assert self._process.poll() is None, f"{command} ended"
            assert time.monotonic() < until, f"{command} did not answer"
            time.sleep(0.1)

    def close(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class OxigraphServer(Server):
    """`oxigraph serve` of the development requirements, with its data in memory."""

    def __init__(self, *options: str) -> None:
        beside = Path(sys.executable).parent / "oxigraph"
        program = str(beside) if beside.exists() else shutil.which("oxigraph")
        assert program, "the development requirement `oxigraph` is not installed"
        self.location = f"http://127.0.0.1:{free_port()}"
        bind = self.location.removeprefix("http://")
        command = [program, "serve", "--bind", bind, *(options or ("--union-default-graph",))]
        self._start(command, self.location + "/query")


class Virtuoso(Server):
    """Virtuoso of the Debian package virtuoso-opensource-7-bin, which `.ci/run` installs."""

    def __init__(self) -> None:
        program = shutil.which("virtuoso-t")
        if program is None:
            pytest.skip("virtuoso-t is not installed (Debian: virtuoso-opensource-7-bin)")
        self._directory = Path(tempfile.mkdtemp(prefix="kb-virtuoso-"))
        port = free_port()
        ini = self._directory / "virtuoso.ini"
        ini.write_text(_VIRTUOSO.format(sql=free_port(), http=port))
        self.url = f"http://127.0.0.1:{port}/sparql"
        self.location = f"http://dba:dba@127.0.0.1:{port}/sparql-auth"
        self._start([program, "+configfile", str(ini), "+foreground"], self.url, self._directory)

    def close(self) -> None:
        """End the server and remove its data."""
        super().close()
        shutil.rmtree(self._directory, ignore_errors=True)
