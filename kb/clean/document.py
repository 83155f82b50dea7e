"""From one acquired item to one cleaned document."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from kb.clean.credits import read_credits
from kb.clean.encoding import decode, normalise
from kb.clean.html_body import read_html
from kb.clean.language import identify_language
from kb.clean.layout import lay_out
from kb.clean.mail import merged, read_mail
from kb.clean.page import DateCandidate, Metadata, Story
from kb.clean.pdf import read_pdf
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

    HTML is laid out anew (headline, dek, paragraphs, captions); of a pasted text and of a PDF the
    document keeps the whole text with line ends and characters normalised; a verbatim item keeps
    exactly its text; a text whose title came apart from it is the body of one article. Raises
    `InputError` where there is no article, the text cannot be decoded or is longer than
    `MAX_ARTICLE_CHARACTERS`.
    """
    if item.verbatim:
        return _verbatim(item)
    if item.media_type == "application/pdf":
        return _document(item, _read_pasted(*read_pdf(item.content)))
    if item.media_type == "message/rfc822":
        return _document(item, _read_message(item))
    text = decode(item.content, item.source, item.charset)
    if item.media_type == "text/html":
        return _document(item, _read_page(text, item))
    if item.title:
        return _document(item, _read_body(normalise(text), item))
    return _document(item, _read_pasted(text, Metadata(url=item.url)))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page that was read: its text, the articles in it and what speaks for their dates."""

    text: str
    articles: list[Article]
    dates: list[tuple[DateCandidate, ...]]
    metadata: Metadata


def _read_page(text: str, item: RawItem, header: Metadata | None = None) -> _Reading:
    metadata, stories = read_html(text, item.url, item.title)
    if header:
        metadata = merged(metadata, header)
        stories = [replace(stories[0], dates=metadata.dates), *stories[1:]]
    text, articles = lay_out(stories)
    return _Reading(text, articles, [story.dates for story in stories], metadata)


def _read_pasted(text: str, metadata: Metadata) -> _Reading:
    text = normalise(text)
    articles, dates = read_text(text)
    main = next(index for index, article in enumerate(articles) if article.kind == "main")
    dates[main] = (*dates[main], *metadata.dates)
    publisher = metadata.publisher or outlet_in_notice(text)
    return _Reading(text, articles, dates, replace(metadata, publisher=publisher))


def _read_message(item: RawItem) -> _Reading:
    bodies, header = read_mail(item.content)
    for media_type, text in bodies:
        try:
            if media_type == "text/html":
                return _read_page(text, item, header)
            return _read_pasted(text, header)
        except InputError:
            if media_type == bodies[-1][0]:
                raise
    raise AssertionError("a message has a body")


def _read_body(text: str, item: RawItem) -> _Reading:
    paragraphs = tuple(match[0] for match in _PARAGRAPH.finditer(text))
    if not paragraphs:
        raise InputError("text without article: it holds no paragraph")
    text, articles = lay_out([Story(headline=item.title, paragraphs=paragraphs)])
    return _Reading(text, articles, [()], Metadata(url=item.url))


def _verbatim(item: RawItem) -> Document:
    text = item.content.decode("utf-8")
    paragraphs = tuple(Span(*match.span()) for match in _PARAGRAPH.finditer(text))
    if not paragraphs:
        raise InputError(f"{item.source}: the text is empty")
    article = Article(0, "main", 0, len(text), None, None, paragraphs)
    return _document(item, _Reading(text, [article], [()], Metadata(url=item.url)))


def _document(item: RawItem, reading: _Reading) -> Document:
    text, articles, metadata = reading.text, reading.articles, reading.metadata
    if len(text) > MAX_ARTICLE_CHARACTERS:
        raise InputError(f"article of more than {MAX_ARTICLE_CHARACTERS} characters")
    url = item.url or metadata.url
    around = [DateCandidate("feed", item.listed)] if item.listed else []
    around += filter(None, [read_url_day(item.url) if item.url else None])
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
                    [*found, *(around if article.kind == "main" else ())],
                    metadata.modified if article.kind == "main" else None,
                ),
            )
            for article, found in zip(articles, reading.dates, strict=True)
        ),
        url=url,
        publisher=item.publisher or metadata.publisher,
        language=identify_language(body, metadata.language),
        modified=metadata.modified,
        agencies=read_credits(text, articles),
        related=tuple(link for link in metadata.related if not link.text),
    )
