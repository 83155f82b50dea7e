"""Decides which earlier (or adjoining) mention an expression is read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.dates.found import Found
from kb.dates.traits import anchor_of, compares_quarters, follows_narrative, grain_of, lacks_year
from kb.dates.values import (
    Clock,
    DayOfMonth,
    Part,
    PartialDate,
    Quarter,
    Reference,
    Shift,
    Unit,
    Value,
    Weekday,
    Years,
)

_NEARBY = 4  # expressions over which a comparison still means the quarter named
_FINENESS = {
    name: rank
    for rank, name in enumerate(
        ("day", "week", "fortnight", "month", "quarter", "season", "half", "year", "decade")
    )
}
_ENOUGH_YEARS = 6
_YEARS_PER_DEICTIC = 4
_CONNECTOR = re.compile(r"\s*(?:[-–—,]|to|and|or|until|through|till)?\s*", re.IGNORECASE)


def link(text: str, founds: Sequence[Found], mode: str) -> list[Found]:
    """Sets the `base` of each expression: the index of the mention it is read from.

    What lacks a year and is joined to a dated neighbour ("August and September 1914") takes it
    from there. Else in "news" only what says so ("two days later") hangs on a previous mention; in
    a "narrative" also whatever lacks its year, and only on mentions that are dated in themselves.
    """
    linked = _link_to_neighbours(text, founds)
    dated: list[int] = []
    quarter: int | None = None
    for index, found in enumerate(linked):
        kind = anchor_of(found.value)
        base = found.base
        if base is not None:
            pass
        elif compares_quarters(found.value) and _is_near(quarter, index):
            base = quarter
        elif kind == "previous" or (mode == "narrative" and follows_narrative(found.value)):
            base = _nearest(linked, dated, grain_of(found.value))
            if base is not None and _is_of_this_day(found, linked[base], mode):
                base = None
        linked[index] = replace(found, base=base)
        if isinstance(found.value, Quarter):
            quarter = index
        if (base is None or base < index) and _can_carry(found, kind, base, mode):
            dated.append(index)
    return linked


def _is_near(quarter: int | None, index: int) -> bool:
    return quarter is not None and index - quarter <= _NEARBY


def _can_carry(found: Found, kind: str, base: int | None, mode: str) -> bool:
    if found.type not in ("DATE", "TIME") or isinstance(found.value, Reference):
        return False
    return mode == "news" or kind == "none" or base is not None


def _is_of_this_day(found: Found, base: Found, mode: str) -> bool:
    """Whether a bare time of day in news is that of publication: no day was spoken of."""
    return mode == "news" and isinstance(found.value, Clock) and grain_of(base.value) != "day"


def _nearest(founds: Sequence[Found], dated: Sequence[int], grain: str | None) -> int | None:
    """The last dated mention that is at least as fine as what is sought, else the last one."""
    if not dated:
        return None
    wanted = _FINENESS.get(grain or "", len(_FINENESS))
    for index in reversed(dated[-3:]):
        if _FINENESS.get(grain_of(founds[index].value) or "", len(_FINENESS)) <= wanted:
            return index
    return dated[-1]


def _link_to_neighbours(text: str, founds: Sequence[Found]) -> list[Found]:
    linked = list(founds)
    for index in range(len(linked) - 2, -1, -1):
        found, after = linked[index], linked[index + 1]
        if not (lacks_year(found.value) or isinstance(found.value, DayOfMonth)):
            continue
        joined = _CONNECTOR.fullmatch(text, found.end, after.start)
        has_year = anchor_of(after.value) == "none" or after.base is not None
        if isinstance(found.value, DayOfMonth):
            has_year = isinstance(after.value, PartialDate)
        if joined and has_year and grain_of(after.value) in ("day", "month", "season"):
            linked[index] = replace(found, base=index + 1)
    return linked


def select_mode(founds: Sequence[Found]) -> str:
    """Either "news" or "narrative", by what expressions lean on (see `modes.choose_mode`)."""
    years = sum(_has_year(found.value) for found in founds)
    deictic = sum(_is_deictic(found.value) for found in founds)
    if years >= _ENOUGH_YEARS and years >= _YEARS_PER_DEICTIC * deictic:
        return "narrative"
    return "news"


def _has_year(value: Value) -> bool:
    if isinstance(value, Years) and value.count > 1:
        return False
    return anchor_of(value) == "none" and grain_of(value) is not None


def _is_deictic(value: Value) -> bool:
    match value:
        case Part(of=of) | Clock(of=of):
            return _is_deictic(of)
        case Unit(previous=previous, definite=definite):
            return not previous and not definite
        case Shift(previous=previous, of=of):
            return not previous and of is None
    return isinstance(value, Weekday)
