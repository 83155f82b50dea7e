"""Rules for units counted or named from the publication day or a previous mention."""

from __future__ import annotations

import re

from kb.dates.grammar.clock import HOLIDAY_NAMES
from kb.dates.grammar.parts import is_approximate, part_of, year_of
from kb.dates.grammar.pattern import Rule, after, before, group, make_rule
from kb.dates.values import (
    Holiday,
    Nth,
    Part,
    PartialDate,
    Reference,
    Shift,
    Unit,
    Value,
    Weekday,
)
from kb.dates.words import (
    parse_month,
    parse_number,
    parse_ordinal,
    parse_unit,
    parse_weekday,
)


def _shift_of(m: re.Match[str]) -> Value | None:
    count, approximate = _count(m)
    of: Value
    if m["deictic"]:
        of = Unit("day", {"yesterday": -1, "tomorrow": 1}.get(m["deictic"].lower(), 0))
    elif m["holiday"]:
        of = Holiday((group(m, "holiday") or "").replace("’", "'"), year_of(m))
    elif m["weekday"]:
        of = Weekday(parse_weekday(m["weekday"]))
    else:
        day = m["day"] or m["day2"]
        year = year_of(m) or year_of(m, "2")
        of = PartialDate(parse_month(m["month"] or m["month2"]), parse_ordinal(day), year)
    sign = -1 if m["word"].lower() in ("before", "prior to", "ahead of") else 1
    return Shift(count, parse_unit(m["unit"]), sign, approximate, of=of)


