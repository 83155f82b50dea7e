"""The title of an article and the name of its outlet, from headings and the page's own title."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TAIL = re.compile(r"\s+(?:[|»·•–—]|::|-)\s+([^|»·•–—]{2,60})$")
_NOTICE = re.compile(
    r"^(?:copyright )?© ?(?:copyright )?(?:\d{4}(?: ?[-–] ?\d{4})?,? )?"
    r"((?-i:[A-Z])[^.,|©\n]{2,60}?)(?:[.,|].{0,80})?$",
    re.I | re.M,
)
_WORD = re.compile(r"\w+")
_SAME_STORY = 0.3  # share of common words above which a heading tells the stated title
_MIN_WORDS = 3


def choose_title(headings: Sequence[str], stated: str | None, site: str | None) -> str | None:
    """Return the title that readers see.

    `headings` are the texts of the page's h1 elements, `stated` the title in its metadata, `site`
    the outlet's name. The heading that tells the same story as the stated title wins, being neither
    cut nor written for search engines; then a heading that stands alone, then the stated title.
    """
    readable = [heading for heading in dict.fromkeys(headings) if heading and heading != site]
    if not stated:
        return next(iter(readable), None)
    best = max(readable, key=lambda heading: _overlap(heading, stated), default=None)
    if best and _overlap(best, stated) >= _SAME_STORY:
        return best
    if len(readable) == 1 and len(_WORD.findall(readable[0])) >= _MIN_WORDS:
        return readable[0]
    return _without_site(stated, site, readable)


def outlet_in_title(page_title: str | None, headings: Sequence[str]) -> str | None:
    """Return the outlet's name from a page title "Headline | Outlet" whose headline is known."""
    if not page_title or not (tail := _TAIL.search(page_title)):
        return None
    return tail[1].strip() if page_title[: tail.start()] in headings else None


def outlet_in_notice(text: str) -> str | None:
    """Return the outlet's name from a copyright notice that fills a line ("© 2024 Outlet")."""
    notice = _NOTICE.search(text)
    return notice[1].strip() if notice else None


def _without_site(title: str, site: str | None, headings: Sequence[str]) -> str:
    tail = _TAIL.search(title)
    if not tail:
        return title
    stem = title[: tail.start()]
    named = site is not None and tail[1].strip().casefold() == site.casefold()
    return stem if named or stem in headings else title


def _overlap(left: str, right: str) -> float:
    words = [set(_WORD.findall(text.casefold())) for text in (left, right)]
    common = len(words[0] & words[1])
    return common / max(1, min(len(words[0]), len(words[1])))
