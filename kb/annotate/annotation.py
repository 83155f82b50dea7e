"""Annotating a document: sentences, syntax, linked names, descriptions, pronouns and times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.annotate.language import KnownName, LanguageCore, ParsedSentence, SentenceRequest
from kb.annotate.mentions import NameReader
from kb.annotate.pieces import Piece, read_pieces
from kb.annotate.references import (
    Stated,
    evidence,
    find_described,
    find_holders,
    find_home,
    find_pronouns,
    give_offices,
)
from kb.annotate.titles import Scope, find_titles
from kb.catalogue import Catalogue
from kb.dates import date_document
from kb.model import Annotation, Document, Mention, Sentence


def annotate(document: Document, core: LanguageCore, catalogue: Catalogue) -> Annotation:
    """Return a document with everything found in its text, before events and claims.

    Headlines, deks and paragraphs are read, photo captions are not. Publication dates that
    clean-up left open are inferred from the text where that is possible. Deterministic: the same
    document, model and catalogue give the same annotation.
    """
    document, times = date_document(document)
    pieces = read_pieces(document, core, catalogue)
    parsed = core.parse([_request(document, piece, catalogue) for piece in pieces])
    sentences = tuple(
        _sentence(index, piece, syntax)
        for index, (piece, syntax) in enumerate(zip(pieces, parsed, strict=True))
    )
    reader = NameReader(document.text, catalogue)
    scopes: list[Scope] = []
    stated: list[Stated] = []
    for sentence, piece, syntax in zip(sentences, pieces, parsed, strict=True):
        names = reader.read(sentence, piece, syntax)
        text = document.text[sentence.start : sentence.end]
        scope = Scope(text, sentence.start, tuple(names), catalogue, piece.context.published)
        names, offices = give_offices(scope)
        stated += offices
        scopes.append(replace(scope, mentions=tuple(names)))
    scopes = _share_agency(scopes, stated)
    mentions = _number(_add_references(document, sentences, scopes, stated))
    by_span = {(mention.start, mention.end): mention.id for mention in mentions}
    return Annotation(document, sentences, tuple(mentions), times, evidence(stated, by_span))


def _request(document: Document, piece: Piece, catalogue: Catalogue) -> SentenceRequest:
    """Known names as the parser is to see them.

    A title is shown as one word with the name that it precedes, and so is whose title it is: a
    parser easily loses the subject in "Syrian President Ahmed al-Sharaa". Mentions cover the name.
    """
    text = document.text[piece.span.start : piece.span.end]
    titles = {title.end: title.start for title in find_titles(text, catalogue)}
    known: list[KnownName] = []
    for name in piece.names:
        if not name.strong:
            continue
        before = text[: name.start].rstrip()
        start = titles.get(len(before), name.start) if name.kind == "PER" else name.start
        if not text[start].isupper() or (known and known[-1].end > start):
            start = name.start
        if start < name.start and known and not text[known[-1].end : start].strip():
            start = known.pop().start
        known.append(KnownName(start, name.end, name.kind))
    return SentenceRequest(text, tuple(known), offset=piece.span.start)


def _sentence(index: int, piece: Piece, syntax: ParsedSentence) -> Sentence:
    return Sentence(
        index,
        piece.article.index,
        piece.part,
        piece.span.start,
        piece.span.end,
        syntax.tokens,
        syntax.names,
        syntax.predicates,
        piece.paragraph,
    )


def _share_agency(scopes: Sequence[Scope], stated: Sequence[Stated]) -> list[Scope]:
    """Return the scopes with each person acting for the same one throughout the document."""
    acting = {item.holder.actor.iri: item.holder.actor for item in stated if item.holder.actor}
    return [
        replace(
            scope,
            mentions=tuple(
                replace(m, actor=acting.get(m.actor.iri, m.actor)) if m.actor else m
                for m in scope.mentions
            ),
        )
        for scope in scopes
    ]


def _add_references(
    document: Document,
    sentences: Sequence[Sentence],
    scopes: Sequence[Scope],
    stated: Sequence[Stated],
) -> list[Mention]:
    """Return all mentions: the names, and what refers to somebody named or described before.

    Ids are provisional: start and end, which `_number` replaces.
    """
    mentions: list[Mention] = []
    articles = [sentence.article for sentence in sentences]
    homes = {
        article: find_home(
            [m for scope in scopes for m in scope.mentions if articles[m.sentence] == article],
            scopes[0].catalogue,
        )
        for article in set(articles)
    }
    first_of_article = 0
    previous: Sentence | None = None
    for sentence, scope in zip(sentences, scopes, strict=True):
        if previous is not None and previous.article != sentence.article:
            previous, first_of_article = None, len(mentions)
        earlier = mentions[first_of_article:]
        same_article = [
            item for item in stated if articles[item.holder.sentence] == sentence.article
        ]
        holders = find_holders(scope, sentence.index, same_article)
        here = _provisional([*scope.mentions, *holders])
        described = find_described(
            sentence,
            document.text,
            here,
            earlier,
            scope.catalogue,
            document.id,
            homes[sentence.article],
        )
        here = sorted([*here, *_provisional(described)], key=lambda m: (m.start, -m.end))
        near = [m for m in earlier if previous is not None and m.sentence == previous.index]
        mentions += [
            *here,
            *_provisional(find_pronouns(sentence, previous, [*near, *here], scope.catalogue)),
        ]
        previous = sentence
    return mentions


def _provisional(mentions: Sequence[Mention]) -> list[Mention]:
    return [replace(m, id=f"{m.start}-{m.end}") for m in mentions]


def _number(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions in text order with ids m0, m1, …; antecedents follow."""
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end))
    names = {mention.id: f"m{number}" for number, mention in enumerate(ordered)}
    return [
        replace(m, id=names[m.id], antecedent=names[m.antecedent] if m.antecedent else None)
        for m in ordered
    ]
