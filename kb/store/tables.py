"""What the side tables hold of a named graph: rows that are a function of its quads alone.

The tables answer what a triple store answers slowly: text search and counts over everything.
Every row belongs to one named graph (a name to all graphs that give it), so that whatever replaces
a graph replaces its rows and nothing else.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from kb.namespaces import KB, VOCAB, expand

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE pending (graph TEXT PRIMARY KEY);
CREATE TABLE graphs (id INTEGER PRIMARY KEY, graph TEXT NOT NULL UNIQUE, holds INTEGER NOT NULL);
CREATE TABLE names (id INTEGER PRIMARY KEY, thing TEXT NOT NULL, kind TEXT NOT NULL,
  field TEXT NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL, UNIQUE (thing, field, text, kind));
CREATE TABLE named (graph INTEGER NOT NULL, name INTEGER NOT NULL);
CREATE TABLE titles (id INTEGER PRIMARY KEY, graph INTEGER NOT NULL, thing TEXT NOT NULL,
  kind TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL);
CREATE TABLE sentences (id INTEGER PRIMARY KEY, graph INTEGER NOT NULL, thing TEXT NOT NULL,
  article TEXT NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL);
CREATE TABLE events (graph INTEGER NOT NULL, event TEXT NOT NULL, label TEXT, type TEXT,
  status TEXT, date TEXT, earliest TEXT, latest TEXT, reports INTEGER, sources INTEGER,
  digest TEXT NOT NULL);
CREATE TABLE parties (graph INTEGER NOT NULL, event TEXT NOT NULL, actor TEXT NOT NULL,
  role TEXT NOT NULL);
CREATE TABLE places (graph INTEGER NOT NULL, event TEXT NOT NULL, place TEXT NOT NULL);
CREATE TABLE statuses (graph INTEGER NOT NULL, event TEXT NOT NULL, status TEXT NOT NULL);
CREATE TABLE candidates (graph INTEGER NOT NULL, actor TEXT NOT NULL);
CREATE TABLE documents (graph INTEGER NOT NULL, document TEXT NOT NULL);
CREATE TABLE articles (graph INTEGER NOT NULL, article TEXT NOT NULL, publisher TEXT,
  earliest TEXT, latest TEXT);
CREATE TABLE mentions (graph INTEGER NOT NULL, mention TEXT NOT NULL, article TEXT, type TEXT);
CREATE TABLE takers (graph INTEGER NOT NULL, actor TEXT NOT NULL, article TEXT);
CREATE TABLE claims (graph INTEGER NOT NULL, claim TEXT NOT NULL, article TEXT, claimant TEXT);
CREATE TABLE spellings (graph INTEGER NOT NULL, actor TEXT NOT NULL, text TEXT NOT NULL,
  publisher TEXT NOT NULL, number INTEGER NOT NULL);
CREATE TABLE refers (graph INTEGER NOT NULL, mention TEXT NOT NULL, event TEXT NOT NULL);
CREATE TABLE successors (graph INTEGER NOT NULL, event TEXT NOT NULL, successor TEXT NOT NULL);
CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL, gone INTEGER NOT NULL);
CREATE INDEX named_graph ON named (graph); CREATE INDEX named_name ON named (name);
CREATE INDEX titles_graph ON titles (graph); CREATE INDEX sentences_graph ON sentences (graph);
CREATE INDEX titles_thing ON titles (thing);
CREATE INDEX events_graph ON events (graph); CREATE INDEX events_event ON events (event);
CREATE INDEX events_date ON events (date, event, status);
CREATE INDEX events_type ON events (type); CREATE INDEX events_status ON events (status);
CREATE INDEX events_days ON events (earliest, latest);
CREATE INDEX parties_graph ON parties (graph); CREATE INDEX parties_actor
  ON parties (actor, role, event); CREATE INDEX parties_event ON parties (event, role, actor);
CREATE INDEX places_graph ON places (graph); CREATE INDEX places_place ON places (place, event);
CREATE INDEX places_event ON places (event, place);
CREATE INDEX statuses_graph ON statuses (graph);
CREATE INDEX statuses_status ON statuses (status, event);
CREATE INDEX candidates_graph ON candidates (graph);
CREATE INDEX candidates_actor ON candidates (actor);
CREATE INDEX documents_graph ON documents (graph);
CREATE INDEX articles_graph ON articles (graph);
CREATE INDEX articles_article ON articles (article, publisher);
CREATE INDEX articles_publisher ON articles (publisher, article);
CREATE INDEX mentions_graph ON mentions (graph); CREATE INDEX mentions_article
  ON mentions (article, type); CREATE INDEX mentions_mention ON mentions (mention, article);
CREATE INDEX takers_graph ON takers (graph); CREATE INDEX takers_actor ON takers (actor, article);
CREATE INDEX claims_graph ON claims (graph);
CREATE INDEX claims_article ON claims (article, claimant);
CREATE INDEX claims_claimant ON claims (claimant, claim, article);
CREATE INDEX spellings_graph ON spellings (graph); CREATE INDEX spellings_actor
  ON spellings (actor, text, publisher, number);
CREATE INDEX refers_graph ON refers (graph); CREATE INDEX refers_event ON refers (event, mention);
CREATE INDEX refers_mention ON refers (mention, event);
CREATE INDEX successors_graph ON successors (graph);
"""
# Searched tables, each with its full-text index, which triggers keep in step.
SEARCHED = ("names", "titles", "sentences")
FULL_TEXT = """
CREATE VIRTUAL TABLE {t}_text USING fts5(folded, content='{t}', content_rowid='id',
  tokenize="unicode61 remove_diacritics 2", prefix='2 3');
CREATE TRIGGER {t}_in AFTER INSERT ON {t} BEGIN
  INSERT INTO {t}_text(rowid, folded) VALUES (new.id, new.folded); END;
CREATE TRIGGER {t}_out AFTER DELETE ON {t} BEGIN
  INSERT INTO {t}_text({t}_text, rowid, folded) VALUES ('delete', old.id, old.folded); END;
"""
# Tables whose rows begin with the number of the graph that they belong to, and how many columns
# follow it.
OF_GRAPH: Mapping[str, int] = {
    "titles": 5, "sentences": 4, "events": 10, "parties": 3, "places": 2, "statuses": 2,
    "documents": 1, "articles": 4, "mentions": 3, "takers": 2, "claims": 3, "spellings": 4,
    "refers": 2, "successors": 2, "candidates": 1,
}  # fmt: skip

