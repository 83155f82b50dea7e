"""From bytes to normalised text."""

from __future__ import annotations

import codecs
import logging
import re
import unicodedata
from collections.abc import Iterator

import charset_normalizer

from kb.errors import InputError

_log = logging.getLogger(__name__)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_META_WINDOW = 4096
# Browsers read these labels as their Windows supersets (WHATWG Encoding Standard).
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}
_DETECTION_BYTES = 200_000
# The encodings that pages were written in; unrestricted, the detector takes Western text with few
# accents for old Macintosh encodings.
_DETECTABLE = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r",
               "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"]  # fmt: skip
_MAX_REPLACED_SHARE = 0.02
# Zero-width characters, bidirectional controls and the soft hyphen: invisible, and a way to
# make a text read differently from what a person sees.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")


def decode(content: bytes, source: str, stated: str | None = None) -> str:
    """Return the text of `content` by byte order mark, UTF-8, what is stated, or detection.

    `stated` is the encoding that the carrier (HTTP) gives; it goes before the page's own. Bytes
    that do not fit the encoding are replaced and the fact is logged; raises `InputError` where
    they are too many for the text to make sense.
    """
    for encoding in _candidate_encodings(content, stated):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _decode_with_replacement(content, source)


def _candidate_encodings(content: bytes, stated: str | None) -> Iterator[str]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            yield encoding
            return
    # UTF-8 comes first: text in another encoding practically never happens to be valid UTF-8.
    yield "utf-8"
    declared = _META_CHARSET.search(content, 0, _META_WINDOW)
    for label in (stated, declared and declared[1].decode("ascii")):
        if label and (known := _known_encoding(label)):
            yield known
    sample = content[:_DETECTION_BYTES]
    detected = charset_normalizer.from_bytes(sample, cp_isolation=_DETECTABLE).best()
    if detected:
        yield detected.encoding


def _known_encoding(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return _SUPERSETS.get(name, name)


def _decode_with_replacement(content: bytes, source: str) -> str:
    text = content.decode("utf-8", errors="replace")
    replaced = text.count("\ufffd")
    if replaced > _MAX_REPLACED_SHARE * len(text):
        raise InputError("the text cannot be decoded: its encoding is unknown")
    _log.warning("%s: %d undecodable bytes were replaced", source, replaced)
    return text


def normalise(text: str) -> str:
    """Return `text` in NFC with plain line ends, without control and invisible characters."""
    text = _INVISIBLE.sub("", strip_controls(_LINE_ENDS.sub("\n", text)))
    return unicodedata.normalize("NFC", text)


def strip_controls(text: str) -> str:
    """Return `text` without control characters, line ends and tabs excepted."""
    return _CONTROLS.sub("", text)
