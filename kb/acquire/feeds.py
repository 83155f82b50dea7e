"""Articles that feeds (RSS, Atom, JSON Feed) and news sitemaps name."""

from __future__ import annotations

import calendar
import json
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from urllib.parse import urljoin

import feedparser
from lxml import etree

from kb.acquire.fields import read_day
from kb.acquire.reference import Reference
from kb.acquire.xmlguard import parse_xml
from kb.errors import InputError
from kb.model import Interval, RawItem

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_FULL = 1200  # characters from which the content of a feed's entry is the whole article


def read_feed(content: bytes, source: str, base: str | None = None) -> Iterator[Reference]:
    """Yield the articles of a feed; `base` is its own address, for relative links.

    What a feed carries of an article goes with the reference where it seems to be all of it.
    Raises InputError where the content is no feed.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _read_json_feed(content, source, base)
        return
    parse_xml(content)  # refuses what feedparser must not see
    feed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    if not feed.version and not feed.entries:
        raise InputError("not a feed that can be read")
    publisher = feed.feed.get("title") or None
    for number, entry in enumerate(feed.entries, 1):
        link = entry.get("link") or ""
        if not link:
            continue
        url = urljoin(base or "", link.strip())
        stamp = entry.get("published_parsed") or entry.get("updated_parsed")
        text = max(
            (part.get("value", "") for part in entry.get("content", ())), key=len, default=""
        )
        place = f"{source}, entry {number}"
        listed = _day(entry.get("published") or "", stamp)
        title = entry.get("title") or None
        yield _reference(url, place, title, listed, publisher, text)


def _read_json_feed(content: bytes, source: str, base: str | None) -> Iterator[Reference]:
    try:
        feed = json.loads(content.decode("utf-8-sig"))
        entries = feed["items"]
        if not all(isinstance(entry, Mapping) for entry in entries):
            raise InputError("damaged JSON feed: an item is no object")
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise InputError(f"damaged JSON feed: {error}") from error
    publisher = str(feed.get("title") or "") or None
    for number, entry in enumerate(entries, 1):
        link = str(entry.get("url") or entry.get("external_url") or "")
        if not link:
            continue
        text = str(entry.get("content_html") or "")
        listed = read_day(str(entry.get("date_published") or ""))
        title = str(entry.get("title") or "") or None
        place = f"{source}, entry {number}"
        yield _reference(urljoin(base or "", link), place, title, listed, publisher, text)


def _reference(
    url: str,
    place: str,
    title: str | None,
    listed: Interval | None,
    publisher: str | None,
    text: str,
) -> Reference:
    content = None
    if len(text) >= _FULL:
        page = f"<html><body><article>{text}</article></body></html>".encode("utf-8", "replace")
        content = RawItem(
            place,
            page,
            "text/html",
            url=url,
            title=title,
            publisher=publisher,
            listed=listed,
            charset="utf-8",
        )
    return Reference(url, place, title, listed, publisher, content)


def _day(text: str, stamp: time.struct_time | None) -> Interval | None:
    """Return the day of an entry in its own zone, else in UTC."""
    if (day := read_day(text)) is not None:
        return day
    if stamp is None:
        return None
    try:
        moment = datetime.fromtimestamp(calendar.timegm(stamp), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return Interval(moment, moment) if moment > date(1990, 1, 1) else None


def read_sitemap(content: bytes, source: str) -> Iterator[Reference]:
    """Yield the articles of a sitemap, or the sitemaps of an index of such.

    Of a news sitemap title, outlet and day of publication are read; `lastmod` is no day of
    publication. Raises InputError where the content is no sitemap.
    """
    root = parse_xml(content)
    entries = root.iter("{*}url", "{*}sitemap")
    for number, entry in enumerate(entries, 1):
        address = _text(entry, "{*}loc")
        if not address:
            continue
        yield Reference(
            address,
            f"{source}, entry {number}",
            _text(entry, f"{_NEWS}news/{_NEWS}title"),
            read_day(_text(entry, f"{_NEWS}news/{_NEWS}publication_date")),
            _text(entry, f"{_NEWS}news/{_NEWS}publication/{_NEWS}name"),
        )


def _text(element: etree._Element, path: str) -> str | None:
    found = element.findtext(path)
    return " ".join(str(found).split()) or None if found else None
