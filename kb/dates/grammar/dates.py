"""Rules for calendar days and months."""

from __future__ import annotations

import re

from kb.dates.grammar.parts import (
    RELATIVE_YEAR,
    direction_of,
    part_of,
    year_of,
)
from kb.dates.grammar.pattern import Rule, after, before, group, make_rule
from kb.dates.values import (
    Clock,
    PartialDate,
    Value,
)
from kb.dates.words import (
    PARTS_OF_DAY,
    parse_month,
    parse_ordinal,
)


def _iso(m: re.Match[str]) -> Value | None:
    value = _checked(int(m["month"]), int(m["day"]), int(m["y"]))
    return Clock("T" + m["clock"], value) if value and m["clock"] else value


def _checked(month: int, day: int, year: int) -> PartialDate | None:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return PartialDate(month, day, year)


def _numeric(m: re.Match[str]) -> Value | None:
    first, second, year = int(m["a"]), int(m["b"]), int(m["y"])
    if year < 100:
        year += 1900 if year > 40 else 2000
    day_first = (m["sep"] == "." and second <= 12) or first > 12
    return _checked(*((second, first) if day_first else (first, second)), year)


def _month_day(m: re.Match[str]) -> Value | None:
    day = parse_ordinal(m["day"])
    if not 1 <= day <= 31:
        return None
    value = PartialDate(parse_month(m["month"]), day, year_of(m), direction_of(m))
    part = group(m, "partofday")
    return Clock(PARTS_OF_DAY[part], value) if part else value


def _month(m: re.Match[str]) -> Value | None:
    return part_of(m, PartialDate(parse_month(m["month"]), None, year_of(m), direction_of(m)))


def _guard_month(m: re.Match[str]) -> bool:
    """Names like May, March, April and June need a word that makes them a time."""
    if m.start("month") > m.start() or m.end("month") < m.end():
        return True
    month, lead = m["month"], before(m, 16).lower()
    tail = after(m, 16)
    introduced = re.search(
        r"\b(?:in|by|since|until|till|during|from|to|through|of|and|between|for|throughout|before"
        r"|after|on|or|last|next|this|every|each|late|early|mid|past|that|for|around|about)\W{1,2}$",
        lead,
    )
    if re.match(r"\s+[A-Z][a-z]+", tail) and month in ("April", "June", "August", "May"):
        return bool(re.search(r"\b(?:in|since|until|by|last|next|this|during)\s$", lead))
    if month in ("May", "March", "MAY", "MARCH"):
        verb = re.match(r"\s+(?:be|have|not|on|to|of|for|in|from|well|also)\b", tail)
        return bool(introduced) and not (verb and re.search(r"\b(?:and|to|of|for|or)\s$", lead))
    if len(month.rstrip(".")) <= 4 and month not in ("June", "July"):
        return bool(introduced)
    return True


_YEAR_TAIL = rf"(?:,? (?:of )?{{year}}|,? (?:of )?{RELATIVE_YEAR})"

RULES: tuple[Rule, ...] = (
    make_rule(
        "iso-date",
        "year",
        r"(?P<y>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
        r"(?:T(?P<clock>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?",
        _iso,
    ),
    make_rule(
        "numeric-date",
        "clock year",
        r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d\d)(?![./\d-])",
        _numeric,
    ),
    make_rule(
        "year-first-date",
        "year",
        r"(?P<year>[12]\d{3})(?P<sep>[/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![./\d-])",
        lambda m: _checked(int(m["month"]), int(m["day"]), int(m["year"])),
    ),
    make_rule(
        "month-day",
        "month",
        r"(?:(?:early )?(?:in )?the (?:early |late )?{partofday}(?: hours)? of )?"
        r"(?:(?:(?:this coming|this past|last|next|this|the) )?{:dayname},? )?"
        r"(?:(?P<which>this past|this coming|last|next|this) )?"
        r"(?:(?:early|late) )?{month}(?:, (?=\d\d?(?:st|nd|rd|th))| )(?:the )?"
        r"(?P<day>{:ordinalday}|{:daynumber}|{:ordinal})"
        r"(?![.,:]?\d|%| ?(?:a\.m|p\.m))"
        rf"{_YEAR_TAIL}?",
        _month_day,
    ),
    make_rule(
        "day-month",
        "month",
        r"(?:(?:early )?(?:in )?the (?:early |late )?{partofday}(?: hours)? of )?"
        r"(?:{:dayname},? )?(?:the )?(?P<day>{:ordinalday}|{:daynumber}|{:ordinal})"
        rf"\.?(?: day)?(?: of)? {{month}}{_YEAR_TAIL}?",
        _month_day,
    ),
    make_rule(
        "month-year",
        "month",
        rf"(?:{{part}}[ -])?(?:(?:the )?month of )?{{month}}(?:,? (?:of )?{{year}}|,? (?:of )?"
        rf"{RELATIVE_YEAR})",
        _month,
    ),
    make_rule(
        "month",
        "month",
        r"(?:{part}[ -])?(?:(?P<which>this past|this coming|last|next|this|past"
        r"|(?:the )?month of) )?{month}",
        _month,
        _guard_month,
    ),
)
