from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Quad

from kb import ids
from kb.model import Extraction
from kb.namespaces import expand
from kb.rdf.build import build_graph
from kb.rdf.join import Decisions
from kb.rdf.lifecycle import forget, ingest, rebuild
from kb.rdf.ontology import ontology_quads
from kb.store.oxigraph import OxigraphStore
from tests.fixtures.extractions import GAZETTE, WIRE, gazette_page
from tests.fixtures.world import world_quads

ONTOLOGY = Path(__file__).parents[2] / "ontology"
TODAY = date(2024, 6, 1)
LATER = date(2024, 7, 1)


@pytest.fixture
def store() -> OxigraphStore:
    return furnished()


def furnished() -> OxigraphStore:
    opened = OxigraphStore(None)
    opened.load([*ontology_quads(ONTOLOGY), *world_quads()])
    return opened


@pytest.fixture
def gazette_id(gazette: Extraction) -> str:
    return gazette.annotation.document.id


@pytest.fixture
def wire_id(wire: Extraction) -> str:
    return wire.annotation.document.id


def content(store: OxigraphStore) -> list[str]:
    return sorted(str(quad) for quad in store.quads())


def rows(store: OxigraphStore, query: str) -> list[tuple[str | None, ...]]:
    found = store.select(query)
    return sorted((tuple(v.value if v else None for v in row) for row in found.rows), key=str)


def partition(store: OxigraphStore) -> set[frozenset[str | None]]:
    links = rows(store, "SELECT ?em ?e { ?em kb:refersTo ?e }")
    return {frozenset(em for em, other in links if other == e) for _, e in links}


def test_reports_and_denials_of_the_transfer_are_one_event(
    store: OxigraphStore,
    gazette_quads: list[Quad],
    wire_quads: list[Quad],
    gazette_id: str,
    wire_id: str,
) -> None:
    change = ingest(store, {gazette_id: gazette_quads, wire_id: wire_quads}, TODAY)
    query = """SELECT ?status ?label { ?em kb:refersTo ?e ; kb:status ?status ; skos:prefLabel
      ?label . ?e kb:type kbt:arms-transfer }"""
    assert rows(store, query) == [
        (expand("st:denied"), "Norvania's foreign ministry sends weapons to the Free Valley Front"),
        (
            expand("st:reported"),
            "Norvania delivers about 30 drones to the Free Valley Front",
        ),
        (expand("st:reported"), "Norvania gives the Front nothing"),
        (
            expand("st:reported"),
            "Norvania sends 40 surveillance drones and six instructors to Tal Varo",
        ),
    ]
    assert len(rows(store, "SELECT ?e { ?e a kb:Event }")) == len(change.events) == 9
    assert change.retired == frozenset()


def test_flat_view_of_an_event(
    store: OxigraphStore,
    gazette_quads: list[Quad],
    wire_quads: list[Quad],
    gazette_id: str,
    wire_id: str,
) -> None:
    ingest(store, {gazette_id: gazette_quads, wire_id: wire_quads}, TODAY)
    query = "SELECT ?p ?o { ?e kb:type kbt:arms-transfer ; ?p ?o }"
    assert rows(store, query) == sorted(
        [
            (expand("rdf:type"), expand("kb:Event")),
            (expand("dcterms:created"), "2024-06-01"),
            (expand("rdfs:label"), "Norvania delivers about 30 drones to the Free Valley Front"),
            (expand("kb:type"), expand("kbt:arms-transfer")),
            (expand("kb:context"), expand("ctx:military")),
            (expand("kb:initiator"), ids.actor_iri("norvania")),
            (expand("kb:initiator"), ids.actor_iri("norvania-mfa")),
            (expand("kb:recipient"), ids.actor_iri("free-valley-front")),
            (expand("kb:participant"), ids.actor_iri("norvania")),
            (expand("kb:participant"), ids.actor_iri("norvania-mfa")),
            (expand("kb:participant"), ids.actor_iri("free-valley-front")),
            (expand("kb:place"), ids.place_iri("tal-varo")),
            (expand("kb:itemKind"), expand("item:drone")),
            (expand("kb:itemKind"), expand("item:instructor")),
            (expand("kb:itemKind"), expand("item:reconnaissance-drone")),
            (expand("kb:itemKind"), expand("item:weapon")),
            (expand("kb:earliest"), "2024-04-01"),
            (expand("kb:latest"), "2024-04-30"),
            (expand("kb:date"), "2024-04-20/2024-04-30"),
            (expand("kb:status"), expand("st:disputed")),
            (expand("kb:reportedStatus"), expand("st:reported")),
            (expand("kb:reportedStatus"), expand("st:denied")),
            (expand("kb:reportCount"), "2"),
            (expand("kb:sourceCount"), "4"),
        ],
        key=str,
    )


