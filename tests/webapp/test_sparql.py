from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest
import rdflib
from flask.testing import FlaskClient

EVENTS = "SELECT ?e WHERE { ?e a kb:Event } ORDER BY ?e"
GRAPH = "CONSTRUCT { ?e a kb:Event } WHERE { ?e a kb:Event }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_three_ways_to_send_a_query(client: FlaskClient) -> None:
    answers = [
        client.get("/sparql", query_string={"query": EVENTS}),
        client.post("/sparql", data={"query": EVENTS}),
        client.post("/sparql", data=EVENTS, content_type="application/sparql-query"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.mimetype == "application/sparql-results+json"
        rows = json.loads(answer.data)["results"]["bindings"]
        assert [row["e"]["value"].rsplit("/", 1)[1] for row in rows] == ["e1", "e2", "e3"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("*/*", "application/sparql-results+json"),
        (BROWSER, "text/html"),
    ],
)
def test_rows_by_accept(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.get("/sparql", query_string={"query": EVENTS}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)


@pytest.mark.parametrize(
    ("accept", "media_type", "parser"),
    [
        ("text/turtle", "text/turtle", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("*/*", "text/turtle", "turtle"),
    ],
)
def test_graphs_by_accept(client: FlaskClient, accept: str, media_type: str, parser: str) -> None:
    response = client.get("/sparql", query_string={"query": GRAPH}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert len(rdflib.Graph().parse(data=response.data, format=parser)) == 3


def test_format_wins_over_accept(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": EVENTS, "format": "csv"}, headers={"Accept": BROWSER}
    )
    assert [row[0].rsplit("/", 1)[-1] for row in csv.reader(io.StringIO(response.text))] == [
        "e",
        "e1",
        "e2",
        "e3",
    ]
    xml = client.get("/sparql", query_string={"query": "ASK {}", "format": "xml"}).data
    assert ET.fromstring(xml).find("{*}boolean").text == "true"  # type: ignore[union-attr]


def test_formats_that_do_not_fit(client: FlaskClient) -> None:
    for given in ({"format": "pdf"}, {"format": "turtle"}):
        response = client.get("/sparql", query_string={"query": EVENTS, **given})
        assert response.status_code in (400, 406)
    wrong = client.get("/sparql", query_string={"query": GRAPH}, headers={"Accept": "text/csv"})
    assert wrong.status_code == 406


def test_syntax_error_says_where(client: FlaskClient) -> None:
    query = "SELECT ?e WHERE {\n  ?e a a kb:Event }"
    plain = client.get("/sparql", query_string={"query": query})
    assert plain.status_code == 400
    assert plain.mimetype == "text/plain"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER})
    assert page.status_code == 400
    assert "line 2, column" in page.text
    assert "?e a a kb:Event" in page.text.split('role="alert"')[1]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:9/x> { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/x>",
    ],
)
def test_what_reaches_outside_or_writes_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get("/sparql", query_string={"query": query}).status_code == 403


def test_updates_and_foreign_graphs_of_the_protocol_are_refused(client: FlaskClient) -> None:
    assert client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 403
    assert (
        client.post(
            "/sparql", data="CLEAR ALL", content_type="application/sparql-update"
        ).status_code
        == 403
    )
    foreign = {"query": EVENTS, "default-graph-uri": "http://127.0.0.1:9/"}
    assert client.get("/sparql", query_string=foreign).status_code == 403


def test_cut_answers_say_so(client: FlaskClient) -> None:
    query = "SELECT ?s WHERE { ?s a ?c }"
    data = client.get("/sparql", query_string={"query": query})
    assert data.headers["X-KB-Truncated"] == "true"
    assert len(json.loads(data.data)["results"]["bindings"]) == 5
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER})
    assert "Cut short" in page.text
    assert page.headers["X-KB-Truncated"] == "true"
    whole = client.get("/sparql", query_string={"query": EVENTS})
    assert "X-KB-Truncated" not in whole.headers


def test_page_shows_labels_with_links(client: FlaskClient) -> None:
    page = client.get("/sparql", query_string={"query": EVENTS}, headers={"Accept": BROWSER}).text
    assert '<a href="/event/e1" rel="noreferrer"><bdi>Norland arms River Front</bdi></a>' in page
    assert (
        "No row matches"
        in client.get(
            "/sparql",
            query_string={"query": "SELECT * { ?s a kb:Nothing }", "format": "html"},
        ).text
    )
    yes = client.get("/sparql", query_string={"query": "ASK {}", "format": "html"}).text
    assert "Yes: something matches" in yes


def test_without_a_query_the_service_describes_itself(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    graph = rdflib.Graph().parse(data=response.data)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    service = graph.value(predicate=rdflib.RDF.type, object=sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef("http://localhost/sparql")
    counts = {
        str(graph.value(part, void["class"])).rsplit("#", 1)[1]: int(count)
        for part, count in graph.subject_objects(void.entities)
    }
    assert counts == {"Event": 3, "EventMention": 4, "Claim": 3, "Sentence": 5}


def test_no_query(client: FlaskClient) -> None:
    assert client.get("/sparql", headers={"Accept": "text/csv"}).status_code == 400
    assert client.post("/sparql", data="x", content_type="text/plain").status_code == 415
    bad = client.post("/sparql", data=b"\xff", content_type="application/sparql-query")
    assert bad.status_code == 400
