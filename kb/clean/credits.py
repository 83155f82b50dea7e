"""Credits to news agencies in a story: who it is taken from, as the text words it.

Which of the names are agencies is for the catalogue to say (`kb.pipeline.find_agencies`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.model import Article

_NAME = r"(?:[Tt]he )?([A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,4})"
_DATELINE = re.compile(rf"^[A-Z][\w.,'’ /-]{{1,60}}? ?\({_NAME}\) ?[-–—:]")
_BARE_DATELINE = re.compile(rf"^\({_NAME}\) ?[-–—:]")
_BRACKET = re.compile(rf"[.!?\"”’] ?\({_NAME}\)$|^\({_NAME}\)$")
_CONTRIBUTED = re.compile(
    rf"(?:^|[.;(] ?){_NAME}(?:,? and {_NAME})? (?:also )?contributed to this "
    r"(?:report|story|article)"
)
_WITH = re.compile(
    r"\b[Ww]ith (?:additional )?(?:files?|reporting|material|inputs?|information) "
    rf"(?:from|by) {_NAME}(?:,? and {_NAME})?"
)
_FIRST = 2  # paragraphs that may carry a dateline
_LAST = 3  # paragraphs, and captions after them, that may carry a credit


def read_credits(text: str, articles: Sequence[Article]) -> tuple[str, ...]:
    """Return the names that the main story of a page is credited to, in the order found.

    Datelines ("OSLO (Name) -"), names in brackets at the end, bylines, "Name contributed to this
    report" and "with files from Name" are read; photo credits are not.
    """
    names: list[str] = []
    for article in articles:
        if article.kind == "main":
            names += article.authors
            spans = article.paragraphs
            names += _in_paragraphs([text[span.start : span.end] for span in spans])
    return tuple(dict.fromkeys(name.strip(" .") for name in names if name))


def _in_paragraphs(paragraphs: Sequence[str]) -> Iterator[str]:
    for paragraph in paragraphs[:_FIRST]:
        for pattern in (_DATELINE, _BARE_DATELINE):
            if match := pattern.match(paragraph):
                yield match[1]
    for paragraph in paragraphs[-_LAST:]:
        for pattern in (_BRACKET, _CONTRIBUTED, _WITH):
            if match := pattern.search(paragraph):
                yield from (name for name in match.groups() if name)
