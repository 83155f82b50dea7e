"""The W3C SPARQL 1.1 suites through our service and through pyoxigraph itself, test by test.

    python -m bench.w3c CORPORA [--failures] [--json FILE]

CORPORA holds w3c-sparql11-tests.tar.gz. The data of each test lie in graphs of our namespace and
are named in the request (`default-graph-uri`, `named-graph-uri`) unless the query names its own.
Results are compared as multisets of rows: numbers and booleans by value, blank nodes as one.
Updates must be refused.
Left out: entailment, federation and the graph store protocol, which the service does not offer.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pyoxigraph as ox
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection

from kb.config import Settings
from kb.namespaces import GRAPH
from kb.store import open_store
from kb.store.base import XSD
from kb.store.binding import names_graphs
from kb.store.oxigraph import OxigraphStore
from webapp import create_app
from webapp.site import site_of

ARCHIVE = "w3c-sparql11-tests.tar.gz"
BASE = GRAPH + "w3c/"
DEFAULT = BASE + "default"
LEFT_OUT = {"entailment", "service", "syntax-fed", "graph-store-protocol", "http-rdf-update"}
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
QUERY_TESTS = ("QueryEvaluationTest", "CSVResultFormatTest", "PositiveSyntaxTest11")
_ROWS = {".srx": "xml", ".srj": "json", ".tsv": "tsv", ".csv": "csv"}


@dataclass(frozen=True, slots=True)
class Case:
    """One test of the suite: files are relative to the suite's folder."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...] = ()
    named: tuple[tuple[str, Path], ...] = ()
    result: Path | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What an engine says to a query: `ok`, and rows or triples in comparable form."""

    ok: bool
    found: Counter[object] | bool | None = None
    refused: bool = False


def iri_of(suite: Path, file: Path) -> str:
    """Return the IRI under which the files of a suite are known here."""
    return BASE + file.relative_to(suite).as_posix()


def read_cases(suite: Path) -> Iterator[Case]:
    """Yield the query and update tests of a suite, folder by folder."""
    for manifest in sorted(suite.glob("*/manifest.ttl")):
        if manifest.parent.name in LEFT_OUT | {"protocol", "service-description"}:
            continue
        graph = Graph().parse(manifest, format="turtle", publicID=iri_of(suite, manifest))
        entries = _entries(graph)
        for test in Collection(graph, entries):
            yield _case(graph, test, suite, manifest.parent.name)


def _case(graph: Graph, test: URIRef, suite: Path, folder: str) -> Case:
    def path(node: object) -> Path:
        return suite / str(node).removeprefix(BASE)

    kind = str(graph.value(test, RDF.type)).removeprefix(str(MF))
    action, result = graph.value(test, MF.action), graph.value(test, MF.result)
    query = graph.value(action, QT.query) or graph.value(action, UT.request) or action
    return Case(
        f"{folder}/{graph.value(test, MF.name)}",
        kind,
        path(query),
        tuple(path(node) for node in graph.objects(action, QT.data)),
        tuple((str(node), path(node)) for node in graph.objects(action, QT.graphData)),
        path(result) if isinstance(result, URIRef) else None,
    )


def read_quads(suite: Path, case: Case) -> list[ox.Quad]:
    """Return the data of a case, the default graph as a named one."""
    quads = []
    for graph, file in [(DEFAULT, file) for file in case.data] + list(case.named):
        form = ox.RdfFormat.from_extension(file.suffix[1:]) or ox.RdfFormat.TURTLE
        for quad in ox.parse(path=file, format=form, base_iri=iri_of(suite, file)):
            quads.append(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph)))
    return quads


def plain(term: object) -> object:
    """Return a term as it is compared: numbers and booleans by value, blank nodes as one."""
    if isinstance(term, ox.BlankNode) or term is None:
        return type(term).__name__
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        if term.language:
            return (term.value, term.language.lower())
        if kind == XSD + "boolean":
            return (kind, term.value in ("true", "1"))
        if kind in (XSD + "integer", XSD + "decimal", XSD + "double", XSD + "float"):
            try:
                return (kind, Decimal(term.value.replace("INF", "Infinity")).normalize())
            except InvalidOperation:
                return (kind, term.value)
        return (kind, term.value)
    return str(term)


def comparable(found: object) -> Counter[object] | bool:
    """Return an answer of pyoxigraph as it is compared."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QuerySolutions):
        names = [variable.value for variable in found.variables]
        return Counter(
            frozenset((n, plain(row[n])) for n in names if row[n] is not None) for row in found
        )
    return Counter({tuple(map(plain, triple)) for triple in found})  # type: ignore[attr-defined]


def expected(suite: Path, file: Path, content: bytes | None = None) -> object:
    """Return a result file, or the content of an answer of its kind, as it is compared."""
    content = file.read_bytes() if content is None else content
    form = _ROWS.get(file.suffix)
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        return Counter(frozenset((k, _csv(v)) for k, v in row.items()) for row in rows)
    if form:
        return comparable(
            ox.parse_query_results(content, ox.QueryResultsFormat.from_extension(form_of(file)))
        )
    rdf = ox.RdfFormat.from_extension(file.suffix[1:])
    return comparable(
        [quad.triple for quad in ox.parse(content, rdf, base_iri=iri_of(suite, file))]
    )


