"""Reading the store for pages: small graphs as nodes, and labels for what a page names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from kb.errors import InputError
from kb.namespaces import ID, KB, expand, shrink
from kb.query.browse.pages import Ref
from kb.store.base import Store, Value

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
# Superclasses that say less than the class beside them.
GENERAL = ("Actor", "Organization", "Article", "Mention")


def values(variable: str, iris: Iterable[str]) -> str:
    """Return a SPARQL VALUES block that binds `variable` to IRIs.

    Raises InputError on a string that could end the IRI early: nothing else is ever written into
    the text of a query.
    """
    checked = []
    for iri in iris:
        if not _IRI.fullmatch(iri):
            raise InputError(f"not an IRI: {iri!r}")
        checked.append(f"<{iri}>")
    return f"VALUES ?{variable} {{ {' '.join(checked)} }}"


@dataclass(frozen=True, slots=True)
class Nodes:
    """A small graph in memory: node -> property -> values, each in the order of the answer."""

    properties: Mapping[str, Mapping[str, tuple[Value, ...]]]

    def __contains__(self, node: object) -> bool:
        return node in self.properties

    def all(self, node: str | None, *names: str) -> tuple[str, ...]:
        """Return the values of properties (prefixed names) of a node, sorted, without repeats."""
        found = self.properties.get(node or "", {})
        return tuple(sorted({v.value for name in names for v in found.get(expand(name), ())}))

    def one(self, node: str | None, *names: str) -> str | None:
        """Return the least value of the properties of a node, or None."""
        return next(iter(self.all(node, *names)), None)

    def label(self, node: str) -> str | None:
        """Return the English label of a node, else one in any language, else None."""
        found = self.properties.get(node, {})
        texts = [*found.get(expand("skos:prefLabel"), ()), *found.get(expand("rdfs:label"), ())]
        texts.sort(key=lambda v: (v.language not in ("en", None), v.value))
        return texts[0].value if texts else None

    def number(self, node: str | None, name: str) -> float | None:
        """Return a numeric value, or None where there is none."""
        text = self.one(node, name)
        return None if text is None else float(text)

    def flag(self, node: str | None, name: str) -> bool:
        """Return whether a boolean property is true."""
        return self.one(node, name) in ("true", "1")

    def of_type(self, name: str) -> tuple[str, ...]:
        """Return the nodes of a class, sorted."""
        wanted, a = expand(name), expand("rdf:type")
        return tuple(
            sorted(
                node
                for node, found in self.properties.items()
                if any(v.value == wanted for v in found.get(a, ()))
            )
        )

    def iris(self) -> set[str]:
        """Return every IRI that is the value of a property other than rdf:type."""
        a = expand("rdf:type")
        return {
            v.value
            for found in self.properties.values()
            for name, texts in found.items()
            if name != a
            for v in texts
            if v.kind == "iri"
        }


def read_nodes(store: Store, query: str, bindings: Mapping[str, Value] | None = None) -> Nodes:
    """Return the graph that a query with the variables ?s ?p ?o answers."""
    properties: dict[str, dict[str, dict[Value, None]]] = {}
    for row in store.select(query, bindings).dicts():
        if "s" in row and "p" in row and "o" in row:
            node = properties.setdefault(row["s"].value, {})
            node.setdefault(row["p"].value, {})[row["o"]] = None
    return Nodes({s: {p: tuple(o) for p, o in found.items()} for s, found in properties.items()})


@dataclass(frozen=True, slots=True)
class Names:
    """Labels and classes of the things that a page names."""

    refs: Mapping[str, Ref]

    def ref(self, iri: str) -> Ref:
        """Return an IRI with its label and class; the label is made of the IRI if there is none."""
        return self.refs.get(iri) or Ref(iri, readable(iri), "")

    def refs_of(self, iris: Iterable[str]) -> tuple[Ref, ...]:
        """Return IRIs with their labels, sorted by label."""
        return tuple(sorted((self.ref(i) for i in iris), key=lambda r: (r.label.casefold(), r.iri)))


# A filter rather than VALUES for ?p: with two VALUES blocks Oxigraph reads whole properties.
_LABELS = """
SELECT ?s ?p ?o WHERE { %s ?s ?p ?o FILTER(?p IN (skos:prefLabel, rdfs:label, rdf:type)) }
"""


def read_names(store: Store, iris: Iterable[str]) -> Names:
    """Return labels and classes for IRIs.

    Actors, places and offices come from the side tables, where a name stands once: the graph
    repeats the label of a candidate for every article that mentions it. The rest is one query.
    """
    wanted = sorted({iri for iri in iris if _IRI.fullmatch(iri)})
    found = _read_named(store, [iri for iri in wanted if iri.startswith(ID)])
    rest = [iri for iri in wanted if iri not in found]
    if not rest:
        return Names(found)
    nodes = read_nodes(store, _LABELS % values("s", rest))
    others = {iri: Ref(iri, nodes.label(iri) or readable(iri), kind(nodes, iri)) for iri in rest}
    return Names({**found, **others})


_AT_ONCE = 500  # values of a statement
_NAMED = "SELECT thing, kind, text FROM names WHERE field = 'label' AND thing IN (%s)"


def _read_named(store: Store, things: Sequence[str]) -> dict[str, Ref]:
    """Return the things that have a label in the side tables."""
    found: dict[str, tuple[bool, str, str]] = {}
    for start in range(0, len(things), _AT_ONCE):
        chunk = things[start : start + _AT_ONCE]
        for thing, class_, text in store.side.rows(_NAMED % ", ".join("?" * len(chunk)), chunk):
            entry = (str(class_) in GENERAL, str(class_), str(text))
            found[str(thing)] = min(entry, found.get(str(thing), entry))
    return {thing: Ref(thing, text, class_) for thing, (_, class_, text) in found.items()}


def kind(nodes: Nodes, iri: str) -> str:
    """Return the local name of the most telling class of ours that a node has, or ""."""
    classes = [c.removeprefix(KB) for c in nodes.all(iri, "rdf:type") if c.startswith(KB)]
    classes.sort(key=lambda name: (name in GENERAL, name))
    return classes[0] if classes else ""


def readable(iri: str) -> str:
    """Return words for an IRI that has no label: its last segment, without hyphens."""
    last = re.split(r"[/#]", iri.rstrip("/#"))[-1]
    return unquote(last).replace("-", " ").replace("_", " ") or shrink(iri)


def number(cell: object) -> int:
    """Return a cell of the side tables that counts something; nothing counts as 0."""
    return 0 if cell is None else int(str(cell))


def text(cell: object) -> str | None:
    """Return a cell of the side tables that holds a text."""
    return None if cell is None else str(cell)


def counted(store: Store, sql: str, values: Sequence[object], limit: int) -> list[tuple[str, int]]:
    """Return the things of `SELECT sql` (a thing, how often) that occur most often."""
    rows = store.side.rows(f"SELECT {sql} ORDER BY 2 DESC, 1 LIMIT ?", [*values, limit])
    return [(str(thing), number(often)) for thing, often in rows]
