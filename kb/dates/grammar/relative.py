"""Rules for expressions that hang on the publication day or on a previous mention."""

from __future__ import annotations

import re

from kb.dates.grammar.clock import HOLIDAY_NAMES
from kb.dates.grammar.parts import is_approximate, part_of, year_of
from kb.dates.grammar.pattern import Rule, group, make_rule
from kb.dates.values import (
    Around,
    Clock,
    DayOfMonth,
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
    PARTS_OF_DAY,
    parse_month,
    parse_number,
    parse_ordinal,
    parse_unit,
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


def _weekday(m: re.Match[str]) -> Value | None:
    which = group(m, "which")
    direction = _DIRECTIONS[which.split()[-1]] if which else "tense"
    day = parse_ordinal(m["ordinalday"]) if m["ordinalday"] else None
    return at_part_of_day(m, Weekday(parse_weekday(m["weekday"]), direction, day))


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
    value = Unit(parse_unit(m["span"]), offset, previous, until, definite=which == "the")
    return part_of(m, value)


def _guard_unit(m: re.Match[str]) -> bool:
    which, span = " ".join(m["which"].lower().split()), m["span"].lower()
    if which != "the":
        return True
    if group(m, "part") or group(m, "earlier"):
        return True
    after = m.string[m.end() : m.end() + 12]
    return span in ("week", "weekend", "month", "year") and not re.match(
        r"['’-]|\s+(?:of|in|that|when|two)\b", after
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
    after = m.string[m.end() : m.end() + 12]
    if text in ("the time", "that time"):
        before = m.string[max(0, m.start() - 8) : m.start()].lower()
        return bool(re.search(r"\b(?:at|by|until|since|during)\s$", before)) and not re.match(
            r"\s+(?:of|that|to|when)\b", after
        )
    if text == "the past":
        return not re.match(r"\s+(?:tense|\d|\w+s\b|\w+ [a-z]+s\b|few|two|three|four|five)", after)
    return text != "current" or not re.match(r"[-\s]+account\b", after)


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
        "today",
        "deictic",
        r"(?:(?:early|late|earlier|later) )?(?:the day (?P<shift>before|after) )?"
        r"(?P<word>today|yesterday|tomorrow|tonight)(?: (?:{partofday}))?",
        _deictic,
        lambda m: not re.match(r"['’]s? (?:world|society|technology)", m.string[m.end() :]),
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
        "shift-of",
        "unit",
        _COUNT + r" (?P<word>before|after|from|prior to|ahead of) (?:(?P<deictic>today|yesterday"
        rf"|tomorrow)|(?P<holiday>{HOLIDAY_NAMES})|{{weekday}}|{{month}} (?P<day>{{:ordinalday}}"
        r"|{:daynumber})(?:,? {year})?|(?P<day2>{:ordinalday}|{:daynumber}) {month2}(?: {year2})?)",
        _shift_of,
        lambda m: m["word"].lower() != "from" or bool(m["deictic"]),
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
        "same-period",
        "unit reference",
        r"(?:(?:the|a) )?(?:comparable )?(?P<which>year-ago|year-earlier|latest|current|same"
        r"|previous|most recent|preceding|prior) (?:fiscal )?(?P<span>quarter|period)|the quarter"
        r"|(?P<ago>year-(?:ago|earlier))",
        _same_period,
        lambda m: not re.match(r"[-\s]+(?:century|mile|point|back|final)", m.string[m.end() :]),
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
        "day-of-month",
        "reference ordinalday",
        r"the {ordinalday}",
        lambda m: DayOfMonth(parse_ordinal(m["ordinalday"])),
        lambda m: (
            bool(
                re.search(
                    r"\b(?:on|by|until|of|from) $", m.string[max(0, m.start() - 7) : m.start()]
                )
            )
            and bool(
                re.match(r"[,.;)]| (?:and|to|the|he|it|they|was|of the)\b|$", m.string[m.end() :])
            )
        ),
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
