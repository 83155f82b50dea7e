"""Actors that no row of the catalogue describes: names found in articles only."""

from __future__ import annotations

from typing import NamedTuple

from kb.namespaces import ID
from kb.store.base import Store, iri

_MOST_NAMED = f"""
SELECT ?actor (COUNT(DISTINCT ?m) AS ?mentions) WHERE {{
  ?actor kb:candidate true . ?m gaf:denotes ?actor
  FILTER(STRSTARTS(STR(?actor), "{ID}actor/"))
}} GROUP BY ?actor ORDER BY DESC(?mentions) ?actor LIMIT %d
"""
# A candidate is described in every article that names it, in each as it is written there.
_NAMES = """
SELECT ?label ?kind (COUNT(DISTINCT ?g) AS ?articles) WHERE {
  GRAPH ?g { ?actor kb:candidate true ; skos:prefLabel ?label ; a ?kind }
} GROUP BY ?label ?kind ORDER BY DESC(?articles) ?label ?kind LIMIT 1
"""
_MENTIONS = "SELECT (COUNT(DISTINCT ?m) AS ?mentions) WHERE { ?m gaf:denotes ?actor }"


class Candidate(NamedTuple):
    """A candidate actor: the name and class that most articles give it, and its mentions."""

    iri: str
    label: str
    kind: str
    mentions: int


def list_candidates(store: Store, limit: int) -> list[Candidate]:
    """Return the candidates with most mentions."""
    rows = list(store.select(_MOST_NAMED % limit).texts())
    found = (read_candidate(store, row["actor"]) for row in rows)
    return [candidate for candidate in found if candidate is not None]


def read_candidate(store: Store, actor: str) -> Candidate | None:
    """Return a candidate by its IRI, None where the store has none."""
    bound = {"actor": iri(actor)}
    row = next(iter(store.select(_NAMES, bound).texts()), None)
    if row is None or "label" not in row:
        return None
    mentions = next(iter(store.select(_MENTIONS, bound).texts()))["mentions"]
    kind = row["kind"].rpartition("#")[2]
    return Candidate(actor, row["label"], kind, int(mentions))
