"""With `publish_text` off no address gives a sentence of an article away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask

from kb.config import Settings
from kb.namespaces import ID
from kb.store import open_store
from webapp import create_app
from webapp.site import site_of

SAMPLE = Path(__file__).with_name("sample.trig")
TEXTS = (
    "The war on the river entered its year.",
    "An unnamed official told Harbour Wire",
    "Ilse Varga met officials",
    "Norland arms the River Front",
    "no drones were sent",
)
QUERY = "SELECT * { ?s nif:anchorOf ?text } LIMIT 100"


def bare(page: str) -> str:
    """Return a page without tags, which marks put into the middle of a sentence."""
    return " ".join(re.sub(r"<[^>]*>", "", page).split())


@pytest.fixture(scope="module")
def silent() -> Iterator[Flask]:
    store = open_store("memory:")
    store.load(ox.parse(path=SAMPLE, format=ox.RdfFormat.TRIG, base_iri=ID))
    application = create_app(Settings(publish_text=False), store)
    yield application
    site_of(application).analysts.close()
    store.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/events.csv",
        "/events.json",
        "/event/e1",
        "/event/e1.json",
        "/event/e1.ttl",
        "/event/e1.nt",
        "/actor/norland",
        "/actor/norland.jsonld",
        "/actor/norland/timeline.csv",
        "/actor/norland/timeline.json",
        "/article/aaaa/1",
        "/article/aaaa/1.json",
        "/source/lakeside-courier",
        "/search.json?q=norland",
        "/search.json?q=river",
        "/api/search?q=official",
        "/api/search?q=drones",
        "/api/suggest?q=nor",
        "/void",
        "/id/doc/aaaa.trig",
        "/id/doc/aaaa/s/1.nt",
        "/queries/cq01_timeline?actor=norland&format=csv",
        f"/sparql?format=tsv&query={QUERY}",
        "/sparql?format=ntriples&query=DESCRIBE <https://w3id.org/gekb/id/doc/aaaa/s/1>",
    ],
)
def test_no_address_gives_a_sentence_away(silent: Flask, path: str) -> None:
    response = silent.test_client().get(path, follow_redirects=True)
    assert response.status_code == 200
    assert [text for text in TEXTS if text in bare(response.text)] == []


def test_what_is_derived_and_where_it_stands_stay(silent: Flask) -> None:
    page = silent.test_client().get("/event/e1").text
    assert "The text is not published here" in page
    assert "Norland sends drones to the River Front" in page
    assert "/article/aaaa/1#s-1" in page
    data = silent.test_client().get("/event/e1.nt").text
    assert "Norland sends drones" in data


def test_with_it_on_the_sentences_stand(app: Flask) -> None:
    assert TEXTS[1] in bare(app.test_client().get("/event/e1").text)
    assert TEXTS[0] in bare(app.test_client().get("/article/aaaa/1").text)
