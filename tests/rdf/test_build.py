from dataclasses import replace

from pyoxigraph import BlankNode, NamedNode, Quad, Store

from kb import ids
from kb.model import Extraction
from kb.namespaces import sparql_prefixes
from kb.rdf.build import build_graph
from tests.fixtures.extractions import GAZETTE, gazette_page


def rows(quads: list[Quad], query: str) -> list[tuple[str | None, ...]]:
    store = Store()
    store.extend(quads)
    found = store.query(sparql_prefixes(query) + query, use_default_graph_as_union=True)
    return sorted(
        (tuple(term.value if term else None for term in row) for row in found),
        key=str,
    )


def test_same_extraction_gives_the_same_bytes(gazette_quads: list[Quad]) -> None:
    again = build_graph(gazette_page(), "1.0", GAZETTE)
    assert [str(q) for q in again] == [str(q) for q in gazette_quads]
    assert [str(q) for q in again] == sorted({str(q) for q in again})


def test_a_document_writes_only_its_own_graph(
    gazette: Extraction, gazette_quads: list[Quad]
) -> None:
    own = ids.graph_iri(gazette.annotation.document.id)
    assert {q.graph_name for q in gazette_quads} == {NamedNode(own)}


def test_no_blank_nodes(gazette_quads: list[Quad], wire_quads: list[Quad]) -> None:
    nodes = [n for q in gazette_quads + wire_quads for n in (q.subject, q.object)]
    assert not [n for n in nodes if isinstance(n, BlankNode)]


def test_event_iris_survive_a_shift_of_all_offsets() -> None:
    plain = build_graph(gazette_page(), "1.0", GAZETTE)
    shifted = build_graph(gazette_page("x" * 99 + " "), "2.0", GAZETTE)
    kinds = ("kb:EventMention", "kb:Claim", "kb:Participation", "kb:TimeSpan", "kb:Sentence")
    for kind in kinds:
        query = f"SELECT ?s {{ ?s a {kind} }}"
        assert rows(plain, query) == rows(shifted, query), kind
    spans = "SELECT ?s { ?s a kb:Mention }"
    assert not set(rows(plain, spans)) & set(rows(shifted, spans))


def test_inferred_recipient_has_no_span(gazette_quads: list[Quad]) -> None:
    query = """SELECT ?actor ?inferred ?span {
      ?em kb:eventType kbt:arms-transfer ; kb:hasParticipation ?p ; kb:status st:reported .
      ?p kb:role ?role ; kb:actor ?actor ; kb:inferred ?inferred
      OPTIONAL { ?p kb:span ?span } }"""
    doc = ids.document_iri(gazette_page().annotation.document.id)
    assert rows(gazette_quads, query) == [
        (ids.actor_iri("free-valley-front"), "true", None),
        (ids.actor_iri("norvania"), "false", f"{doc}#char=82,90"),
    ]


def test_unresolved_time_has_expression_and_no_dates(wire_quads: list[Quad]) -> None:
    query = """SELECT ?text ?from ?to {
      ?t kb:resolution "unresolved" ; kb:expression ?text
      OPTIONAL { ?t kb:earliest ?from } OPTIONAL { ?t kb:latest ?to } }"""
    assert rows(wire_quads, query) == [("Monday", None, None)]


def test_undated_item_has_no_reference_time(wire_quads: list[Quad]) -> None:
    query = """SELECT ?kind ?from {
      ?item dcterms:isPartOf ?doc ; a ?kind
      OPTIONAL { ?item kb:referenceTime/kb:earliest ?from } }"""
    ns = "https://w3id.org/gekb/ns#"
    assert rows(wire_quads, query) == [(ns + "MainStory", "2024-05-16"), (ns + "Teaser", None)]


def test_claims_nest(gazette_quads: list[Quad]) -> None:
    query = """SELECT ?outer ?via ?inner ?stance {
      ?c kb:content ?d ; kb:claimant/skos:prefLabel ?outer ; kb:via ?via .
      ?d kb:claimant/skos:prefLabel ?inner ; kb:stance ?stance }"""
    assert rows(gazette_quads, query) == [
        (
            "A diplomat",
            ids.actor_iri("harbour-gazette"),
            "Kestrian officers",
            "https://w3id.org/gekb/vocab/stance/assesses",
        )
    ]


def test_candidates_and_unnamed_sources_are_described_catalogue_actors_not(
    gazette_quads: list[Quad],
) -> None:
    query = """SELECT ?label ?candidate { ?a skos:prefLabel ?label ; a ?kind
      OPTIONAL { ?a kb:candidate ?candidate } FILTER(CONTAINS(STR(?a), "/actor/")) }"""
    assert rows(gazette_quads, query) == [
        ("A diplomat", None),
        ("Emil Tarn", "true"),
        ("Kestrian officers", None),
        ("her office", None),
    ]


def test_office_evidence_is_as_of_the_article_and_has_no_start(gazette_quads: list[Quad]) -> None:
    query = """SELECT ?holder ?office ?from ?start {
      ?t a kb:Tenure ; kb:holder ?holder ; kb:office ?office ; kb:asOf/kb:earliest ?from
      OPTIONAL { ?t kb:start ?start } }"""
    assert rows(gazette_quads, query) == [
        (ids.actor_iri("ada-lund"), ids.office_iri("president-kestria"), "2024-05-15", None)
    ]


def test_span_text_is_as_long_as_its_offsets_say(
    gazette_quads: list[Quad], wire_quads: list[Quad]
) -> None:
    query = """SELECT ?s { ?s nif:anchorOf ?t ; nif:beginIndex ?b ; nif:endIndex ?e
      FILTER(STRLEN(?t) != ?e - ?b) }"""
    assert rows(gazette_quads + wire_quads, query) == []
    assert len(rows(wire_quads, "SELECT ?s { ?s nif:anchorOf ?t }")) > 20


def test_repeated_sentence_is_told_apart() -> None:
    first = gazette_page()
    document = first.annotation.document
    second = first.annotation.sentences[1]
    text = document.text + "\n" + document.text[second.start : second.end]
    repeated = replace(second, index=6, start=len(document.text) + 1, end=len(text))
    annotation = replace(
        first.annotation,
        document=replace(document, text=text),
        sentences=(*first.annotation.sentences, repeated),
    )
    quads = build_graph(replace(first, annotation=annotation), "1.0")
    keys = [row[0] for row in rows(quads, "SELECT ?s { ?s a kb:Sentence }")]
    key = ids.sentence_key(text[repeated.start :])
    assert [k for k in keys if k and key in k] == [
        f"{ids.document_iri(document.id)}/s/{key}",
        f"{ids.document_iri(document.id)}/s/{key}-2",
    ]
