"""What a page's head and markup say about its main article."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from kb.clean.jsonld import all_texts, article_body, first_text, read_article_jsonld, unfold
from kb.clean.page import DateCandidate, Metadata
from kb.clean.publication import read_epoch, read_stamp, read_url_day
from kb.clean.title import choose_title, outlet_in_title
from kb.clean.visible_date import parse_complete_date, read_update_date, read_visible_date
from kb.model import Interval

_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "article:published", "og:pubdate",
    "datepublished", "date_published", "publish_date", "publish-date", "pubdate",
    "publication_date", "cxenseparse:recs:publishtime",
    "parsely-pub-date", "sailthru.date", "article.published",
    "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "citation_publication_date",
    "date",
)  # fmt: skip
_MODIFIED_NAMES = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod",
    "dcterms.modified", "dc.date.modified", "revised",
)  # fmt: skip
_TITLE_NAMES = ("og:title", "twitter:title", "parsely-title", "dc.title", "headline")
_DEK_NAMES = ("og:description", "twitter:description", "description", "dc.description")
_AUTHOR_NAMES = ("author", "article:author", "byl", "parsely-author", "dc.creator")
_SECTION_NAMES = ("article:section", "parsely-section", "section")
_URL_NAMES = ("og:url", "parsely-link", "twitter:url")
# A canonical link to the front page is a mistake of the site, not the article's address.
_ARTICLE_URL = re.compile(r"https?://[^\s/?#\[\]]+/[^\s/]\S*$")
_SOME_DIGIT = re.compile(r"\d")
_INLINE = ("br", "b", "strong", "a")  # what follows them is part of a line
_MAX_VISIBLE_DATES = 3
_LINES_BEFORE_HEADLINE = 10
_LINES_AFTER_HEADLINE = 15


def read_metadata(tree: HtmlElement, url: str | None = None) -> Metadata:
    """Return what the page says of its article; `url` is where the page was found, if known."""
    article = read_article_jsonld(tree)
    meta = _meta_tags(tree)
    canonical = _canonical(tree, meta) or first_text(article.get("url"))
    headings = [text_of(heading) for heading in tree.iter("h1")]
    page_title = next((text_of(title) for title in tree.iter("title")), None)
    site = first_text(article.get("publisher")) or _first(meta, ("og:site_name",))
    stated = first_text(article.get("headline")) or _first(meta, _TITLE_NAMES) or page_title
    return Metadata(
        title=choose_title(headings, stated, site),
        dek=_dek(article, meta),
        authors=_authors(article, meta),
        publisher=site or outlet_in_title(page_title, headings),
        section=first_text(article.get("articleSection")) or _first(meta, _SECTION_NAMES),
        language=_language(tree, article),
        url=url or canonical,
        body=article_body(article),
        modified=_modified(article, meta),
        dates=tuple(_dates(tree, article, meta, [u for u in (url, canonical) if u])),
    )


def _meta_tags(tree: HtmlElement) -> dict[str, str]:
    tags: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = unfold(element.get("content") or "")
        if name and content:
            tags.setdefault(name.lower(), content)
    return tags


def _first(meta: dict[str, str], names: Iterable[str]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _canonical(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    links: list[str | None] = [
        element.get("href")
        for element in tree.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    for url in [*links, *(meta[name] for name in _URL_NAMES if name in meta)]:
        if url and _ARTICLE_URL.match(url):
            return url
    return None


def _dek(article: dict[str, object], meta: dict[str, str]) -> str | None:
    fields = (article.get("alternativeHeadline"), article.get("description"))
    return next((text for field in fields if (text := first_text(field))), _first(meta, _DEK_NAMES))


def _authors(article: dict[str, object], meta: dict[str, str]) -> tuple[str, ...]:
    names = all_texts(article.get("author") or article.get("creator"))
    if not names and (stated := _first(meta, _AUTHOR_NAMES)):
        names = tuple(part.strip() for part in re.split(r",|;|\band\b", stated))
    return tuple(dict.fromkeys(name for name in names if name and "://" not in name))


def _language(tree: HtmlElement, article: dict[str, object]) -> str | None:
    root = tree.getroottree().getroot()
    stated = root.get("lang") or first_text(article.get("inLanguage")) or ""
    match = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", stated)
    return match[0].lower() if match else None


def _dates(
    tree: HtmlElement, article: dict[str, object], meta: dict[str, str], urls: list[str]
) -> Iterator[DateCandidate]:
    stamps = [("json-ld", first_text(article.get("datePublished")))]
    stamps += [("meta", meta[name]) for name in _DATE_NAMES if name in meta]
    stamps += [("time", value) for value in _time_elements(tree)]
    for source, value in stamps:
        candidate = _read_machine_date(value, source) if value else None
        if candidate:
            yield candidate
    yield from (found for found in map(read_url_day, urls) if found)
    lines = _date_lines(tree)
    visible = (read_visible_date(line) or read_update_date(line) for line in lines)
    yield from islice((found for found in visible if found), _MAX_VISIBLE_DATES)


def _modified(article: dict[str, object], meta: dict[str, str]) -> Interval | None:
    stamps = [first_text(article.get("dateModified"))]
    stamps += [meta[name] for name in _MODIFIED_NAMES if name in meta]
    found = (_read_machine_date(stamp, "meta") for stamp in stamps if stamp)
    return next((candidate.interval for candidate in found if candidate), None)


def _read_machine_date(value: str, source: str) -> DateCandidate | None:
    candidate = read_stamp(value, source) or read_epoch(value, source)
    if candidate is None and not value[:4].isdigit():
        interval = parse_complete_date(value)
        candidate = DateCandidate(source, interval) if interval else None
    return candidate


def _time_elements(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("time"):
        if any(parent.tag in ("aside", "footer", "nav") for parent in element.iterancestors()):
            continue
        marks = " ".join((element.get("itemprop") or "", element.get("class") or "")).lower()
        if "modif" not in marks and "updat" not in marks:
            yield element.get("datetime") or ""


def _date_lines(tree: HtmlElement) -> list[str]:
    """Return the lines around the headline, from a little above it to the first paragraphs."""
    before: deque[str] = deque(maxlen=_LINES_BEFORE_HEADLINE)
    after: list[str] = []
    seen_heading = False
    for element in tree.iter():
        tag = element.tag
        if not isinstance(tag, str) or tag in ("script", "style", "noscript"):
            continue
        seen_heading = seen_heading or tag == "h1"
        for text in (element.text, element.tail if tag in _INLINE else None):
            if text and _SOME_DIGIT.search(text):
                (after if seen_heading else before).append(unfold(text))
        if len(after) >= _LINES_AFTER_HEADLINE:
            break
    return [*after, *before] if seen_heading else list(before)


def text_of(element: HtmlElement) -> str:
    """Return the text of an element and its descendants with white space folded."""
    return " ".join(element.text_content().split())
