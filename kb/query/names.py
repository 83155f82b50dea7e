"""From what a user types for an actor, place, event or type to the IRI in the graph."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches

from kb.errors import InputError
from kb.ids import slug
from kb.namespaces import ID, PREFIXES, expand
from kb.store.base import Bindings, Store, iri, literal

KINDS = ("actor", "place", "event", "office", "type")
_MOST_SUGGESTIONS = 3
_SHORTEST_WORD = 4  # letters: shorter words of a name are near to too much

_EXACT = """
SELECT DISTINCT ?node WHERE {
  ?node skos:prefLabel|skos:altLabel|rdfs:label ?label . FILTER(STRSTARTS(STR(?node), ?base))
}
"""
# Reads all labels of the store: asked only where no label is written just so.
_ANY_CASE = """
SELECT DISTINCT ?node WHERE {
  ?node skos:prefLabel|skos:altLabel|rdfs:label ?label .
  FILTER(STRSTARTS(STR(?node), ?base) && LCASE(STR(?label)) = ?wanted)
}
"""
_LABELS = """
SELECT DISTINCT ?label WHERE {
  ?node skos:prefLabel|skos:altLabel ?label . FILTER(STRSTARTS(STR(?node), ?base))
}
"""
_TYPES = """
SELECT DISTINCT ?node ?label WHERE {
  ?node skos:inScheme ?scheme . OPTIONAL { ?node skos:prefLabel ?label }
  FILTER(STRSTARTS(STR(?node), ?own) || STRSTARTS(STR(?node), ?plover))
}
"""


def find_node(store: Store, kind: str, given: str) -> str:
    """Return the IRI that `given` names: an IRI, prefixed name, slug, label or alias.

    `kind` is one of `KINDS`. Labels match without regard to case. InputError where nothing or
    more than one thing of the kind is so named; near misses are suggested.
    """
    text = given.strip()
    direct = read_iri(text)
    if direct is not None:
        return direct
    return _find_type(store, text) if kind == "type" else _find_named(store, kind, text)


def read_iri(text: str) -> str | None:
    """Return the IRI that an http(s) IRI or a prefixed name of ours stands for, else None."""
    if re.match(r"https?://", text):
        if re.search(r'[\x00-\x20<>"{}|^`\\]', text):
            raise InputError(f"{text!r} is not an IRI")
        return text
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and re.fullmatch(r"[\w./-]+", local):
        return expand(text)
    return None


def _find_named(store: Store, kind: str, text: str) -> str:
    base = f"{ID}{kind}/"
    known = f"{base}{slug(text)}" if text else base
    if text and store.ask("ASK { ?node ?property ?value }", {"node": iri(known)}):
        return known
    exact: Bindings = {"base": literal(base), "label": [literal(text), literal(text, "en")]}
    any_case = {"base": literal(base), "wanted": literal(text.lower())}
    found = _find_all(store, _EXACT, exact) or _find_all(store, _ANY_CASE, any_case)
    if len(found) == 1:
        return found[0]
    if found:
        choice = ", ".join(node.removeprefix(base) for node in found)
        raise InputError(f"{kind} {text!r} is ambiguous: say one of {choice}")
    labels = [row["label"] for row in store.select(_LABELS, {"base": literal(base)}).texts()]
    raise InputError(f"no {kind} named {text!r}{_suggest(text, labels)}")


def _find_all(store: Store, query: str, bindings: Bindings) -> list[str]:
    return sorted({row["node"] for row in store.select(query, bindings).texts()})


def _find_type(store: Store, text: str) -> str:
    bases = {"own": literal(PREFIXES["kbt"]), "plover": literal(PREFIXES["plover"])}
    rows = list(store.select(_TYPES, bases).texts())
    codes = {row["node"].rpartition("/")[2].lower(): row["node"] for row in rows}
    labels = {row["label"].lower(): row["node"] for row in rows if "label" in row}
    node = codes.get(text.lower()) or labels.get(text.lower())
    if node is None:
        names = [row["node"].rpartition("/")[2] for row in rows]
        raise InputError(f"no event type named {text!r}{_suggest(text, names)}")
    return node


def _suggest(text: str, names: list[str]) -> str:
    """Return "; did you mean ..." with the names most like `text`, or nothing."""
    keys: dict[str, str] = {}
    for name in sorted(names, reverse=True):
        # A single word of a name counts as well, the whole name first.
        keys |= {word: name for word in _fold(name).split() if len(word) >= _SHORTEST_WORD}
    keys |= {_fold(name): name for name in names}
    near = get_close_matches(_fold(text), keys, n=_MOST_SUGGESTIONS, cutoff=0.7)
    chosen = ", ".join(dict.fromkeys(keys[key] for key in near))
    return f"; did you mean {chosen}?" if chosen else ""


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