def test_re_ingest_leaves_the_dataset_as_it_was(
    store: OxigraphStore,
    gazette_quads: list[Quad],
    wire_quads: list[Quad],
    gazette_id: str,
    wire_id: str,
) -> None:
    ingest(store, {gazette_id: gazette_quads, wire_id: wire_quads}, TODAY)
    before = content(store)
    ingest(store, {gazette_id: gazette_quads}, LATER)
    ingest(store, {wire_id: wire_quads, gazette_id: gazette_quads}, LATER)
    assert content(store) == before


def test_rebuild_from_scratch_equals_what_was_kept_up_to_date(
    store: OxigraphStore,
    gazette_quads: list[Quad],
    wire_quads: list[Quad],
    gazette_id: str,
    wire_id: str,
) -> None:
    ingest(store, {gazette_id: gazette_quads}, TODAY)
    ingest(store, {wire_id: wire_quads}, TODAY)
    before = content(store)
    assert rebuild(store, LATER) == 9
    assert content(store) == before


def test_order_of_ingest_changes_names_only(
    gazette_quads: list[Quad], wire_quads: list[Quad], gazette_id: str, wire_id: str
) -> None:
    documents = {gazette_id: gazette_quads, wire_id: wire_quads}
    partitions = []
    for order in (
        [(gazette_id,), (wire_id,)],
        [(wire_id,), (gazette_id,)],
        [(gazette_id, wire_id)],
    ):
        store = furnished()
        for batch in order:
            ingest(store, {doc: documents[doc] for doc in batch}, TODAY)
        partitions.append(partition(store))
    assert partitions[0] == partitions[1] == partitions[2]
    assert len(partitions[0]) == 9


def test_delete_leaves_no_quad_with_the_documents_id(
    store: OxigraphStore,
    gazette_quads: list[Quad],
    wire_quads: list[Quad],
    gazette_id: str,
    wire_id: str,
) -> None:
    empty = content(store)
    ingest(store, {wire_id: wire_quads}, TODAY)
    alone = content(store)
    ingest(store, {gazette_id: gazette_quads}, TODAY)
    assert any(gazette_id in line for line in content(store))
    forget(store, [gazette_id], TODAY)
    assert not [line for line in content(store) if gazette_id in line]
    assert len(content(store)) == len(alone)
    forget(store, [wire_id], TODAY)
    assert content(store) == empty


def test_a_new_version_with_other_offsets_and_one_event_less_keeps_the_other_events(
    store: OxigraphStore, gazette_quads: list[Quad], gazette_id: str
) -> None:
    ingest(store, {gazette_id: gazette_quads}, TODAY)
    before = dict(rows(store, "SELECT ?em ?e { ?em kb:refersTo ?e }"))
    shifted = build_graph(gazette_page("y" * 100), "2.0", GAZETTE)
    lost = next(str(em) for em in before if em and str(em).endswith("-9"))
    kept = [q for q in shifted if not str(q.subject).startswith(f"<{lost}")]
    kept = [q for q in kept if lost not in str(q.object)]
    change = ingest(store, {gazette_id: kept}, LATER)
    after = dict(rows(store, "SELECT ?em ?e { ?em kb:refersTo ?e }"))
    assert after == {em: e for em, e in before.items() if em != lost}
    assert change.retired == {before[lost]}
    created = rows(store, "SELECT ?e ?day { ?e dcterms:created ?day }")
    assert {day for _, day in created} == {"2024-06-01"}