_OFFSETS = {
    "this": (0, False),
    "this past": (-1, False),
    "this coming": (1, False),
    "last": (-1, False),
    "past": (-1, False),
    "next": (1, False),
    "coming": (1, False),
    "the current": (0, False),
    "the full": (0, False),
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
    if group(m, "rest"):
        until = "future"
    which = " ".join(m["which"].lower().split())
    unit = parse_unit(m["span"])
    if which == "the" and unit == "day":
        previous = True  # "later in the day": the one being spoken of
    value = Unit(unit, offset, previous, until, definite=which == "the")
    return part_of(m, value)


def _guard_unit(m: re.Match[str]) -> bool:
    which, span = " ".join(m["which"].lower().split()), m["span"].lower()
    if which != "the":
        return True
    if group(m, "part") or group(m, "earlier"):
        return True
    tail = after(m, 12)
    return span in ("week", "weekend", "month", "year") and not re.match(
        r"['’-]|\s+(?:of|in|that|when|two)\b", tail
    )


def _same_period(m: re.Match[str]) -> Value | None:
    which = m["which"] or m["ago"] or ""
    if which.lower().startswith("year-"):
        return Shift(1, "year", -1, previous=True, of=None)
    return Unit("quarter", 0, previous=True)


def _year_end(m: re.Match[str]) -> Value | None:
    text = m[0].lower()
    unit = parse_unit(m["span"]) if m["span"] else "week" if "week" in text else "year"
    part = "mid" if text.startswith("mid") else "end"
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
    count, approximate = _count(m) if "count" in m.groupdict() else (None, True)
    word = " ".join(m["word"].lower().split())
    sign = -1 if word in _PAST_WORDS else 1
    previous = word not in ("ago", "back", "from now", "hence", "from today")
    return Shift(count, parse_unit(m["unit"]), sign, approximate, previous)


def _reference(m: re.Match[str]) -> Value | None:
    return Reference(
        {"now": "PRESENT_REF", "past": "PAST_REF", "future": "FUTURE_REF"}[m.lastgroup or "now"]
    )


def _guard_reference(m: re.Match[str]) -> bool:
    """A bare "the time" needs a preposition; "the past" must not qualify a noun."""
    text = m[0].lower()
    tail = after(m, 12)
    if text in ("the time", "that time"):
        lead = before(m, 8).lower()
        return bool(re.search(r"\b(?:at|by|until|since|during)\s$", lead)) and not re.match(
            r"\s+(?:of|that|to|when)\b", tail
        )
    if text == "the past":
        return not re.match(r"\s+(?:tense|\d|\w+s\b|\w+ [a-z]+s\b|few|two|three|four|five)", tail)
    return text != "current" or not re.match(r"[-\s]+account\b", tail)


def _nth(m: re.Match[str]) -> Value | None:
    number = parse_ordinal(m["ordinal"]) if m["ordinal"] else -1
    of: Value
    if m["month"]:
        of = PartialDate(parse_month(m["month"]), None, year_of(m))
    else:
        offset, previous = _OFFSETS[" ".join(m["which"].lower().split())]
        of = Unit(parse_unit(m["span"]), offset, previous)
    if m["weekday"]:
        return Nth(number, str(parse_weekday(m["weekday"])), of)
    return Nth(number, parse_unit(m["longunit"]), of)


_COUNT = r"(?:(?:{approx} )?(?P<count>{:number}|{:vague}|an?|half an?)(?P<orso> or so)?"


_COUNT += r"(?P<ahalf> and a half)? {unit}(?P<more> and a half)?(?: or so)?)"

RULES: tuple[Rule, ...] = (
    make_rule(
        "shift-of",
        "unit",
        _COUNT + r" (?P<word>before|after|from|prior to|ahead of) (?:(?P<deictic>today|yesterday"
        rf"|tomorrow)|(?P<holiday>{HOLIDAY_NAMES})|{{weekday}}|{{month}} (?P<day>{{:ordinalday}}"
        r"|{:daynumber})(?:,? {year})?|(?P<day2>{:ordinalday}|{:daynumber}) {month2}(?: {year2})?)",
        _shift_of,
        lambda m: m["word"].lower() != "from" or bool(m["deictic"]),
    ),
    make_rule(
        "unit",
        "unit",
        rf"(?:(?:(?P<earlier>earlier|later)|{{part}}|sometime|all"
        r"|(?P<rest>(?:the )?(?:rest|remainder) of)"
        rf"|throughout)(?: in| of)? )?(?P<which>{_WHICH}) (?:fiscal |calendar |school |academic )?"
        r"(?P<span>day|week|weekend|fortnight|month|quarter|year|decade|century)",
        _unit,
        _guard_unit,
    ),
    make_rule(
        "before-last",
        "unit",
        r"the (?P<span>week|weekend|month|year|decade) before last",
        lambda m: Unit(parse_unit(m["span"]), -2),
    ),
    make_rule(
        "same-period",
        "unit reference",
        r"(?:(?:the|a) )?(?:comparable )?(?P<which>year-ago|year-earlier|latest|current|same"
        r"|previous|most recent|preceding|prior) (?:fiscal )?(?P<span>quarter|period)|the quarter"
        r"|(?P<ago>year-(?:ago|earlier))",
        _same_period,
        lambda m: not re.match(r"[-\s]+(?:century|mile|point|back|final)", after(m)),
    ),
    make_rule(
        "period",
        "reference",
        r"(?:this|that|the same) period",
        lambda m: Reference("PAST_REF"),
    ),
    make_rule(
        "unit-end",
        "unit",
        r"(?:the )?year(?:['’]s)?[- ]end|mid-?(?P<span>year|month|week)|midweek",
        _year_end,
    ),
    make_rule(
        "ago",
        "unit",
        _COUNT + r" (?P<word>ago|earlier|later|before that|after that|afterwards?|from now|hence"
        r"|previously|from today|back|thereafter|(?:before|after)(?=[,.;]))",
        _ago,
    ),
    make_rule(
        "ago",
        "unit",
        r"(?P<unit>days|weeks|months|years|decades|hours|minutes|moments) "
        r"(?P<word>ago|earlier|later|(?:before|after)(?=[,.;]))",
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
        r"(?P<now>now|currently|current|nowadays|at present|at the moment|presently|these days"
        r"|right now|at this (?:moment|time)|this (?:crucial |critical )?moment)"
        r"|(?P<past>recently|formerly|the past|not long ago|long ago|recent times|the time"
        r"|that time|a few moments ago)"
        r"|(?P<future>the (?:near |foreseeable |not-too-distant |immediate )?future"
        r"|(?:near|foreseeable) future|the (?:near|short|long|medium) term|a later date)",
        _reference,
        _guard_reference,
    ),
)
