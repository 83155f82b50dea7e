"""The document part of a graph: page, items, sentences, spans, the run that made it."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode

from kb.ids import graph_iri
from kb.model import Article, Entity, Extraction, Mention, Sentence
from kb.rdf.names import Names
from kb.rdf.spans import add_span
from kb.rdf.terms import Triples, decimal, integer, name, text, uri
from kb.rdf.times import add_publication


def add_document(
    triples: Triples,
    names: Names,
    version: str,
    publisher: Entity | None,
    agencies: Sequence[Entity] = (),
) -> None:
    """Write the document, its graph's own description and the run; `version` is the program's.

    Times and host of a run stand in the store's run manifest, so that the same input gives the
    same quads.
    """
    document = names.document
    triples.add(
        graph_iri(document.id),
        a=name("kb:DocumentGraph"),
        schema_about=NamedNode(names.doc),
        prov_wasGeneratedBy=NamedNode(names.run),
    )
    triples.add(
        names.run,
        a=name("kb:IngestRun"),
        kb_extractorVersion=text(version),
        prov_used=NamedNode(names.doc),
    )
    triples.add(
        names.doc,
        a=name("kb:Document"),
        kb_contentHash=text(document.content_hash),
        schema_url=uri(document.url) if document.url else None,
        schema_publisher=NamedNode(publisher.iri) if publisher else None,
        dcterms_language=text(document.language),
    )
    for article in document.articles:
        _add_article(triples, names, article, publisher, agencies)


def _add_article(
    triples: Triples,
    names: Names,
    article: Article,
    publisher: Entity | None,
    agencies: Sequence[Entity],
) -> None:
    page = names.document.text
    iri = names.article(article.index)
    triples.add(
        iri,
        a=name("kb:MainStory" if article.kind == "main" else "kb:Teaser"),
        dcterms_isPartOf=NamedNode(names.doc),
        kb_itemOrder=integer(article.index + 1),
        nif_beginIndex=integer(article.start),
        nif_endIndex=integer(article.end),
        schema_publisher=NamedNode(publisher.iri) if publisher else None,
        kb_creditedTo=[NamedNode(a.iri) for a in agencies if article.kind == "main"],
        schema_url=uri(article.url) if article.url else None,
        schema_headline=(
            text(page[article.headline.start : article.headline.end]) if article.headline else None
        ),
        schema_abstract=text(page[article.dek.start : article.dek.end]) if article.dek else None,
        schema_author=[text(author) for author in article.authors],
        schema_articleSection=text(article.section) if article.section else None,
    )
    if article.published:
        add_publication(triples, iri, article.published)


def add_sentences(triples: Triples, names: Names, extraction: Extraction) -> None:
    """Write every sentence with its text and offsets."""
    for sentence in extraction.annotation.sentences:
        _add_sentence(triples, names, sentence)


def _add_sentence(triples: Triples, names: Names, sentence: Sentence) -> None:
    triples.add(
        names.sentence(sentence.index),
        a=name("kb:Sentence"),
        nif_beginIndex=integer(sentence.start),
        nif_endIndex=integer(sentence.end),
        nif_anchorOf=text(names.document.text[sentence.start : sentence.end]),
        kb_inArticle=NamedNode(names.article(sentence.article)),
        kb_part=text(sentence.part),
        kb_paragraph=integer(sentence.paragraph),
    )


def add_mentions(triples: Triples, names: Names, extraction: Extraction) -> None:
    """Write the mentions of actors and places with what they denote and how that was found."""
    mentions = {m.id: m for m in extraction.annotation.mentions}
    for mention in mentions.values():
        span = add_span(triples, names, mention.start, mention.end)
        antecedent = mentions.get(mention.antecedent) if mention.antecedent else None
        triples.add(
            span.value,
            gaf_denotes=[NamedNode(e.iri) for e in (mention.actor, mention.place) if e],
            kb_antecedent=_span_of(names, antecedent),
            kb_office=NamedNode(mention.office) if mention.office else None,
            kb_mentionKind=text(mention.kind),
            kb_linkScore=decimal(mention.score),
            kb_rule=text(mention.rule),
        )


def _span_of(names: Names, mention: Mention | None) -> NamedNode | None:
    return NamedNode(names.span(mention.start, mention.end)) if mention else None
