"""Rules for days named by the day of writing or by their weekday."""

from __future__ import annotations

import re

from kb.dates.grammar.parts import year_of
from kb.dates.grammar.pattern import Rule, after, before, group, make_rule
from kb.dates.values import (
    Around,
    Clock,
    DayOfMonth,
    Nth,
    PartialDate,
    Unit,
    Value,
    Weekday,
)
from kb.dates.words import (
    PARTS_OF_DAY,
    parse_month,
    parse_ordinal,
    parse_weekday,
)


def at_part_of_day(m: re.Match[str], value: Value) -> Value:
    """`value` at the part of the day that the group `partofday` states."""
    word = group(m, "partofday")
    return Clock(PARTS_OF_DAY[word], value) if word else value


def _deictic(m: re.Match[str]) -> Value | None:
    word = m["word"].lower()
    if word == "tonight":
        return Clock("TNI", Unit("day", 0))
    offset = {"today": 0, "yesterday": -1, "tomorrow": 1}[word]
    if m["shift"]:
        offset += {"before": -1, "after": 1}[m["shift"].lower()]
    return at_part_of_day(m, Unit("day", offset))


def _this_part_of_day(m: re.Match[str]) -> Value | None:
    which = " ".join(m["which"].lower().split())
    if which == "last":
        value = Unit("day", -1 if m["partofday"].lower() in ("night", "evening") else 0)
    elif which == "this":
        value = Unit("day", 0)
    else:
        offset = {"the next": 1, "the following": 1, "the previous": -1}.get(which, 0)
        value = Unit("day", offset, previous=True)
    return at_part_of_day(m, value)


_DIRECTIONS = {
    "last": "last",
    "past": "last",
    "previous": "last",
    "next": "next",
    "coming": "next",
    "following": "next",
    "this": "this",
}


def _weekday_of_week(m: re.Match[str]) -> Value | None:
    offset = {"last": -1, "this": 0, "next": 1}[(m["which"] or m["which2"]).lower()]
    return Nth(1, str(parse_weekday(m["weekday"] or m["weekday2"])), Unit("week", offset))


def _week_of(m: re.Match[str]) -> Value | None:
    day = parse_ordinal(m["day"] or m["day2"])
    year = year_of(m) or year_of(m, "2")
    return Around("week", PartialDate(parse_month(m["month"] or m["month2"]), day, year))


def _day_of_unit(m: re.Match[str]) -> Value | None:
    day = parse_ordinal(m["ordinal"])
    offset = {"last": -1, "this": 0, "next": 1, "the": 0}[m["which"].lower()]
    return Nth(day, "day", Unit("month", offset)) if 1 <= day <= 31 else None


def _weekday(m: re.Match[str]) -> Value | None:
    which = group(m, "which")
    direction = _DIRECTIONS[which.split()[-1]] if which else "tense"
    day = parse_ordinal(m["ordinalday"]) if m["ordinalday"] else None
    value = Weekday(parse_weekday(m["weekday"]), direction, day)
    if m["hours"]:
        return Clock({"early": "TMO", "late": "TNI"}[m["hours"].lower()], value)
    return at_part_of_day(m, value)


RULES: tuple[Rule, ...] = (
    make_rule(
        "today",
        "deictic",
        r"(?:(?:early|late|earlier|later) )?(?:the day (?P<shift>before|after) )?"
        r"(?P<word>today|yesterday|tomorrow|tonight)(?: (?:{partofday}))?",
        _deictic,
        lambda m: not re.match(r"['’]s? (?:world|society|technology)", after(m)),
    ),
    make_rule(
        "part-of-day",
        "partofday unit",
        r"(?:(?:early|late|earlier|later) )?(?P<which>this|last|that|that same|the same|the next"
        r"|the following|the previous) {partofday}",
        _this_part_of_day,
    ),
    make_rule(
        "weekday",
        "weekday",
        r"(?:the (?P<hours>early|late) (?:morning |evening )?hours of )?"
        r"(?:(?:early|late|earlier|later) (?:on )?)?(?:(?P<which>last|next|this past"
        r"|this coming|this|the previous|the following|the next|past|coming) )?"
        r"{weekday}(?:,? the {ordinalday})?"
        r"(?:,? (?:early |late )?{partofday})?",
        _weekday,
        lambda m: (
            not re.match(r"(?:Sun|Sat|Mon|Fri|Wed)$", m[0])
            and not m["weekday"].lower().endswith("days")
        ),
    ),
    make_rule(
        "weekday-of-week",
        "weekday",
        r"{weekday} (?:of )?(?P<which>last|this|next) week|(?P<which2>last|this|next) week (?:on )?"
        r"{weekday2}",
        _weekday_of_week,
    ),
    make_rule(
        "day-of-unit",
        "unit",
        r"(?:the )?{ordinal} (?:day )?of (?P<which>last|this|next|the) month",
        _day_of_unit,
    ),
    make_rule(
        "week-of",
        "unit",
        r"the (?:week|weekend) (?:of|beginning|starting|commencing)(?: on)? (?:{month} "
        r"(?P<day>{:ordinalday}|{:daynumber})(?:,? {year})?|(?P<day2>{:ordinalday}|{:daynumber})"
        r" {month2}(?: {year2})?)",
        _week_of,
    ),
    make_rule(
        "day-of-month",
        "reference ordinalday",
        r"the {ordinalday}",
        lambda m: DayOfMonth(parse_ordinal(m["ordinalday"])),
        lambda m: (
            bool(re.search(r"\b(?:on|by|until|of|from) $", before(m, 7)))
            and bool(re.match(r"[,.;)]| (?:and|to|the|he|it|they|was|of the)\b|$", after(m)))
        ),
    ),
)