def test_decisions_split_and_join(
    store: OxigraphStore,
    gazette_quads: list[Quad],
    wire_quads: list[Quad],
    gazette_id: str,
    wire_id: str,
) -> None:
    documents = {gazette_id: gazette_quads, wire_id: wire_quads}
    ingest(store, documents, TODAY)
    query = """SELECT ?em { ?em kb:refersTo/kb:type kbt:arms-transfer ; kb:status st:reported ;
      kb:polarity fact:positive }"""
    sent, delivered = sorted(str(row[0]) for row in rows(store, query))
    apart = Decisions(cannot_link=frozenset({frozenset({sent, delivered})}))
    ingest(store, documents, LATER, apart)
    links = dict(rows(store, "SELECT ?em ?e { ?em kb:refersTo ?e }"))
    assert links[sent] != links[delivered]
    before = content(store)
    ingest(store, {wire_id: wire_quads}, LATER, apart)
    assert content(store) == before


def test_a_bridge_merges_two_events_and_the_older_name_stays(
    store: OxigraphStore, gazette_quads: list[Quad], wire_quads: list[Quad]
) -> None:
    def renamed(doc: str, first: str, last: str, name: str) -> tuple[str, list[Quad]]:
        new = ids.document_id(None, name)
        lines = "\n".join(f"{q} ." for q in wire_quads).replace(doc, new)
        lines = lines.replace("2024-04-20", first).replace("2024-04-30", last)
        return new, parse_quads(lines)

    empty = content(store)
    doc = ids.document_id("https://wire.example/kestria/8841", "")
    early = renamed(doc, "2024-04-01", "2024-04-03", "early")
    late = renamed(doc, "2024-04-20", "2024-04-22", "late")
    bridge = renamed(doc, "2024-04-01", "2024-04-30", "bridge")
    ingest(store, dict([early]), TODAY)
    ingest(store, dict([late]), LATER)
    query = "SELECT ?e { ?e a kb:Event ; kb:type kbt:arms-transfer ; kb:earliest ?day }"
    (first,) = rows(store, query.replace("?day", '"2024-04-01"^^xsd:date'))
    (second,) = rows(store, query.replace("?day", '"2024-04-20"^^xsd:date'))
    assert first != second
    change = ingest(store, dict([bridge]), LATER)
    assert rows(store, query) == [first]
    assert second[0] in change.retired
    replaced = rows(store, "SELECT ?old ?new { ?old dcterms:isReplacedBy ?new }")
    assert (*second, *first) in replaced
    forget(store, [early[0], late[0], bridge[0]], LATER)
    assert content(store) == empty


def parse_quads(lines: str) -> list[Quad]:
    from pyoxigraph import RdfFormat, parse

    return list(parse(lines.encode(), format=RdfFormat.N_QUADS))


def test_a_document_must_not_write_elsewhere(
    store: OxigraphStore, gazette_quads: Sequence[Quad], wire_id: str
) -> None:
    with pytest.raises(ValueError, match="outside its own graph"):
        ingest(store, {wire_id: gazette_quads}, TODAY)
    assert content(store) == content(furnished())


def test_the_publisher_counts_as_source_where_an_article_asserts_something_itself(
    store: OxigraphStore, wire_quads: list[Quad], wire_id: str
) -> None:
    ingest(store, {wire_id: wire_quads}, TODAY)
    query = "SELECT ?n { ?e kb:mode plover:ASSAULT-firearms ; kb:sourceCount ?n }"
    assert rows(store, query) == [("1",)]
    assert WIRE.iri in str(wire_quads)
