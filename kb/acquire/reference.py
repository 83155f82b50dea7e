"""The record of an article that a list names and that has not been fetched yet."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model import Interval, RawItem


@dataclass(frozen=True, slots=True)
class Reference:
    """The address of an article and what the list (feed, sitemap, table) says of it.

    `source` is where the list names it; `content` the article as the list itself carries it, used
    where the page is not fetched; `level` how many lists lead to it.
    """

    url: str
    source: str
    title: str | None = None
    listed: Interval | None = None
    publisher: str | None = None
    content: RawItem | None = None
    level: int = 0
