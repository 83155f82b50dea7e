"""Temporal expressions of a document, each article against its own publication date."""

from __future__ import annotations

from kb.dates import find_times
from kb.model import Document, TimeExpression


def find_document_times(document: Document) -> tuple[Document, tuple[TimeExpression, ...]]:
    """Return the document with inferred publication dates, and its temporal expressions."""
    times: list[TimeExpression] = []
    for article in document.articles:
        anchor = article.published.interval if article.published is not None else None
        for span in (article.headline, article.dek, *article.paragraphs):
            if span is not None:
                text = document.text[span.start : span.end]
                times += find_times(text, anchor, offset=span.start, first=len(times))
    return document, tuple(times)
