"""Writes intervals in the Extended Date/Time Format (ISO 8601-2, level 1), for display only."""

from __future__ import annotations

import re

from kb.dates.calendar import unit_around
from kb.model import Interval

_SEASONS = {"SP": "21", "SU": "22", "FA": "23", "WI": "24"}


def write_edtf(interval: Interval, timex: str, granularity: str, approximate: bool) -> str:
    """The EDTF of an interval: one date where it is (about) a calendar unit, else begin/end."""
    mark = "~" if approximate else ""
    if interval.earliest == interval.latest:
        return interval.earliest.isoformat() + mark
    date = _write_date(timex)
    if date is None or granularity == "day" or len(date) == 10:
        return f"{interval.earliest.isoformat()}/{interval.latest.isoformat()}"
    if not _is_whole(interval, timex) and _begins_inside(interval, timex):
        return f"{interval.earliest.isoformat()}/{interval.latest.isoformat()}"
    return date + mark


def _is_whole(interval: Interval, timex: str) -> bool:
    return _unit(interval, timex) == interval


def _begins_inside(interval: Interval, timex: str) -> bool:
    """Whether an interval is a part of its unit, not a stretch of about one unit around it."""
    unit = _unit(interval, timex)
    return unit.earliest <= interval.earliest and interval.latest <= unit.latest


def _unit(interval: Interval, timex: str) -> Interval:
    if re.fullmatch(r"\d{4}-(?:SP|SU|FA|WI)", timex):
        return unit_around(interval.earliest, "season")
    units = {2: "century", 3: "decade", 4: "year", 7: "month"}
    return unit_around(interval.earliest, units[len(timex)])


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
