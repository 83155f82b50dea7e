"""The body of the main article of an HTML page: paragraphs and captions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import readability
import trafilatura
from lxml import etree, html
from lxml.etree import ParserError
from lxml.html import HtmlElement
from trafilatura.settings import Document as TrafilaturaDocument

from kb.clean.encoding import strip_controls
from kb.clean.lines import Kind, classify, count_words, read_authors
from kb.clean.metadata import read_metadata, text_of
from kb.clean.page import Metadata, Story
from kb.clean.related import read_related
from kb.clean.stated_body import reconcile
from kb.errors import InputError
from kb.model import Link

MAX_ELEMENTS = 50_000
"""Elements of a page above which it is refused."""

_CAPTION_CLASS = re.compile(r"caption|credit|(?:photo|image|media)-(?:info|source|byline)", re.I)
_CAPTION_TAGS = ("div", "span", "p")
_MAX_CAPTION = 600
_PLAIN: dict[str, Any] = {"include_comments": False, "include_tables": False, "as_dict": False}
_BLOCKS = ("p", "quote", "item", "head")
_NO_TEXT = ("style", "svg", "template", "nav", "noscript", "iframe", "select", "button")
_CUT_END = re.compile(r"(?:\s*(?:\[?(?:\.\.\.|…)\]?|\.))$")


def parse_html(text: str) -> HtmlElement:
    """Return the element tree of a page; raises `InputError` where there is none."""
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    # All elements of one class: lxml's own choice by name runs in Python for each of them.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        tree = html.document_fromstring(strip_controls(text).encode("utf-8"), parser=parser)
    except (ParserError, ValueError) as error:
        raise InputError("HTML without article: the page is empty") from error
    if int(str(tree.xpath("string(count(//*))"))) > MAX_ELEMENTS:
        raise InputError(f"HTML page with more than {MAX_ELEMENTS} elements")
    return tree


def read_html(text: str, url: str | None, title: str | None = None) -> tuple[Metadata, list[Story]]:
    """Return the metadata of a page, its main story and the teasers of others.

    `title` is what the list that named the page gives, for pages that state none. Raises
    `InputError` where the page holds no article.
    """
    tree = parse_html(text)
    metadata = read_metadata(tree, url)
    if title and not metadata.title:
        metadata = replace(metadata, title=title)
    metadata = replace(metadata, related=read_related(tree, metadata.url))
    _drop_furniture(tree)
    captions = _take_captions(tree)
    paragraphs, credits, authors = _sort_lines(_body(tree), metadata.title)
    paragraphs = reconcile(paragraphs, metadata.body)
    dek = _dek(metadata, paragraphs)
    others = {dek, *(part for link in metadata.related for part in (link.title, link.text))}
    paragraphs = [paragraph for paragraph in paragraphs if paragraph not in others]
    if not any(classify(line, count_words(line)) is Kind.PARAGRAPH for line in paragraphs):
        raise InputError("HTML without article")
    story = Story(
        headline=metadata.title,
        dek=dek,
        paragraphs=tuple(paragraphs),
        captions=(*captions, *credits),
        authors=metadata.authors or authors,
        section=metadata.section,
        dates=metadata.dates,
    )
    return metadata, [story, *map(_teaser, filter(_has_text, metadata.related))]


def _has_text(link: Link) -> bool:
    return link.text is not None


def _teaser(link: Link) -> Story:
    return Story(link.title, paragraphs=(link.text or "",), teaser=True, url=link.url)


def _drop_furniture(tree: HtmlElement) -> None:
    """Remove what is no text of a story, but for the descriptions that the extraction reads.

    The extraction would drop it too, after it copied it several times.
    """
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    for script in tree.xpath("//script[not(@type='application/ld+json')]"):
        script.drop_tree()


def _take_captions(tree: HtmlElement) -> tuple[str, ...]:
    """Remove captions and credits from the tree and return them."""
    marked = {
        element for element in tree.iter("figcaption", *_CAPTION_TAGS) if _is_caption(element)
    }
    outermost = [
        element
        for element in tree.iter("figcaption", *_CAPTION_TAGS)
        if element in marked and marked.isdisjoint(element.iterancestors())
    ]
    captions = [text_of(element) for element in outermost]
    for element in outermost:
        element.drop_tree()
    return tuple(dict.fromkeys(caption for caption in captions if caption))


def _is_caption(element: HtmlElement) -> bool:
    named = element.tag == "figcaption" or _CAPTION_CLASS.search(element.get("class") or "")
    return bool(named) and len(text_of(element)) <= _MAX_CAPTION


def _body(tree: HtmlElement) -> list[str]:
    """Return the blocks of the article by the first extraction that finds a paragraph.

    The fast one has no fallback extractors and equals the others in F1 (bench/pages.py); the
    second one takes more, and readability scores parts of the page instead of knowing them by
    name: they are there for pages of unusual structure.
    """
    lines: list[str] = []
    for extract in (_extract_fast, _extract_most, _extract_scored):
        if _tells_something(found := extract(tree)):
            return found
        lines = lines or found
    return lines


def _tells_something(lines: list[str]) -> bool:
    return any(classify(line, count_words(line)) is Kind.PARAGRAPH for line in lines)


def _extract_fast(tree: HtmlElement) -> list[str]:
    return _lines(trafilatura.bare_extraction(tree, fast=True, **_PLAIN))


def _extract_most(tree: HtmlElement) -> list[str]:
    return _lines(trafilatura.bare_extraction(tree, favor_recall=True, **_PLAIN))


def _extract_scored(tree: HtmlElement) -> list[str]:
    page = html.tostring(tree, encoding="unicode")
    try:
        summary: HtmlElement = html.fromstring(
            readability.Document(page).summary(html_partial=True)
        )
    except (readability.readability.Unparseable, ParserError, ValueError):
        return []
    blocks: Iterator[Any] = summary.iter("p", "blockquote", "li", "pre")
    lines = (text_of(block) for block in blocks)
    return [line for line in lines if line]


def _lines(extracted: object) -> list[str]:
    if not isinstance(extracted, TrafilaturaDocument):
        return []
    lines = [" ".join(_own_text(block).split()) for block in extracted.body.iter(*_BLOCKS)]
    return [line for line in lines if line]


def _own_text(block: HtmlElement) -> str:
    """Return the text of a block; of one that holds other blocks what precedes them."""
    if next(block.iterdescendants(*_BLOCKS), None) is not None:
        return block.text or ""
    return "".join(map(str, block.itertext()))


def _sort_lines(
    lines: list[str], title: str | None
) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
    """Return the paragraphs among the lines, the photo credits and the authors of a byline."""
    paragraphs, credits = [], []
    authors: tuple[str, ...] = ()
    for line in lines:
        kind = classify(line, count_words(line))
        if kind is Kind.CREDIT:
            credits.append(line)
        elif kind is Kind.BYLINE:
            authors = authors or read_authors(line)
        elif kind in (Kind.PARAGRAPH, Kind.SHORT) and line != title:
            paragraphs.append(line)
    return paragraphs, tuple(credits), authors


def _dek(metadata: Metadata, paragraphs: list[str]) -> str | None:
    """Return the page's description unless it merely repeats the beginning of a paragraph."""
    dek = metadata.dek
    if not dek or dek == metadata.title:
        return None
    stem = _CUT_END.sub("", dek)[:80]
    repeated = any(stem in paragraph and paragraph != dek for paragraph in paragraphs[:4])
    return None if repeated else dek
