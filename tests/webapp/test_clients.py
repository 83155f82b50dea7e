"""Real clients over a real connection: SPARQLWrapper, curl, Comunica, one that hangs up."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from waitress.server import create_server

from kb.config import Settings
from kb.namespaces import ID, KB
from kb.store import Store
from webapp import create_app
from webapp.site import site_of

CLIENTS = Path(__file__).parents[1] / "clients"
PREFIX = f"PREFIX kb: <{KB}>"
SELECT = "SELECT ?e WHERE { ?e a kb:Event } ORDER BY ?e"
CONSTRUCT = "CONSTRUCT { ?e a kb:Event } WHERE { ?e a kb:Event }"
_VALUES = " ".join(str(number) for number in range(100))
ENDLESS = "SELECT (COUNT(*) AS ?n) {" + "".join(
    f"VALUES ?v{number} {{ {_VALUES} }} " for number in range(8)
)


@pytest.fixture(scope="module")
def live(sample_store: Store) -> Iterator[str]:
    """Serve the sample as `kb serve` does, with one query worker that may run for ten minutes."""
    application = create_app(Settings(query_timeout=600, query_workers=1), sample_store)
    server = create_server(
        application, host="127.0.0.1", port=0, threads=6, channel_request_lookahead=1
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}/sparql"
    server.close()
    site_of(application).analysts.close()


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_reads_rows(live: str, form: str, method: str) -> None:
    wrapper = SPARQLWrapper(live)
    wrapper.setMethod(method)
    wrapper.setQuery(SELECT)
    wrapper.setReturnFormat(form)
    answer = wrapper.query().response.read()
    assert [f"event/e{n}".encode() in answer for n in (1, 2, 3, 4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("form", "parser"), [(TURTLE, "turtle"), (N3, "turtle"), (RDFXML, "xml"), (JSONLD, "json-ld")]
)
def test_sparqlwrapper_reads_graphs(live: str, form: str, parser: str) -> None:
    wrapper = SPARQLWrapper(live)
    wrapper.setQuery(CONSTRUCT)
    wrapper.setReturnFormat(form)
    content = wrapper.query().response.read()
    assert len(rdflib.Graph().parse(data=content, format=parser)) == 3


def test_curl(live: str) -> None:
    program = shutil.which("curl")
    assert program, "curl is not installed"
    command = [program, "--silent", "--compressed", "--data-urlencode", f"query={SELECT}", live]
    done = subprocess.run(
        [*command, "--header", "Accept: text/csv"], capture_output=True, text=True, check=True
    )
    assert [line.rpartition("/")[2] for line in done.stdout.split()] == ["e", "e1", "e2", "e3"]


def test_comunica(live: str) -> None:
    """Comunica plans a query itself and sends parts of it, with prefixes of its own writing."""
    if not (CLIENTS / "node_modules" / "@comunica").is_dir():
        pytest.skip("Comunica is not installed: make clients")
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    assert node, "node is not installed"
    queries = [
        f"{PREFIX} {SELECT}",
        f"{PREFIX} {CONSTRUCT}",
        f"{PREFIX} ASK {{ ?e a kb:Event }}",
        f"{PREFIX} ASK {{ ?e a kb:Nothing }}",
        f"{PREFIX} SELECT (COUNT(DISTINCT ?m) AS ?n) WHERE {{ ?m kb:refersTo ?e OPTIONAL "
        "{ ?e kb:date ?d FILTER(STRLEN(?d) > 100) } FILTER(!BOUND(?d)) }",
        f"{PREFIX} DESCRIBE <{ID}event/e1>",
    ]
    done = subprocess.run(
        [node, str(CLIENTS / "comunica.mjs"), live],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    rows, triples, yes, no, counted, described = json.loads(done.stdout)
    events = [f"{ID}event/e{n}" for n in (1, 2, 3)]
    assert [row["e"] for row in rows] == events
    assert sorted(s for s, _, _ in triples) == events
    assert (yes, no, counted) == (True, False, [{"n": "4"}])
    assert f"{ID}event/e1" in {s for s, _, _ in described}


def test_a_client_that_hangs_up_frees_the_only_worker(live: str) -> None:
    host, port = live.removeprefix("http://").removesuffix("/sparql").split(":")
    body = ENDLESS + "}"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            f"POST /sparql HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/sparql-query\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        time.sleep(1)  # until the worker has it; if it has not yet, it will not get it
    wrapper = SPARQLWrapper(live)
    wrapper.setQuery("ASK {}")
    wrapper.setReturnFormat(JSON)
    wrapper.setTimeout(120)
    until = time.monotonic() + 120
    while True:
        try:
            assert wrapper.queryAndConvert()["boolean"] is True
            return
        except OSError:  # 429: the worker was still taken after ten seconds
            assert time.monotonic() < until