def form_of(file: Path) -> str:
    """Return the ending by which pyoxigraph knows the format of a result file."""
    return file.suffix[1:]


def _csv(text: str) -> object:
    if text.startswith("_:"):
        return "blank"
    try:
        return Decimal(text).normalize()
    except InvalidOperation:
        return text


def ask_raw(suite: Path, case: Case, quads: list[ox.Quad]) -> Reply:
    """Evaluate a query by pyoxigraph itself."""
    store = ox.Store()
    default = ox.NamedNode(DEFAULT)
    store.extend(
        ox.Quad(q.subject, q.predicate, q.object) if q.graph_name == default else q for q in quads
    )
    try:
        text = case.query.read_text(encoding="utf-8")
        found = store.query(text, base_iri=iri_of(suite, case.query))
        if case.result is not None and case.result.suffix in (".csv", ".tsv"):
            form = ox.QueryResultsFormat.from_extension(form_of(case.result))
            return Reply(True, expected(suite, case.result, found.serialize(format=form)))
        return Reply(True, comparable(found))
    except SyntaxError:
        return Reply(False)
    except (OSError, ValueError, RuntimeError):
        return Reply(case.kind == "PositiveSyntaxTest11")  # parsed; it failed when it was run


class Service:
    """Our service over a store whose data are exchanged for each test."""

    def __init__(self) -> None:
        store = open_store("memory:")
        assert isinstance(store, OxigraphStore)
        self.store = store
        self._application = create_app(Settings(query_timeout=20), store)
        self.client: FlaskClient = self._application.test_client()

    def load(self, quads: list[ox.Quad]) -> None:
        """Let the store hold these quads alone."""
        self.store.replace_graphs(quads, self.store.graphs())

    def ask(self, suite: Path, case: Case, quads: list[ox.Quad]) -> Reply:
        """Send a query with its data set and read the answer."""
        self.load(quads)
        text = f"BASE <{iri_of(suite, case.query)}>\n" + case.query.read_text(encoding="utf-8")
        suffix = case.result.suffix if case.result else ".srj"
        rows = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}.get(
            suffix, "application/sparql-results+json"
        )
        named = [name for name, _ in case.named]
        dataset = {"default-graph-uri": DEFAULT, "named-graph-uri": named}
        response = self.client.post(
            "/sparql",
            data={"query": text, **({} if names_graphs(text) else dataset)},
            headers={"Accept": f"{rows}, application/n-triples;q=0.9"},
        )
        if response.status_code == 403:
            return Reply(False, refused=True)
        if response.status_code != 200:  # a query that asks for an unknown function was parsed
            parsed = case.kind == "PositiveSyntaxTest11" and "is not supported" in response.text
            return Reply(parsed)
        if response.mimetype == "application/n-triples":
            triples = ox.parse(response.data, ox.RdfFormat.N_TRIPLES)
            return Reply(True, comparable([quad.triple for quad in triples]))
        if response.mimetype in ("text/csv", "text/tab-separated-values"):
            assert case.result is not None
            return Reply(True, expected(suite, case.result, response.data))
        form = ox.QueryResultsFormat.JSON
        return Reply(True, comparable(ox.parse_query_results(response.data, form)))

    def close(self) -> None:
        """End the workers."""
        site_of(self._application).analysts.close()


def passes(suite: Path, case: Case, reply: Reply) -> bool:
    """Say whether a reply is what a query test expects."""
    if case.kind == "NegativeSyntaxTest11":
        return not reply.ok
    if case.result is None or case.kind == "PositiveSyntaxTest11":
        return reply.ok
    return reply.ok and reply.found == expected(suite, case.result)


def run_queries(
    suite: Path, service: Service, keep: Callable[[Case], bool] = lambda case: True
) -> dict[str, tuple[bool, bool]]:
    """Return for each query test whether pyoxigraph and the service pass it."""
    outcome = {}
    for case in read_cases(suite):
        if (case.kind in QUERY_TESTS or case.kind == "NegativeSyntaxTest11") and keep(case):
            quads = read_quads(suite, case)
            replies = (ask_raw(suite, case, quads), service.ask(suite, case, quads))
            outcome[case.name] = tuple(passes(suite, case, reply) for reply in replies)
    return outcome  # type: ignore[return-value]


def run_updates(suite: Path, service: Service) -> dict[str, bool]:
    """Return for each update test whether the service refuses it and keeps its data."""
    outcome = {}
    for case in read_cases(suite):
        if "Update" in case.kind:
            before = service.store.generation
            text = case.query.read_text(encoding="utf-8")
            codes = [
                service.client.post("/sparql", data=text, content_type=kind).status_code
                for kind in ("application/sparql-update", "application/sparql-query")
            ]
            kept = service.store.generation == before
            outcome[case.name] = kept and codes[0] == 403 and codes[1] in (400, 403)
    return outcome


