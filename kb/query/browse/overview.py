"""The pages about the store as a whole: home, sources and places."""

from __future__ import annotations

from dataclasses import dataclass

from kb.query.browse.evidence import read_article
from kb.query.browse.lists import Filters, find_events, read_rows
from kb.query.browse.pages import (
    Counted,
    HomePage,
    PlacePage,
    Ref,
    SourcePage,
    Totals,
)
from kb.query.browse.reading import kind, read_names, read_nodes
from kb.store.base import Store, iri

_COUNTS = {
    "documents": "?x a kb:Document",
    "articles": "?x kb:itemOrder ?n ; dcterms:isPartOf ?d",
    "publishers": "?a schema:publisher ?x . ?a dcterms:isPartOf ?d",
    "sentences": "?x a kb:Sentence",
    "reports": "?x a kb:EventMention",
    "events": "?x a kb:Event",
    "claims": "?x a kb:Claim",
    "claimants": "?c kb:claimant ?x",
    "actors": "?p a kb:Participation ; kb:actor ?x",
    "places": "?e a kb:Event ; kb:place ?x",
}
_COUNT = "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { %s }"
_RANGE = """
SELECT (MIN(?from) AS ?earliest) (MAX(?to) AS ?latest) WHERE {
  ?e a kb:Event ; kb:earliest ?from ; kb:latest ?to }
"""
_RANK = """
SELECT ?thing (COUNT(DISTINCT ?x) AS ?n) WHERE { %s }
GROUP BY ?thing ORDER BY DESC(?n) ?thing LIMIT %d
"""
_RANKED = {
    "actors": "?x a kb:Event ; kb:participant ?thing",
    "sources": "?x schema:publisher ?thing ; dcterms:isPartOf ?d",
    "types": "?x a kb:Event ; kb:type ?thing",
    "places": "?x a kb:Event ; kb:place ?thing",
    "statuses": "?x a kb:Event ; kb:status ?thing",
}


def totals(store: Store) -> Totals:
    """Return how much is in the store."""
    counts = {
        name: int(next(iter(store.select(_COUNT % pattern).texts()))["n"])
        for name, pattern in _COUNTS.items()
    }
    span = next(iter(store.select(_RANGE).texts()), {})
    return Totals(**counts, earliest=span.get("earliest"), latest=span.get("latest"))


def ranked(store: Store, what: str, limit: int) -> tuple[Counted, ...]:
    """Return the most frequent actors, sources, types, places or statuses with their counts.

    Sources are counted in articles, all others in events.
    """
    rows = [
        (row["thing"], int(row["n"]))
        for row in store.select(_RANK % (_RANKED[what], limit)).texts()
        if "thing" in row
    ]
    names = read_names(store, (thing for thing, _ in rows))
    return tuple(Counted(names.ref(thing), n) for thing, n in rows)


def home_page(store: Store, newest: int = 8, top: int = 10) -> HomePage:
    """Return what the store holds at a glance."""
    found = [f for f in find_events(store, Filters(), newest_first=True, limit=newest) if f.latest]
    return HomePage(
        totals=totals(store),
        newest=tuple(read_rows(store, [f.event for f in found])),
        actors=ranked(store, "actors", top),
        sources=ranked(store, "sources", top),
        types=ranked(store, "types", top),
        statuses=ranked(store, "statuses", 10),
    )


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A publisher in the list: how many articles, reports of events and claims they hold."""

    source: Ref
    articles: int
    reports: int
    claims: int


_SOURCES = """
SELECT ?source (COUNT(DISTINCT ?a) AS ?articles) (COUNT(DISTINCT ?em) AS ?reports)
       (COUNT(DISTINCT ?c) AS ?claims) WHERE {
  ?a schema:publisher ?source ; dcterms:isPartOf ?d .
  OPTIONAL { { ?em a kb:EventMention ; kb:inArticle ?a } UNION { ?c a kb:Claim ; kb:inArticle ?a } }
} GROUP BY ?source
"""


def list_sources(store: Store) -> list[SourceRow]:
    """Return every publisher, sorted by name."""
    rows = list(store.select(_SOURCES).texts())
    names = read_names(store, (row["source"] for row in rows))
    found = [
        SourceRow(
            names.ref(row["source"]), int(row["articles"]), int(row["reports"]), int(row["claims"])
        )
        for row in rows
    ]
    return sorted(found, key=lambda r: (r.source.label.casefold(), r.source.iri))


# The most articles that the page of one source lists.
MOST_ARTICLES = 500
_ARTICLES = f"""
SELECT DISTINCT ?s ?p ?o WHERE {{
  {{ SELECT ?s WHERE {{ ?s schema:publisher ?source ; dcterms:isPartOf ?d }}
     ORDER BY ?s LIMIT {MOST_ARTICLES} }}
  ?s ?p ?o
}}
"""
_TIMES = """
SELECT DISTINCT ?s ?p ?o WHERE {
  ?a schema:publisher ?source ; kb:referenceTime ?s . ?s ?p ?o }
