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
from kb.query.browse.reading import counted, kind, number, read_names, read_nodes, text
from kb.store.base import Store, iri

# Each thing stands in one graph, and so in one row, but those counted as different ones.
_COUNTS = {
    "documents": "COUNT(*) FROM documents",
    "articles": "COUNT(*) FROM articles",
    "publishers": "COUNT(DISTINCT publisher) FROM articles",
    "sentences": "COUNT(*) FROM sentences",
    "reports": "COUNT(*) FROM mentions",
    "events": "COUNT(*) FROM events",
    "claims": "COUNT(*) FROM claims",
    "claimants": "COUNT(DISTINCT claimant) FROM claims",
    "actors": "COUNT(DISTINCT actor) FROM takers",
    "places": "COUNT(DISTINCT place) FROM places",
}
_RANGE = "SELECT MIN(earliest), MAX(latest) FROM events"
_RANKED = {
    "actors": "actor, COUNT(*) FROM parties WHERE role = 'participant' GROUP BY actor",
    "sources": ("publisher, COUNT(*) FROM articles WHERE publisher IS NOT NULL GROUP BY publisher"),
    "types": "type, COUNT(*) FROM events WHERE type IS NOT NULL GROUP BY type",
    "places": "place, COUNT(*) FROM places GROUP BY place",
    "statuses": "status, COUNT(*) FROM events WHERE status IS NOT NULL GROUP BY status",
}


def totals(store: Store) -> Totals:
    """Return how much is in the store."""
    counts = {
        name: number(store.side.rows(f"SELECT {what}")[0][0]) for name, what in _COUNTS.items()
    }
    first, last = store.side.rows(_RANGE)[0]
    return Totals(**counts, earliest=text(first), latest=text(last))


def ranked(store: Store, what: str, limit: int) -> tuple[Counted, ...]:
    """Return the most frequent actors, sources, types, places or statuses with their counts.

    Sources are counted in articles, all others in events.
    """
    rows = counted(store, _RANKED[what], (), limit)
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
SELECT a.publisher, COUNT(*),
  SUM((SELECT COUNT(*) FROM mentions m WHERE m.article = a.article)),
  SUM((SELECT COUNT(*) FROM claims c WHERE c.article = a.article))
FROM articles a WHERE a.publisher IS NOT NULL GROUP BY a.publisher
"""


def list_sources(store: Store) -> list[SourceRow]:
    """Return every publisher, sorted by name."""
    rows = store.side.rows(_SOURCES)
    names = read_names(store, (str(row[0]) for row in rows))
    found = [
        SourceRow(names.ref(str(source)), number(articles), number(reports), number(claims))
        for source, articles, reports, claims in rows
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
_CITED = """c.claimant, COUNT(*) FROM articles a JOIN claims c ON c.article = a.article
  WHERE a.publisher = ? AND c.claimant IS NOT NULL GROUP BY c.claimant"""
_TYPES = """m.type, COUNT(*) FROM articles a JOIN mentions m ON m.article = a.article
  WHERE a.publisher = ? AND m.type IS NOT NULL GROUP BY m.type"""


def source_page(store: Store, source: str) -> SourcePage | None:
    """Return a publisher's articles, whom it cites and what it reports; None if it has none."""
    bound = {"source": iri(source)}
    nodes = read_nodes(store, _ARTICLES, bound)
    if not nodes.properties:
        return None
    articles = list(nodes.properties)
    times = read_nodes(store, _TIMES, bound)
    nodes = type(nodes)({**times.properties, **nodes.properties})
    cited, types = (counted(store, sql, [source], 15) for sql in (_CITED, _TYPES))
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
  UNION { ?place kb:within/kb:within* ?s . ?s ?p ?o }
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
