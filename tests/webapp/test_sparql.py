from __future__ import annotations

import csv
import gzip
import io
import json
import xml.etree.ElementTree as ET

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient

from kb.config import Settings
from kb.errors import QueryBusy, QueryTimeout, QueryTooLarge, StoreError
from kb.store import Store
from webapp import create_app
from webapp.site import site_of

EVENTS = "SELECT ?e WHERE { ?e a kb:Event } ORDER BY ?e"
GRAPH = "CONSTRUCT { ?e a kb:Event } WHERE { ?e a kb:Event }"
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
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
        ("text/csv; charset=utf-8", "text/csv"),
        ("application/sparql-results+json;q=0, text/*;q=0.1", "text/csv"),
        ("application/*;q=0.1, text/tab-separated-values;q=0.2", "text/tab-separated-values"),
        ("image/png, text/xml;q=0.3", "application/sparql-results+xml"),
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
        ("application/trig", "application/trig", "trig"),
        ('application/ld+json;profile="http://x"', "application/ld+json", "json-ld"),
        ("text/turtle;q=0.5, application/n-triples;q=0.6", "application/n-triples", "nt"),
        ("*/*", "text/turtle", "turtle"),
    ],
)
def test_graphs_by_accept(client: FlaskClient, accept: str, media_type: str, parser: str) -> None:
    response = client.get("/sparql", query_string={"query": GRAPH}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert len(rdflib.Dataset().parse(data=response.data, format=parser)) == 3


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


def test_updates_are_refused(client: FlaskClient) -> None:
    assert client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 403
    typed = client.post("/sparql", data="CLEAR ALL", content_type="application/sparql-update")
    assert typed.status_code == 403
    for method in ("PUT", "DELETE", "PATCH"):
        response = client.open("/sparql", method=method)
        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]


GRAPHS = "https://w3id.org/gekb/id/graph/"
SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a kb:EventMention }"
NAMED = "SELECT ?g (COUNT(?s) AS ?n) WHERE { GRAPH ?g { ?s a kb:EventMention } } GROUP BY ?g"


def rows(client: FlaskClient, query: str, **given: object) -> list[list[str]]:
    response = client.get("/sparql", query_string={"query": query, "format": "csv", **given})
    assert response.status_code == 200, response.text
    return list(csv.reader(io.StringIO(response.text)))[1:]


def test_dataset_in_the_address(client: FlaskClient) -> None:
    first, second = GRAPHS + "doc/aaaa", GRAPHS + "doc/bbbb"
    assert rows(client, SUBJECTS) == [["4"]]
    assert rows(client, SUBJECTS, **{"default-graph-uri": second}) == [["1"]]
    assert rows(client, SUBJECTS, **{"default-graph-uri": [first, second]}) == [["3"]]
    assert rows(client, SUBJECTS, **{"named-graph-uri": first}) == [["0"]]
    assert rows(client, NAMED, **{"named-graph-uri": first}) == [[first, "2"]]
    inside = SUBJECTS.replace("WHERE", f"FROM <{first}> WHERE")
    assert rows(client, inside) == [["2"]]
    assert rows(client, inside, **{"default-graph-uri": second}) == [["1"]]
    body = {"query": SUBJECTS, "default-graph-uri": second}
    assert b'"1"' in client.post("/sparql", data=body).data
    direct = client.post(
        "/sparql",
        query_string={"default-graph-uri": second},
        data=SUBJECTS,
        content_type="application/sparql-query",
    )
    assert b'"1"' in direct.data


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_foreign_graphs_are_refused(client: FlaskClient, name: str) -> None:
    for graph in ("http://127.0.0.1:9/", "file:///etc/passwd", GRAPHS.replace("https", "http")):
        given = {"query": EVENTS, name: graph}
        assert client.get("/sparql", query_string=given).status_code == 403


