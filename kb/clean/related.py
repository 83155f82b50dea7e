"""Other stories that a page points to: teasers and related links, apart from its own story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement

from kb.clean.metadata import text_of
from kb.model import Link

_BLOCKS = ("aside", "section", "div", "ul", "ol", "nav")
_MARK = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|recirc\w*|teasers?|trending|popular|also[-_]?(?:like|read)"
    r"|(?:most|read|up)[-_]?(?:read|popular|viewed|more|next)|more[-_]?(?:from|on|stories|news|in)"
    r"|further|latest[-_]?(?:news|stories))(?:$|[\s_-])",
    re.I,
)
_TITLE_WORDS = range(4, 31)
_MIN_TEASER_WORDS = 12
_MAX_LINKS = 50
_MAX_SHARE = 0.4  # of the page's paragraphs, above which a block is the page and no box on it
_CARD = ("article", "li", "div")


def read_related(tree: HtmlElement, url: str | None) -> tuple[Link, ...]:
    """Return the stories in the boxes of a page that are marked as related, popular and the like.

    A link whose box holds a paragraph of its own is a teaser, with that text.
    """
    total = sum(1 for _ in tree.iter("p"))
    found: dict[str, Link] = {}
    for block in tree.iter(*_BLOCKS):
        if _is_box(block, total):
            for link in _links(block, url):
                known = found.get(link.title)
                if known is None or (link.text and not known.text):
                    found[link.title] = link
        if len(found) >= _MAX_LINKS:
            break
    return tuple(found.values())[:_MAX_LINKS]


def _is_box(block: HtmlElement, total: int) -> bool:
    marks = f"{block.get('class') or ''} {block.get('id') or ''}"
    if not _MARK.search(marks) or next(block.iter("h1"), None) is not None:
        return False
    return sum(1 for _ in block.iter("p")) <= max(3, _MAX_SHARE * total)


def _links(block: HtmlElement, url: str | None) -> Iterator[Link]:
    for anchor in block.iter("a"):
        title = text_of(anchor)
        if len(title.split()) not in _TITLE_WORDS:
            continue
        address = _absolute(anchor.get("href") or "", url)
        if address and address == url:
            continue
        yield Link(title, address, _teaser(anchor, block, title))


def _absolute(href: str, url: str | None) -> str | None:
    try:
        address = urljoin(url or "", href.strip())
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) else None


def _teaser(anchor: HtmlElement, block: HtmlElement, title: str) -> str | None:
    """Return the paragraph beside a link in the smallest card that holds both, or None."""
    for card in anchor.iterancestors(*_CARD):
        texts = [text_of(paragraph) for paragraph in card.iter("p")]
        long = [t for t in texts if t != title and len(t.split()) >= _MIN_TEASER_WORDS]
        if long:
            return long[0] if len(long) == 1 else None
        if card is block:
            break
    return None
