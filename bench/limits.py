"""Queries that would not end, through the service: how soon after the limit each is stopped.

    python -m bench.limits STORE [--seconds 2] [--rounds 5]

Starts `kb serve` on STORE with `--seconds` as the time limit of queries and its other limits out of
the way. Prints per query the status of the answer, the most and the median of seconds past the
limit, and how long the next query took; exit 1 where a query was answered or the next one was not.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from bench.load_web import serve

_ANY = "(rdf:type|!rdf:type)"
_CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
ENDLESS: Mapping[str, str] = {
    "cartesian product": f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }}",
    "regular expression": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f "
    "FILTER REGEX(CONCAT(STR(?a), STR(?c), STR(?f)), '(a+a+)+z') }",
    "property path": f"SELECT (COUNT(*) AS ?n) {{ ?a ({_ANY}/^{_ANY})+ ?b . ?b {_ANY}* ?c . "
    f"?c ({_ANY}|^{_ANY})+ ?d . ?d ({_ANY}/^{_ANY})* ?e }}",
    # A billion rows of three quads each: far above 10 GB even of a small store.
    "CONSTRUCT": f"CONSTRUCT {{ ?a ?e ?x . ?d ?h ?x . ?g ?b ?x }} WHERE {{ {_CROSS} "
    "BIND(CONCAT(STR(?c), STR(?f), STR(?i)) AS ?x) }",
}
_PATIENCE = 300  # seconds for any answer


def ask(base: str, query: str) -> tuple[int, float]:
    """Return the status of the answer to a query, and the seconds it took."""
    request = urllib.request.Request(
        f"{base}/sparql", query.encode(), {"Content-Type": "application/sparql-query"}
    )
    began = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as response:
            response.read()
            status = response.status
    except urllib.error.HTTPError as error:
        status = error.code
    return status, time.monotonic() - began


def main() -> int:
    """Ask each query and print what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    os.environ["KB_QUERY_TIMEOUT"] = f"{arguments.seconds:g}"
    os.environ["KB_ROW_LIMIT"] = os.environ["KB_BYTE_LIMIT"] = str(10**10)
    server, base = serve(arguments.store)
    failed = False
    try:
        ask(base, "ASK {}")
        for name, query in ENDLESS.items():
            statuses, late, following = set(), [], []
            for _ in range(arguments.rounds):
                status, took = ask(base, query)
                next_status, next_took = ask(base, "ASK {}")
                statuses.add(status)
                late.append(took - arguments.seconds)
                following.append(next_took)
                failed |= status not in (503, 504) or next_status != 200
            print(
                f"{name}: {sorted(statuses)}, past the limit at most {max(late):.2f} s, "
                f"median {statistics.median(late):.2f} s; next query {max(following):.2f} s"
            )
    finally:
        server.terminate()
        server.wait()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
