"""Search over names, events, headlines and sentences."""

from __future__ import annotations

import pytest

from kb.errors import InputError
from kb.query.fulltext import search, suggest
from kb.store.oxigraph import OxigraphStore
from kb.store.tables import fold
from tests.query.events import parse

NAMES = """
GRAPH <graph/curated/actors> {
  <actor/sudo> a kb:State ; skos:prefLabel "São Dório"@en , "Saint-Dor"@fr ;
    skos:altLabel "Łódźia" .
  <actor/dorio-army> a kb:Army ; skos:prefLabel "Army of São Dório"@en .
  <actor/dorin> a kb:Person ; skos:prefLabel "Dorin Vale"@en .
  <place/dorio> a kb:Place ; skos:prefLabel "Dório"@en .
}
GRAPH <graph/doc/d1> {
  <doc/d1> a kb:Document .
  <doc/d1/item/1> a kb:MainStory ; dcterms:isPartOf <doc/d1> ; schema:headline "Ferries for Dório" .
  <doc/d1/s/1> a kb:Sentence ; kb:inArticle <doc/d1/item/1> ;
    nif:anchorOf "São Dório's army bought twelve ferries on Monday." .
  <actor/x-1> a kb:Organization ; skos:prefLabel "Dorian Ferry Line"@en ; kb:candidate true .
}
GRAPH <graph/doc/d2> { <actor/x-1> a kb:Organization ; skos:prefLabel "Dorian Ferry Line"@en . }
GRAPH <graph/event/e1> { <event/e1> a kb:Event ; rdfs:label "Army buys twelve ferries"@en ;
  kb:participant <actor/dorio-army> ; kb:place <place/dorio> ; kb:status st:reported . }
"""


@pytest.fixture
def store() -> OxigraphStore:
    opened = OxigraphStore(None)
    opened.load(parse(NAMES))
    return opened


def slugs(hits: object) -> list[str]:
    return [hit.iri.rpartition("/id/")[2] for hit in hits]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "folded"),
    [("São  Paulo", "sao paulo"), ("ŁÓDŹ", "lodz"), ("Straße", "strasse"), ("Ærø", "aero")],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_whole_names_before_beginnings_before_words(store: OxigraphStore) -> None:
    found = slugs(search(store, "dorio").hits)
    assert found[:3] == ["place/dorio", "actor/dorio-army", "actor/sudo"]
    assert found[3:] == ["doc/d1/item/1", "doc/d1/s/1"]


def test_which_alias_matched(store: OxigraphStore) -> None:
    (hit,) = search(store, "lodz").hits
    assert (hit.label, hit.matched, hit.field, hit.type) == (
        "São Dório",
        "Łódźia",
        "alias",
        "State",
    )
    (hit,) = search(store, "saint-d").hits
    assert (hit.label, hit.matched) == ("São Dório", "Saint-Dor")


def test_words_in_any_order_and_the_last_as_a_beginning(store: OxigraphStore) -> None:
    assert slugs(search(store, "vale dorin").hits) == ["actor/dorin"]
    assert slugs(search(store, "twelve fer").hits) == ["event/e1", "doc/d1/s/1"]
    assert search(store, "twelv ferries").hits == ()


def test_a_candidate_of_many_documents_is_one_hit(store: OxigraphStore) -> None:
    assert slugs(search(store, "ferry line").hits) == ["actor/x-1"]


def test_kinds_and_pages(store: OxigraphStore) -> None:
    everything = search(store, "dor")
    assert everything.total == len(everything.hits) == 7
    pages = [search(store, "dor", limit=2, offset=n) for n in range(0, 8, 2)]
    assert [hit for page in pages for hit in page.hits] == list(everything.hits)
    assert {page.total for page in pages} == {7}
    assert slugs(search(store, "dor", ["place"]).hits) == ["place/dorio"]
    assert slugs(search(store, "ferries", ["article", "sentence"]).hits) == [
        "doc/d1/item/1",
        "doc/d1/s/1",
    ]
    with pytest.raises(InputError, match="no kind 'animal'"):
        search(store, "dor", ["animal"])


def test_suggestions_name_what_is_busy_first(store: OxigraphStore) -> None:
    hits = suggest(store, "army")
    assert slugs(hits) == ["actor/dorio-army", "event/e1"]
    assert [hit.events for hit in hits] == [1, None]
    assert slugs(suggest(store, "ferr")) == ["actor/x-1", "event/e1"]


@pytest.mark.parametrize("text", ["", "  ", '"', "*", "a AND", "NEAR(", 'x" OR "y', "-", "é" * 500])
def test_no_text_is_a_query_language(store: OxigraphStore, text: str) -> None:
    assert search(store, text).total <= 7


def test_search_follows_the_graph(store: OxigraphStore) -> None:
    assert search(store, "ferries").total == 3
    graphs = [graph for graph in store.graphs() if graph.endswith("/d1")]
    store.replace_graphs([], graphs)
    assert slugs(search(store, "ferries").hits) == ["event/e1"]
    assert slugs(search(store, "ferry line").hits) == ["actor/x-1"]  # the other document has it
    store.replace_graphs([], [graph for graph in store.graphs() if graph.endswith("/d2")])
    assert search(store, "ferry line").total == 0
