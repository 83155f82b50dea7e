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
    assert client.get("/id/place/mill-valley", headers={"Accept": "text/turtle"}).status_code == 406
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
