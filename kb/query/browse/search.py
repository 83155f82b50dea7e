"""One search over actors, places and sources by any name, events by label, articles by headline."""

from __future__ import annotations

from dataclasses import dataclass

from kb.query.browse.pages import Ref
from kb.store.base import Store, literal

MOST_HITS = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found; `matched` is the name that matched, where it is not the label itself."""

    ref: Ref
    matched: str | None


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found, best first; `truncated` says that there is more."""

    query: str
    hits: tuple[Hit, ...]
    truncated: bool


_SEARCH = f"""
SELECT DISTINCT ?thing ?label ?name ?class WHERE {{
  {{ VALUES ?property {{ skos:prefLabel skos:altLabel }} ?thing ?property ?name . ?thing a ?class .
     FILTER(?class NOT IN (kb:EventMention, kb:Event, skos:Concept)) }}
  UNION
  {{ ?thing a kb:Event ; rdfs:label|skos:prefLabel ?name . BIND(kb:Event AS ?class) }}
  UNION
  {{ ?thing schema:headline ?name ; dcterms:isPartOf ?doc . BIND(kb:Article AS ?class) }}
  FILTER(CONTAINS(LCASE(STR(?name)), ?text))
  OPTIONAL {{ ?thing skos:prefLabel ?label }}
}} LIMIT {4 * MOST_HITS}
"""
# Kinds in the order in which equally good hits are shown.
_ORDER = ("Place", "Office", "Event", "Article")


def search(store: Store, text: str) -> Hits:
    """Return what has `text` in a name, exact names and beginnings first."""
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return Hits(text, (), False)
    best: dict[str, tuple[tuple[int, int, str], Hit]] = {}
    rows = list(store.select(_SEARCH, {"text": literal(wanted)}).texts())
    for row in rows:
        name, label = row["name"], row.get("label", row["name"])
        kind = row["class"].rsplit("#", 1)[-1]
        folded = name.casefold()
        quality = 0 if folded == wanted else 1 if folded.startswith(wanted) else 2
        position = _ORDER.index(kind) + 1 if kind in _ORDER else 0
        key = (quality, position, label)
        hit = Hit(Ref(row["thing"], label, kind), name if name != label else None)
        if row["thing"] not in best or key < best[row["thing"]][0]:
            best[row["thing"]] = (key, hit)
    ordered = [hit for _, hit in sorted(best.values(), key=lambda item: item[0])]
    truncated = len(rows) >= 4 * MOST_HITS or len(ordered) > MOST_HITS
    return Hits(text, tuple(ordered[:MOST_HITS]), truncated)
