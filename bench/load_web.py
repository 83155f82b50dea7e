"""Pages and `/sparql` under many clients at once, while an ingest runs beside the server.

    python -m bench.load_web STORE [--seconds 60] [--clients 16] [--documents DIR]

Starts `kb serve` on STORE, lets each client fetch an actor page, an event page, a timeline and a
query in turn, and `kb ingest DIR` in the middle. Prints requests, errors, throughput, median and
99th percentile per address, and the memory of the server and of its workers at even intervals.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from kb.store import open_store

_BUSIEST = """
SELECT ?a (COUNT(?e) AS ?n) WHERE { ?e a kb:Event ; kb:participant ?a }
GROUP BY ?a ORDER BY DESC(?n) LIMIT 1
"""
_EVENT = "SELECT ?e WHERE { ?e a kb:Event } ORDER BY ?e LIMIT 1"
_QUERY = "SELECT ?e ?date WHERE { ?e a kb:Event ; kb:date ?date } ORDER BY ?date LIMIT 100"
_SAMPLES = 12  # instants at which memory is read
_PATIENCE = 120  # seconds for one request, and for the server to start


@dataclass
class Measured:
    """What the clients saw: seconds per address, and errors."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


def addresses(store: Path) -> dict[str, str]:
    """Return the addresses to fetch, by name, for what a store holds."""
    with open_store(str(store), read_only=True) as opened:
        actor = next(iter(opened.select(_BUSIEST).texts()))["a"].rpartition("/")[2]
        event = next(iter(opened.select(_EVENT).texts()))["e"].rpartition("/")[2]
    return {
        "actor": f"/actor/{actor}",
        "event": f"/event/{event}",
        "timeline": f"/actor/{actor}/timeline.json",
        "sparql": "/sparql?" + urlencode({"query": _QUERY, "format": "csv"}),
    }


def fetch(base: str, paths: dict[str, str], until: float, measured: Measured, first: int) -> None:
    """Fetch the addresses in turn until a moment of the monotonic clock."""
    names = list(paths)
    number = first
    while time.monotonic() < until:
        name = names[number % len(names)]
        number += 1
        began = time.monotonic()
        try:
            with urllib.request.urlopen(base + paths[name], timeout=_PATIENCE) as response:
                response.read()
        except (urllib.error.URLError, OSError) as error:
            measured.errors.append(f"{name}: {error}")
        else:
            measured.seconds[name].append(time.monotonic() - began)


def memory(process: int) -> tuple[float, float]:
    """Return the resident memory of a process, and that of its children together, in MiB."""
    own, children = 0, 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            pages = int((entry / "statm").read_text().split()[1])
        except (OSError, ValueError):
            continue
        if int(entry.name) == process:
            own = pages
        elif parent == process:
            children += pages
    size = os.sysconf("SC_PAGE_SIZE") / 2**20
    return own * size, children * size


def serve(store: Path) -> tuple[subprocess.Popen[str], str]:
    """Start `kb serve` and return it with its address."""
    command = [sys.executable, "-m", "kb", "serve", "--store", str(store), "--port", "0"]
    environment = {**os.environ, "KB_LOG_LEVEL": "error"}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert server.stdout is not None
    for line in server.stdout:
        if "Serving on " in line:
            return server, line.split()[2].rstrip("/")
    raise RuntimeError("kb serve ended")


def main() -> int:
    """Run the load and print what was measured; exit 1 where a request failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--documents", type=Path, default=Path("data/articles"))
    arguments = parser.parse_args()
    paths = addresses(arguments.store)
    server, base = serve(arguments.store)
    measured = Measured()
    for path in paths.values():  # the first page brings the side tables up to date
        urllib.request.urlopen(base + path, timeout=_PATIENCE).close()
    sizes = [memory(server.pid)]
    began = time.monotonic()
    threads = [
        threading.Thread(
            target=fetch, args=(base, paths, began + arguments.seconds, measured, number)
        )
        for number in range(arguments.clients)
    ]
    for thread in threads:
        thread.start()
    command = [sys.executable, "-m", "kb", "ingest", str(arguments.documents)]
    ingest = subprocess.Popen([*command, "--store", str(arguments.store)])
    for _ in range(_SAMPLES):
        time.sleep(arguments.seconds / _SAMPLES)
        sizes.append(memory(server.pid))
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    code = ingest.wait()
    server.terminate()
    server.wait()
    for name, seconds in measured.seconds.items():
        ms = sorted(1000 * s for s in seconds)
        last = ms[min(len(ms) - 1, int(0.99 * len(ms)))]
        median = statistics.median(ms)
        print(f"{name}: {len(ms)} requests, median {median:.0f} ms, p99 {last:.0f} ms")
    total = sum(map(len, measured.seconds.values()))
    print(f"{total} requests in {took:.0f} s: {total / took:.1f} a second")
    print(f"errors: {len(measured.errors)} {measured.errors[:3]}; ingest ended with {code}")
    for name, found in zip(("server", "workers"), zip(*sizes, strict=True), strict=True):
        print(f"memory of the {name} (MiB): " + ", ".join(f"{size:.0f}" for size in found))
    return int(bool(measured.errors or code))


if __name__ == "__main__":
    sys.exit(main())
