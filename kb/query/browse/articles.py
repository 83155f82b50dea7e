"""The article page: sentences as stored, what is marked in them, and what rests on them."""

from __future__ import annotations

from dataclasses import dataclass

from kb.namespaces import KB
from kb.query.browse.evidence import (
    claim_marks,
    code,
    read_article,
    read_claim,
    read_mark,
    read_passage,
)
from kb.query.browse.pages import (
    ArticlePage,
    ArticleSentence,
    Mark,
    SentenceEvent,
)
from kb.query.browse.reading import Names, Nodes, read_names, read_nodes
from kb.store.base import Store, iri

_ARTICLE = """
SELECT DISTINCT ?s ?p ?o WHERE {
  { BIND(?article AS ?s) ?article ?p ?o }
  UNION { ?s kb:inArticle ?article ; ?p ?o }
  UNION { ?sentence kb:inArticle ?article . ?s kb:inSentence ?sentence ; ?p ?o }
  UNION { ?article dcterms:isPartOf ?s . ?s ?p ?o }
  UNION { ?article dcterms:isPartOf ?doc . ?s dcterms:isPartOf ?doc ; ?p ?o }
  UNION { ?article dcterms:isPartOf ?doc . ?item dcterms:isPartOf ?doc ; kb:referenceTime ?s .
          ?s ?p ?o }
  UNION { ?claim kb:inArticle ?article ; kb:claimTime ?s . ?s ?p ?o }
}
"""
_ITEMS = """
SELECT ?item WHERE {
  ?item dcterms:isPartOf ?doc . OPTIONAL { ?item kb:itemOrder ?n } } ORDER BY ?n ?item
"""


def articles_of(store: Store, document: str) -> list[str]:
    """Return the IRIs of a document's articles in the order of the page."""
    return [row["item"] for row in store.select(_ITEMS, {"doc": iri(document)}).texts()]


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a part of a document is shown: on the page of an event or of an article."""

    event: str | None
    article: str | None
    sentence: str | None


_PART = """
SELECT ?event ?article ?sentence WHERE {
  ?part kb:inArticle ?article .
  OPTIONAL { ?part kb:refersTo ?event }
  OPTIONAL { ?part kb:evidence ?sentence }
} ORDER BY ?sentence LIMIT 1
"""


def locate(store: Store, part: str) -> Shown | None:
    """Return where an event mention, claim or sentence is shown, or None where it is unknown."""
    row = next(iter(store.select(_PART, {"part": iri(part)}).texts()), None)
    if row is None:
        return None
    return Shown(row.get("event"), row["article"], row.get("sentence", part))


def article_page(store: Store, article: str) -> ArticlePage | None:
    """Return an article with its sentences and what rests on them, or None where it is unknown."""
    nodes = read_nodes(store, _ARTICLE, {"article": iri(article)})
    if article not in nodes:
        return None
    names = read_names(store, nodes.iris())
    document = nodes.one(article, "dcterms:isPartOf") or ""
    siblings = [
        node
        for node, found in nodes.properties.items()
        if node != article and KB + "itemOrder" in found
    ]
    siblings.sort(key=lambda node: (nodes.number(node, "kb:itemOrder") or 0, node))
    sentences = [s for s in nodes.of_type("kb:Sentence") if article in nodes.all(s, "kb:inArticle")]
    sentences.sort(key=lambda s: (nodes.number(s, "nif:beginIndex") or 0, s))
    inside = [
        node for node, _ in nodes.properties.items() if article in nodes.all(node, "kb:inArticle")
    ]
    return ArticlePage(
        article=read_article(nodes, names, article),
        url=nodes.one(document, "schema:url"),
        story=nodes.one(article, "schema:url"),
        document=document,
        siblings=tuple(read_article(nodes, names, node) for node in siblings),
        sentences=tuple(_sentence(nodes, names, sentence) for sentence in sentences),
        events=sum(1 for node in nodes.of_type("kb:EventMention") if node in inside),
        claims=sum(1 for node in nodes.of_type("kb:Claim") if node in inside),
    )


def _sentence(nodes: Nodes, names: Names, sentence: str) -> ArticleSentence:
    events = [
        m for m in nodes.of_type("kb:EventMention") if sentence in nodes.all(m, "kb:evidence")
    ]
    claims = [c for c in nodes.of_type("kb:Claim") if sentence in nodes.all(c, "kb:evidence")]
    marks: list[Mark] = []
    for span in nodes.of_type("kb:Mention"):
        if sentence in nodes.all(span, "kb:inSentence"):
            denoted = nodes.one(span, "gaf:denotes")
            if denoted is not None:
                role = "place" if names.ref(denoted).kind == "Place" else "actor"
                marks += read_mark(nodes, span, role, names, denoted)
    for mention in events:
        marks += read_mark(nodes, nodes.one(mention, "kb:trigger"), "trigger", names, None)
    for claim in claims:
        marks += claim_marks(nodes, names, claim)
    paragraph = nodes.number(sentence, "kb:paragraph")
    return ArticleSentence(
        passage=read_passage(nodes, sentence, marks),
        part=code(nodes.one(sentence, "kb:part")),
        paragraph=None if paragraph is None else int(paragraph),
        events=tuple(_event(nodes, names, mention) for mention in events),
        claims=tuple(read_claim(nodes, names, claim) for claim in claims),
    )


def _event(nodes: Nodes, names: Names, mention: str) -> SentenceEvent:
    event = nodes.one(mention, "kb:refersTo")
    return SentenceEvent(
        event=names.ref(event) if event else None,
        label=nodes.label(mention) or (names.ref(event).label if event else "event"),
        status=code(nodes.one(mention, "kb:status")) or "reported",
    )
