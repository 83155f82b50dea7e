"""What each line of a pasted page is: paragraph, headline-like, credit, byline or furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kb.clean.furniture import BYLINE, CREDIT, CREDIT_END, CUT, END, KICKER, NOISE
from kb.clean.visible_date import is_date_line


class Kind(Enum):
    """The kinds of line that the segmentation of a page tells apart."""

    PARAGRAPH = "paragraph"
    DEK = "dek"  # what reads like a paragraph but stands between a headline and its byline
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


_WORD = re.compile(r"\w[\w’'.,-]*")
_AUTHOR_LEAD = re.compile(r"^(?:by|written by|authors?:?|(?:reporting|analysis|story) by)\s+", re.I)
_BARE_BY = re.compile(r"(?:by|written by|authors?|reporting by|story by):?", re.I)
_MAX_NAME = 8
_AUTHOR_SEPARATOR = re.compile(r",|;|&|\band\b|\s[|•·–—]\s")
_ENDED = re.compile(r"[.!?…][\"”’')\]]*$")
_LINE = re.compile(r"[^\s](?:[^\n]*[^\s])?")
_BLOCK = re.compile(r"[^\s](?:(?!\n[^\S\n]*\n).)*(?<=\S)", re.S)
_WRAP_WIDTHS = (50, 100)
_MIN_WRAPPED = 3
_WRAPPED_SHARE = 0.7
_LONG = 22  # words from which a line is a paragraph whatever its end
_ENDED_LONG = 9  # words from which a line with a full stop is one
_LONG_QUESTION = 16
_QUOTES = "\"'“‘«"
_MAX_FURNITURE = 40
_MAX_CREDIT = 80


def read_lines(text: str) -> list[Line]:
    """Return the lines of `text` with their offsets and kinds; hard-wrapped ones are joined."""
    lines: list[Line] = []
    for start, end, gap in _logical_lines(text):
        content = text[start:end]
        words = count_words(content)
        kind = classify(" ".join(content.split()), words)
        if kind is Kind.SHORT and lines and _names_author(lines[-1], content, words):
            kind = Kind.BYLINE
        lines.append(Line(start, end, content, kind, words, gap))
    return lines


def _names_author(above: Line, content: str, words: int) -> bool:
    """Tell whether a short line is the name to a "By" that fills the line above."""
    return bool(_BARE_BY.fullmatch(above.text)) and words <= _MAX_NAME and content[:1].isupper()


def _logical_lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether blank lines stand before, of each line that is not blank.

    In a text wrapped at a fixed width each block between blank lines is one line.
    """
    pattern = _BLOCK if _is_hard_wrapped(text) else _LINE
    end = 0
    for match in pattern.finditer(text):
        yield match.start(), match.end(), end == 0 or text.count("\n", end, match.start()) > 1
        end = match.end()


def _is_hard_wrapped(text: str) -> bool:
    """Tell whether most lines inside the blocks of a text break off in the middle of a sentence."""
    inner = [line for block in _BLOCK.findall(text) for line in block.split("\n")[:-1]]
    full = [
        line
        for line in inner
        if _WRAP_WIDTHS[0] <= len(line.strip()) <= _WRAP_WIDTHS[1] and not _ENDED.search(line)
    ]
    return len(full) >= _MIN_WRAPPED and len(full) > _WRAPPED_SHARE * len(inner)


def classify(line: str, words: int) -> Kind:
    """Return the kind of one line, told from the line alone."""
    if words < _MAX_FURNITURE:
        for pattern, kind in ((CUT, Kind.CUT), (END, Kind.END), (NOISE, Kind.NOISE)):
            if pattern.fullmatch(line.rstrip(" »›→>…")):
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
    if _BARE_BY.fullmatch(byline):
        return ()
    names = _AUTHOR_SEPARATOR.split(_AUTHOR_LEAD.sub("", byline))
    return tuple(name.strip() for name in names if name.strip() and not re.search(r"\d", name))


def _asks(line: str, words: int) -> bool:
    """Tell whether a line is a bare question or exclamation: a headline rather than a paragraph."""
    return words < _LONG_QUESTION and line[-1] in "?!" and line[0] not in _QUOTES
