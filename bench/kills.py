"""Processes killed at random instants: what was acknowledged is whole, all else whole or absent.

    python -m bench.kills [--rounds 50] [--seed 0] [--only writing,owner,tables,dump,load]

`writing` kills who writes documents, `owner` the process that does so for a guest, `tables` who
brings the side tables up to date, `dump` and `load` those commands' work. Instants of the last two
fall within the time that the work takes undisturbed; how many kills hit it is printed.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from bench.quadruples import graph_of
from kb.errors import StoreError
from kb.namespaces import expand
from kb.store import open_store
from kb.store.dumps import dump, load
from kb.store.oxigraph import OxigraphStore
from kb.store.side import SideTables, Source

QUADS = 300
DOCUMENTS = 9
_ENDLESS = 0.8  # seconds of work of the modes that go on until they are killed
MODES = ("writing", "owner", "tables", "dump", "load")
_HEAD = """
import sys
from pathlib import Path
from bench.kills import document
from kb.store import open_store
from kb.store.handover import Owner
from kb.store.oxigraph import OxigraphStore
path = Path(sys.argv[1])
"""
_WRITE = """
for number in range(100_000):
    quads = document(number)
    store.replace_graphs(quads, [quads[0].graph_name.value])
    print(number, flush=True)
"""
PROGRAMS = {
    "writing": _HEAD + "store = OxigraphStore(path)\nstore.side.refresh()\n" + _WRITE,
    "owner": _HEAD + "owner = Owner(OxigraphStore(path))\nprint(0, flush=True)\ninput()\n",
    "tables": _HEAD + "for number in range(100_000):\n"
    "    with OxigraphStore(path) as store:\n"
    "        store.side.expect(None)\n        store.side.refresh()\n"
    "    print(number, flush=True)\n",
    "dump": _HEAD
    + "from kb.store.dumps import dump\nprint(0, flush=True)\n"
    "with open_store(str(path), read_only=True) as store:\n"
    "    dump(store, path.with_name('dump'), part=QUADS_)\n".replace("QUADS_", str(QUADS)),
    "load": _HEAD + "from kb.store.dumps import load\nprint(0, flush=True)\n"
    "with open_store(str(path.with_name('new')), renew=True) as store:\n"
    "    load(store, [path.with_name('whole')])\n",
}


def document(number: int) -> list[ox.Quad]:
    """Return the quads of a document: the one of nine that a writer replaces in its turn."""
    node = ox.NamedNode
    doc = node(expand(f"id:doc/d{number % DOCUMENTS}"))
    graph = node(expand(f"id:graph/doc/d{number % DOCUMENTS}"))
    quads = [ox.Quad(doc, node(expand("rdf:type")), node(expand("kb:Document")), graph)]
    for n in range(QUADS - 1):
        sentence = node(f"{doc.value}/s/{n}")
        text = ox.Literal(f"round {number} sentence {n}")
        quads.append(ox.Quad(sentence, node(expand("nif:anchorOf")), text, graph))
    return quads


def check(path: Path, acknowledged: list[int]) -> None:
    """Raise AssertionError unless every document is whole and none acknowledged is lost."""
    with OxigraphStore(path) as store:
        rounds = {}
        for graph in store.graphs():
            told_by = [q.object for q in store.quads(graph) if "anchorOf" in q.predicate.value]
            texts = [text.value for text in told_by if isinstance(text, ox.Literal)]
            told = {text.split()[1] for text in texts}
            assert (len(told), len(texts)) == (1, QUADS - 1), f"{graph} is not whole"
            rounds[graph.rpartition("d")[2]] = int(told.pop())
        last = acknowledged[-1] if acknowledged else -1
        for number in acknowledged[-DOCUMENTS:]:
            found = rounds[str(number % DOCUMENTS)]
            assert found in (number, last + 1), f"document of round {number} is of {found}"
        anew = SideTables(None, Source(lambda: store.generation, store.graphs, store.quads))
        count = "SELECT COUNT(*) FROM documents"
        assert store.side.rows(count) == anew.rows(count)
        graphs = "SELECT graph FROM graphs ORDER BY graph"
        assert store.side.rows(graphs) == anew.rows(graphs), "the side tables are not in step"


def play(mode: str, path: Path, pause: float) -> bool:
    """Run one round: start, kill after `pause` seconds of work, check.

    Returns whether the kill found the process at work.
    """
    prepare(mode, path)
    with start(mode, path) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, f"{mode}: the process did not start"
        done = _be_guest(path, process, pause) if mode == "owner" else [int(first)]
        if mode != "owner":
            time.sleep(pause)
        hit = mode == "owner" or process.poll() is None  # a guest kills its owner itself
        process.kill()
        rest = process.stdout.read().split("\n")[:-1]
        process.wait()
    if mode in ("writing", "owner"):
        check(path, [*done, *map(int, rest)] if mode == "writing" else done)
    else:
        _check_again(mode, path)
    return hit


def prepare(mode: str, path: Path) -> None:
    """Make what a round needs before its process starts."""
    if mode in ("dump", "load", "tables"):
        with OxigraphStore(path) as store:
            for number in range(DOCUMENTS):
                store.replace_graphs(document(number), [])
            if mode == "load":
                dump(store, path.with_name("whole"), part=QUADS)


def start(mode: str, path: Path) -> subprocess.Popen[str]:
    """Start the process of a round; it prints a line when its work begins."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAMS[mode], str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def length(mode: str) -> float:
    """Return how many seconds of a round's work to choose instants from."""
    if mode not in ("dump", "load"):
        return _ENDLESS
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "store"
        prepare(mode, path)
        with start(mode, path) as process:
            assert process.stdout is not None
            process.stdout.readline()
            began = time.monotonic()
            process.wait()
            return time.monotonic() - began


def _be_guest(path: Path, owner: subprocess.Popen[str], pause: float) -> list[int]:
    """Write by hand-over until the owner is killed; return what was acknowledged."""
    done = []
    with open_store(str(path)) as guest:
        end = time.monotonic() + pause
        for number in range(100_000):
            if time.monotonic() > end:
                owner.kill()
            quads = document(number)
            try:
                guest.replace_graphs(quads, [graph_of(quads[0])])
            except StoreError:
                break
            done.append(number)
    return done


def _check_again(mode: str, path: Path) -> None:
    """Do a broken-off dump or load again, and compare."""
    check(path, list(range(DOCUMENTS)))
    with OxigraphStore(path) as store:
        if mode == "dump":
            assert dump(store, path.with_name("dump"), part=QUADS).quads == store.count()
            dump(store, path.with_name("other"), part=QUADS)
            for file in path.with_name("other").iterdir():
                assert file.read_bytes() == (path.with_name("dump") / file.name).read_bytes()
        if mode == "load":
            with open_store(str(path.with_name("new")), renew=True) as new:
                if new.count() == 0:
                    load(new, [path.with_name("whole")])
                assert set(new.quads()) == set(store.quads())


def main() -> None:
    """Play the rounds and print how many ended well."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default=",".join(MODES))
    arguments = parser.parse_args()
    choose = random.Random(arguments.seed)
    failed = 0
    for mode in arguments.only.split(","):
        good, hits, most = 0, 0, length(mode)
        for number in range(arguments.rounds):
            with tempfile.TemporaryDirectory() as scratch:
                try:
                    hits += play(mode, Path(scratch) / "store", choose.uniform(0.0, most))
                    good += 1
                except (AssertionError, StoreError) as error:
                    print(f"{mode}, round {number}: {error}", flush=True)
                    failed = 1
        print(f"{mode}: {good} of {arguments.rounds}, {hits} killed at work", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
