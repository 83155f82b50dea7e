from __future__ import annotations

import csv
import io

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kb.namespaces import ID
from kb.query.browse import Filters, find_contradicted, read_contradictions, read_sides
from kb.query.browse.contradictions import Contradiction
from kb.store import Store, open_store

E1 = ID + "event/e1"


def find_contradictions(store: Store, filters: Filters) -> list[Contradiction]:
    sides = read_sides(store)
    return read_contradictions(store, find_contradicted(store, filters, sides), sides)


def test_those_who_affirm_and_those_who_deny_stand_apart(sample_store: Store) -> None:
    (found,) = find_contradictions(sample_store, Filters())
    assert list(read_sides(sample_store)) == [E1]
    assert found.row.event.iri == E1
    (yes,) = found.affirmed
    (no,) = found.denied
    assert (yes.speaker and yes.speaker.label, yes.stance) == ("an unnamed official", "asserts")
    assert (yes.publisher and yes.publisher.label) == "Lakeside Courier"
    assert (no.speaker and no.speaker.label, no.stance, no.cue) == ("Norland", "denies", "denied")
    assert no.sentence == ID + "doc/bbbb/s/1"


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        (Filters(actor=ID + "actor/river-front"), 1),
        (Filters(actor=ID + "actor/sudmark"), 0),
        (Filters(since="2032"), 0),
        (Filters(source=ID + "actor/harbour-wire"), 1),
    ],
)
def test_filters_of_lists_hold(sample_store: Store, filters: Filters, number: int) -> None:
    assert len(find_contradictions(sample_store, filters)) == number


def test_what_an_article_says_itself_is_a_side() -> None:
    graph = """
    @prefix kb: <https://w3id.org/gekb/ns#> .
    @prefix stance: <https://w3id.org/gekb/vocab/stance/> .
    @prefix st: <https://w3id.org/gekb/vocab/status/> .
    @prefix fact: <https://w3id.org/gekb/vocab/factuality/> .
    <urn:g> {
      stance:denies kb:sign -1 . fact:positive kb:sign 1 .
      <urn:event> a kb:Event ; kb:status st:disputed .
      <urn:one> kb:refersTo <urn:event> ; kb:polarity fact:positive ; kb:status st:asserted ;
        kb:inArticle <urn:a> ; kb:evidence <urn:s> .
      <urn:two> kb:refersTo <urn:event> ; kb:polarity fact:positive ; kb:status st:denied ;
        kb:inArticle <urn:b> ; kb:evidence <urn:t> .
      <urn:claim> kb:content <urn:two> ; kb:claimant <urn:x> ; kb:stance stance:denies ;
        kb:evidence <urn:t> .
    }"""
    with open_store("memory:") as store:
        store.load(ox.parse(graph.encode(), format=ox.RdfFormat.TRIG))
        (found,) = find_contradictions(store, Filters())
    assert [(side.speaker, side.stance, side.article) for side in found.affirmed] == [
        (None, None, "urn:a")
    ]
    assert [side.stance for side in found.denied] == ["denies"]


def test_page_leads_to_the_sentences(client: FlaskClient) -> None:
    page = client.get("/contradictions").text
    assert "1</span> contradicted event" in page
    assert 'href="/article/bbbb/1#s-1"' in page
    assert "No event is contradicted among those" in client.get("/contradictions?from=2033").text


def test_as_data(client: FlaskClient) -> None:
    (found,) = client.get("/contradictions.json").json["contradictions"]  # type: ignore[index]
    assert found["denied"][0]["stance"] == "denies"
    rows = list(csv.DictReader(io.StringIO(client.get("/contradictions.csv").text)))
    assert [(row["says"], row["speaker_label"]) for row in rows] == [
        ("yes", "an unnamed official"),
        ("no", "Norland"),
    ]
