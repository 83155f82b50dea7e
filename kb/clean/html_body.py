"""The body of the main article of an HTML page: paragraphs and captions."""

from __future__ import annotations

import re

import trafilatura
from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement
from trafilatura.settings import Document as TrafilaturaDocument

from kb.clean.lines import Kind, classify, count_words, read_authors
from kb.clean.metadata import read_metadata, text_of
from kb.clean.page import Metadata, Story
from kb.clean.stated_body import reconcile
from kb.errors import InputError

MAX_ELEMENTS = 50_000
"""Elements of a page above which it is refused."""

_CAPTION_CLASS = re.compile(r"caption|credit|(?:photo|image|media)-(?:info|source|byline)", re.I)
_CAPTION_TAGS = ("div", "span", "p")
_MAX_CAPTION = 600
_BLOCKS = ("p", "quote", "item", "head")
_CUT_END = re.compile(r"(?:\s*(?:\[?(?:\.\.\.|…)\]?|\.))$")


def parse_html(text: str) -> HtmlElement:
    """Return the element tree of a page; raises `InputError` where there is none."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (ParserError, ValueError) as error:
        raise InputError("HTML without article: the page is empty") from error
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise InputError(f"HTML page with more than {MAX_ELEMENTS} elements")
    return tree


def read_html(text: str, url: str | None) -> tuple[Metadata, list[Story]]:
    """Return the metadata and the main story of a page.

    Raises `InputError` where the page holds no article.
    """
    tree = parse_html(text)
    metadata = read_metadata(tree, url)
    captions = _take_captions(tree)
    paragraphs, credits, authors = _sort_lines(_body(tree), metadata.title)
    paragraphs = reconcile(paragraphs, metadata.body)
    dek = _dek(metadata, paragraphs)
    paragraphs = [paragraph for paragraph in paragraphs if paragraph != dek]
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
    return metadata, [story]


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
    """Return the blocks of the article by the first extraction that finds any.

    The fast one has no fallback extractors and equals the others in F1 (bench/pages.py); the
    second one is there for pages of unusual structure.
    """
    for fast in (True, False):
        result = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            include_tables=False,
            as_dict=False,
            fast=fast,
            favor_recall=not fast,
        )
        if isinstance(result, TrafilaturaDocument) and (lines := _lines(result)):
            return lines
    return []


def _lines(extracted: TrafilaturaDocument) -> list[str]:
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
