"""`kb ingest` and `kb forget` beside `kb serve`: what they do shows on the pages at once."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

ARTICLES = Path(__file__).resolve().parent.parent / "data" / "articles"
FIRST, SECOND, THIRD = "finland-joins-nato.txt", "wagner-mutiny.txt", "karabakh-yevlakh-talks.txt"
FRESH = 5.0  # seconds after the end of an ingest by which its document must show


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, kb_command) -> Path:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("serving")
    done = kb_command("ingest", ARTICLES / FIRST, "--store", "store", cwd=path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def server(folder: Path, checkout: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`kb serve` in a process of its own, and its address."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    command = [sys.executable, "-m", "kb", "serve", "--store", "store", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**clean, "PYTHONPATH": str(checkout)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield line.split()[2].rstrip("/"), process
        process.kill()


def left_to_read(folder: Path) -> int:
    """Return of how many graphs the side tables do not know yet what they hold."""
    with closing(sqlite3.connect(f"file:{folder}/store/side.sqlite?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT COUNT(*) FROM pending").fetchone()[0])


def events(address: str) -> list[str]:
    with urllib.request.urlopen(f"{address}/events.json", timeout=60) as answer:
        return [row["event"]["label"] for row in json.load(answer)["events"]]


def counted(address: str) -> int:
    query = "SELECT(COUNT(DISTINCT%20?d)AS%20?n){?d%20a%20kb:Document}"
    request = urllib.request.Request(
        f"{address}/sparql?query={query}", headers={"Accept": "application/sparql-results+json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return int(json.load(answer)["results"]["bindings"][0]["n"]["value"])


def test_ingest_and_forget_beside_a_server(folder, server, kb_command) -> None:  # type: ignore[no-untyped-def]
    address, process = server
    assert left_to_read(folder) == 0  # the first reader waits for nothing
    before = len(events(address))
    assert counted(address) == 1  # the analysts' workers have a snapshot of the first state
    done = kb_command("ingest", ARTICLES / SECOND, "--store", "store", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    began = time.monotonic()
    assert len(events(address)) > before
    assert counted(address) == 2
    # The machine may be slow, but what is fresh does not wait for a clock.
    assert time.monotonic() - began < FRESH * 12
    entries = (folder / "store" / "journal" / "documents.jsonl").read_text().splitlines()
    newest = json.loads(entries[-1])["doc"]
    done = kb_command("forget", newest, "--store", "store", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(events(address)) == before
    assert counted(address) == 1
    process.kill()
    process.wait()
    done = kb_command("ingest", ARTICLES / THIRD, "--store", "store", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")  # the store is free again
