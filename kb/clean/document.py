"""From one acquired item to one cleaned document."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from kb.clean.encoding import decode, normalise
from kb.clean.html_body import read_html
from kb.clean.language import identify_language
from kb.clean.layout import lay_out
from kb.clean.page import DateCandidate, Metadata
from kb.clean.publication import choose_publication, read_url_day
from kb.clean.text_page import read_text
from kb.clean.title import outlet_in_notice
from kb.errors import InputError
from kb.ids import document_id
from kb.model import Article, Document, RawItem, Span

MAX_ARTICLE_CHARACTERS = 1_000_000
"""Longest text of a page that is kept; a longer one is refused."""

_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")


def clean(item: RawItem) -> Document:
    """Return the document of an acquired item: its main article and teasers of others.

    HTML is laid out anew (headline, dek, paragraphs, captions); of a pasted text the document
    keeps the whole text with line ends and characters normalised; a verbatim item keeps exactly
    its text. Raises `InputError` where there is no article, the text cannot be decoded or is
    longer than `MAX_ARTICLE_CHARACTERS`.
    """
    if item.verbatim:
        return _verbatim(item)
    text = decode(item.content, item.source)
    if item.media_type == "text/html":
        metadata, stories = read_html(text, item.url)
        text, articles = lay_out(stories)
        dates = [story.dates for story in stories]
    else:
        text = normalise(text)
        metadata = Metadata(url=item.url, publisher=outlet_in_notice(text))
        articles, dates = read_text(text)
    return _document(item, text, articles, dates, metadata)


def _verbatim(item: RawItem) -> Document:
    text = item.content.decode("utf-8")
    paragraphs = tuple(Span(*match.span()) for match in _PARAGRAPH.finditer(text))
    if not paragraphs:
        raise InputError(f"{item.source}: the text is empty")
    article = Article(0, "main", 0, len(text), None, None, paragraphs)
    return _document(item, text, [article], [()], Metadata(url=item.url))


def _document(
    item: RawItem,
    text: str,
    articles: list[Article],
    dates: list[tuple[DateCandidate, ...]],
    metadata: Metadata,
) -> Document:
    if len(text) > MAX_ARTICLE_CHARACTERS:
        raise InputError(f"article of more than {MAX_ARTICLE_CHARACTERS} characters")
    url = item.url or metadata.url
    by_url = read_url_day(item.url) if item.url else None
    body = " ".join(text[s.start : s.end] for article in articles for s in article.paragraphs)
    return Document(
        id=document_id(url, text),
        text=text,
        source=item.source,
        content_hash="sha256:" + hashlib.sha256(item.content).hexdigest(),
        articles=tuple(
            replace(
                article,
                published=choose_publication(
                    item.published if article.kind == "main" else None,
                    [*found, *([by_url] if by_url and article.kind == "main" else [])],
                ),
            )
            for article, found in zip(articles, dates, strict=True)
        ),
        url=url,
        publisher=item.publisher or metadata.publisher,
        language=identify_language(body, metadata.language),
    )