Row: TypeAlias = "tuple[str | int | None, ...]"
# Table -> rows without their graph; of "names" (thing, kind, field, text, folded).
Rows: TypeAlias = "dict[str, list[Row]]"
_Node: TypeAlias = "dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]"

# The letters that Unicode does not decompose but readers take for others.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "Ae",
     "œ": "oe", "Œ": "Oe", "þ": "th", "ð": "d", "ħ": "h", "’": "'", "ʼ": "'"}
)  # fmt: skip
_READ = (
    "rdf:type", "skos:prefLabel", "skos:altLabel", "rdfs:label", "schema:headline",
    "schema:publisher", "dcterms:isPartOf", "dcterms:isReplacedBy", "kb:type", "kb:status",
    "kb:reportedStatus", "kb:date", "kb:earliest", "kb:latest", "kb:reportCount", "kb:sourceCount",
    "kb:participant", "kb:initiator", "kb:recipient", "kb:place", "kb:inArticle", "kb:eventType",
    "kb:hasParticipation", "kb:actor", "kb:claimant", "kb:refersTo", "kb:referenceTime",
    "nif:anchorOf", "gaf:denotes", "kb:inSentence", "kb:antecedent", "kb:mentionKind",
    "kb:itemOrder", "kb:candidate",
)  # fmt: skip
_BY_PREDICATE = {ox.NamedNode(expand(name)): name for name in _READ}
# Superclasses that say less than the class beside them.
_GENERAL = ("Actor", "Organization", "Article", "Mention")
# Nodes with a label that are no thing to be found by a name.
_UNNAMED = {"EventMention", "Claim", "Event"}


def fold(text: str) -> str:
    """Return a text as searches compare it: lower case, without accents, single blanks."""
    if text.isascii():
        return " ".join(text.casefold().split())
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


def derive(quads: Iterable[ox.Quad]) -> Rows:
    """Return the rows of one named graph from all its quads."""
    nodes: dict[str, _Node] = {}
    for quad in quads:
        name = _BY_PREDICATE.get(quad.predicate)
        if name is None:
            continue
        subject = quad.subject.value  # type: ignore[union-attr]
        node = nodes.get(subject)
        if node is None:
            node = nodes[subject] = {}
        if name in node:
            node[name].append(quad.object)  # type: ignore[arg-type]
        else:
            node[name] = [quad.object]  # type: ignore[list-item]
    rows: Rows = defaultdict(list)
    for iri, node in nodes.items():
        kinds = _kinds(node)
        _names(rows, iri, node, kinds)
        if "Event" in kinds:
            _event(rows, iri, node)
        if "Document" in kinds:
            rows["documents"].append((iri,))
        _part_of_document(rows, nodes, iri, node, kinds)
        if "kb:refersTo" in node:
            rows["refers"] += [(iri, event) for event in _all(node, "kb:refersTo")]
        if "dcterms:isReplacedBy" in node:
            rows["successors"] += [(iri, other) for other in _all(node, "dcterms:isReplacedBy")]
    rows["spellings"] += _spellings(nodes)
    return rows


def _all(node: _Node, name: str) -> list[str]:
    terms = node.get(name)
    if terms is None:
        return []
    return [terms[0].value] if len(terms) == 1 else sorted({term.value for term in terms})


