"""What kind of thing some bytes are, told from the bytes and never from a file name."""

from __future__ import annotations

import codecs
import re

from kb.errors import InputError

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "an executable file"),
    (b"WARC/", "a WARC file"),
    (b"{\\rtf", "an RTF document"),
)
_WIDE_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BLOCK = r"(?:head|body|title|meta|link|script|style|article|main|section|header|div|p|h1)"
# The first thing in the file must be markup: a text that merely quotes a tag stays text. Atomic,
# as comments could otherwise be divided up in exponentially many ways.
_HTML_START = re.compile(
    rf"(?>\s+|<!--.*?-->|<\?xml[^>]*>)*+<(?:!doctype\s+html|html[\s>]|{_BLOCK}[\s/>])", re.I | re.S
)
_SNIFFED_BYTES = 16384
# C0 controls that no text file holds (tab, line feed, form feed, return and escape are spared).
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
_MAX_CONTROL_SHARE = 0.01


def sniff_media_type(content: bytes) -> str:
    """Return "text/html" or "text/plain" for the bytes of an article.

    Raises `InputError` for nothing, blank content and everything that is not text.
    """
    if not content:
        raise InputError("the file is empty")
    for magic, name in _MAGIC:
        if content.startswith(magic):
            raise InputError(f"not a text or HTML file but {name}")
    head = content[:_SNIFFED_BYTES]
    if content.startswith(_WIDE_BOMS):
        wide = "utf-32" if content.startswith(_WIDE_BOMS[:2]) else "utf-16"
        text = head.decode(wide, errors="ignore")
    else:
        _refuse_binary(content)
        text = head.decode("latin-1").removeprefix("ï»¿")
    if not text.strip("\ufeff \t\r\n\f\v") and not content[_SNIFFED_BYTES:].strip():
        raise InputError("the file holds nothing but white space")
    return "text/html" if _HTML_START.match(text) else "text/plain"


def _refuse_binary(content: bytes) -> None:
    if b"\x00" in content:
        raise InputError("not a text file: it holds NUL bytes")
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls > _MAX_CONTROL_SHARE * len(content):
        raise InputError("not a text file: it holds control characters")
