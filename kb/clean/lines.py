"""What each line of a pasted page is: paragraph, headline-like, credit, byline or furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from kb.clean.furniture import BYLINE, CREDIT, CREDIT_END, CUT, END, KICKER, NOISE
from kb.clean.visible_date import is_date_line


class Kind(Enum):
    """The kinds of line that the segmentation of a page tells apart."""

    PARAGRAPH = "paragraph"
    SHORT = "short"  # headline, dek, subheading, alternative text of an image, section name
    CREDIT = "credit"  # photo caption or credit
    KICKER = "kicker"  # "Analysis", "Reporting | World"
    BYLINE = "byline"
    DATE = "date"
    CUT = "cut"  # "keep reading": what stands above is a teaser
    END = "end"  # "Related stories": what stands above is complete
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank line of a text; `gap` says that blank lines stand before it."""

    start: int
    end: int
    text: str
    kind: Kind
    words: int
    gap: bool


_WORD = re.compile(r"[\w’'.,-]*\w[\w’'.,-]*")
_AUTHOR_LEAD = re.compile(r"^(?:by|written by|authors?:?|(?:reporting|analysis|story) by)\s+", re.I)
_AUTHOR_SEPARATOR = re.compile(r",|;|&|\band\b|\s[|•·–—]\s")
_ENDED = re.compile(r"[.!?…][\"”’')\]]*$")
_LONG = 22  # words from which a line is a paragraph whatever its end
_ENDED_LONG = 9  # words from which a line with a full stop is one
_LONG_QUESTION = 16
_QUOTES = "\"'“‘«"
_MAX_FURNITURE = 40
_MAX_CREDIT = 80


def read_lines(text: str) -> list[Line]:
    """Return the non-blank lines of `text` with their offsets and kinds."""
    lines = []
    gap = True
    offset = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = offset + raw.index(stripped[0])
            words = count_words(stripped)
            kind = classify(" ".join(stripped.split()), words)
            lines.append(Line(start, start + len(stripped), stripped, kind, words, gap))
        gap = not stripped
        offset += len(raw) + 1
    return lines


def classify(line: str, words: int) -> Kind:
    """Return the kind of one line, told from the line alone."""
    if words < _MAX_FURNITURE:
        for pattern, kind in ((CUT, Kind.CUT), (END, Kind.END), (NOISE, Kind.NOISE)):
            if pattern.fullmatch(line.rstrip(" »›→>.")):
                return kind
    if words < _MAX_CREDIT and (CREDIT.match(line) or CREDIT_END.search(line)):
        return Kind.CREDIT
    if KICKER.fullmatch(line):
        return Kind.KICKER
    if words < 16 and BYLINE.fullmatch(line):
        return Kind.BYLINE
    if is_date_line(line):
        return Kind.DATE
    if words >= _LONG or (words >= _ENDED_LONG and _ENDED.search(line) and not _asks(line, words)):
        return Kind.PARAGRAPH
    return Kind.SHORT


def count_words(line: str) -> int:
    """Return the number of words in a line, hyphenated ones counted once."""
    return len(_WORD.findall(line))


def read_authors(byline: str) -> tuple[str, ...]:
    """Return the names in a byline ("By A. Smith and B. Jones" -> two names)."""
    names = _AUTHOR_SEPARATOR.split(_AUTHOR_LEAD.sub("", byline))
    return tuple(name.strip() for name in names if name.strip() and not re.search(r"\d", name))


def _asks(line: str, words: int) -> bool:
    """Tell whether a line is a bare question or exclamation: a headline rather than a paragraph."""
    return words < _LONG_QUESTION and line[-1] in "?!" and line[0] not in _QUOTES
