"""Chooses how dates without a year are read: as news or as a narrative of the past."""

from __future__ import annotations

from kb.dates.finder import find
from kb.dates.linker import select_mode
from kb.model import Document


def choose_mode(document: Document) -> str:
    """Whether a document is "news" or a "narrative", by the expressions in its paragraphs.

    A narrative gives at least six dates with their year, and at least four times as many of them
    as expressions that only the day of writing explains ("Tuesday", "yesterday", "last week", "two
    months ago").
    """
    spans = [span for article in document.articles for span in article.paragraphs]
    return select_mode(find(document.text, spans=spans))


def choose_text_mode(text: str) -> str:
    """As `choose_mode`, for one running text."""
    return select_mode(find(text))
