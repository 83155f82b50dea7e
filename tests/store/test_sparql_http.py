"""The back end for a SPARQL server, against a real one."""

from __future__ import annotations

import http.server
import io
import json
import socket
import threading
import time
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from kb.errors import QuerySyntaxError, QueryTimeout, StoreError
from kb.store import iri, literal, open_store, sparql_http
from kb.store.sparql_http import Endpoint, HttpStore, parse_location
from kb.store.worker import Limits, QueryPool
from tests.servers import Virtuoso

P = "https://example.org/p"
ALL = f"SELECT ?o {{ ?s <{P}> ?o }} ORDER BY ?o"


def quad(subject: str, value: str | ox.BlankNode, graph: str) -> ox.Quad:
    node = ox.NamedNode
    term = ox.Literal(value) if isinstance(value, str) else value
    return ox.Quad(node("https://example.org/" + subject), node(P), term, node(graph))


def values(store: HttpStore) -> list[str]:
    return [row["o"] for row in store.select(ALL).texts()]


@pytest.fixture(scope="module")
def url(oxigraph_server) -> str:
    return oxigraph_server("--union-default-graph")


@pytest.fixture
def store(url: str) -> HttpStore:
    opened = open_store(url)
    assert isinstance(opened, HttpStore)
    opened.replace_graphs([], opened.graphs())
    opened.replace_graphs([quad("a", "one", "g:1"), quad("b", "two", "g:2")], [])
    return opened


def test_writes_and_reads(store: HttpStore) -> None:
    assert (values(store), store.graphs(), store.count()) == (["one", "two"], ["g:1", "g:2"], 2)
    before = store.generation
    evil = 'three "quoted" \\ \n } é 日本'
    store.replace_graphs([quad("a", evil, "g:1")], ["g:1", "g:none"])
    assert values(store) == [evil, "two"]
    assert store.generation != before
    assert list(store.quads("g:1")) == [quad("a", evil, "g:1")]


def test_every_query_form(store: HttpStore) -> None:
    assert store.ask("# SELECT\nASK { ?s ?p 'one' }")
    assert not store.ask("ASK { ?s ?p 'nine' }")
    described = store.construct("DESCRIBE <https://example.org/a>")
    assert described == [quad("a", "one", "g:1").triple]
    assert store.answer(ALL, "text/csv") == b"o\r\none\r\ntwo\r\n"
    assert store.answer("ASK {}", "application/sparql-results+json") == (
        b'{"head":{},"boolean":true}'
    )
    assert b'"one"' in store.answer("DESCRIBE <https://example.org/a>", "text/turtle")


def test_bindings_and_undeclared_prefixes(store: HttpStore) -> None:
    assert [
        row["s"]
        for row in store.select(
            "SELECT ?s { ?s ?p ?o }", {"o": literal("two"), "p": iri(P)}
        ).texts()
    ] == ["https://example.org/b"]
    assert store.ask("ASK { BIND(kb:Event AS ?x) FILTER(STRENDS(STR(?x), 'ns#Event')) }")


def test_dump_equals_what_was_loaded(store: HttpStore) -> None:
    written = io.BytesIO()
    store.dump(written)
    assert set(ox.parse(written.getvalue(), ox.RdfFormat.N_QUADS)) == {
        quad("a", "one", "g:1"),
        quad("b", "two", "g:2"),
    }


def test_many_quads_go_in_several_requests(
    store: HttpStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql_http, "CHUNK", 10)
    store.replace_graphs((quad(f"s{n}", f"{n:03}", "g:1") for n in range(35)), ["g:1", "g:2"])
    assert values(store) == [f"{n:03}" for n in range(35)]


def test_blank_nodes_stay_connected(store: HttpStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparql_http, "CHUNK", 1)
    node = ox.BlankNode("x")
    tail = ox.Quad(node, ox.NamedNode(P), ox.Literal("end"), ox.NamedNode("g:1"))
    store.replace_graphs([quad("a", node, "g:1"), quad("c", "x", "g:1"), tail], ["g:1", "g:2"])
    assert store.ask(f"ASK {{ <https://example.org/a> <{P}>/<{P}> 'end' }}")


def test_syntax_error_has_line_and_column(store: HttpStore) -> None:
    with pytest.raises(QuerySyntaxError, match="line 2, column 15") as caught:
        store.select("SELECT * { ?s kb:type ?t .\n ?s ?p ?o .. }")
    assert (caught.value.line, caught.value.column) == (2, 15)


def test_server_without_union_default_graph_is_refused(oxigraph_server) -> None:
    with pytest.raises(StoreError, match="does not show named graphs in its default graph"):
        open_store(oxigraph_server())


def test_store_must_exist_where_it_may_not_be_made(oxigraph_server) -> None:
    empty = oxigraph_server("--union-default-graph")
    with pytest.raises(StoreError, match=f"there is no store at {empty}/query"):
        open_store(empty, create=False)
    with pytest.raises(StoreError, match="there is no store"):
        open_store(empty, read_only=True)


def test_other_schema_is_refused(oxigraph_server) -> None:
    address = oxigraph_server("--union-default-graph")
    store = open_store(address)
    described = "https://w3id.org/gekb/id/"
    node = ox.NamedNode
    version = ox.Quad(
        node(described + "store"),
        node("https://w3id.org/gekb/ns#schemaVersion"),
        ox.Literal("99"),
        node(described + "graph/store"),
    )
    assert isinstance(store, HttpStore)
    delete = f"DELETE WHERE {{ GRAPH ?g {{ {version.subject} {version.predicate} ?v }} }} ; "
    store._update(delete + f"INSERT DATA {{ GRAPH {version.graph_name} {{ {version.triple} }} }}")
    with pytest.raises(StoreError, match="schema version 99"):
        open_store(address)


