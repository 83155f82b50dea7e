"""Laying stories out as one stored text with spans into it."""

from __future__ import annotations

from kb.clean.encoding import normalise
from kb.clean.page import Story
from kb.model import Article, Span

_SEPARATOR = "\n\n"


def lay_out(stories: list[Story]) -> tuple[str, list[Article]]:
    """Return one text holding headline, dek, paragraphs and captions of each story, and the spans.

    Parts are joined by blank lines; the publication of the articles is left open.
    """
    writer = _Writer()
    articles = []
    for index, story in enumerate(stories):
        headline = writer.add(story.headline)
        dek = writer.add(story.dek)
        paragraphs = [writer.add(paragraph) for paragraph in story.paragraphs]
        captions = [writer.add(caption) for caption in story.captions]
        spans = [span for span in (headline, dek, *paragraphs, *captions) if span]
        articles.append(
            Article(
                index=index,
                kind="teaser" if story.teaser else "main",
                start=spans[0].start,
                end=spans[-1].end,
                headline=headline,
                dek=dek,
                paragraphs=tuple(span for span in paragraphs if span),
                captions=tuple(span for span in captions if span),
                authors=story.authors,
                section=story.section,
                url=story.url,
            )
        )
    return writer.text(), articles


class _Writer:
    """Text that grows part by part."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    def add(self, part: str | None) -> Span | None:
        """Append a part, normalised, after a blank line and return where it stands."""
        part = " ".join(normalise(part).split()) if part else ""
        if not part:
            return None
        start = self._length + (len(_SEPARATOR) if self._parts else 0)
        self._parts.append(part)
        self._length = start + len(part)
        return Span(start, self._length)

    def text(self) -> str:
        """Return the text written so far."""
        return _SEPARATOR.join(self._parts)
