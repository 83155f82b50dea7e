"""The search page: hits, facets as links, and what the address may say."""

from __future__ import annotations

import csv
import io
from html import unescape

from flask.testing import FlaskClient


def test_hits_say_which_name_matched(client: FlaskClient) -> None:
    page = client.get("/search?q=PORT++änsel").text
    assert "also called <bdi>Port Ansel</bdi>" in page
    assert 'href="/actor/norland"' in page


def test_facets_are_links_that_can_be_taken_back(client: FlaskClient) -> None:
    page = unescape(client.get("/search?q=norland").text)
    assert 'href="?q=norland&kind=event"><bdi>Events</bdi></a> <span class="count nums">2<' in page
    page = unescape(client.get("/search?q=norland&kind=event").text)
    assert 'href="?q=norland&kind=event&status=disputed"><bdi>claimed: disputed</bdi>' in page
    assert 'href="?q=norland&kind=event&type=kbt%3Aarms-transfer"' in page
    page = unescape(client.get("/search?q=norland&kind=event&status=disputed").text)
    assert 'href="?q=norland&kind=event" aria-current="true" title="Remove this"' in page
    assert "Norland and Sudmark meet" not in page


def test_sentences_lead_to_their_place(client: FlaskClient) -> None:
    page = client.get("/search?q=denied+sending&kind=sentence").text
    assert 'href="/article/bbbb/1#s-1"' in page
    narrowed = "/search.json?q=norland&kind=sentence&source=harbour-wire"
    (hit,) = client.get(narrowed).json["hits"]  # type: ignore[index]
    assert hit["article"].endswith("/doc/bbbb/item/1")


def test_nothing_found_and_nothing_asked(client: FlaskClient) -> None:
    assert "Nothing has" in client.get("/search?q=zzz").text
    assert "search everything" in client.get("/search?q=norland&kind=office&type=Person").text
    assert "Type a name or words" in client.get("/search?q=+").text


def test_unknown_facets_are_refused(client: FlaskClient) -> None:
    refused = client.get("/search?q=norland&kind=war")
    assert refused.status_code == 400
    assert "no kind" in unescape(refused.text)
    assert client.get("/search.json?q=norland&year=2031").status_code == 400


def test_hits_as_a_table(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv?q=norland&kind=event").text)))
    assert {row["label"] for row in rows} == {
        "Norland arms River Front",
        "Norland and Sudmark meet",
    }
    assert {row["kind"] for row in rows} == {"event"}
