"""All namespaces in one place: rdflib bindings, SPARQL prefixes, docs and pages read this."""

from __future__ import annotations

import os

from kb.config import BASE_IRI

DEFAULT_BASE = BASE_IRI
# One constant, changeable by setting before the first ingest: every IRI of ours derives from it.
BASE = os.environ.get("KB_BASE_IRI", DEFAULT_BASE)

KB = BASE + "ns#"
ID = BASE + "id/"
VOCAB = BASE + "vocab/"
GRAPH = ID + "graph/"

PREFIXES: dict[str, str] = {
    "kb": KB,
    "kbt": VOCAB + "type/",
    "plover": VOCAB + "plover/",
    "ctx": VOCAB + "plover/context/",
    "sector": VOCAB + "plover/sector/",
    "cameo": VOCAB + "cameo/",
    "acled": VOCAB + "acled/",
    "ucdp": VOCAB + "ucdp/",
    "st": VOCAB + "status/",
    "stance": VOCAB + "stance/",
    "fact": VOCAB + "factuality/",
    "role": VOCAB + "role/",
    "item": VOCAB + "item/",
    "ofc": VOCAB + "office/",
    "id": ID,
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "gaf": "http://groundedannotationframework.org/gaf#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "wd": "http://www.wikidata.org/entity/",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def expand(name: str) -> str:
    """Return the IRI of a prefixed name such as `kb:Event`; KeyError on an unknown prefix."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def shrink(iri: str) -> str:
    """Return the prefixed name of an IRI, or the IRI itself where no prefix fits."""
    best = max(
        (item for item in PREFIXES.items() if iri.startswith(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    if best is None:
        return iri
    local = iri[len(best[1]) :]
    return f"{best[0]}:{local}" if local and "/" not in local and "#" not in local else iri


def sparql_prefixes(query: str) -> str:
    """Return the PREFIX lines for those of our prefixes that `query` uses and does not declare."""
    lowered = query.lower()
    return "".join(
        f"PREFIX {prefix}: <{iri}>\n"
        for prefix, iri in PREFIXES.items()
        if f"{prefix}:" in query and f"prefix {prefix}:" not in lowered
    )
