from __future__ import annotations

import pytest
from pyoxigraph import Quad, QuerySolutions, Store

from kb.catalogue import load_catalogue, read_memberships
from kb.catalogue.entries import Actor
from kb.config import resource
from kb.namespaces import expand, sparql_prefixes
from kb.rdf.curated import CURATED_GRAPHS, curated_quads
from kb.rdf.ontology import ontology_quads
from kb.rdf.rollup import tops_of
from tests.fixtures.world import world_quads


def rows(quads: list[Quad], query: str) -> list[tuple[str | None, ...]]:
    store = Store()
    store.extend(quads)
    found = store.query(sparql_prefixes(query) + query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return sorted((tuple(t.value if t else None for t in row) for row in found), key=str)


def test_actor_with_all_its_properties() -> None:
    query = """SELECT ?p ?o { GRAPH ?g { ?a skos:prefLabel "Kestria"@en ; a kb:State ; ?p ?o } }"""
    assert rows(world_quads(), query) == sorted(
        [
            (expand("rdf:type"), expand("kb:State")),
            (expand("skos:prefLabel"), "Kestria"),
            (expand("skos:altLabel"), "Kestrian Republic"),
            (expand("kb:sector"), expand("sector:GOV")),
            (expand("kb:territory"), expand("id:place/kestria")),
            (expand("kb:capital"), expand("id:place/kestria-city")),
            (expand("kb:countryCode"), "KES"),
            (expand("kb:memberOf"), expand("id:actor/northern-league")),
        ]
    )


def test_every_actor_rolls_up_to_the_top_of_its_chain() -> None:
    query = "SELECT ?label ?top { ?a kb:rollsUpTo/skos:prefLabel ?top ; skos:prefLabel ?label }"
    found = dict(rows(world_quads(), query))
    assert found["Ada Lund"] == "Kestria"
    assert found["Jon Berg"] == "Jon Berg"
    assert found["Foreign Ministry of Norvania"] == "Norvania"
    assert found["Kestria"] == "Kestria"
    assert len(found) == 14


def test_tenures_keep_their_dates_and_invent_none() -> None:
    query = """SELECT ?who ?start ?end { ?t a kb:Tenure ; kb:holder/skos:prefLabel ?who
      OPTIONAL { ?t kb:start ?start } OPTIONAL { ?t kb:end ?end } }"""
    assert rows(world_quads(), query) == [
        ("Ada Lund", "2021-01-10", None),
        ("Jon Berg", "2016-01-10", "2021-01-10"),
        ("Ole Rask", "2022-03-01", None),
        ("Petra Holm", None, None),
    ]


def test_full_members_of_today_are_linked_and_what_that_does_not_say_has_a_node() -> None:
    query = "SELECT ?who { ?who kb:memberOf id:actor/northern-league }".replace(
        "id:actor/northern-league", f"<{expand('id:actor/northern-league')}>"
    )
    assert rows(world_quads(), query) == [
        (expand("id:actor/kestria"),),
        (expand("id:actor/norvania"),),
    ]
    query = """SELECT ?who ?role ?start ?end { ?m a kb:Membership ; kb:memberRole ?role ;
      org:member/skos:prefLabel ?who ; org:organization/skos:prefLabel "Northern League"@en
      OPTIONAL { ?m kb:start ?start } OPTIONAL { ?m kb:end ?end } }"""
    assert rows(world_quads(), query) == [
        ("Free Valley Front", "member", None, "2019-01-01"),
        ("Kestria", "member", "2004-05-01", None),
        ("Parliament of Kestria", "observer", None, None),
    ]


def test_a_group_has_its_years_and_its_successor() -> None:
    query = """SELECT ?from ?to ?next { ?a skos:prefLabel "Valley Brigade"@en ;
      kb:activeFrom ?from ; kb:activeTo ?to ; kb:successor/skos:prefLabel ?next }"""
    assert rows(world_quads(), query) == [("2011-03-01", "2017-01-28", "Free Valley Front")]


def test_every_actor_has_the_country_of_whom_it_belongs_to() -> None:
    query = (
        "SELECT ?code { ?a skos:prefLabel ?label ; kb:countryCode ?code FILTER(STR(?label) = ?l) }"
    )
    for label, code in (("Foreign Ministry of Norvania", "NOV"), ("Ada Lund", "KES")):
        assert rows(world_quads(), query.replace("?l)", f'"{label}")')) == [(code,)]


def test_places_have_coordinates_and_larger_places() -> None:
    query = """SELECT ?label ?lat ?long ?in { ?p kb:within/skos:prefLabel ?in ;
      skos:prefLabel ?label ; wgs:lat ?lat ; wgs:long ?long }"""
    assert rows(world_quads(), query) == [("Tal Varo", "10", "20", "Green Valley")]


def test_wikidata_and_geonames_are_exact_matches_of_entities() -> None:
    query = "SELECT ?same { ?x skos:exactMatch ?same }"
    assert rows(world_quads(), query) == [
        ("http://www.wikidata.org/entity/Q999999001",),
        ("https://sws.geonames.org/1/",),
    ]


def test_only_the_named_graphs_are_written() -> None:
    assert {q.graph_name.value for q in world_quads()} == set(CURATED_GRAPHS)


@pytest.mark.parametrize(
    ("parents", "top"),
    [
        ({"a": []}, "a"),
        ({"a": ["b"], "b": ["c"]}, "c"),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, "b"),
        ({"a": ["a"]}, "a"),
        ({"a": ["b", "z"], "b": []}, "b"),
    ],
    ids=["alone", "chain", "circle", "itself", "preferred"],
)
def test_roll_up_is_loop_safe(parents: dict[str, list[str]], top: str) -> None:
    assert tops_of(parents)["a"] == top


def test_a_circle_of_actors_does_no_harm() -> None:
    pair = [Actor("a", "State", "A", part_of="b"), Actor("b", "State", "B", part_of="a")]
    query = "SELECT ?a ?top { ?a kb:rollsUpTo ?top }"
    tops = {top for _, top in rows(curated_quads(pair, [], [], []), query)}
    assert tops == {expand("id:actor/a")}


def test_the_shipped_catalogue_uses_only_codes_that_the_ontology_defines() -> None:
    catalogue = load_catalogue(resource("data/catalogue"))
    quads = curated_quads(
        catalogue.actors.values(),
        catalogue.places.values(),
        catalogue.offices.values(),
        catalogue.tenures,
        read_memberships(resource("data/catalogue")),
    )
    defined = {q.subject for q in ontology_quads(resource("ontology"))}
    for wanted in ("rdf:type", "kb:sector", "kb:officeClass"):
        used = {q.object for q in quads if q.predicate.value == expand(wanted)}
        assert used
        assert not {term for term in used if term not in defined}
    described = {q.subject for q in quads}
    for wanted in (
        "kb:actsFor",
        "kb:partOf",
        "kb:within",
        "kb:territory",
        "kb:holder",
        "kb:memberOf",
    ):
        used = {q.object for q in quads if q.predicate.value == expand(wanted)}
        assert used
        assert not {term for term in used if term not in described}
