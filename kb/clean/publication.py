"""The day of publication: reading date stamps and choosing among what speaks for which day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from kb.clean.page import DateCandidate
from kb.model import Interval, Publication

_EARLIEST_YEAR = 1990  # below lie sentinels (0001-01-01, 1970-01-01), not web pages
_URL_DAYS = (
    re.compile(r"/((?:19|20)\d\d)[/_-](\d{1,2}|[a-z]{3})[a-z]*[/_-](\d{1,2})(?!\d)", re.I),
    re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):\d\d(?::\d\d(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)
_LARGEST_OFFSET_BEHIND = 12  # hours
_RANKS = ("given", "json-ld", "meta", "feed", "url", "time", "visible", "updated")
_LOCAL = ("url", "visible")
_MACHINE = ("json-ld", "meta")
_SHOWN = ("time", "visible", "updated")
_BASES = {"json-ld": "metadata", "meta": "metadata", "time": "visible", "updated": "visible"}
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
    hour = int(match[4]) if universal and match[4] else None
    return DateCandidate(source, Interval(day, day), hour)


def read_epoch(value: str, source: str) -> DateCandidate | None:
    """Return the day of a Unix time in seconds or milliseconds, or None."""
    if not re.fullmatch(r"\d{10}|\d{13}", value.strip()):
        return None
    moment = datetime.fromtimestamp(int(value.strip()[:10]), UTC)
    return read_stamp(moment.isoformat(), source)


def read_url_day(url: str) -> DateCandidate | None:
    """Return the day that a URL's path states (/2024/12/11/, /20241211, /2024/dec/11/), or None."""
    for pattern in _URL_DAYS:
        for match in pattern.finditer(url):
            year, month, day = (group for group in match.groups() if group.isalnum())
            found = _calendar_day(year, month.lower(), day)
            if found and found.year >= _EARLIEST_YEAR:
                return DateCandidate("url", Interval(found, found))
    return None


def _calendar_day(year: str, month: str, day: str) -> date | None:
    try:
        number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
        return date(int(year), number, int(day))
    except ValueError:
        return None


def choose_publication(
    given: Interval | None,
    candidates: Iterable[DateCandidate],
    modified: Interval | None = None,
) -> Publication | None:
    """Return the best supported day with all candidates, or None where nothing is known.

    Order: given, JSON-LD, meta, feed, URL, time element, visible line. A UTC stamp of the morning
    yields to a URL or visible line that states the day before: the article then appeared in the
    evening of a zone behind UTC. A stamp that readers are not shown yields to a day that they are
    shown, if something confirms it (`_shown_instead`; `modified` is the stated day of change).
    (A day after an evening stamp is more often that of an update: measured with bench/pages.py.)
    """
    ranked = sorted(candidates, key=lambda candidate: _RANKS.index(candidate.source))
    if given:
        ranked.insert(0, DateCandidate("given", given))
    if not ranked or ranked[0].source == "updated":
        return None
    local = (candidate for candidate in ranked if _is_local_day(candidate, ranked[0]))
    best = next(local, None) or _shown_instead(ranked, modified) or ranked[0]
    basis = _BASES.get(best.source, best.source)
    listed = tuple(dict.fromkeys((c.source, c.interval) for c in ranked))
    return Publication(best.interval, basis, _CONFIDENCE[basis], listed)


def _shown_instead(
    ranked: Sequence[DateCandidate], modified: Interval | None
) -> DateCandidate | None:
    """Return the day that a page shows beside its headline instead of the stated one, or None.

    The text is then that of a later edition: the shown day is the stated day of change or another
    machine-readable day. (An unconfirmed visible day is as often another story's: measured with
    bench/pages.py.)
    """
    stated = ranked[0]
    shown = [c for c in ranked if c.source in _SHOWN]
    if stated.source not in _MACHINE or not shown or stated.interval in {c.interval for c in shown}:
        return None
    machine = {c.interval for c in ranked if c.source in _MACHINE}
    for candidate in shown:
        if candidate.interval == modified:
            return candidate
    return shown[0] if shown[0].interval in machine else None


def _is_local_day(candidate: DateCandidate, stamp: DateCandidate) -> bool:
    if stamp.utc_hour is None or candidate.source not in _LOCAL:
        return False
    days_before = (stamp.interval.earliest - candidate.interval.earliest).days
    return days_before == 1 and stamp.utc_hour < _LARGEST_OFFSET_BEHIND
