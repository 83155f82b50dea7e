"""The day of publication: reading date stamps and choosing among what speaks for which day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from kb.clean.page import DateCandidate
from kb.model import Interval, Publication

_EARLIEST_YEAR = 1990  # below lie sentinels (0001-01-01, 1970-01-01), not web pages
_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]*[/_.-]?(0[1-9]|[12]\d|3[01]|(?<=/)[1-9](?=/))(?!\d)",
    re.I,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):\d\d(?::\d\d(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)
_SMALL_HOURS = 12
_ONE_DAY = timedelta(days=1)
_RANKS = ("given", "json-ld", "meta", "time", "feed", "url", "visible")
_LOCAL = ("url", "visible")
_BASES = {"json-ld": "metadata", "meta": "metadata", "time": "metadata"}
_CONFIDENCE = {"given": 1.0, "metadata": 0.97, "feed": 0.95, "url": 0.95, "visible": 0.9}


def read_stamp(value: str, source: str) -> DateCandidate | None:
    """Return the day of an ISO 8601 stamp as written in its own zone, or None.

    Sentinels and days before 1990 are refused.
    """
    match = _STAMP.match(value.strip())
    if not match:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    if day.year < _EARLIEST_YEAR:
        return None
    universal = match[5] in ("Z", "UTC", "GMT", "+00:00", "+0000")
    small_hours = universal and match[4] is not None and int(match[4]) < _SMALL_HOURS
    return DateCandidate(source, Interval(day, day), small_hours)


def read_epoch(value: str, source: str) -> DateCandidate | None:
    """Return the day of a Unix time in seconds or milliseconds, or None."""
    if not re.fullmatch(r"\d{10}|\d{13}", value.strip()):
        return None
    moment = datetime.fromtimestamp(int(value.strip()[:10]), UTC)
    return read_stamp(moment.isoformat(), source)


def read_url_day(url: str) -> DateCandidate | None:
    """Return the day that a URL's path states (/2024/12/11/, /20241211, /2024/dec/11/), or None."""
    for match in _URL_DAY.finditer(url):
        month = match[2].lower()
        number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
        try:
            day = date(int(match[1]), number, int(match[3]))
        except ValueError:
            continue
        if day.year >= _EARLIEST_YEAR:
            return DateCandidate("url", Interval(day, day))
    return None


def choose_publication(
    given: Interval | None, candidates: Iterable[DateCandidate]
) -> Publication | None:
    """Return the best supported day with all candidates, or None where nothing is known.

    Order: given, JSON-LD, meta, time element, feed, URL, visible line. A UTC stamp of the small
    hours yields to a URL or a visible line that states the day before: the article then appeared
    in the evening of a zone behind UTC.
    """
    ranked = sorted(candidates, key=lambda candidate: _RANKS.index(candidate.source))
    if given:
        ranked.insert(0, DateCandidate("given", given))
    if not ranked:
        return None
    best = ranked[0]
    if best.universal:
        day_before = best.interval.earliest - _ONE_DAY
        local = (c for c in ranked if c.source in _LOCAL and c.interval.earliest == day_before)
        best = next(local, best)
    basis = _BASES.get(best.source, best.source)
    listed = tuple(dict.fromkeys((c.source, c.interval) for c in ranked))
    return Publication(best.interval, basis, _CONFIDENCE[basis], listed)
