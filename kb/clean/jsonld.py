"""Schema.org descriptions of articles inside a page (JSON-LD)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

from lxml.html import HtmlElement

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)"
    r"|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_ARTICLE_TYPE = re.compile(r"Article$|^(?:BlogPosting|LiveBlogPosting|Report|NewsArticle)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_MAX_NODES = 5000


def read_article_jsonld(tree: HtmlElement) -> dict[str, object]:
    """Return the JSON-LD object that describes the page's article, or an empty one.

    Of several articles the first with a headline and a date counts; blocks that are not JSON are
    passed over.
    """
    articles = [node for node in _nodes(tree) if _is_article(node)]
    complete = [node for node in articles if node.get("datePublished") and node.get("headline")]
    return (complete or articles or [{}])[0]


def _is_article(node: dict[str, object]) -> bool:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in names)


def _nodes(tree: HtmlElement) -> Iterator[dict[str, object]]:
    pending: list[object] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            pending.append(_parse(script.text or ""))
    for _ in range(_MAX_NODES):
        if not pending:
            return
        node = pending.pop(0)
        if isinstance(node, list):
            pending[:0] = node
        elif isinstance(node, dict):
            yield node
            pending[:0] = [value for value in node.values() if isinstance(value, dict | list)]


def _parse(text: str) -> object:
    try:
        return json.loads(_WRAPPING.sub("", text).strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def first_text(value: object) -> str | None:
    """Return the first string of a JSON-LD value: itself, its name, or that of its first item."""
    if isinstance(value, str):
        return unfold(value) or None
    if isinstance(value, list):
        return next((text for item in value if (text := first_text(item))), None)
    if isinstance(value, dict):
        return first_text(value.get("name") or value.get("@value"))
    return None


def all_texts(value: object) -> tuple[str, ...]:
    """Return the strings (or names) of a JSON-LD value, in order."""
    items = value if isinstance(value, list) else [value]
    return tuple(text for item in items if (text := first_text(item)))


def article_body(article: dict[str, object]) -> str | None:
    """Return the text of the article that its description states, without markup, or None."""
    body = article.get("articleBody")
    return unescape(_TAG.sub(" ", body)) if isinstance(body, str) else None


def unfold(text: str) -> str:
    """Return a metadata string with white space folded and entities (often escaped twice) read."""
    return " ".join(unescape(text).split())
