"""A cleaned document as plain data: what `kb clean` prints."""

from __future__ import annotations

from kb.model import Article, Document, Interval, Publication, Span


def describe(document: Document) -> dict[str, object]:
    """Return the main article of a document with the other items of its page, ready for JSON."""
    text = document.text
    main = next(article for article in document.articles if article.kind == "main")
    items = [
        {"kind": article.kind, "url": article.url, **_article(text, article)}
        for article in document.articles
        if article is not main
    ]
    items += [
        {"kind": "related", "url": link.url, "title": link.title, "body": None}
        for link in document.related
    ]
    return {
        "source": document.source,
        "url": document.url,
        "title": _part(text, main.headline),
        "dek": _part(text, main.dek),
        "authors": list(main.authors),
        "publisher": document.publisher,
        "section": main.section,
        "language": document.language,
        "published": _published(main.published),
        "modified": _days(document.modified) if document.modified else None,
        "body": _parts(text, main.paragraphs),
        "captions": [text[span.start : span.end] for span in main.captions],
        "items": items,
    }


def _article(text: str, article: Article) -> dict[str, object]:
    return {
        "title": _part(text, article.headline),
        "dek": _part(text, article.dek),
        "authors": list(article.authors),
        "section": article.section,
        "published": _published(article.published),
        "body": _parts(text, article.paragraphs),
        "captions": [text[span.start : span.end] for span in article.captions],
    }


def _part(text: str, span: Span | None) -> str | None:
    return text[span.start : span.end] if span else None


def _parts(text: str, spans: tuple[Span, ...]) -> str:
    return "\n\n".join(text[span.start : span.end] for span in spans)


def _published(published: Publication | None) -> dict[str, object] | None:
    if published is None:
        return None
    candidates = [{"source": source, **_days(days)} for source, days in published.candidates]
    return {**_days(published.interval), "basis": published.basis, "candidates": candidates}


def _days(interval: Interval) -> dict[str, object]:
    return {"earliest": interval.earliest.isoformat(), "latest": interval.latest.isoformat()}
