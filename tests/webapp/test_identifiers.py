from __future__ import annotations

import json

import pytest
import rdflib
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("path", "accept", "location"),
    [
        ("/id/actor/norland", "text/html", "/actor/norland"),
        ("/id/actor/norland", "*/*", "/actor/norland"),
        ("/id/actor/norland", "text/turtle", "/actor/norland.ttl"),
        ("/id/actor/norland", "text/turtle;q=0.3, application/ld+json", "/actor/norland.jsonld"),
        ("/id/actor/norland", "application/json", "/actor/norland.json"),
        ("/id/event/e1", "application/rdf+xml", "/event/e1.rdf"),
        ("/id/event/e1", "application/n-triples", "/event/e1.nt"),
        ("/id/doc/aaaa", "text/html", "/article/aaaa"),
        ("/id/doc/aaaa/item/2", "text/html", "/article/aaaa/2"),
        ("/id/doc/aaaa/s/1", "text/html", "/article/aaaa/1#s-1"),
        ("/id/doc/aaaa/s/2", "text/html", "/article/aaaa/2#s-2"),
        ("/id/doc/aaaa/claim/1", "text/html", "/article/aaaa/1#s-1"),
        ("/id/doc/aaaa/em/1", "text/html", "/event/e1"),
        ("/id/doc/aaaa/actor/unnamed-official", "text/html", "/actor/aaaa/unnamed-official"),
        ("/id/place/mill-valley", "text/html", "/place/mill-valley"),
    ],
)
def test_identifier_leads_to_page_or_data(
    client: FlaskClient, path: str, accept: str, location: str
) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.location) == (303, location)
    assert "Accept" in response.headers["Vary"]
    assert client.get(location).status_code in (200, 302)


def test_what_cannot_be_had_is_refused(client: FlaskClient) -> None:
    assert client.get("/id/place/mill-valley", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/id/unknown/x", headers={"Accept": "text/turtle"}).status_code == 404
    for suffix in ("ttl", "json", "trig"):
        assert client.get(f"/id/unknown/x.{suffix}").status_code == 404
    assert client.get("/id/graph/doc/unknown.ttl").status_code == 404
    assert client.get("/id/unknown/x").status_code == 404
    assert client.get("/id/doc/aaaa/em/none").status_code == 404


@pytest.mark.parametrize(
    ("suffix", "media_type", "parser"),
    [
        ("ttl", "text/turtle", "turtle"),
        ("nt", "application/n-triples", "nt"),
        ("rdf", "application/rdf+xml", "xml"),
        ("jsonld", "application/ld+json", "json-ld"),
    ],
)
def test_actor_as_rdf(client: FlaskClient, suffix: str, media_type: str, parser: str) -> None:
    response = client.get(f"/actor/norland.{suffix}")
    assert response.mimetype == media_type
    graph = rdflib.Graph().parse(data=response.data, format=parser)
    norland = rdflib.URIRef("https://w3id.org/gekb/id/actor/norland")
    labels = {str(label) for label in graph.objects(norland, rdflib.SKOS.prefLabel)}
    assert labels == {"Norland"}


def test_event_data_hold_its_reports(client: FlaskClient) -> None:
    text = client.get("/event/e1.nt").text
    assert '/doc/aaaa/em/1> <https://w3id.org/gekb/ns#rule> "transfer.svo"' in text
    page = json.loads(client.get("/event/e1.json").text)["event"]
    assert [report["status"] for report in page["reports"]] == ["reported", "denied"]


KINDS = {
    "actor/norland": "State",
    "place/mill-valley": "Place",
    "office/foreign-minister-norland": "Office",
    "tenure/1": "Tenure",
    "event/e1": "Event",
    "doc/aaaa": "Document",
    "doc/aaaa/item/1": "MainStory",
    "doc/aaaa/item/1/time": "TimeSpan",
    "doc/aaaa/s/1": "Sentence",
    "doc/aaaa/em/1": "EventMention",
    "doc/aaaa/em/1/p2": "Participation",
    "doc/aaaa/em/1/item/1": "Item",
    "doc/aaaa/claim/1": "Claim",
    "doc/aaaa/actor/unnamed-official": "UnnamedActor",
}
PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/trig": "trig",
}
ID = "https://w3id.org/gekb/id/"


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("media_type", PARSERS)
def test_every_identifier_has_data(client: FlaskClient, path: str, media_type: str) -> None:
    response = client.get(f"/id/{path}", headers={"Accept": media_type}, follow_redirects=True)
    assert (response.status_code, response.mimetype) == (200, media_type)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=response.data, format=PARSERS[media_type])
    kind = rdflib.URIRef("https://w3id.org/gekb/ns#" + KINDS[path])
    assert (rdflib.URIRef(ID + path), rdflib.RDF.type, kind) in dataset


@pytest.mark.parametrize("path", [*KINDS, "graph/curated/actors"])
def test_every_identifier_has_a_page(client: FlaskClient, path: str) -> None:
    for address in (f"/id/{path}", f"/id/{path}.html"):
        response = client.get(address, headers={"Accept": "text/html"})
        assert response.status_code == 303
        page = client.get(response.location, follow_redirects=True)
        assert (page.status_code, page.mimetype) == (200, "text/html")


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf", "trig"])
def test_suffixes(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"/id/doc/bbbb/claim/1.{suffix}")
    assert response.status_code == 200
    assert "stance" in response.text
    assert client.get("/id/event/e1.json").location == "/event/e1.json"


def test_a_document_is_its_graph_and_trig_says_which(client: FlaskClient, sample_store) -> None:
    graph = ID + "graph/doc/bbbb"
    dataset = rdflib.Dataset()
    dataset.parse(data=client.get("/id/doc/bbbb.trig").data, format="trig")
    assert len(dataset.graph(rdflib.URIRef(graph))) == len(list(sample_store.quads(graph))) > 30
    event = rdflib.Dataset()
    event.parse(data=client.get("/id/event/e1.trig").data, format="trig")
    names = {str(name.identifier) for name in event.graphs() if len(name)}
    assert names == {
        ID + name
        for name in (
            "graph/doc/aaaa",
            "graph/doc/bbbb",
            "graph/derived/events",
            "graph/links/all",
        )
    }


def test_graphs_are_cut_like_any_answer(client: FlaskClient) -> None:
    response = client.get("/id/graph/doc/aaaa.nt")
    assert response.headers["X-KB-Truncated"] == "true"
    assert len(response.text.splitlines()) == int(response.headers["X-KB-Row-Limit"]) == 5


@pytest.mark.parametrize(
    ("page", "thing"),
    [
        ("/place/mill-valley", "place/mill-valley"),
        ("/office/foreign-minister-norland", "office/foreign-minister-norland"),
        ("/source/lakeside-courier", "actor/lakeside-courier"),
        ("/article/aaaa/1", "doc/aaaa/item/1"),
    ],
)
def test_other_pages_come_as_rdf_too(client: FlaskClient, page: str, thing: str) -> None:
    assert f'href="{page}.ttl"' in client.get(page).text
    for suffix, name in (("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")):
        graph = rdflib.Graph().parse(data=client.get(f"{page}.{suffix}").data, format=name)
        assert (rdflib.URIRef(ID + thing), None, None) in graph, suffix
    assert client.get(f"{page.rpartition('/')[0]}/none.ttl").status_code == 404
