"""A process killed while it writes loses nothing that it had reported as written."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb.store.oxigraph import OxigraphStore

QUADS = 400
WRITER = f"""
import sys
from pathlib import Path
import pyoxigraph as ox
from kb.store.oxigraph import OxigraphStore
node = ox.NamedNode
store = OxigraphStore(Path(sys.argv[1]))
for number in range(1000):
    graph = f"g:{{number % 7}}"
    quads = [ox.Quad(node(f"s:{{n}}"), node("p:round"), ox.Literal(number), node(graph))
             for n in range({QUADS})]
    store.replace_graphs(quads, [graph])
    print(number, flush=True)
"""


@pytest.mark.parametrize("seed", range(4))
def test_killed_writer_leaves_whole_documents(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "store"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "0\n"
        time.sleep(random.Random(seed).uniform(0.05, 0.4))
        writer.kill()
        acknowledged = [0, *map(int, writer.stdout.read().split())]
    with OxigraphStore(path) as store:
        found = store.select(
            "SELECT ?g ?round (COUNT(*) AS ?n) { GRAPH ?g { ?s <p:round> ?round } } "
            "GROUP BY ?g ?round"
        ).texts()
        rounds = {row["g"]: (int(row["round"]), int(row["n"])) for row in found}
        # Each graph holds one whole document: the last acknowledged, or the one under way.
        assert all(count == QUADS for _, count in rounds.values())
        last = acknowledged[-1]
        for number in acknowledged[-7:]:
            assert rounds[f"g:{number % 7}"][0] in (number, last + 1)
        assert len(store.generation) in (32, 65)
