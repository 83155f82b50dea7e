"""Temporal expressions of a document, each article against its own publication date."""

from __future__ import annotations

from dataclasses import replace

from kb.dates import choose_mode, find_times, infer_publication
from kb.model import Article, Document, TimeExpression


def find_document_times(document: Document) -> tuple[Document, tuple[TimeExpression, ...]]:
    """Return the document with inferred publication dates, and its temporal expressions.

    Expressions are looked for in headlines, deks and paragraphs, an article at a time, so that
    "later that day" finds the day that was named paragraphs before.
    """
    published = infer_publication(document)
    articles = tuple(
        replace(article, published=date)
        for article, date in zip(document.articles, published, strict=True)
    )
    document = replace(document, articles=articles)
    mode = choose_mode(document)
    times: list[TimeExpression] = []
    for article in articles:
        anchor = article.published.interval if article.published is not None else None
        text = _read_text(document.text, article)
        times += find_times(text, anchor, mode=mode, offset=article.start, first=len(times))
    return document, tuple(times)


def _read_text(text: str, article: Article) -> str:
    """The article with what is not read (captions, page furniture) blanked out, same length."""
    blank = ["\n"] * (article.end - article.start)
    for span in (article.headline, article.dek, *article.paragraphs):
        if span is not None:
            start, end = span.start - article.start, span.end - article.start
            blank[start:end] = text[span.start : span.end]
    return "".join(blank)
