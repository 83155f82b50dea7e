"""Writes intervals in the Extended Date/Time Format (ISO 8601-2, level 1), for display only."""

from __future__ import annotations

import re

from kb.model import Interval

_SEASONS = {"SP": "21", "SU": "22", "FA": "23", "WI": "24"}


def write_edtf(interval: Interval, timex: str, granularity: str, approximate: bool) -> str:
    """The EDTF of an interval: as one date where the TIMEX3 value is one, else as begin/end."""
    mark = "~" if approximate else ""
    date = _write_date(timex)
    if date is not None and (granularity == "day") == (len(date) == 10):
        return date + mark
    if interval.earliest == interval.latest:
        return interval.earliest.isoformat() + mark
    return f"{interval.earliest.isoformat()}/{interval.latest.isoformat()}"


def _write_date(timex: str) -> str | None:
    timex = timex.partition("T")[0]
    if re.fullmatch(r"\d{4}(?:-\d\d){0,2}", timex):
        return timex
    if re.fullmatch(r"\d{3}", timex):
        return timex + "X"
    if re.fullmatch(r"\d\d", timex):
        return timex + "XX"
    season = re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", timex)
    return f"{season[1]}-{_SEASONS[season[2]]}" if season else None
