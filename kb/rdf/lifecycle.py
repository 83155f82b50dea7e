"""Bringing documents into a store and out of it: which graphs change, and how.

A document owns `graph/doc/ID` (what it says) and `graph/links/ID` (which events its mentions
refer to, their join keys, and whom the actors that it describes roll up to). Each event owns
`graph/event/ID`. Everything that changes is worked out first and written in one step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from kb.ids import event_graph_iri, event_iri, graph_iri, links_graph_iri
from kb.namespaces import expand, sparql_prefixes
from kb.rdf.derive import flat_view, replaced_event
from kb.rdf.facts import MentionFacts, Query, Row, in_chunks, read_facts, values
from kb.rdf.join import Decisions, Known, join, join_keys
from kb.rdf.links import (
    Links,
    document_of,
    links_quads,
    read_clusters,
    read_links,
    with_stored,
)
from kb.rdf.rollup import read_described, read_join_facts

_DOCS_AT_ONCE = 50  # of a rebuild


class Rows(Protocol):
    """The answer to a SELECT."""

    def texts(self) -> Iterable[Row]:
        """Yield each row as a mapping of the bound variables to their lexical forms."""
        ...


class GraphStore(Protocol):
    """What this module needs of a store; `kb.store.Store` fits."""

    def select(self, query: str) -> Rows:
        """Return the rows of a SELECT; the default graph is the union of all graphs."""
        ...

    def replace_graphs(self, quads: Iterable[Quad], drop: Collection[str]) -> None:
        """Drop named graphs and insert quads in one step."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """What an ingest or removal did: the events that were touched and those that went."""

    events: frozenset[str]
    retired: frozenset[str]


def ingest(
    store: GraphStore,
    documents: Mapping[str, Sequence[Quad]],
    today: date,
    decisions: Decisions | None = None,
    *,
    afresh: Collection[str] = (),
    clusters: Mapping[str, str] | None = None,
) -> Change:
    """Put documents (id -> the quads of `build_graph`) in place of what the store has of them.

    Mentions keep the event that they refer to; new ones, and those of `afresh`, are joined with
    those of other documents that share a join key; events that lose their last mention go. The
    flat views of all events concerned are derived anew. `clusters` says which cluster of copies
    (IRI) a document belongs to; of others it stays. `today` is the day of creation of new
    events. Many documents at once cost fewer queries than one by one. Raises ValueError where a
    document would write outside its own graph.
    """
    _check_graphs(documents)
    query = _asker(store)
    ask_new = _in_memory(documents)
    in_cluster = {**read_clusters(query, documents), **(clusters or {})}
    new = {
        iri: replace(fact, cluster=in_cluster.get(document_of(iri)))
        for iri, fact in read_facts(ask_new, _mentions_in(documents)).items()
    }
    before = read_links(query, documents)
    described = read_described(ask_new, [graph_iri(doc) for doc in documents])
    flat = {a: parents for actors in described.values() for a, parents in actors.items()}
    joinable, tops = read_join_facts(query, new, flat)
    links = Links(keys={iri: join_keys(m) for iri, m in joinable.items()})
    links.clusters = {
        doc: in_cluster[doc] for doc, quads in documents.items() if quads and doc in in_cluster
    }
    links.tops = {
        doc: {actor: tops[actor] for actor in described.get(graph_iri(doc), {})}
        for doc in documents
    }
    rules = decisions or Decisions()
    met = _met(query, links.keys, rules, documents)
    others = read_facts(query, met)
    met_joinable, _ = read_join_facts(query, others, {})
    kept = _without_shared({m: e for m, e in before.items() if m in new}, query, afresh)
    known = _known(query, {**met, **kept})
    links.events = join(
        [*joinable.values(), *met_joinable.values()], known, rules, _taken(query, new), afresh
    )
    merged = _merged(links.events, known, {m for m, f in met_joinable.items() if f.dated})
    held = {*before.values(), *met.values()}
    return _write(store, query, documents, new, others, links, held, before, merged, today)


def forget(store: GraphStore, documents: Collection[str], today: date) -> Change:
    """Remove documents (by id) with their links, and the events that nobody else reports."""
    return ingest(store, dict.fromkeys(documents, ()), today)


def rebuild(store: GraphStore, today: date) -> int:
    """Derive everything derived anew, from documents and links; return the number of events.

    To be called after the catalogue or the rules of derivation have changed.
    """
    query = _asker(store)
    docs = sorted(row["d"].rpartition("/")[2] for row in query("SELECT ?d { ?d a kb:Document }"))
    for start in range(0, len(docs), _DOCS_AT_ONCE):
        _rebuild_links(store, query, docs[start : start + _DOCS_AT_ONCE])
    members = _members(query, None)
    for chunk in in_chunks(members):
        facts = read_facts(query, {m for event in chunk for m in members[event]})
        created = _created(query, chunk)
        quads = [
            quad
            for event in chunk
            for quad in flat_view(
                event, created.get(event, today), [facts[m] for m in members[event]]
            )
        ]
        store.replace_graphs(quads, [event_graph_iri(event) for event in chunk])
    orphans = {row["e"] for row in query("SELECT ?e { ?e a kb:Event }")} - members.keys()
    if orphans:
        store.replace_graphs([], [event_graph_iri(event) for event in sorted(orphans)])
    return len(members)


def _rebuild_links(store: GraphStore, query: Query, docs: list[str]) -> None:
    graphs = [graph_iri(doc) for doc in docs]
    events = read_links(query, docs)
    described = read_described(query, graphs)
    flat = {a: parents for actors in described.values() for a, parents in actors.items()}
    joinable, tops = read_join_facts(query, read_facts(query, events), flat)
    links = Links(
        events=events,
        keys={iri: join_keys(m) for iri, m in joinable.items()},
        tops={
            doc: {actor: tops[actor] for actor in described.get(graph_iri(doc), {})} for doc in docs
        },
        clusters=read_clusters(query, docs),
    )
    store.replace_graphs(links_quads(links, docs), [links_graph_iri(doc) for doc in docs])


def _asker(store: GraphStore) -> Query:
    def ask(question: str) -> Iterable[Row]:
        return store.select(question).texts()

    return ask


def _in_memory(documents: Mapping[str, Sequence[Quad]]) -> Query:
    """Return a query function over quads that are not in the store yet."""
    memory = pyoxigraph.Store()
    memory.extend(quad for quads in documents.values() for quad in quads)

    def ask(question: str) -> Iterable[Row]:
        found = memory.query(sparql_prefixes(question) + question, use_default_graph_as_union=True)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        names = [variable.value for variable in found.variables]
        for solution in found:
            yield {name: solution[name].value for name in names if solution[name] is not None}

    return ask


def _check_graphs(documents: Mapping[str, Sequence[Quad]]) -> None:
    for doc, quads in documents.items():
        own = NamedNode(graph_iri(doc))
        if any(quad.graph_name != own for quad in quads):
            raise ValueError(f"document {doc} would write outside its own graph")


def _mentions_in(documents: Mapping[str, Sequence[Quad]]) -> set[str]:
    mention = NamedNode(expand("kb:EventMention"))
    return {
        quad.subject.value
        for quads in documents.values()
        for quad in quads
        if quad.object == mention and isinstance(quad.subject, NamedNode)
    }


def _met(
    query: Query,
    keys: Mapping[str, frozenset[str]],
    decisions: Decisions,
    documents: Collection[str],
) -> dict[str, str]:
    """Return the mentions of other documents that new ones could be joined with, and events."""
    found = {}
    wanted = sorted({key for found_keys in keys.values() for key in found_keys})
    for start in range(0, len(wanted), 300):
        listed = " ".join(f'"{key}"' for key in wanted[start : start + 300])
        for row in query(f"""SELECT DISTINCT ?em ?e {{ VALUES ?key {{ {listed} }}
                ?em kb:joinKey ?key ; kb:refersTo ?e }}"""):
            found[row["em"]] = row["e"]
    pairs = (*decisions.must_link, *decisions.cannot_link)
    partners = {m for pair in pairs if pair & keys.keys() for m in pair}
    for chunk in in_chunks(partners):
        for row in query(f"SELECT ?em ?e {{ {values('em', chunk)} ?em kb:refersTo ?e }}"):
            found[row["em"]] = row["e"]
    return {m: event for m, event in found.items() if document_of(m) not in documents}


def _created(query: Query, events: Collection[str]) -> dict[str, date]:
    found = {}
    for chunk in in_chunks(events):
        for row in query(f"SELECT ?e ?day {{ {values('e', chunk)} ?e dcterms:created ?day }}"):
            found[row["e"]] = date.fromisoformat(row["day"])
    return found


def _known(query: Query, events: Mapping[str, str]) -> dict[str, Known]:
    created = _created(query, set(events.values()))
    return {m: Known(e, created.get(e, date.max)) for m, e in events.items()}


def _taken(query: Query, mentions: Collection[str]) -> set[str]:
    """Return the event IRIs that could be minted for mentions and exist already."""
    found = set()
    for chunk in in_chunks([event_iri(m) for m in mentions]):
        for row in query(f"""SELECT DISTINCT ?e {{ {values("e", chunk)}
                {{ ?e dcterms:created ?x }} UNION {{ ?e dcterms:isReplacedBy ?x }} }}"""):
            found.add(row["e"])
    return found


def _without_shared(
    events: Mapping[str, str], query: Query, afresh: Collection[str]
) -> dict[str, str]:
    """Return the events of mentions, less those of `afresh` that are other mentions' as well."""
    members = _members(query, {events[m] for m in events.keys() & afresh})
    shared = {event for event, mentions in members.items() if not mentions <= set(afresh)}
    return {m: e for m, e in events.items() if m not in afresh or e not in shared}


