"""The words of a query: prefixes, and the classes, properties and concepts that the store names."""

from __future__ import annotations

from dataclasses import dataclass

from kb.namespaces import PREFIXES, expand, shrink
from kb.store.base import Store

_KINDS = {
    expand("owl:Class"): "class",
    expand("owl:ObjectProperty"): "property",
    expand("owl:DatatypeProperty"): "property",
    expand("skos:Concept"): "concept",
}
_TERMS = """
SELECT ?term ?kind ?label ?about WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty skos:Concept }
  ?term a ?kind .
  OPTIONAL { ?term rdfs:label|skos:prefLabel ?label }
  OPTIONAL { ?term rdfs:comment|skos:definition ?about }
}
"""
# Properties of other vocabularies that queries on this store use all the time.
_BORROWED = (
    "rdf:type rdfs:label skos:prefLabel skos:altLabel skos:broader skos:exactMatch "
    "schema:publisher schema:headline schema:url nif:anchorOf wgs:lat wgs:long"
).split()


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or concept by its prefixed name, with label and definition."""

    name: str
    kind: str
    label: str
    about: str


def read_terms(store: Store) -> tuple[Term, ...]:
    """Return the terms of the ontology and vocabularies in the store, sorted by name."""
    found = {name: Term(name, "property", "", "") for name in _BORROWED}
    for row in store.select(_TERMS).texts():
        name = shrink(row["term"])
        if name.partition(":")[0] in PREFIXES:
            label, about = row.get("label", ""), row.get("about", "")
            known = found.get(name)
            if known is None or (label, about) > (known.label, known.about):
                found[name] = Term(name, _KINDS[row["kind"]], label, about)
    return tuple(sorted(found.values(), key=lambda term: term.name))
