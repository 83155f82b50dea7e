"""What a page reader hands over before the document is laid out."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.model import Interval, Link


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A day that something on or about the page gives as day of publication.

    `source` says what gave it (json-ld, meta, feed, url, time, visible; updated: a visible line
    that states the day of a change only); `utc_hour` is the hour of a
    stamp in Coordinated Universal Time, whose local day may be another one.
    """

    source: str
    interval: Interval
    utc_hour: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about its main article, apart from the article itself."""

    title: str | None = None
    dek: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None
    dates: tuple[DateCandidate, ...] = ()
    modified: Interval | None = None
    related: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One editorial item in plain strings: the main story or a teaser of another one."""

    headline: str | None = None
    dek: str | None = None
    paragraphs: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    section: str | None = None
    teaser: bool = False
    url: str | None = None
    dates: tuple[DateCandidate, ...] = field(default=())
