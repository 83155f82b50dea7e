"""`kb query`: a SPARQL query from a file, from standard input or from the catalogue."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kb.cli.options import Commands, add_command
from kb.cli.output import open_output, terminal_width
from kb.config import Settings
from kb.errors import InputError
from kb.namespaces import shrink
from kb.query.catalog import (
    CatalogQuery,
    bind_params,
    find_query,
    free_query,
    has_header,
    load_catalog,
    parse_query,
)
from kb.store.base import GRAPH_TYPES, SOLUTION_TYPES, Bindings, Store, Value

if TYPE_CHECKING:
    from kb.store.guard import QueryKind

_MEDIA_TYPES = {**SOLUTION_TYPES, **GRAPH_TYPES}
_EXAMPLES = """examples:
  kb query --list
  kb query cq01 --param actor=HTS
  kb query my.rq --format csv -o rows.csv
  echo 'SELECT (COUNT(*) AS ?events) { ?event a kb:Event }' | kb query -

A query may use the prefixes of the ontology (kb:, skos:, ...) without declaring them.
"""


def register(commands: Commands) -> None:
    """Add `kb query`."""
    parser = add_command(commands, "query", run, help="answer a SPARQL query", epilog=_EXAMPLES)
    parser.add_argument("query", nargs="?", metavar="FILE|-|NAME", help="what to ask")
    parser.add_argument("--list", action="store_true", help="list the saved queries")
    parser.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE", help="value of a parameter"
    )
    parser.add_argument(
        "--format", choices=("table", *_MEDIA_TYPES), help="table, or turtle for graphs, by default"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="instead of stdout")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the answer."""
    from kb.store import open_store
    from kb.store.guard import check_query

    if arguments.list:
        return _list_queries()
    if arguments.query is None:
        raise InputError("say what to ask: a file, - or the name of a saved query (--list)")
    query = _read_query(arguments.query)
    given = _params(arguments.param)
    kind = check_query(query.text)
    name = _format_name(kind, arguments.format)
    # The engine cannot be interrupted: Ctrl-C ends the process, which has only read.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with open_store(settings.store, read_only=True, create=False) as store:
        bindings = bind_params(store, query, given)
        with open_output(arguments.output) as stream:
            if name == "table":
                width = terminal_width() if arguments.output is None else None
                _write_table(store, query.text, bindings, kind, stream, width)
            else:
                stream.write(store.answer(query.text, _MEDIA_TYPES[name], bindings))
    return 0


def _format_name(kind: QueryKind, given: str | None) -> str:
    fitting = ("table", *SOLUTION_TYPES) if kind.rows else tuple(GRAPH_TYPES)
    name = given or fitting[0]
    if name not in fitting:
        raise InputError(f"a {kind.name} query cannot be {name}: say one of {', '.join(fitting)}")
    return name


def _write_table(
    store: Store,
    query: str,
    bindings: Bindings,
    kind: QueryKind,
    stream: IO[bytes],
    width: int | None,
) -> None:
    from kb.export.table import write_rows

    if kind.name == "ASK":
        stream.write(b"true\n" if store.ask(query, bindings) else b"false\n")
        return
    found = store.select(query, bindings)
    rows = ([_cell(value) for value in row] for row in found.rows)
    write_rows(found.variables, rows, stream, width)


def _list_queries() -> int:
    for query in load_catalog().values():
        params = " ".join(
            f"{p.name}={p.default or ''}" + (" (needed)" if p.required else "")
            for p in query.params
        )
        sys.stdout.write(f"{query.name}\n    {query.title}\n")
        if params:
            sys.stdout.write(f"    {params}\n")
    return 0


def _read_query(given: str) -> CatalogQuery:
    path = Path(given)
    if given != "-" and not path.suffix and not path.exists():
        return find_query(load_catalog(), given)
    try:
        text = sys.stdin.read() if given == "-" else path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read {given}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{given} is not UTF-8 text") from None
    if given != "-" and has_header(text):
        return parse_query(path)
    return free_query("standard input" if given == "-" else given, text)


def _params(given: list[str]) -> Mapping[str, str]:
    params = {}
    for word in given:
        name, equals, value = word.partition("=")
        if not equals:
            raise InputError(f"--param {word}: write it as NAME=VALUE")
        params[name] = value
    return params


def _cell(value: Value | None) -> str | None:
    if value is None:
        return None
    return shrink(value.value) if value.kind == "iri" else value.value
