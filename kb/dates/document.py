"""Dates a whole document: publication of each article, and every temporal expression in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from kb.dates.publication import infer_publication
from kb.dates.resolver import find_times
from kb.model import Article, Document, Span, TimeExpression


def date_document(
    document: Document,
    *,
    tenses: Mapping[tuple[int, int], str] | None = None,
    not_after: date | None = None,
) -> tuple[Document, tuple[TimeExpression, ...]]:
    """The document with inferred publication dates, and its temporal expressions in order.

    Each article is read against its own publication interval, in the mode that its own text
    chooses, and hangs only on its own mentions. `tenses` is that of `find_times`, `not_after` that
    of `infer_publication`. Ids are t0, t1, ... over the whole document.
    """
    published = infer_publication(document, not_after=not_after)
    articles = tuple(
        replace(article, published=known)
        for article, known in zip(document.articles, published, strict=True)
    )
    times: list[TimeExpression] = []
    for article in articles:
        times += find_times(
            document.text,
            article.published.interval if article.published else None,
            mode="auto",
            spans=_readable(article),
            tenses=tenses,
            first=len(times),
        )
    return replace(document, articles=articles), tuple(times)


def _readable(article: Article) -> list[Span]:
    spans = (article.headline, article.dek, *article.paragraphs)
    return [span for span in spans if span is not None]