"""
_CITED = "?a schema:publisher ?source . ?x a kb:Claim ; kb:inArticle ?a ; kb:claimant ?thing"
_TYPES = (
    "?a schema:publisher ?source . ?x a kb:EventMention ; kb:inArticle ?a ; kb:eventType ?thing"
)


def source_page(store: Store, source: str) -> SourcePage | None:
    """Return a publisher's articles, whom it cites and what it reports; None if it has none."""
    bound = {"source": iri(source)}
    nodes = read_nodes(store, _ARTICLES, bound)
    if not nodes.properties:
        return None
    articles = list(nodes.properties)
    times = read_nodes(store, _TIMES, bound)
    nodes = type(nodes)({**times.properties, **nodes.properties})
    cited, types = (
        [
            (r["thing"], int(r["n"]))
            for r in store.select(_RANK % (p, 15), bound).texts()
            if "thing" in r
        ]
        for p in (_CITED, _TYPES)
    )
    names = read_names(store, {source} | {thing for thing, _ in (*cited, *types)})
    listed = [read_article(nodes, names, article) for article in articles]
    listed.sort(key=lambda a: a.iri)
    listed.sort(key=lambda a: a.published.latest or "", reverse=True)
    return SourcePage(
        source=names.ref(source),
        articles=tuple(listed),
        cited=tuple(Counted(names.ref(thing), n) for thing, n in cited),
        types=tuple(Counted(names.ref(thing), n) for thing, n in types),
    )


_PLACE = """
SELECT DISTINCT ?s ?p ?o WHERE {
  { BIND(?place AS ?s) ?place ?p ?o }
  UNION { ?s kb:within ?place ; ?p ?o }
  UNION { ?place kb:within+ ?s . ?s ?p ?o }
}
"""


def place_page(store: Store, place: str) -> PlacePage | None:
    """Return a place with the places around and inside it, or None where it is unknown."""
    nodes = read_nodes(store, _PLACE, {"place": iri(place)})
    if place not in nodes:
        return None

    def ref(node: str) -> Ref:
        return Ref(node, nodes.label(node) or node.rsplit("/", 1)[-1], kind(nodes, node))

    around, current = [], nodes.one(place, "kb:within")
    while current is not None and current not in around:
        around.append(current)
        current = nodes.one(current, "kb:within")
    contains = [n for n in nodes.properties if n != place and place in nodes.all(n, "kb:within")]
    return PlacePage(
        place=ref(place),
        aliases=nodes.all(place, "skos:altLabel"),
        within=tuple(ref(node) for node in around),
        contains=tuple(sorted((ref(node) for node in contains), key=lambda r: r.label)),
        latitude=nodes.number(place, "wgs:lat"),
        longitude=nodes.number(place, "wgs:long"),
        links=nodes.all(place, "skos:exactMatch"),
    )


def list_places(store: Store) -> tuple[Counted, ...]:
    """Return every place of an event, with the number of events there, sorted by name."""
    return tuple(sorted(ranked(store, "places", 5000), key=lambda c: c.ref.label.casefold()))
