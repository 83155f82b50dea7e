"""Correcting publication dates: the graph follows at once, and back again, without the article.

A correction redates the quads of the document that the store holds and writes them as an ingest
does, so that links, events and their flat views follow. It is recorded before it is written: a
crash in between leaves a decision that the next `kb set-date` or a new extraction carries out.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from kb import decisions
from kb.decisions import Correction, GraphChange
from kb.errors import InputError
from kb.ids import graph_iri
from kb.journal import Journal
from kb.model import Interval, Publication
from kb.rdf import OVERRIDE, lifecycle, moved_mentions, read_items, redate
from kb.store import Solutions, Store

log = logging.getLogger(__name__)


def find_document(journal: Journal, named: str) -> str:
    """Return the id of the document with this id or IRI; InputError where there is none."""
    doc = named.rstrip("/").rpartition("/")[2]
    if journal.entry(doc) is None:
        raise InputError(f"no document {doc} in the store: nothing was changed")
    return doc


def set_date(
    doc: str, item: int | None, published: Interval, store: Store, journal: Journal
) -> Correction:
    """Set when an item of a document was published, and return the decision.

    `item` counts from 1; None means the page's only main story, or its only item. Raises
    InputError where there is no such item or several could be meant.
    """
    quads = list(store.quads(graph_iri(doc)))
    number = _choose(doc, quads, item)
    former = _published(quads, number)
    redated = redate(quads, number, Publication(published, OVERRIDE))
    plan = _Plan(store)
    _write(plan, doc, quads, redated)
    correction = Correction(
        decisions.new_id(), doc, number, published, former, _changes(store, plan)
    )
    decisions.record(journal, correction)
    store.replace_graphs(plan.quads, sorted(plan.drop))
    return correction


def undo(doc: str, item: int | None, store: Store, journal: Journal) -> Correction:
    """Take back the last correction of a document, or of one item, and return it.

    The dataset is then as it was before, to the byte, unless the graphs concerned have changed
    since (another article on the same events, a new extraction): then the former date is set and
    everything that depends on it resolved anew. Raises InputError where nothing is to be undone.
    """
    made = [c for c in decisions.standing(journal, doc) if item in (None, c.item)]
    if not made:
        what = f"document {doc}" if item is None else f"item {item} of document {doc}"
        raise InputError(f"no date of {what} was set: nothing to undo")
    last = made[-1]
    if (former := _former_graphs(store, last.changes)) is not None:
        store.replace_graphs(former, [change.graph for change in last.changes])
    else:
        quads = list(store.quads(graph_iri(doc)))
        if last.item in {one.number for one in read_items(quads)}:
            _write(store, doc, quads, redate(quads, last.item, last.former))
    decisions.record_undone(journal, last)
    return last


def ingest(
    doc: str,
    quads: Sequence[Quad],
    store: Store,
    journal: Journal,
    today: date,
    cluster: str | None = None,
) -> None:
    """Put a document that was just extracted into the store, under the corrections that stand.

    What it says itself of its date by now is recorded, for undo. A correction of an item that the
    page no longer has is left out with a warning. `today` is the day of creation of new events,
    `cluster` the IRI of the document's copies.
    """
    made = decisions.standing(journal, doc)
    for correction in made:
        if correction.item not in {one.number for one in read_items(quads)}:
            about = {"doc": doc, "item": correction.item, "decision": correction.id}
            log.warning("correction-without-item", extra=about)
            continue
        former = _published(quads, correction.item)
        if former != correction.former:
            decisions.record_former(journal, correction, former)
        quads = redate(quads, correction.item, Publication(correction.published, OVERRIDE))
    moved = moved_mentions(list(store.quads(graph_iri(doc))), quads) if made else ()
    clusters = {doc: cluster} if cluster else None
    lifecycle.ingest(store, {doc: quads}, today, afresh=moved, clusters=clusters)


class _Plan:
    """A store that is only read: what would be written is kept here."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.quads: list[Quad] = []
        self.drop: set[str] = set()

    def select(self, query: str) -> Solutions:
        return self._store.select(query)

    def replace_graphs(self, quads: Iterable[Quad], drop: Collection[str]) -> None:
        self.quads += quads
        self.drop |= set(drop)


def _write(
    store: lifecycle.GraphStore, doc: str, before: Sequence[Quad], after: Sequence[Quad]
) -> None:
    moved = moved_mentions(before, after)
    lifecycle.ingest(store, {doc: after}, datetime.now(UTC).date(), afresh=moved)


def _choose(doc: str, quads: Sequence[Quad], item: int | None) -> int:
    items = read_items(quads)
    numbers = [one.number for one in items]
    if item is not None:
        if item not in numbers:
            raise InputError(f"document {doc} has no item {item}, but {_listed(numbers)}")
        return item
    main = [one.number for one in items if one.kind == "main"]
    for only in (main, numbers):
        if len(only) == 1:
            return only[0]
    raise InputError(f"document {doc} has {_listed(numbers)}: choose one with --item")


def _listed(numbers: Sequence[int]) -> str:
    if not numbers:
        return "no items"
    return f"items 1 to {numbers[-1]}" if len(numbers) > 1 else f"item {numbers[0]} only"


def _published(quads: Sequence[Quad], item: int) -> Publication | None:
    return next(one.published for one in read_items(quads) if one.number == item)


def _changes(store: Store, plan: _Plan) -> tuple[GraphChange, ...]:
    after: dict[str, set[str]] = {graph: set() for graph in plan.drop}
    for quad in plan.quads:
        assert isinstance(quad.graph_name, NamedNode)
        after.setdefault(quad.graph_name.value, set()).add(_line(quad))
    found = []
    for graph, new in sorted(after.items()):
        old = {_line(quad) for quad in store.quads(graph)}
        if old != new:
            removed, added = sorted(old - new), sorted(new - old)
            found.append(GraphChange(graph, tuple(removed), tuple(added), _digest(new)))
    return tuple(found)


def _former_graphs(store: Store, changes: Sequence[GraphChange]) -> list[Quad] | None:
    """Return the graphs as they were before the changes; None where they are not as left then."""
    lines: list[str] = []
    for change in changes:
        now = {_line(quad) for quad in store.quads(change.graph)}
        if _digest(now) != change.digest:
            return None
        lines += (now - set(change.added)) | set(change.removed)
    if not lines:
        return None
    return list(pyoxigraph.parse("\n".join(lines).encode(), format=RdfFormat.N_QUADS))


def _line(quad: Quad) -> str:
    return f"{quad} ."


def _digest(lines: Collection[str]) -> str:
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()
