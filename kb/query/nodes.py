"""Nodes of the graph with all their properties, read by one plain pattern.

`?node ?property ?value` with the nodes bound is the pattern that an engine answers by look-ups
alone. Listing the properties in `VALUES`, or putting two patterns into one `OPTIONAL`, makes
Oxigraph scan the store: measured on 620,000 quads, 160 ms and 290 ms for what takes 5 ms so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kb.namespaces import expand, shrink
from kb.query.browse import read_names
from kb.rows import Named
from kb.store.base import Store, Value, iri

_LABELS = ("skos:prefLabel", "rdfs:label")


@dataclass
class Node:
    """One node: property -> values. Names are prefixed names; texts come sorted."""

    iri: str
    properties: dict[str, list[Value]] = field(default_factory=dict)

    def values(self, *names: str) -> Iterator[Value]:
        """Yield the values of properties."""
        for name in names:
            yield from self.properties.get(expand(name), ())

    def texts(self, *names: str) -> list[str]:
        """Return the different values of properties as text, sorted."""
        return sorted({value.value for value in self.values(*names)})

    def text(self, name: str) -> str | None:
        """Return the first value of a property as text."""
        return next(iter(self.texts(name)), None)

    def number(self, name: str) -> float | None:
        """Return the value of a numeric property."""
        found = self.text(name)
        return None if found is None else float(found)

    def count(self, name: str) -> int:
        """Return the value of a property that counts something, 0 where it is missing."""
        return int(self.number(name) or 0)

    def day(self, name: str) -> date | None:
        """Return the value of a property whose values are days."""
        found = self.text(name)
        return None if found is None else date.fromisoformat(found[:10])

    @property
    def named(self) -> Named:
        """The node with its label: the English one first, else by language, else its name."""
        labels = sorted(self.values(*_LABELS), key=_preference)
        return Named(self.iri, labels[0].value if labels else shrink(self.iri))


def _preference(label: Value) -> tuple[bool, str, str]:
    return label.language not in ("en", None), label.language or "", label.value


class Nodes(Mapping[str, Node]):
    """Nodes by IRI; a node that was not read, or that has no properties, is an empty one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._nodes: dict[str, Node] = {}

    def read(self, wanted: Iterable[str]) -> None:
        """Read the nodes that are not there yet, by one query."""
        missing = sorted(set(wanted) - self._nodes.keys())
        if not missing:
            return
        self._nodes |= {node: Node(node) for node in missing}
        query = "SELECT ?node ?property ?value { ?node ?property ?value }"
        for row in self._store.select(query, {"node": [iri(node) for node in missing]}).rows:
            node, name, value = row
            assert node is not None
            assert name is not None
            assert value is not None
            known = self._nodes[node.value].properties.setdefault(name.value, [])
            if value not in known:
                known.append(value)

    def name(self, wanted: Iterable[str]) -> None:
        """Read the label alone of the nodes that are not there yet.

        For actors: the graph describes one anew for every article that mentions it, so that all
        properties of a busy one are thousands of rows.
        """
        missing = set(wanted) - self._nodes.keys()
        for node, ref in read_names(self._store, missing).refs.items():
            label = {expand("skos:prefLabel"): [Value("literal", ref.label)]} if ref.kind else {}
            self._nodes[node] = Node(node, label)

    def __getitem__(self, node: str) -> Node:
        return self._nodes.get(node) or Node(node)

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)
