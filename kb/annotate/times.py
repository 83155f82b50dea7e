"""The temporal expressions of a document, each against its own article's publication date."""

from __future__ import annotations

from collections.abc import Sequence

from kb.dates import find_times
from kb.model import Article, Document, Sentence, TimeExpression

_FUTURE = frozenset({"will", "shall", "wo", "'ll", "’ll"})


def find_article_times(
    document: Document, sentences: Sequence[Sentence]
) -> tuple[TimeExpression, ...]:
    """Return the temporal expressions in headlines, deks and paragraphs, in text order."""
    found: list[TimeExpression] = []
    for article in document.articles:
        tenses: dict[tuple[int, int], str] = {}
        for sentence in sentences:
            if sentence.article == article.index:
                tenses.update(clause_tenses(sentence))
        found += find_times(
            _text_only(article, document.text),
            article.published.interval if article.published else None,
            offset=article.start,
            tenses=tenses,
            first=len(found),
        )
    return tuple(found)


def _text_only(article: Article, text: str) -> str:
    """Return the article's stretch with everything but its own sentences blanked out."""
    kept = [" " if char != "\n" else char for char in text[article.start : article.end]]
    parts = [article.headline, article.dek, *article.paragraphs]
    for span in parts:
        if span is not None:
            first, last = span.start - article.start, span.end - article.start
            kept[first:last] = text[span.start : span.end]
    return "".join(kept)


def clause_tenses(sentence: Sentence) -> dict[tuple[int, int], str]:
    """Return spans of clauses that speak of the future, innermost first."""
    tokens = sentence.tokens
    spans: list[tuple[int, int]] = []
    for token in tokens:
        if token.upos == "AUX" and token.text.lower() in _FUTURE and token.head >= 0:
            members = _clause(sentence, token.head)
            spans.append((tokens[members[0]].start, tokens[members[-1]].end))
    return {span: "future" for span in sorted(spans, key=lambda span: span[1] - span[0])}


def _clause(sentence: Sentence, verb: int) -> list[int]:
    """Return the tokens under a verb, without the clauses of other finite verbs."""
    members = {verb}
    for _ in sentence.tokens:
        grown = {
            index
            for index, token in enumerate(sentence.tokens)
            if token.head in members and token.deprel not in ("advcl", "ccomp", "parataxis", "acl:relcl")
        }
        if grown <= members:
            break
        members |= grown
    return sorted(members)
