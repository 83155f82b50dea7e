"""Pages and saved queries over real servers: the same answers as over the embedded store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kb.config import Settings
from kb.namespaces import ID
from kb.query.catalog import bind_params, load_catalog
from kb.store import Store, open_store
from tests.servers import OxigraphServer, Virtuoso
from webapp import create_app
from webapp.site import site_of

SAMPLE = Path(__file__).with_name("sample.trig")
PATHS = (
    "/events.json",
    "/events.json?type=plover:AID&place=sudmark&from=2031-04",
    "/actors.json",
    "/actor/norland.json",
    "/actor/norland.json?role=speaker",
    "/actor/norland/timeline.csv",
    "/event/e1.json",
    "/article/aaaa/1.json",
    "/place/mill-valley.json",
    "/places.json",
    "/office/foreign-minister-norland.json",
    "/source/lakeside-courier.json",
    "/sources.json",
    "/search.json?q=river",
    "/id/event/e1.nt",
    "/id/doc/bbbb.nt",
    "/id/tenure/1.nt",
)
GIVEN = {
    "actor": "norland",
    "other": "river-front",
    "place": "mill-valley",
    "event": "e1",
    "source": "harbour-wire",
    "side": "norland",
    "about": "river-front",
}


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def remote(request: pytest.FixtureRequest) -> Iterator[Store]:
    kind = OxigraphServer if request.param == "oxigraph" else Virtuoso
    with kind() as server, open_store(server.location) as store:
        store.load(ox.parse(path=SAMPLE, format=ox.RdfFormat.TRIG, base_iri=ID))
        yield store


@pytest.fixture(scope="module")
def far(remote: Store) -> Iterator[FlaskClient]:
    application = create_app(Settings(query_timeout=60), remote)
    yield application.test_client()
    site_of(application).analysts.close()


def data(client: FlaskClient, path: str) -> object:
    response = client.get(path)
    assert response.status_code == 200, response.text
    if path.endswith(".nt"):
        return sorted(response.text.splitlines())
    return json.loads(response.data) if ".json" in path else response.text


@pytest.mark.parametrize("path", PATHS)
def test_pages_hold_the_same(far: FlaskClient, client: FlaskClient, path: str) -> None:
    assert data(far, path) == data(client, path)


@pytest.mark.parametrize("name", load_catalog())
def test_saved_queries_answer_the_same(remote: Store, sample_store: Store, name: str) -> None:
    saved = load_catalog()[name]
    given = {p.name: GIVEN[p.name] for p in saved.params if p.required and p.name in GIVEN}
    far, near = (
        store.select(saved.text, bind_params(store, saved, given))
        for store in (remote, sample_store)
    )
    assert far.variables == near.variables
    assert sorted(map(_texts, far.rows)) == sorted(map(_texts, near.rows))


def _texts(row: tuple[object, ...]) -> list[str]:
    return ["" if value is None else str(value.value) for value in row]  # type: ignore[attr-defined]


def test_the_endpoint_in_front_of_it(far: FlaskClient) -> None:
    query = "SELECT ?e WHERE { ?e a kb:Event } ORDER BY ?e"
    rows = far.get("/sparql", query_string={"query": query, "format": "csv"}).text.split()
    assert [row.rpartition("/")[2] for row in rows] == ["e", "e1", "e2", "e3"]
    ask = far.get("/sparql", query_string={"query": "ASK { ?s kb:cue 'denied' }"})
    assert json.loads(ask.data)["boolean"] is True
    graph = f"{ID}graph/doc/bbbb"
    count = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a kb:EventMention }"
    narrowed = {"query": count, "format": "csv", "default-graph-uri": graph}
    assert far.get("/sparql", query_string=narrowed).text.split() == ["n", "1"]
    refused = far.get("/sparql", query_string={"query": "SELECT * { SERVICE <http://x/> {} }"})
    assert refused.status_code == 403


def test_a_document_is_replaced_and_dropped(remote: Store) -> None:
    graph = f"{ID}graph/doc/dddd"
    node = ox.NamedNode
    quads = [
        ox.Quad(node(f"{ID}doc/dddd/s/{n}"), node(ID + "p"), ox.Literal(f"{n}"), node(graph))
        for n in range(4_500)  # more than Virtuoso takes in one update
    ]
    before, count = remote.generation, remote.count()
    remote.replace_graphs(quads, [graph])
    assert remote.generation != before
    assert remote.count() == count + 4_500
    assert set(remote.quads(graph)) == set(quads)
    remote.replace_graphs([], [graph])
    assert (remote.count(), graph in remote.graphs()) == (count, False)
