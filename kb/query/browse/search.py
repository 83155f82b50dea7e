"""One search over actors, places and sources by any name, events by label, articles by headline."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kb.query.browse.pages import Ref
from kb.store.base import Store

MOST_HITS = 50


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing: `folded` is what a search compares."""

    folded: str
    text: str
    ref: Ref


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found; `matched` is the name that matched, where it is not the label itself."""

    ref: Ref
    matched: str | None


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found, best first; `total` counts all hits, of which these are the first."""

    query: str
    hits: tuple[Hit, ...]
    total: int


_NAMES = """
SELECT ?thing ?label ?name ?class WHERE {
  { ?thing skos:altLabel ?name ; skos:prefLabel ?label ; a ?class .
    FILTER(?class NOT IN (skos:Concept)) }
  UNION
  { ?thing skos:prefLabel ?name ; a ?class . FILTER(?class NOT IN (kb:EventMention, skos:Concept)) }
  UNION
  { ?thing a kb:Event ; rdfs:label ?name . BIND(kb:Event AS ?class) }
  UNION
  { ?thing schema:headline ?name ; dcterms:isPartOf ?doc . BIND(kb:Article AS ?class) }
}
"""
# Kinds in the order in which equally good hits are shown; actors of all kinds come before them.
_ORDER = ("Place", "Office", "Event", "Article")


def fold(text: str) -> str:
    """Return a text as searches compare it: lower case, without accents, single blanks."""
    bare = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


def index_names(store: Store) -> tuple[Name, ...]:
    """Return every name that a search can find; read once and kept until the store changes."""
    found = {}
    for row in store.select(_NAMES).texts():
        kind = row["class"].rsplit("#", 1)[-1]
        ref = Ref(row["thing"], row.get("label", row["name"]), kind)
        found[row["thing"], row["name"]] = Name(fold(row["name"]), row["name"], ref)
    return tuple(found.values())


def search(names: Sequence[Name], text: str) -> Hits:
    """Return what has `text` in a name, exact names and beginnings first."""
    wanted = fold(text)
    best: dict[str, tuple[tuple[int, int, int, str], Hit]] = {}
    for name in names if wanted else ():
        position = name.folded.find(wanted)
        if position < 0:
            continue
        # Exact, then from the beginning, then from the beginning of a word, then inside one.
        starts = position == 0 or name.folded[position - 1] == " "
        quality = 0 if name.folded == wanted else 1 if position == 0 else 2 if starts else 3
        kind = _ORDER.index(name.ref.kind) + 1 if name.ref.kind in _ORDER else 0
        key = (quality, kind, len(name.text), name.ref.label)
        if name.ref.iri not in best or key < best[name.ref.iri][0]:
            matched = name.text if name.text != name.ref.label else None
            best[name.ref.iri] = (key, Hit(name.ref, matched))
    ordered = [hit for _, hit in sorted(best.values(), key=lambda item: (item[0], item[1].ref.iri))]
    return Hits(text, tuple(ordered[:MOST_HITS]), len(ordered))
