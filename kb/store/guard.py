"""Which queries an analyst may run: reads of our own data, nothing that reaches outside.

Oxigraph follows `SERVICE` to any address and has no switch for it, so a query is parsed first and
its tree is walked. What the parser (rdflib's, SPARQL 1.1) does not understand is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from urllib.parse import urljoin

import pyoxigraph as ox
from pyparsing import ParseBaseException, ParseResults
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import URIRef

from kb.errors import QueryRefused, QuerySyntaxError
from kb.namespaces import GRAPH, ID, PREFIXES
from kb.store.base import Dataset
from kb.store.failures import syntax_error

_DOTS = re.compile(r"/\.{1,2}(?:/|$)")  # steps upwards, which may lead out of our graphs
LONGEST_QUERY = 100_000  # characters; parsing takes about 40 ms per 1,000 on one core


class QueryKind(Enum):
    """The four forms of a SPARQL query; `rows` says that the answer is not a graph."""

    SELECT = "SelectQuery"
    ASK = "AskQuery"
    CONSTRUCT = "ConstructQuery"
    DESCRIBE = "DescribeQuery"

    @property
    def rows(self) -> bool:
        """Whether the answer is a table or a truth value."""
        return self in (QueryKind.SELECT, QueryKind.ASK)


def check_query(text: str) -> QueryKind:
    """Return the form of a query that may be run.

    QuerySyntaxError (with line and column) where it is not SPARQL 1.1; QueryRefused where it is an
    update, asks another server (`SERVICE`), names a graph outside our namespace in `FROM`, or is
    too long or nested too deeply to be checked.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryRefused(f"the query is longer than {LONGEST_QUERY} characters")
    try:
        prologue, query = parseQuery(text)
    except RecursionError:
        raise QueryRefused("the query is nested too deeply to be checked") from None
    except ParseBaseException as error:
        if _is_update(text):
            raise QueryRefused("updates are not accepted: this is a read-only endpoint") from None
        raise _explain(text, error) from None
    base = _base(prologue)
    prefixes = {**PREFIXES, **_declared(prologue)}
    for node in _nodes(query):
        if node.name == "ServiceGraphPattern":
            raise QueryRefused("SERVICE is not allowed: queries run on this store only")
        if node.name == "DatasetClause":
            for graph in node.values():  # one: under "default" or "named"
                _check_graph(graph, base, prefixes)
    return QueryKind(query.name)


def check_dataset(dataset: Dataset | None) -> None:
    """Raise QueryRefused where the dataset given beside a query names a graph not of this store."""
    for name in () if dataset is None else (*dataset.default, *dataset.named):
        if not name.startswith(GRAPH):
            raise QueryRefused(
                f"the graph {name} is not allowed: only graphs of this store, {GRAPH}..."
            )


def _declared(prologue: ParseResults) -> dict[str, str]:
    return {
        str(dict(node).get("prefix", "")): str(node.iri)
        for node in prologue
        if isinstance(node, CompValue) and node.name == "PrefixDecl"
    }


def _base(prologue: ParseResults) -> str:
    """Return what relative IRIs are resolved against: the last BASE, else our namespace."""
    base = ID
    for node in prologue:
        if isinstance(node, CompValue) and node.name == "Base":
            base = urljoin(base, str(node.iri))
    return base


def _check_graph(graph: object, base_iri: str, prefixes: dict[str, str]) -> None:
    if isinstance(graph, CompValue):
        parts = dict(graph)
        base = prefixes.get(str(parts.get("prefix", "")))
        name = None if base is None else base + str(parts.get("localname", ""))
    else:
        name = str(graph) if isinstance(graph, URIRef) else None
    name = None if name is None else urljoin(base_iri, name)
    if name is None or not name.startswith(GRAPH) or _DOTS.search(name):
        shown = name or "an unknown graph"
        raise QueryRefused(f"FROM {shown} is not allowed: only graphs of this store, {GRAPH}...")


def _nodes(tree: object) -> Iterator[CompValue]:
    """Yield every node of a parse tree."""
    pending = [tree]
    while pending:
        item = pending.pop()
        if isinstance(item, CompValue):
            yield item
            pending.extend(item.values())
        elif isinstance(item, list | tuple | ParseResults):
            pending.extend(item)


def _is_update(text: str) -> bool:
    try:
        return bool(parseUpdate(text).request)
    except (ParseBaseException, RecursionError):
        return False


def _explain(text: str, error: ParseBaseException) -> QuerySyntaxError:
    """Return the more helpful of two parsers' complaints.

    Oxigraph's position is where reading stopped, rdflib's often only where a clause began. The
    brace put behind the text makes it an error for Oxigraph in any case: it is never evaluated.
    """
    try:
        ox.Store().query(text + "\n}", prefixes=PREFIXES, base_iri=ID)
    except SyntaxError as raised:
        found = syntax_error(raised)
        if found.line is not None and found.line <= text.count("\n") + 1:
            return found
    place = f"line {error.lineno}, column {error.column}"
    return QuerySyntaxError(f"the query is not SPARQL 1.1: {place}", error.lineno, error.column)
