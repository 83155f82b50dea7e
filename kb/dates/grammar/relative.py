"""Rules for expressions that hang on the publication day or on a previous mention."""

from __future__ import annotations

import re

from kb.dates.grammar.parts import is_approximate, part_of
from kb.dates.grammar.pattern import Rule, group, make_rule
from kb.dates.values import (
    Clock,
    Nth,
    PartialDate,
    Reference,
    Shift,
    Unit,
    Value,
    Weekday,
)
from kb.dates.words import PARTS_OF_DAY, parse_number, parse_ordinal, parse_unit, parse_weekday


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


def _weekday(m: re.Match[str]) -> Value | None:
    which = group(m, "which")
    direction = _DIRECTIONS[which.split()[-1]] if which else "tense"
    return at_part_of_day(m, Weekday(parse_weekday(m["weekday"]), direction))


_OFFSETS = {
    "this": (0, False),
    "this past": (-1, False),
    "this coming": (1, False),
    "last": (-1, False),
    "past": (-1, False),
    "next": (1, False),
    "coming": (1, False),
    "the current": (0, False),
    "the past": (-1, False),
    "the last": (-1, False),
    "the coming": (1, False),
    "the latest": (-1, False),
    "that": (0, True),
    "that same": (0, True),
    "the same": (0, True),
    "the very same": (0, True),
    "the": (0, False),
    "the next": (1, True),
    "the very next": (1, True),
    "the following": (1, True),
    "the previous": (-1, True),
    "previous": (-1, True),
    "the preceding": (-1, True),
    "the prior": (-1, True),
    "the subsequent": (1, True),
}

_WHICH = "|".join(sorted(_OFFSETS, key=len, reverse=True))


def _unit(m: re.Match[str]) -> Value | None:
    offset, previous = _OFFSETS[" ".join(m["which"].lower().split())]
    until = {"earlier": "past", "later": "future"}.get(group(m, "earlier") or "")
    value = Unit(parse_unit(m["span"]), offset, previous, until)
    return part_of(m, value)


def _guard_unit(m: re.Match[str]) -> bool:
    which, span = " ".join(m["which"].lower().split()), m["span"].lower()
    if which != "the":
        return True
    if group(m, "part") or group(m, "earlier"):
        return True
    after = m.string[m.end() : m.end() + 12]
    return span in ("week", "weekend", "month", "year", "quarter") and not re.match(
        r"['’-]|\s+(?:of|in|that|when|two)\b", after
    )


def _year_end(m: re.Match[str]) -> Value | None:
    unit = parse_unit(m["span"]) if m["span"] else "week"
    part = "mid" if m[0].lower().startswith("mid") else "end"
    from kb.dates.values import Part

    return Part(Unit(unit, 0), part)


def _count(m: re.Match[str]) -> tuple[float | None, bool]:
    """The number of units and whether it is approximate."""
    text = group(m, "count") or ""
    number = parse_number(text)
    if number is not None and m.groupdict().get("ahalf"):
        number += 0.5
    vague = "couple" in text or bool(m.groupdict().get("orso"))
    return number, is_approximate(m) or vague


_PAST_WORDS = ("ago", "earlier", "before", "back", "prior", "previously", "before that", "previous")


def _ago(m: re.Match[str]) -> Value | None:
    count, approximate = _count(m)
    word = " ".join(m["word"].lower().split())
    sign = -1 if word in _PAST_WORDS else 1
    previous = word not in ("ago", "back", "from now", "hence", "from today")
    return Shift(count, parse_unit(m["unit"]), sign, approximate, previous)


def _reference(m: re.Match[str]) -> Value | None:
    return Reference(
        {"now": "PRESENT_REF", "past": "PAST_REF", "future": "FUTURE_REF"}[m.lastgroup or "now"]
    )


def _nth(m: re.Match[str]) -> Value | None:
    from kb.dates.words import parse_month

    number = parse_ordinal(m["ordinal"]) if m["ordinal"] else -1
    of: Value
    if m["month"]:
        from kb.dates.grammar.parts import year_of

        of = PartialDate(parse_month(m["month"]), None, year_of(m))
    else:
        offset, previous = _OFFSETS[" ".join(m["which"].lower().split())]
        of = Unit(parse_unit(m["span"]), offset, previous)
    if m["weekday"]:
        return Nth(number, str(parse_weekday(m["weekday"])), of)
    return Nth(number, parse_unit(m["longunit"]), of)


_COUNT = r"(?:(?:{approx} )?(?P<count>{:number}|{:vague}|an?|half an?)(?P<orso> or so)?"
_COUNT += r"(?P<ahalf> and a half)? (?:a )?{unit}(?P<more> and a half)?(?: or so)?)"

RULES: tuple[Rule, ...] = (
    make_rule(
        "today",
        "deictic",
        r"(?:(?:early|late|earlier|later) )?(?:the day (?P<shift>before|after) )?"
        r"(?P<word>today|yesterday|tomorrow|tonight)(?: (?:{partofday}))?",
        _deictic,
        lambda m: not re.match(r"['’]s? (?:world|society|technology)", m.string[m.end() :]),
    ),
    make_rule(
        "part-of-day",
        "partofday",
        r"(?:(?:early|late|earlier|later) )?(?P<which>this|last|that|that same|the same|the next"
        r"|the following|the previous) {partofday}",
        _this_part_of_day,
    ),
    make_rule(
        "weekday",
        "weekday",
        r"(?:(?:early|late|earlier|later) (?:on )?)?(?:(?P<which>last|next|this past|this coming"
        r"|this|the previous|the following|the next|past|coming) )?{weekday}(?:,? (?:early |late )?"
        r"{partofday})?",
        _weekday,
        lambda m: not re.match(r"(?:Sun|Sat|Mon|Fri|Wed)$", m[0]),
    ),
    make_rule(
        "unit",
        "unit",
        rf"(?:(?:(?P<earlier>earlier|later)|{{part}}|sometime|all|the rest of|the remainder of"
        rf"|throughout)(?: in| of)? )?(?P<which>{_WHICH}) (?:fiscal |calendar |school |academic )?"
        r"(?P<span>day|week|weekend|fortnight|month|quarter|year|decade|century)",
        _unit,
        _guard_unit,
    ),
    make_rule(
        "unit-end",
        "unit",
        r"year[- ]end|mid-?(?P<span>year|month|week)|midweek",
        _year_end,
    ),
    make_rule(
        "ago",
        "unit",
        _COUNT + r" (?P<word>ago|earlier|later|before that|after that|afterwards?|from now|hence"
        r"|previously|from today|back|thereafter)",
        _ago,
    ),
    make_rule(
        "nth",
        "unit weekday",
        r"(?:the )?(?:{ordinal}|last|final) (?:full )?(?:{longunit}|{weekday}) (?:of|in) "
        rf"(?:{{month}}(?:,? (?:of )?{{year}})?|(?P<which>{_WHICH}) (?P<span>week|month|quarter"
        r"|year|decade|century))",
        _nth,
    ),
    make_rule(
        "reference",
        "reference",
        r"(?P<now>now|currently|nowadays|at present|at the moment|presently|these days|right now"
        r"|at this (?:point|moment|time|stage))"
        r"|(?P<past>recently|formerly|previously|the past|long ago|in recent times)"
        r"|(?P<future>(?:the )?(?:near |foreseeable |not-too-distant )?future|soon)",
        _reference,
    ),
)
