"""A whole document: each article with its own date, mode and chain of mentions."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.dates import date_document
from kb.model import Article, Document, Interval, Publication, RawItem, Span

DAY = Interval(date(2024, 12, 11), date(2024, 12, 11))


def days(earliest: str, latest: str | None = None) -> Interval:
    return Interval(date.fromisoformat(earliest), date.fromisoformat(latest or earliest))


def document(*bodies: str, published: Interval | None = None) -> Document:
    text = "\n\n".join(bodies)
    articles, start = [], 0
    for index, body in enumerate(bodies):
        article = Article(
            index, "main", start, start + len(body), None, None, (Span(start, start + len(body)),)
        )
        articles.append(article)
        start += len(body) + 2
    first = replace(articles[0], published=Publication(published, "given") if published else None)
    return Document("d", text, "a.txt", "sha256:0", (first, *articles[1:]))


def test_ids_run_over_the_document_and_offsets_count_in_it() -> None:
    source = document("They met on Tuesday.", "They met in May 2021.", published=DAY)
    dated, times = date_document(source)
    assert [(time.id, time.text) for time in times] == [("t0", "Tuesday"), ("t1", "May 2021")]
    assert all(dated.text[time.start : time.end] == time.text for time in times)


def test_an_article_is_read_against_its_own_date_only() -> None:
    _, times = date_document(document("They met on Tuesday.", "They met on Friday.", published=DAY))
    assert [time.interval for time in times] == [days("2024-12-10"), None]


def test_mentions_chain_over_paragraphs_but_not_over_articles() -> None:
    body = "It burned on 5 May 1911."
    _, times = date_document(document(body, "Two days later it rained.", published=DAY))
    assert times[1].interval is None
    text = body + "\n\nTwo days later it rained."
    spans = (Span(0, len(body)), Span(len(body) + 2, len(text)))
    article = Article(0, "main", 0, len(text), None, None, spans)
    _, times = date_document(Document("d", text, "a.txt", "sha256:0", (article,)))
    assert times[1].interval == days("1911-05-07")


@pytest.mark.skipif("KB_SAMPLE_PAGE" not in os.environ, reason="KB_SAMPLE_PAGE is not set")
def test_the_sample_page_is_dated_by_its_own_evidence() -> None:
    from kb.clean import clean  # a stage above: only this test of the whole chain needs it

    page = Path(os.environ["KB_SAMPLE_PAGE"])
    dated, _ = date_document(clean(RawItem(str(page), page.read_bytes(), "text/plain")))
    main, first, *others = [article.published for article in dated.articles]
    assert main is not None
    assert first is not None
    assert main.interval == days("2024-12-02", "2024-12-31")
    assert first.interval == days("2025-11-09", "2025-11-15")
    for other in others:
        assert other is not None
        assert (other.interval, other.confidence) == (days("2025-10-26", "2025-11-29"), 0.5)
