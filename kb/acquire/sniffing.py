"""What kind of thing some bytes are, told from the bytes and never from a file name."""

from __future__ import annotations

import codecs
import json
import re
from enum import Enum

from kb.errors import InputError


class Kind(Enum):
    """The kinds of input; of the first four the value is the media type of an article."""

    HTML = "text/html"
    TEXT = "text/plain"
    PDF = "application/pdf"
    MAIL = "message/rfc822"
    FEED = "feed"  # RSS, Atom, JSON Feed
    SITEMAP = "sitemap"
    JSON = "json"  # JSON Lines, or one array of objects
    TABLE = "table"  # CSV or TSV with a header line
    GDELT = "gdelt"  # its tables have no header
    URLS = "urls"  # one address a line
    WARC = "warc"
    GZIP = "gzip"
    ZIP = "zip"


ARTICLES = frozenset({Kind.HTML, Kind.TEXT, Kind.PDF, Kind.MAIL})

_MAGIC = ((b"%PDF-", Kind.PDF), (b"\x1f\x8b", Kind.GZIP), (b"PK\x03\x04", Kind.ZIP),
          (b"WARC/", Kind.WARC))  # fmt: skip
_FOREIGN = (
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "an executable file"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)
_WIDE_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BLOCK = r"(?:head|body|title|meta|link|script|style|article|main|section|header|div|p|h1)"
# The first thing in the file must be markup: a text that merely quotes a tag stays text. Atomic,
# as comments could otherwise be divided up in exponentially many ways.
_PROLOGUE = r"(?>\s+|<!--.*?-->|<\?xml[^>]*>)*+"
_HTML_START = re.compile(rf"{_PROLOGUE}<(?:!doctype\s+html|html[\s>]|{_BLOCK}[\s/>])", re.I | re.S)
_XML_ROOT = re.compile(
    r"(?>\s+|<!--.*?-->|<\?[^>]*>|<!DOCTYPE[^\[>]*+(?:\[[^\]]*\])?\s*>)*+<(?:\w+:)?(\w+)[\s/>]",
    re.S,
)
_ROOTS = {"rss": Kind.FEED, "feed": Kind.FEED, "RDF": Kind.FEED,
          "urlset": Kind.SITEMAP, "sitemapindex": Kind.SITEMAP}  # fmt: skip
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_JSON_FIELD = re.compile(r'\s*(?:\[\s*)?\{\s*"')
_HEADER = re.compile(r"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_MAIL_FIELD = re.compile(
    r"^(?:from|to|subject|date|message-id|mime-version|received|return-path|delivered-to)\s*:",
    re.I | re.M,
)
_MIN_MAIL_FIELDS = 3
_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}:/{1,3}\S+", re.I)
_GDELT = re.compile(r"(?:\d{14}-T?\d+|\d{8,14})\t[^\n]*https?://[^\s]+", re.I)
_MIN_COLUMNS = 16  # of a GDELT table
# C0 controls that no text file holds (tab, line feed, form feed, return and escape are spared).
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
_MAX_CONTROL_SHARE = 0.01


def sniff(head: bytes, columns: frozenset[str] = frozenset()) -> Kind:
    """Return the kind of an input from its first bytes.

    `columns` are the names, in lower case, by which a table with a header line is known. Raises
    `InputError` for nothing, blank content and everything that no article can be read from.
    """
    if not head:
        raise InputError("the file is empty")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            raise InputError(f"not a text or HTML file but {name}")
    text = _as_text(head)
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise InputError("the file holds nothing but white space")
    return _structured(text.replace("\r\n", "\n"), columns) or (
        Kind.HTML if _HTML_START.match(text) else Kind.TEXT
    )


def check_text(content: bytes) -> None:
    """Raise InputError where the whole of a text or HTML file is not text."""
    if not content.startswith(_WIDE_BOMS):
        _refuse_binary(content)


def _as_text(head: bytes) -> str:
    if head.startswith(_WIDE_BOMS):
        wide = "utf-32" if head.startswith(_WIDE_BOMS[:2]) else "utf-16"
        return head.decode(wide, errors="ignore").removeprefix("\ufeff")
    _refuse_binary(head)
    return head.decode("latin-1").removeprefix("ï»¿")


def _structured(text: str, columns: frozenset[str]) -> Kind | None:
    """Return the kind of a text that programs write, None for one that people read."""
    if (root := _XML_ROOT.match(text)) and root[1] in _ROOTS:
        return _ROOTS[root[1]]
    if _JSON_FIELD.match(text):
        return Kind.FEED if _JSON_FEED.search(text) else _json_kind(text)
    header = _HEADER.match(text)
    if header and len(set(_MAIL_FIELD.findall(header[0].lower()))) >= _MIN_MAIL_FIELDS:
        return Kind.MAIL
    first, _, rest = text.strip().partition("\n")
    lines = [first, *rest.split("\n")[: -1 if rest else None]]  # the last one may be cut off
    told = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if told and all(_URL.fullmatch(line) for line in told):
        return Kind.URLS
    if _GDELT.match(first) and first.count("\t") + 1 >= _MIN_COLUMNS:
        return Kind.GDELT
    cells = [cell.strip('" ').lower() for cell in re.split(r"[,;\t]", first)]
    return Kind.TABLE if len(cells) > 1 and columns & set(cells) else None


def _json_kind(text: str) -> Kind | None:
    if text.lstrip().startswith("["):
        return Kind.JSON
    first, newline, _ = text.lstrip().partition("\n")
    try:
        return Kind.JSON if isinstance(json.loads(first), dict) else None
    except (ValueError, RecursionError):
        # A line longer than the head, or broken: then the reader says what is wrong.
        return Kind.JSON if not newline or first.rstrip().endswith("}") else None


def _refuse_binary(content: bytes) -> None:
    if b"\x00" in content:
        raise InputError("not a text file: it holds NUL bytes")
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls > _MAX_CONTROL_SHARE * len(content):
        raise InputError("not a text file: it holds control characters")
