"""The links graphs: which events a document's mentions refer to, and by which keys they meet.

They hold what is derived for a document and must outlive a new extraction of it: the events, join
keys of the mentions, and whom the actors that the document describes roll up to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad

from kb.ids import document_iri, links_graph_iri
from kb.rdf.facts import Query, in_chunks, values
from kb.rdf.terms import Triples, text


@dataclass(slots=True)
class Links:
    """What links graphs hold: by mention its event and join keys, by document the tops of its
    actors and the cluster of copies that it belongs to."""

    events: dict[str, str] = field(default_factory=dict)
    keys: dict[str, frozenset[str]] = field(default_factory=dict)
    tops: dict[str, dict[str, str]] = field(default_factory=dict)  # document -> actor -> top
    clusters: dict[str, str] = field(default_factory=dict)  # document -> IRI


def document_of(mention: str) -> str:
    """Return the id of the document that an event mention belongs to."""
    return mention.removeprefix(document_iri("")).partition("/")[0]


def read_links(query: Query, documents: Collection[str]) -> dict[str, str]:
    """Return the events that the mentions of documents refer to so far."""
    found = {}
    for chunk in in_chunks([links_graph_iri(doc) for doc in documents]):
        graphs = values("g", chunk)
        for row in query(f"SELECT ?em ?e {{ {graphs} GRAPH ?g {{ ?em kb:refersTo ?e }} }}"):
            found[row["em"]] = row["e"]
    return found


def read_clusters(query: Query, documents: Collection[str]) -> dict[str, str]:
    """Return the clusters of copies that documents belong to so far, as IRIs."""
    found = {}
    for chunk in in_chunks([document_iri(doc) for doc in documents]):
        for row in query(f"SELECT ?d ?c {{ {values('d', chunk)} ?d kb:inCluster ?c }}"):
            found[document_of(row["d"])] = row["c"]
    return found


def with_stored(
    query: Query, links: Links, moved: Mapping[str, str], documents: Collection[str]
) -> Links:
    """Return the links with those of other documents whose mentions moved to another event."""
    full = Links(dict(links.events), dict(links.keys), dict(links.tops), dict(links.clusters))
    full.clusters |= read_clusters(query, documents)
    full.events |= {**read_links(query, documents), **moved}
    stored: dict[str, set[str]] = defaultdict(set)
    for chunk in in_chunks([links_graph_iri(doc) for doc in documents]):
        for row in query(f"""SELECT ?g ?s ?key ?top {{ {values("g", chunk)}
                GRAPH ?g {{ {{ ?s kb:joinKey ?key }} UNION {{ ?s kb:rollsUpTo ?top }} }} }}"""):
            if "key" in row:
                stored[row["s"]].add(row["key"])
            else:
                doc = row["g"].rpartition("/")[2]
                full.tops.setdefault(doc, {})[row["s"]] = row["top"]
    full.keys |= {mention: frozenset(keys) for mention, keys in stored.items()}
    return full


def links_quads(links: Links, documents: Collection[str]) -> list[Quad]:
    """Return the links graphs of documents; mentions without a document among them are left out."""
    by_document: dict[str, list[str]] = defaultdict(list)
    for mention in links.events:
        by_document[document_of(mention)].append(mention)
    quads: list[Quad] = []
    for doc in sorted(documents):
        triples = Triples(links_graph_iri(doc))
        for mention in by_document[doc]:
            triples.add(
                mention,
                kb_refersTo=NamedNode(links.events[mention]),
                kb_joinKey=[text(key) for key in links.keys.get(mention, ())],
            )
        if doc in links.clusters:
            triples.add(document_iri(doc), kb_inCluster=NamedNode(links.clusters[doc]))
        for actor, top in links.tops.get(doc, {}).items():
            triples.add(actor, kb_rollsUpTo=NamedNode(top))
        quads += triples.sorted()
    return quads