def run_protocol(suite: Path, service: Service) -> dict[str, bool]:
    """Return for each protocol test whether the service passes it; updates must be refused."""
    manifest = suite / "protocol" / "manifest.ttl"
    graph = Graph().parse(manifest, format="turtle", publicID=iri_of(suite, manifest))
    outcome = {}
    for test in Collection(graph, _entries(graph)):
        name = "protocol/" + str(test).rpartition("#")[2]
        service.load(_protocol_data(suite))
        requests = Collection(graph, graph.value(graph.value(test, MF.action), HT.requests))
        updating = "update" in name
        outcome[name] = all(_send(graph, request, service, updating) for request in requests)
    return outcome


def _entries(graph: Graph) -> object:
    return next(graph.objects(None, MF.entries))


def _ours(text: str) -> str:
    """Return a text with the names of the suite's graphs in our namespace."""
    for name in ("http://kasei.us/2009/09/sparql/data/", "http://example.org/protocol-"):
        text = text.replace(name, BASE + name.rpartition("/")[2])
    return text


def _protocol_data(suite: Path) -> list[ox.Quad]:
    quads = []
    for number in (1, 2, 3):
        file = suite / "protocol" / f"data{number}.nt"
        graph = ox.NamedNode(f"{BASE}data{number}.rdf")
        text = _ours(file.read_text(encoding="utf-8"))
        for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES):
            quads.append(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    return quads


def _send(graph: Graph, request: object, service: Service, updating: bool) -> bool:
    """Send one request of a protocol test and say whether the answer is the expected one."""
    parts = urlsplit(str(graph.value(request, HT.absolutePath)))
    headers = {
        str(graph.value(node, HT.fieldName)): str(graph.value(node, HT.fieldValue))
        for node in Collection(graph, graph.value(request, HT.headers) or RDF.nil)
    }
    body = graph.value(graph.value(request, HT.body), CNT.chars)
    encoding = graph.value(graph.value(request, HT.body), CNT.characterEncoding)
    kind = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    arguments = [(key, _ours(value)) for key, value in parse_qsl(parts.query)]
    data: object = str(body) if body is not None else None
    if data is not None and "urlencoded" in kind:
        data = _form([(key, _ours(value)) for key, value in parse_qsl(str(body))])
    elif data is not None:
        data = _ours(str(body)).encode(str(encoding or "utf-8"))
    response = service.client.open(
        "/sparql",
        method=str(graph.value(request, HT.methodName)),
        query_string=_form(arguments),
        data=data,
        headers=headers,
    )
    if updating:  # the queries after an update ask for what it should have done
        asks = "sparql-query" in kind or any(key == "query" for key, _ in arguments)
        return asks or 400 <= response.status_code < 500
    return _as_expected(graph, graph.value(request, HT.resp), response)


def _form(pairs: list[tuple[str, str]]) -> Mapping[str, list[str]]:
    form: dict[str, list[str]] = {}
    for key, value in pairs:
        form.setdefault(key, []).append(value)
    return form


def _as_expected(graph: Graph, wanted: object, response: object) -> bool:
    status = {str(code)[-3] for code in graph.objects(wanted, MF.expectedStatus)}
    if str(response.status_code)[0] not in status:  # type: ignore[attr-defined]
        return False
    truth = graph.value(wanted, MF.expectedBoolean)
    if truth is not None:
        return bool(response.get_json(force=True)["boolean"] == truth.toPython())  # type: ignore[attr-defined]
    return True


def unpack(corpora: Path, directory: Path) -> Path:
    """Unpack the suite and return its folder."""
    with tarfile.open(corpora / ARCHIVE) as archive:
        archive.extractall(directory, filter="data")
    return directory / "sparql" / "sparql11"


def main() -> int:
    """Run the suites and print what passes; exit 1 where the service passes fewer than raw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--failures", action="store_true", help="list the tests that fail")
    parser.add_argument("--json", type=Path, help="write every result to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        suite = unpack(arguments.corpora, Path(directory))
        service = Service()
        queries = run_queries(suite, service)
        updates = run_updates(suite, service)
        protocol = run_protocol(suite, service)
        service.close()
    raw = sum(one for one, _ in queries.values())
    ours = sum(two for _, two in queries.values())
    print(f"query tests: raw pyoxigraph {raw}, service {ours} of {len(queries)}")
    print(f"updates refused: {sum(updates.values())} of {len(updates)}")
    print(f"protocol: {sum(protocol.values())} of {len(protocol)} (updates must be refused)")
    if arguments.failures:
        for name, (one, two) in queries.items():
            if not (one and two):
                print(
                    f"  {name}: raw {'passes' if one else 'fails'}, ours {'ok' if two else 'not'}"
                )
        for name in [n for n, good in {**updates, **protocol}.items() if not good]:
            print(f"  {name}: fails")
    if arguments.json:
        found = {"queries": queries, "updates": updates, "protocol": protocol}
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return int(ours < raw)


if __name__ == "__main__":
    sys.exit(main())