def test_unreachable_server_is_one_line() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(StoreError) as caught:
        open_store(f"http://ana:secret@127.0.0.1:{port}")
    assert str(caught.value) == (
        f"the server http://127.0.0.1:{port}/query cannot be reached: Connection refused"
    )


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with what the test put on the server object."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append(self.headers.get("Authorization"))  # type: ignore[attr-defined]
        status, body, delay = self.server.reply  # type: ignore[attr-defined]
        if getattr(self.server, "needs_password", False) and not self.headers["Authorization"]:
            status = 401
        time.sleep(delay)
        self.send_response(status)
        self.send_header("Content-Type", "application/sparql-results+json")
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def fake() -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (401, b"", "refused the user name and password"),
        (404, b"", "has no SPARQL endpoint there"),
        (500, b"out of space", r"failed \(500 .*\): out of space"),
        (503, b"", r"failed \(503 Service Unavailable\)$"),
        (200, b'{"head":{"vars":["v"]},"results":{"bindings":[{"v"', "broke off its answer"),
        (200, b"<html>", "broke off its answer"),
    ],
)
def test_bad_answers_are_one_line(
    fake: http.server.ThreadingHTTPServer, status: int, body: bytes, message: str
) -> None:
    fake.reply = (status, body, 0)  # type: ignore[attr-defined]
    with pytest.raises(StoreError, match=message) as caught:
        HttpStore(parse_location(f"http://ana:s%3Acret@127.0.0.1:{fake.server_port}/sparql"))
    assert "\n" not in str(caught.value)
    assert "cret" not in str(caught.value)
    if status == 401:
        assert fake.seen[1] == "Basic YW5hOnM6Y3JldA=="  # type: ignore[attr-defined]
    else:  # nothing is told to who does not ask
        assert fake.seen == [None]  # type: ignore[attr-defined]


def test_basic_is_sent_unasked_once_it_was_asked_for(
    fake: http.server.ThreadingHTTPServer,
) -> None:
    described = {"head": {"vars": ["v"]}, "results": {"bindings": []}}
    fake.reply = (200, json.dumps(described).encode(), 0)  # type: ignore[attr-defined]
    endpoint = parse_location(f"http://ana:s%3Acret@127.0.0.1:{fake.server_port}/sparql")
    store = HttpStore.__new__(HttpStore)
    with pytest.raises(StoreError, match="there is no store"):
        store.__init__(endpoint, read_only=True)  # type: ignore[misc]
    fake.needs_password = True  # type: ignore[attr-defined]
    fake.seen.clear()  # type: ignore[attr-defined]
    for _ in range(2):
        assert store.select("SELECT ?v {}").rows == []
    basic = "Basic YW5hOnM6Y3JldA=="
    assert fake.seen == [None, basic, basic]  # type: ignore[attr-defined]


def test_virtuoso_signs_in_by_digest_and_takes_the_right_password_only() -> None:
    with Virtuoso() as server:
        with open_store(server.location) as store:
            store.replace_graphs([quad("a", "one", "g:1"), quad("b", "two", "g:2")], [])
            assert (values(store), store.graphs()) == (["one", "two"], ["g:1", "g:2"])
            with pytest.raises(QuerySyntaxError):
                store.select("SELECT * {")
        with pytest.raises(StoreError, match="refused the user name and password"):
            open_store(server.location.replace("dba:dba", "dba:wrong"))
        with open_store(server.url, read_only=True) as reader:
            assert values(reader) == ["one", "two"]
            with pytest.raises(StoreError, match="No permission"):
                reader.replace_graphs([quad("c", "three", "g:1")], [])
    with pytest.raises(StoreError, match="cannot be reached"):
        store.count()


def test_silent_server_times_out(fake: http.server.ThreadingHTTPServer) -> None:
    fake.reply = (200, b"", 6)  # type: ignore[attr-defined]
    endpoint = parse_location(f"http://127.0.0.1:{fake.server_port}/sparql")
    began = time.monotonic()
    with pytest.raises(QueryTimeout, match="gave no answer within 1 s"):
        HttpStore(endpoint, timeout=1)
    assert time.monotonic() - began < 5.9


@pytest.mark.parametrize(
    ("location", "endpoint"),
    [
        ("http://h:7878", Endpoint("http://h:7878/query", "http://h:7878/update")),
        ("http://h:7878/", Endpoint("http://h:7878/query", "http://h:7878/update")),
        ("https://h/ds/query", Endpoint("https://h/ds/query", "https://h/ds/update")),
        ("https://h/sparql", Endpoint("https://h/sparql", "https://h/sparql")),
        ("http://u:p%40w@h/a|http://h/b", Endpoint("http://h/a", "http://h/b", "u", "p@w")),
    ],
)
def test_locations(location: str, endpoint: Endpoint) -> None:
    assert parse_location(location) == endpoint


def test_analysts_queries_run_in_workers_too(store: HttpStore) -> None:
    with QueryPool(store, Limits(seconds=20, rows=1)) as pool:
        answer = pool.run(ALL)
        assert answer.truncated
        assert json.loads(answer.body)["results"]["bindings"] == [
            {"o": {"type": "literal", "value": "one"}}
        ]