def _merged(
    links: Mapping[str, str], known: Mapping[str, Known], dated: Collection[str]
) -> dict[str, str]:
    """Return the events that gave way to another one, with that one."""
    living = set(links.values())
    return {
        known[m].event: links[m]
        for m in sorted(known)
        if m in dated and m in links and known[m].event not in living
    }


def _members(query: Query, events: Collection[str] | None) -> dict[str, set[str]]:
    """Return the mentions of events (None: of all) as the store has them."""
    found: dict[str, set[str]] = defaultdict(set)
    if events is None:
        for row in query("SELECT ?em ?e { ?em kb:refersTo ?e }"):
            found[row["e"]].add(row["em"])
        return found
    for chunk in in_chunks(events):
        for row in query(f"SELECT ?em ?e {{ {values('e', chunk)} ?em kb:refersTo ?e }}"):
            found[row["e"]].add(row["em"])
    return found


def _write(
    store: GraphStore,
    query: Query,
    documents: Mapping[str, Sequence[Quad]],
    new: Mapping[str, MentionFacts],
    others: Mapping[str, MentionFacts],
    links: Links,
    held: Collection[str],
    before: Mapping[str, str],
    merged: Mapping[str, str],
    today: date,
) -> Change:
    """Write documents, links and the flat views of all events concerned, in one step."""
    old_of = _members(query, {*held, *links.events.values()})
    event_of = {m: event for event, mentions in old_of.items() for m in mentions}
    moved = {m: merged[e] for m, e in event_of.items() if e in merged}
    moved |= {m: e for m, e in links.events.items() if m in others and event_of.get(m) != e}
    now = {m: e for m, e in (event_of | moved).items() if document_of(m) not in documents}
    now |= {m: links.events[m] for m in new}
    concerned = {links.events[m] for m in new} | set(before.values()) | set(merged)
    concerned |= set(moved.values()) | {event_of[m] for m in moved if m in event_of}
    members: dict[str, set[str]] = {event: set() for event in concerned}
    for mention, event in now.items():
        if event in members:
            members[event].add(mention)
    read = {**new, **others}
    missing = {m for mentions in members.values() for m in mentions} - read.keys()
    facts = {**read, **read_facts(query, missing)}
    living = {event for event, mentions in members.items() if mentions}
    created = _created(query, living)
    quads = [quad for found in documents.values() for quad in found]
    for event in sorted(living):
        told = [facts[m] for m in members[event]]
        quads += flat_view(event, created.get(event, today), told)
    retired = concerned - living
    for event in sorted(retired & merged.keys()):
        quads += replaced_event(event, merged[event])
    moved_in = {document_of(m) for m in moved} - documents.keys()
    quads += links_quads(with_stored(query, links, moved, moved_in), {*documents, *moved_in})
    drop = {graph_iri(doc) for doc in documents}
    drop |= {links_graph_iri(doc) for doc in (*documents, *moved_in)}
    drop |= {event_graph_iri(event) for event in concerned}
    drop |= {event_graph_iri(e) for e in _replaced_by(query, retired - merged.keys())}
    store.replace_graphs(quads, sorted(drop))
    return Change(frozenset(living), frozenset(retired))


def _replaced_by(query: Query, events: Collection[str]) -> set[str]:
    """Return the events that point to one of these as their successor."""
    found = set()
    for chunk in in_chunks(events):
        listed = values("e", chunk)
        found |= {r["x"] for r in query(f"SELECT ?x {{ {listed} ?x dcterms:isReplacedBy ?e }}")}
    return found
