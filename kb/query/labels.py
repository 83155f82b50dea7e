"""Labels of nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb.namespaces import shrink
from kb.rows import Named
from kb.store.base import Store, Value, iri


def read_named(store: Store, nodes: Iterable[str]) -> Mapping[str, Named]:
    """Return each node with its label: the English one first, else by language, else its name."""
    wanted = sorted(set(nodes))
    best: dict[str, Value] = {}
    if wanted:
        which = {"node": [iri(node) for node in wanted]}
        for row in store.select(
            "SELECT ?node ?label { ?node skos:prefLabel ?label }", which
        ).dicts():
            node, label = row["node"].value, row["label"]
            best[node] = min(best.get(node, label), label, key=_preference)
    return {
        node: Named(node, best[node].value if node in best else shrink(node)) for node in wanted
    }


def _preference(label: Value) -> tuple[bool, str, str]:
    return label.language not in ("en", None), label.language or "", label.value