def test_every_character_is_a_character(client: FlaskClient) -> None:
    text = "\ufffd \U0010ffff \u0080 é + & ="
    query = f"SELECT (STRLEN('{text}') AS ?n) (STR('{text}') AS ?s) {{}}"
    for answer in (
        client.get("/sparql", query_string={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", data=query.encode(), content_type="application/sparql-query"),
    ):
        (row,) = json.loads(answer.data)["results"]["bindings"]
        assert (row["s"]["value"], int(row["n"]["value"])) == (text, len(text))
    form = {"content_type": "application/x-www-form-urlencoded"}
    assert client.post("/sparql", data=b"query=ASK%20%7B%7D%FF", **form).status_code == 400


def test_an_unknown_function_is_the_query_s_fault(client: FlaskClient) -> None:
    response = client.get("/sparql?query=SELECT%20(<http://x/f>(1)%20AS%20?y)%20{}")
    assert (response.status_code, "not supported" in response.text) == (400, True)


def test_relative_iris_are_ours(client: FlaskClient) -> None:
    assert rows(client, "SELECT ?n { <actor/norland> skos:prefLabel ?n }") == [["Norland"]]


def test_a_query_is_given_once(client: FlaskClient) -> None:
    assert client.get(f"/sparql?query={EVENTS}&query=ASK%20{{}}").status_code == 400
    assert client.get("/sparql?query=ASK%20%7B%FF%7D").status_code == 400


def test_head_and_options(client: FlaskClient) -> None:
    full = client.get("/sparql", query_string={"query": EVENTS})
    head = client.head("/sparql", query_string={"query": EVENTS})
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "X-KB-Rows"):
        assert head.headers[name] == full.headers[name]
    options = client.options("/sparql")
    assert options.status_code == 200
    assert {"GET", "HEAD", "OPTIONS", "POST"} <= set(options.headers["Allow"].split(", "))


def test_etag_is_that_of_the_store(client: FlaskClient) -> None:
    given = {"query": EVENTS}
    first = client.get("/sparql", query_string=given)
    again = client.get(
        "/sparql", query_string=given, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/sparql", query_string={"query": GRAPH})
    assert other.headers["ETag"] != first.headers["ETag"]


def test_gzip(client: FlaskClient) -> None:
    given = {
        "query": "SELECT * WHERE { ?s a kb:EventMention ; ?p ?o } ORDER BY ?s ?p ?o",
        "format": "xml",
    }
    plain = client.get("/sparql", query_string=given)
    packed = client.get("/sparql", query_string=given, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["ETag"] == "W/" + plain.headers["ETag"]
    known = {"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client.get("/sparql", query_string=given, headers=known).status_code == 304
    page = client.get("/events", headers={"Accept-Encoding": "gzip"})
    assert b"Norland" in gzip.decompress(page.data)


def test_limits_are_announced(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": EVENTS})
    names = ("X-KB-Row-Limit", "X-KB-Byte-Limit", "X-KB-Time-Limit")
    assert [response.headers[name] for name in names] == ["5", str(32 << 20), "5"]
    page = client.get("/sparql", headers={"Accept": BROWSER}).text
    assert "At most 5 seconds and 5 rows" in page


def test_errors_are_told_apart(client: FlaskClient, app: Flask, monkeypatch) -> None:
    expected = {QueryTimeout: 504, QueryTooLarge: 503, StoreError: 503, QueryBusy: 429}
    for error, status in expected.items():

        def fail(*args: object, error: type[Exception] = error, **kwargs: object) -> None:
            raise error("no answer")

        monkeypatch.setattr(site_of(app).analysts, "run", fail)
        for headers in ({}, {"Accept": BROWSER}):
            response = client.get("/sparql", query_string={"query": EVENTS}, headers=headers)
            assert response.status_code == status
            assert "no answer" in response.text
            assert ("Retry-After" in response.headers) == (status == 429)


def test_errors_as_json(client: FlaskClient) -> None:
    query = "SELECT ?e WHERE {\n  ?e a a kb:Event }"
    response = client.get(
        "/sparql", query_string={"query": query}, headers={"Accept": "application/json"}
    )
    assert response.status_code == 400
    error = json.loads(response.data)
    assert (error["ok"], error["line"]) == (False, 2)
    assert "line 2, column" in error["error"]


def test_cors_by_setting(sample_store: Store) -> None:
    asked = {"Origin": "https://tool.example", "Access-Control-Request-Method": "POST"}
    answers = {}
    for name, origins in {
        "none": (),
        "some": ("https://tool.example",),
        "other": ("https://x.example",),
        "all": ("*",),
    }.items():
        other = create_app(Settings(cors_origins=origins), sample_store).test_client()
        answers[name] = other.options("/sparql", headers=asked).headers
        assert ("Access-Control-Allow-Origin" in other.get("/about", headers=asked).headers) == (
            name in ("some", "all")
        )
    allowed = {name: given.get("Access-Control-Allow-Origin") for name, given in answers.items()}
    assert allowed == {"none": None, "some": "https://tool.example", "other": None, "all": "*"}
    assert "POST" in answers["some"]["Access-Control-Allow-Methods"]
    assert "Origin" in answers["other"]["Vary"]
    assert answers["none"]["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answers["all"]["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_each_request_is_a_line_of_the_log(client: FlaskClient, caplog) -> None:
    with caplog.at_level("INFO", logger="webapp.access"):
        client.get("/sparql?query=ASK%20%7B%7D%0AFORGED", headers={"User-Agent": "x"}).close()
        client.get("/nothing-here").close()
    lines = [record for record in caplog.records if record.name == "webapp.access"]
    assert [(line.method, line.status) for line in lines] == [("GET", 400), ("GET", 404)]
    assert "\n" not in lines[0].target
    assert lines[0].client == "127.0.0.1"


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


def test_without_a_query_the_service_describes_itself(
    client: FlaskClient, sample_store: Store
) -> None:
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
    assert (service, rdflib.RDF.type, DCAT.DataService) in graph
    dataset = graph.value(service, sd.defaultDataset)
    assert dataset == rdflib.URIRef("http://localhost/void#dataset")
    assert (dataset, rdflib.RDF.type, DCAT.Dataset) in graph
    assert int(graph.value(dataset, void.triples)) == sample_store.count()
    assert graph.value(dataset, void.sparqlEndpoint) == service
    assert graph.value(dataset, void.exampleResource)


@pytest.mark.parametrize(
    ("path", "accept", "parser"),
    [
        ("/.well-known/void", "*/*", "turtle"),
        ("/void", "application/ld+json", "json-ld"),
        ("/void.rdf", "*/*", "xml"),
        ("/void.nt", "*/*", "nt"),
        ("/sparql", "application/rdf+xml", "xml"),
    ],
)
def test_void_in_every_format(client: FlaskClient, path: str, accept: str, parser: str) -> None:
    response = client.get(path, headers={"Accept": accept}, follow_redirects=True)
    assert response.status_code == 200
    graph = rdflib.Graph().parse(data=response.data, format=parser)
    assert (rdflib.URIRef("http://localhost/void#dataset"), rdflib.RDF.type, None) in graph


def test_void_counts_properties_where_the_limits_allow_it(sample_store: Store) -> None:
    application = create_app(Settings(), sample_store)
    graph = rdflib.Graph().parse(data=application.test_client().get("/void").data)
    site_of(application).analysts.close()
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    counts = {
        graph.value(part, void.property): int(graph.value(part, void.triples))
        for part in graph.objects(None, void.propertyPartition)
    }
    assert counts[rdflib.URIRef("https://w3id.org/gekb/ns#refersTo")] == 4


def test_no_query(client: FlaskClient) -> None:
    assert client.get("/sparql", headers={"Accept": "text/csv"}).status_code == 400
    assert client.post("/sparql", data="x", content_type="text/plain").status_code == 415
    bad = client.post("/sparql", data=b"\xff", content_type="application/sparql-query")
    assert bad.status_code == 400
