"""What the store layer costs over raw pyoxigraph, as ratios of CPU time in one run.

    python bench/store.py [--quads 100000]

Data: invented event mentions, one named graph per document of 1,000 quads. Each figure is the
least of several runs, ours and raw in turn, so that a busy machine disturbs both alike.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kb.namespaces import PREFIXES, expand
from kb.store import iri
from kb.store.oxigraph import OxigraphStore

RUNS = 5
PER_DOCUMENT = 1_000
PER_MENTION = 10
ACTORS = 500

QUERIES = {
    "one actor's events": "SELECT ?em ?label { ?em kb:initiator ?actor ; skos:prefLabel ?label }",
    "wide rows": (
        "SELECT ?em ?a ?b ?label ?day ?status ?c { ?em kb:initiator ?a ; kb:recipient ?b ; "
        "skos:prefLabel ?label ; kb:earliest ?day ; kb:status ?status ; kb:confidence ?c } "
        "LIMIT 5000"
    ),
    "count by actor": "SELECT ?a (COUNT(*) AS ?n) { ?em kb:initiator ?a } GROUP BY ?a",
    "one label": "SELECT ?label { <https://w3id.org/gekb/id/doc/0/em/0> skos:prefLabel ?label }",
}


def document(number: int) -> Iterator[ox.Quad]:
    """Yield the quads of one document."""
    node = ox.NamedNode
    doc = f"{PREFIXES['id']}doc/{number}"
    graph = node(f"{PREFIXES['id']}graph/doc/{number}")
    for n in range(PER_DOCUMENT // PER_MENTION):
        em = node(f"{doc}/em/{n}")
        first, second = (number * 7 + n * 13) % ACTORS, (number * 11 + n * 17 + 1) % ACTORS
        day = f"20{n % 30:02}-{n % 12 + 1:02}-{number % 28 + 1:02}"
        facts: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            ("kb:initiator", node(f"{PREFIXES['id']}actor/a{first}")),
            ("kb:recipient", node(f"{PREFIXES['id']}actor/a{second}")),
            ("skos:prefLabel", ox.Literal(f"Actor {first} does {n} to {second}", language="en")),
            ("kb:earliest", ox.Literal(day, datatype=node(PREFIXES["xsd"] + "date"))),
            ("kb:latest", ox.Literal(day, datatype=node(PREFIXES["xsd"] + "date"))),
            ("kb:status", node(expand("st:reported"))),
            ("kb:confidence", ox.Literal(n / 100)),
            ("kb:evidence", node(f"{doc}/s/{n}")),
            ("kb:rule", ox.Literal("svo.transfer")),
            ("rdf:type", node(expand("kb:EventMention"))),
        ]
        for name, value in facts:
            yield ox.Quad(em, node(expand(name)), value, graph)


def least(*tasks: Callable[[], object], before: Callable[[], object] = lambda: None) -> list[float]:
    """Return the least CPU seconds of each task over `RUNS` turns, each after one of `before`."""
    best = [float("inf")] * len(tasks)
    for _ in range(RUNS):
        before()
        for position, task in enumerate(tasks):
            began = time.process_time()
            task()
            best[position] = min(best[position], time.process_time() - began)
    return best


def report(what: str, ours: float, raw: float) -> None:
    """Print one line: milliseconds of CPU, ours and raw, and their ratio."""
    print(f"{what:<28}{ours * 1000:>10.2f}{raw * 1000:>10.2f}{ours / raw:>8.2f}")


def bench_queries(store: OxigraphStore, raw: ox.Store) -> None:
    """Compare SELECT with plain values against raw rows, both read to the end."""
    actor = iri(PREFIXES["id"] + "actor/a7")
    variable = ox.Variable("actor")
    for name, text in QUERIES.items():
        bound = "?actor" in text

        def ours(text: str = text, bound: bool = bound) -> object:
            return store.select(text, {"actor": actor} if bound else None)

        def plain(text: str = text, bound: bool = bound) -> object:
            # Substitution wants a projected variable.
            full = text.replace("SELECT", "SELECT ?actor") if bound else text
            found = raw.query(
                full,
                prefixes=PREFIXES,
                use_default_graph_as_union=True,
                substitutions={variable: ox.NamedNode(actor.value)} if bound else None,
            )
            return [tuple(row) for row in found]

        report("select " + name, *least(ours, plain))


def bench_load(folder: Path, quads: list[ox.Quad]) -> None:
    """Compare the bulk path into an empty store."""
    names = iter(range(1000))

    def ours() -> None:
        with OxigraphStore(folder / f"ours{next(names)}") as store:
            store.load(quads)

    def raw() -> None:
        store = ox.Store(str(folder / f"raw{next(names)}"))
        store.bulk_extend(quads)
        store.flush()

    report("bulk load", *least(ours, raw))


def bench_documents(store: OxigraphStore, raw: ox.Store) -> None:
    """Compare replacing documents, one transaction each, with dropping and extending them."""
    documents = [list(document(number)) for number in range(20)]

    def ours() -> None:
        for quads in documents:
            store.replace_graphs(quads, [quads[0].graph_name.value])

    def plain() -> None:
        for quads in documents:
            raw.remove_graph(quads[0].graph_name)
            raw.extend(quads)

    def clear() -> None:
        for quads in documents:
            store.replace_graphs([], [quads[0].graph_name.value])
            raw.remove_graph(quads[0].graph_name)

    def insert() -> None:
        for quads in documents:
            store.replace_graphs(quads, [quads[0].graph_name.value])

    def extend() -> None:
        for quads in documents:
            raw.extend(quads)

    report("replace 20 documents", *least(ours, plain))
    report("insert 20 documents", *least(insert, extend, before=clear))


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quads", type=int, default=100_000)
    count = parser.parse_args().quads
    quads = [q for number in range(count // PER_DOCUMENT) for q in document(number)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw = ox.Store(str(folder / "raw"))
        raw.bulk_extend(quads)
        print(f"{len(quads):,} quads; CPU ms" + f"{'ours':>20}{'raw':>10}{'ratio':>8}")
        with OxigraphStore(folder / "ours") as store:
            store.load(quads)
            bench_queries(store, raw)
            bench_documents(store, raw)
        bench_load(folder, quads)


if __name__ == "__main__":
    main()
