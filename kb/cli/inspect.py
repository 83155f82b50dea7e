"""`kb stats` and `kb validate`: what is in the store, and whether it is sound."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kb.cli.options import Commands, add_command
from kb.config import Settings, resource
from kb.namespaces import shrink

if TYPE_CHECKING:
    from kb.store import Store

# What is counted, by the class whose instances it is; a line of `kb stats` each.
COUNTED = {
    "documents": "kb:Document",
    "articles": "kb:MainStory",
    "sentences": "kb:Sentence",
    "event mentions": "kb:EventMention",
    "events": "kb:Event",
    "claims": "kb:Claim",
}


def register(commands: Commands) -> None:
    """Add `kb stats` and `kb validate`."""
    parser = add_command(commands, "stats", stats, help="count what is in the store")
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    parser = add_command(
        commands, "validate", validate, help="check the store, or RDF files, against the shapes"
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="RDF file")
    parser.add_argument(
        "--catalogue",
        action="store_true",
        help="check the tables of actors, places, offices, tenures and memberships instead",
    )


def stats(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print how many things of each kind the store holds."""
    from kb.store import open_store

    with open_store(settings.store, read_only=True, create=False) as store:
        numbers = count_things(store)
    if arguments.json:
        sys.stdout.write(json.dumps(numbers) + "\n")
    else:
        width = max(map(len, numbers))
        for name, number in numbers.items():
            sys.stdout.write(f"{name:<{width}}  {number:>9,}\n")
    return 0


def count_things(store: Store) -> dict[str, int]:
    """Return the number of things by kind, and of quads and named graphs."""
    found = {
        name: store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a {kind} }}")
        for name, kind in COUNTED.items()
    }
    numbers = {name: int(str(next(rows.texts())["n"])) for name, rows in found.items()}
    return numbers | {"quads": store.count(), "graphs": len(store.graphs())}


def validate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print every violation, one per line; status 1 where there is one."""
    if arguments.catalogue:
        return _validate_catalogue(settings)
    from kb.shacl import graph_of, read_graph, violations
    from kb.store import open_store

    if arguments.files:
        graphs = {str(path): read_graph(path) for path in arguments.files}
    else:
        with open_store(settings.store, read_only=True, create=False) as store:
            graphs = {store.location: graph_of(store.quads())}
    shapes = resource("ontology/shapes.ttl")
    found = 0
    for origin, graph in graphs.items():
        for violation in violations(graph, shapes):
            found += 1
            at = f" {shrink(violation.path)}" if violation.path else ""
            sys.stdout.write(f"{origin}: {violation.node}{at}: {violation.message}\n")
    if not found:
        sys.stdout.write(f"{', '.join(graphs)}: no violation\n")
    return 1 if found else 0


def _validate_catalogue(settings: Settings) -> int:
    """Print every fault of the tables with file, line and reason; status 1 where there is one."""
    from kb.catalogue import (
        check_catalogue,
        find_problems,
        load_catalogue,
        locate,
        read_memberships,
    )

    folders = settings.catalogue_dir, settings.catalogue_overlay
    faults = list(find_problems(*folders))
    if not faults:  # references and names can be checked where all rows can be read
        findings = check_catalogue(load_catalogue(*folders), read_memberships(*folders))
        faults = [f"{locate(f.kind, f.key, *folders)}: {f}" for f in findings]
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    if not faults:
        sys.stdout.write(f"{settings.catalogue_dir}: sound\n")
    return 1 if faults else 0
