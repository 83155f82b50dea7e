"""Counts and lists from the side tables equal those computed from the graph by SPARQL."""

from __future__ import annotations

import random

import pytest

from kb.namespaces import expand
from kb.query.browse import (
    Filters,
    count_events,
    find_events,
    list_actors,
    list_sources,
    ranked,
    totals,
)
from kb.query.browse.actors import actor_page
from kb.store import Store, iri
from kb.store.oxigraph import OxigraphStore
from tests.store.test_side import ACTORS, act

TOTALS = {
    "documents": "?x a kb:Document",
    "articles": "?x kb:itemOrder ?n ; dcterms:isPartOf ?d",
    "publishers": "?a schema:publisher ?x . ?a dcterms:isPartOf ?d",
    "sentences": "?x a kb:Sentence",
    "reports": "?x a kb:EventMention",
    "events": "?x a kb:Event",
    "claims": "?x a kb:Claim",
    "claimants": "?c kb:claimant ?x",
    "actors": "?m kb:hasParticipation/kb:actor ?x",
    "places": "?e a kb:Event ; kb:place ?x",
}
RANKED = {
    "actors": "?x a kb:Event ; kb:participant ?thing",
    "sources": "?x schema:publisher ?thing ; dcterms:isPartOf ?d",
    "types": "?x a kb:Event ; kb:type ?thing",
    "places": "?x a kb:Event ; kb:place ?thing",
    "statuses": "?x a kb:Event ; kb:status ?thing",
}
SAID = """SELECT (COUNT(DISTINCT ?c) AS ?claims) (COUNT(DISTINCT ?a) AS ?articles) WHERE {
  { ?c kb:claimant ?actor . ?c kb:inArticle ?a }
  UNION { ?p kb:actor ?actor . ?em kb:hasParticipation ?p ; kb:inArticle ?a } }"""
NAMED = """SELECT ?text ?publisher (COUNT(?m) AS ?n) WHERE {
  ?m gaf:denotes ?actor ; nif:anchorOf ?text ;
     kb:inSentence/kb:inArticle/schema:publisher ?publisher } GROUP BY ?text ?publisher"""
PUBLISHED = """SELECT ?source (COUNT(DISTINCT ?a) AS ?articles) (COUNT(DISTINCT ?em) AS ?reports)
  (COUNT(DISTINCT ?c) AS ?claims) WHERE { ?a schema:publisher ?source ; dcterms:isPartOf ?d .
  OPTIONAL { { ?em a kb:EventMention ; kb:inArticle ?a } UNION { ?c a kb:Claim ; kb:inArticle ?a } }
} GROUP BY ?source"""
ACTIVE = """SELECT ?actor (COUNT(DISTINCT ?e) AS ?events) (COUNT(DISTINCT ?c) AS ?claims) WHERE {
  { ?e a kb:Event ; kb:participant ?actor } UNION { ?c a kb:Claim ; kb:claimant ?actor } }
GROUP BY ?actor"""
FILTERS = (
    Filters(),
    Filters(actor=expand("id:" + ACTORS[0])),
    Filters(actor=expand("id:" + ACTORS[1]), with_actor=expand("id:" + ACTORS[2])),
    Filters(type=expand("kbt:summit"), status="denied"),
    Filters(place=expand("id:place/p1"), since="2033", until="2036"),
)
CLAUSES = (
    "",
    f"?e kb:participant <{expand('id:' + ACTORS[0])}> .",
    f"?e kb:participant <{expand('id:' + ACTORS[1])}> , <{expand('id:' + ACTORS[2])}> .",
    "?e kb:type/skos:broader* kbt:summit ; kb:status|kb:reportedStatus st:denied .",
    f"?e kb:place/kb:within* <{expand('id:place/p1')}> . ?e kb:latest ?l ; kb:earliest ?f . "
    'FILTER(STR(?l) >= "2033" && STR(?f) <= "2036-99-99")',
)


def number(store: Store, pattern: str) -> int:
    (row,) = store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}").texts()
    return int(row["n"])


@pytest.mark.parametrize("seed", range(4))
def test_equal_to_a_recomputation_after_random_operations(seed: int) -> None:
    choose = random.Random(seed)
    store = OxigraphStore(None)
    store.side.refresh()
    for _ in range(4):
        for _ in range(8):
            act(store, choose, kinds=4)
        compare_totals(store)
        compare_lists(store)
        compare_events(store)
        for actor in ACTORS:
            compare_actor(store, expand("id:" + actor))


def compare_totals(store: Store) -> None:
    found = totals(store)
    for name, pattern in TOTALS.items():
        assert getattr(found, name) == number(store, pattern), name
    for what, pattern in RANKED.items():
        query = f"SELECT ?thing (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }} GROUP BY ?thing"
        rows = [(int(r["n"]), r["thing"]) for r in store.select(query).texts() if "thing" in r]
        rows.sort(key=lambda row: (-row[0], row[1]))
        assert [(c.count, c.ref.iri) for c in ranked(store, what, 3)] == rows[:3]


def compare_lists(store: Store) -> None:
    sources = {r.source.iri: (r.articles, r.reports, r.claims) for r in list_sources(store)}
    assert sources == {
        row["source"]: (int(row["articles"]), int(row["reports"]), int(row["claims"]))
        for row in store.select(PUBLISHED).texts()
        if "source" in row
    }
    actors = {r.actor.iri: (r.events, r.claims) for r in list_actors(store)}
    assert actors == {
        row["actor"]: (int(row["events"]), int(row["claims"]))
        for row in store.select(ACTIVE).texts()
        if "actor" in row
    }


def compare_events(store: Store) -> None:
    for filters, clauses in zip(FILTERS, CLAUSES, strict=True):
        query = f"SELECT DISTINCT ?e ?d {{ {clauses} ?e a kb:Event OPTIONAL {{ ?e kb:date ?d }} }}"
        rows = sorted((r.get("d", "9999"), r["e"]) for r in store.select(query).texts())
        assert [found.event for found in find_events(store, filters)] == [e for _, e in rows]
        assert count_events(store, filters) == len(rows)
        newest = [found.event for found in find_events(store, filters, newest_first=True, limit=3)]
        dated = sorted({day for day, _ in rows} - {"9999"}, reverse=True)
        ordered = [e for day in [*dated, "9999"] for d, e in rows if d == day]
        assert newest == ordered[:3]


def compare_actor(store: Store, actor: str) -> None:
    page = actor_page(store, actor)
    said = next(iter(store.select(SAID, {"actor": iri(actor)}).texts()))
    named: dict[str, tuple[int, set[str]]] = {}
    for row in store.select(NAMED, {"actor": iri(actor)}).texts():
        if "text" in row:
            often, publishers = named.get(row["text"], (0, set()))
            named[row["text"]] = (often + int(row["n"]), publishers | {row["publisher"]})
    if page is None:
        assert not named
        return
    assert (page.claims, page.articles) == (int(said["claims"]), int(said["articles"]))
    found = {a.text: (a.mentions, {ref.iri for ref in a.sources}) for a in page.aliases}
    assert found == named
    query = "SELECT (COUNT(DISTINCT ?e) AS ?n) ?x { ?e kb:participant ?actor , ?x } GROUP BY ?x"
    others = {
        (row["x"], int(row["n"]))
        for row in store.select(query, {"actor": iri(actor)}).texts()
        if row.get("x", actor) != actor
    }
    assert {(c.ref.iri, c.count) for c in page.co_actors} == others
