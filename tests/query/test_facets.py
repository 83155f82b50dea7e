"""Search results narrowed by kind, class, status, year and source."""

from __future__ import annotations

import pytest

from kb.errors import InputError
from kb.namespaces import ID, expand
from kb.query.facets import Narrowing, narrow
from kb.store.oxigraph import OxigraphStore
from tests.query.events import parse

GRAPHS = """
GRAPH <graph/curated/actors> {
  <actor/dorio> a kb:State ; skos:prefLabel "Dório"@en .
  <actor/dorio-army> a kb:MilitaryForce ; skos:prefLabel "Army of Dório"@en .
  <place/dorio> a kb:Place ; skos:prefLabel "Dório"@en .
}
GRAPH <graph/doc/d1> {
  <doc/d1> a kb:Document .
  <doc/d1/item/1> a kb:MainStory ; dcterms:isPartOf <doc/d1> ; kb:itemOrder 1 ;
    schema:headline "Ferries for Dório" ; schema:publisher <actor/wire> ;
    kb:referenceTime <doc/d1/t> .
  <doc/d1/t> kb:earliest "2031-05-20"^^xsd:date ; kb:latest "2031-05-20"^^xsd:date .
  <doc/d1/s/1> a kb:Sentence ; kb:inArticle <doc/d1/item/1> ; nif:anchorOf "Dório bought ferries." .
  <doc/d1/s/2> a kb:Sentence ; kb:inArticle <doc/d1/item/1> ; nif:anchorOf "Dório sold a ferry." .
}
GRAPH <graph/event/e1> { <event/e1> a kb:Event ; rdfs:label "Dório buys ferries"@en ;
  kb:type plover:AID ; kb:status st:reported ; kb:date "2031-05-19" . }
GRAPH <graph/event/e2> { <event/e2> a kb:Event ; rdfs:label "Dório sells a ferry"@en ;
  kb:type plover:COOPERATE ; kb:status st:planned ; kb:date "2032-01-01/2032-01-31" . }
GRAPH <graph/event/e3> { <event/e3> a kb:Event ; rdfs:label "Dório sinks"@en ;
  kb:type plover:AID ; kb:status st:reported . }
"""


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    opened = OxigraphStore(None)
    opened.load(parse(GRAPHS))
    return opened


def found(store: OxigraphStore, **to: str) -> tuple[set[str], dict[str, dict[str, int]]]:
    hits, facets = narrow(store, "dorio", Narrowing(**to))
    assert hits.total == len(hits.hits)
    return {hit.iri.removeprefix(ID) for hit in hits.hits}, {f.name: dict(f.values) for f in facets}


def test_kinds_are_counted_over_all_hits(store: OxigraphStore) -> None:
    things, facets = found(store)
    counts = {"actor": 2, "place": 1, "event": 3, "article": 1, "sentence": 2}
    assert facets == {"kind": counts}
    assert len(things) == 9
    assert found(store, kind="place")[1]["kind"] == counts


def test_named_things_narrow_by_class(store: OxigraphStore) -> None:
    things, facets = found(store, kind="actor", type="State")
    assert things == {"actor/dorio"}
    assert facets["type"] == {"State": 1, "MilitaryForce": 1}


def test_events_narrow_by_several_facets_at_once(store: OxigraphStore) -> None:
    reported = expand("st:reported")
    things, facets = found(store, kind="event", status=reported)
    assert things == {"event/e1", "event/e3"}
    assert facets["status"] == {reported: 2, expand("st:planned"): 1}
    assert facets["year"] == {"2031": 1}  # what the chosen status leaves
    assert found(store, kind="event", status=reported, year="2031")[0] == {"event/e1"}
    assert found(store, kind="event", type=expand("plover:COOPERATE"))[0] == {"event/e2"}


def test_texts_narrow_by_source_and_year(store: OxigraphStore) -> None:
    things, facets = found(store, kind="sentence", source=ID + "actor/wire")
    assert things == {"doc/d1/s/1", "doc/d1/s/2"}
    assert (facets["source"], facets["year"]) == ({ID + "actor/wire": 2}, {"2031": 2})
    assert found(store, kind="article", year="2030")[0] == set()


def test_pages_of_hits(store: OxigraphStore) -> None:
    for kind in ("actor", "sentence"):
        first, _ = narrow(store, "dorio", Narrowing(kind=kind), limit=1)
        second, _ = narrow(store, "dorio", Narrowing(kind=kind), limit=1, offset=1)
        assert first.total == second.total == 2
        assert first.hits != second.hits


def test_what_cannot_be_narrowed_is_refused(store: OxigraphStore) -> None:
    with pytest.raises(InputError, match="no kind 'war'"):
        Narrowing(kind="war")
    with pytest.raises(InputError, match="hits of kind place have no status"):
        Narrowing(kind="place", status="x")
    with pytest.raises(InputError, match="hits of all kinds have no year"):
        Narrowing(year="2031")
    assert narrow(store, " - ", Narrowing()) == (narrow(store, " - ", Narrowing())[0], ())
