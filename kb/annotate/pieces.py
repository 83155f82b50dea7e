"""Sentences before they are parsed, with the known names in each.

A document is read twice: full names and definitions first, then the surnames and acronyms that
they introduce; only then is it clear which names may be shown to the parser as one word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.annotate.datelines import dateline_length
from kb.annotate.language import LanguageCore
from kb.annotate.linking import Context, read_context
from kb.annotate.local_forms import read_local_forms
from kb.annotate.names import Found, find_names
from kb.annotate.persons import find_titled_surnames
from kb.annotate.promotion import promote
from kb.annotate.sport import Sport, read_sport
from kb.annotate.titles import find_titles
from kb.catalogue import Catalogue
from kb.model import Article, Document, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence to be parsed.

    `names` are the catalogue's names in it, in offsets of its own text; `context` is what the
    document says beside them, seen from the article's day.
    """

    article: Article
    part: str
    paragraph: int
    span: Span
    names: tuple[Found, ...]
    context: Context


@dataclass(frozen=True, slots=True)
class _Stretch:
    article: Article
    part: str
    paragraph: int
    span: Span


def read_pieces(document: Document, core: LanguageCore, catalogue: Catalogue) -> list[Piece]:
    """Return the sentences of all articles with their known names; captions are left out."""
    stretches = [
        stretch
        for article in document.articles
        for stretch in _sentences(article, document.text, core)
    ]
    texts = [document.text[stretch.span.start : stretch.span.end] for stretch in stretches]
    first = [
        _with_titled_surnames(text, find_names(text, catalogue), stretch.article, catalogue)
        for stretch, text in zip(stretches, texts, strict=True)
    ]
    local = read_local_forms(list(zip(texts, first, strict=True)), catalogue)
    second = [find_names(text, catalogue, local) for text in texts]
    context = read_context((name for found in second for name in found), catalogue)
    sport = _read_sport(stretches, texts, catalogue)
    return [
        _piece(stretch, promote(text, found, context), context, sport[stretch.article.index])
        for stretch, text, found in zip(stretches, texts, second, strict=True)
    ]


def _read_sport(
    stretches: Sequence[_Stretch], texts: Sequence[str], catalogue: Catalogue
) -> dict[int, Sport]:
    """Return by article whether it is about sport."""
    by_article: dict[int, list[str]] = defaultdict(list)
    for stretch, text in zip(stretches, texts, strict=True):
        by_article[stretch.article.index].append(text)
    return {index: read_sport(parts, catalogue.sport) for index, parts in by_article.items()}


def _with_titled_surnames(
    text: str, found: list[Found], article: Article, catalogue: Catalogue
) -> list[Found]:
    published = article.published.interval if article.published else None
    titles = find_titles(text, catalogue)
    return [*found, *find_titled_surnames(text, titles, found, catalogue, published)]


def _piece(stretch: _Stretch, names: Sequence[Found], context: Context, sport: Sport) -> Piece:
    published = stretch.article.published
    here = replace(context, published=published.interval if published else None, sport=sport)
    return Piece(stretch.article, stretch.part, stretch.paragraph, stretch.span, tuple(names), here)


def _sentences(article: Article, text: str, core: LanguageCore) -> Iterator[_Stretch]:
    parts = [("headline", article.headline), ("dek", article.dek)]
    spans = [(part, 0, span) for part, span in parts if span is not None]
    spans += [("body", number, span) for number, span in enumerate(article.paragraphs, start=1)]
    for part, number, span in spans:
        start = span.start
        if part == "body" and number == 1:
            start += dateline_length(text[span.start : span.end])
        for inner in core.split(text[start : span.end]):
            yield _Stretch(article, part, number, Span(start + inner.start, start + inner.end))
