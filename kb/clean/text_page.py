"""Segmentation of a page pasted as plain text into its main article and teasers of others.

Between two stretches of paragraphs lies a zone of other lines. A zone with a headline and the
marks of a new item (kicker, byline, date, repeated headline) starts one; so does any headline once
the page has left its story ("keep reading", "Related stories"). Every other zone is an interruption
of the running story: advertisement, subheading, photo.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from kb.clean.headline import MIN_DEK_WORDS, SIGNATURES, choose_headline, join_heads
from kb.clean.lines import Kind, Line, read_authors, read_lines
from kb.clean.page import DateCandidate
from kb.clean.visible_date import read_visible_date
from kb.errors import InputError
from kb.model import Article, Span

_MAX_SECTION_WORDS = 4
_NAME_WORDS = 4  # up to which a line above a date may be its author rather than a headline
_TEASER_BODY = 2  # paragraphs of a teaser that no "read more" ends
_TEASER_PARAGRAPHS = 4  # "read more" after more paragraphs than this unfolds a story, not a teaser
_SPOKEN = re.compile(r"[.!?…][\"”’')\]]*$")


@dataclass
class _Item:
    """An item of the page while it is being read."""

    headline: Line | None = None
    dek: Line | None = None
    section: str | None = None
    paragraphs: list[Line] = field(default_factory=list)
    captions: list[Line] = field(default_factory=list)
    authors: tuple[str, ...] = ()
    dates: list[DateCandidate] = field(default_factory=list)
    cut: bool = False  # ended by "keep reading"
    listed: bool = False  # one of a list of teasers: opened without byline or date
    closed: bool = False

    @property
    def words(self) -> int:
        return sum(line.words for line in self.paragraphs)


def read_text(text: str) -> tuple[list[Article], list[tuple[DateCandidate, ...]]]:
    """Return the articles of a pasted page as spans into `text`, and each one's stated dates.

    Raises `InputError` where the text holds no paragraph.
    """
    items = [item for item in _segment(read_lines(text)) if item.paragraphs]
    if not items:
        raise InputError("text without article: it holds no paragraph")
    main = max(items, key=lambda item: (not item.cut, item.words))
    articles = [_article(index, item, item is main) for index, item in enumerate(items)]
    return articles, [tuple(item.dates) for item in items]


def _segment(lines: list[Line]) -> list[_Item]:
    occurrences = Counter(line.text for line in lines)
    items: list[_Item] = []
    for zone, body in join_heads(list(_zones(lines))):
        headline = choose_headline(zone, occurrences, top=not items) if body else None
        if not items:
            items.append(_open(zone, headline))
        elif headline and _opens_item(items[-1], zone, headline, body):
            own = _leave(items[-1], zone)
            items.append(_open(own, headline))
            items[-1].listed = not any(line.kind in SIGNATURES for line in own)
        elif _continues(items[-1], zone, body):
            _interrupt(items[-1], zone)
        else:
            _leave(items[-1], zone)
            continue
        items[-1].paragraphs.extend(body)
    return items


def _zones(lines: list[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    """Yield each stretch of other lines with the paragraphs that follow it."""
    zone: list[Line] = []
    body: list[Line] = []
    for line in lines:
        if line.kind is Kind.PARAGRAPH:
            body.append(line)
            continue
        if body:
            yield zone, body
            zone, body = [], []
        zone.append(line)
    yield zone, body


def _opens_item(item: _Item, zone: list[Line], headline: Line, body: list[Line]) -> bool:
    """Tell whether a headline between two stretches of paragraphs begins another item."""
    below = zone[zone.index(headline) + 1 :]
    repeated = sum(line.text == headline.text for line in zone) > 1  # as its picture's description
    signed = any(line.kind in SIGNATURES for line in below)
    if repeated or (signed and headline.words > _NAME_WORDS):
        return True
    kinds = {line.kind for line in zone}
    if Kind.KICKER in kinds or (Kind.CUT in kinds and len(item.paragraphs) <= _TEASER_PARAGRAPHS):
        return True
    # Past the end of a story short stretches under a headline are teasers; a long one is the
    # story going on below a box of links.
    return (item.closed or item.listed or Kind.END in kinds) and len(body) <= _TEASER_BODY


def _continues(item: _Item, zone: list[Line], body: list[Line]) -> bool:
    """Tell whether the running story goes on after a zone."""
    kinds = {line.kind for line in zone}
    if Kind.CUT in kinds and len(item.paragraphs) <= _TEASER_PARAGRAPHS:
        return False
    left = item.closed or Kind.END in kinds
    return not left or (len(body) > _TEASER_BODY and not item.cut)


def _leave(item: _Item, zone: list[Line]) -> list[Line]:
    """Close an item, give it the credits right below its body and return the rest of the zone."""
    count = 0
    while count < len(zone) and zone[count].kind in (Kind.CREDIT, Kind.BYLINE, Kind.DATE):
        count += 1
    _read_details(item, zone[:count])
    if zone[count:] and zone[count].kind is Kind.CUT and not item.closed:
        item.cut = len(item.paragraphs) <= _TEASER_PARAGRAPHS
    item.closed = True
    return zone[count:]


def _interrupt(item: _Item, zone: list[Line]) -> None:
    """Take photo credits and short spoken lines out of a zone inside a story.

    Right below the first paragraphs, which can be a dek, it may hold byline and date as well.
    """
    item.closed = False
    signed = len(item.paragraphs) <= _TEASER_BODY
    _read_details(item, [line for line in zone if signed or line.kind is Kind.CREDIT])
    item.paragraphs.extend(
        line for line in zone if line.kind is Kind.SHORT and _SPOKEN.search(line.text)
    )


def _open(zone: list[Line], headline: Line | None) -> _Item:
    item = _Item(headline=headline)
    _read_details(item, zone)
    below = zone[zone.index(headline) + 1 :] if headline else zone
    for line, following in zip_longest(below, below[1:]):
        alternative_text = following is not None and following.kind is Kind.CREDIT
        if line.kind not in (Kind.SHORT, Kind.DEK) or alternative_text:
            continue
        if headline and not item.dek and (line.kind is Kind.DEK or line.words >= MIN_DEK_WORDS):
            item.dek = line if line.text != headline.text else None
        elif line.kind is Kind.DEK:  # a second one is the caption of the picture
            item.captions.append(line)
        elif line.kind is Kind.SHORT and _SPOKEN.search(line.text):
            item.paragraphs.append(line)
        elif headline and line.words <= _MAX_SECTION_WORDS:
            item.section = line.text
    return item


def _read_details(item: _Item, zone: list[Line]) -> None:
    for line in zone:
        if line.kind is Kind.CREDIT:
            item.captions.append(line)
        elif line.kind is Kind.BYLINE:
            item.authors = item.authors or read_authors(line.text)
        elif line.kind is Kind.KICKER:
            item.section = item.section or line.text
        if line.kind in SIGNATURES and (found := read_visible_date(line.text)):
            item.dates.append(found)


def _article(index: int, item: _Item, main: bool) -> Article:
    headline = _span(item.headline) if item.headline else None
    dek = _span(item.dek) if item.dek else None
    paragraphs = tuple(map(_span, item.paragraphs))
    captions = tuple(map(_span, item.captions))
    spans = [span for span in (headline, dek, *paragraphs, *captions) if span]
    return Article(
        index=index,
        kind="main" if main else "teaser",
        start=min(span.start for span in spans),
        end=max(span.end for span in spans),
        headline=headline,
        dek=dek,
        paragraphs=paragraphs,
        captions=captions,
        authors=item.authors,
        section=item.section,
    )


def _span(line: Line) -> Span:
    return Span(line.start, line.end)