def _one(node: _Node, name: str) -> str | None:
    found = _all(node, name)
    return found[0] if found else None


def _number(node: _Node, name: str) -> int | None:
    text = _one(node, name)
    return None if text is None else int(float(text))


def _kinds(node: _Node) -> list[str]:
    """Return the local names of a node's classes of ours, the most telling first."""
    values = [term.value for term in node.get("rdf:type", ())]
    found = [value.removeprefix(KB) for value in values if value.startswith(KB)]
    if len(found) > 1:
        found.sort(key=lambda kind: (kind in _GENERAL, kind))
    return found


def _names(rows: Rows, iri: str, node: _Node, kinds: Sequence[str]) -> None:
    if not kinds and iri.startswith(VOCAB + "type/"):
        kinds = ("EventType",)
    if "kb:candidate" in node and "true" in _all(node, "kb:candidate"):
        rows["candidates"].append((iri,))
    if "skos:prefLabel" not in node and "skos:altLabel" not in node:
        return
    if not kinds or kinds[0] in _UNNAMED:
        return
    labels = sorted({(_foreign(term), term.value) for term in node.get("skos:prefLabel", ())})
    texts = [text for _, text in labels[1:]] + _all(node, "skos:altLabel")
    found = [("label", text) for _, text in labels[:1]] + [("alias", text) for text in texts]
    rows["names"] += [(iri, kinds[0], field, text, fold(text)) for field, text in found]


def _foreign(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> bool:
    """Return whether a label is in another language than English."""
    return isinstance(term, ox.Literal) and term.language not in ("en", None)


def _event(rows: Rows, iri: str, node: _Node) -> None:
    label = next(iter([*_all(node, "rdfs:label"), *_all(node, "skos:prefLabel")]), None)
    if label:
        rows["titles"].append((iri, "Event", "label", label, fold(label)))
    parties = [
        (iri, actor, role)
        for role in ("participant", "initiator", "recipient")
        for actor in _all(node, f"kb:{role}")
    ]
    places = [(iri, place) for place in _all(node, "kb:place")]
    statuses = [
        (iri, s) for s in sorted({*_all(node, "kb:status"), *_all(node, "kb:reportedStatus")})
    ]
    facts = (
        label,
        _one(node, "kb:type"),
        _one(node, "kb:status"),
        _one(node, "kb:date"),
        _one(node, "kb:earliest"),
        _one(node, "kb:latest"),
        _number(node, "kb:reportCount"),
        _number(node, "kb:sourceCount"),
    )
    rows["events"].append((iri, *facts, repr((facts, parties, places, statuses))))
    rows["parties"] += parties
    rows["places"] += places
    rows["statuses"] += statuses


def _part_of_document(
    rows: Rows, nodes: Mapping[str, _Node], iri: str, node: _Node, kinds: Sequence[str]
) -> None:
    part = "dcterms:isPartOf" in node
    if part and ("kb:itemOrder" in node or "schema:publisher" in node):
        time = nodes.get(_one(node, "kb:referenceTime") or "", {})
        ends = _one(time, "kb:earliest"), _one(time, "kb:latest")
        rows["articles"].append((iri, _one(node, "schema:publisher"), *ends))
    if part and "schema:headline" in node:
        rows["titles"] += [
            (iri, "Article", "headline", text, fold(text))
            for text in _all(node, "schema:headline")
            if text
        ]
    if "EventMention" in kinds:
        article = _one(node, "kb:inArticle")
        rows["mentions"].append((iri, article, _one(node, "kb:eventType")))
        for taken in _all(node, "kb:hasParticipation"):
            for actor in _all(nodes.get(taken, {}), "kb:actor"):
                rows["takers"].append((actor, article))
    if "Claim" in kinds:
        rows["claims"].append((iri, _one(node, "kb:inArticle"), _one(node, "kb:claimant")))
    if "Sentence" in kinds:
        text = _one(node, "nif:anchorOf") or ""
        rows["sentences"].append((iri, _one(node, "kb:inArticle") or "", text, fold(text)))


def _spellings(nodes: Mapping[str, _Node]) -> Iterator[Row]:
    """Yield by which words each publisher calls each actor, and how often.

    "It" and "the group" stand for an actor in their place only: they are no names of it.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    for node in nodes.values():
        if "gaf:denotes" not in node or "kb:antecedent" in node:
            continue
        text = _one(node, "nif:anchorOf")
        if not text or "NOMINAL" in _all(node, "kb:mentionKind"):
            continue
        sentence = nodes.get(_one(node, "kb:inSentence") or "", {})
        publisher = _one(nodes.get(_one(sentence, "kb:inArticle") or "", {}), "schema:publisher")
        if publisher:
            for actor in _all(node, "gaf:denotes"):
                found[actor, text, publisher] += 1
    for (actor, text, publisher), number in found.items():
        yield actor, text, publisher, number
