"""Rules for times of day and for holidays."""

from __future__ import annotations

import re

from kb.dates.grammar.parts import year_of
from kb.dates.grammar.pattern import Rule, before, group, make_rule
from kb.dates.holidays import HOLIDAYS
from kb.dates.values import Clock, Holiday, PartialDate, Range, Unit, Value, Weekday
from kb.dates.words import PARTS_OF_DAY, parse_month, parse_number, parse_ordinal, parse_weekday

_ZONE = r"(?: ?\(?(?-i:GMT|UTC|[ECMP][SD]?T|BST|CET|CEST|IST|Z)\)?| local time)?"
_HOUR_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_DAY = (
    r"(?:,? (?:on |of )?(?:{weekday}|(?P<deictic>today|yesterday|tomorrow|tonight)"
    r"|{month} (?P<day>{:ordinalday}|{:daynumber})(?:,? {year})?"
    r"|(?P<day2>{:ordinalday}|{:daynumber}) {month2}(?: {year2})?))?"
)


def _day(m: re.Match[str]) -> Value:
    """The day that a time of day states, else the day that the text is speaking of."""
    if group(m, "weekday"):
        return Weekday(parse_weekday(m["weekday"]))
    if group(m, "deictic"):
        return Unit("day", {"yesterday": -1, "tomorrow": 1}.get(m["deictic"].lower(), 0))
    if group(m, "month"):
        return PartialDate(parse_month(m["month"]), parse_ordinal(m["day"]), year_of(m))
    if group(m, "month2"):
        year = group(m, "year2")
        return PartialDate(
            parse_month(m["month2"]), parse_ordinal(m["day2"]), int(year) if year else None
        )
    return Unit("day", 0, previous=True)


def _clock(m: re.Match[str]) -> Value | None:
    hour = int(m["hour"]) if m["hour"] else int(parse_number(m["word"]) or 0)
    half = (group(m, "half") or "").replace(".", "").replace(" ", "")
    if group(m, "dayhalf"):
        half = "am" if group(m, "dayhalf") == "morning" else "pm"
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or int(m["minute"] or 0) > 59:
        return None
    second = f":{group(m, 'second')}" if group(m, "second") else ""
    return Clock(f"T{hour:02d}:{m['minute'] or '00'}{second}", _day(m))


def _spoken_clock(m: re.Match[str]) -> Value | None:
    """As in "half past eight", "a quarter to seven", "twenty minutes past five in the morning"."""
    hour = int(parse_number(m["hour"]) or 0)
    text = group(m, "minutes") or ""
    minutes = 30 if text == "half" else 15 if "quarter" in text else int(parse_number(text) or 0)
    if m["side"].lower() == "to":
        hour, minutes = hour - 1, 60 - minutes
    half = (group(m, "half") or "").replace(".", "").replace(" ", "")
    later = half == "pm" or group(m, "dayhalf") in ("afternoon", "evening")
    hour += 12 if later and hour < 12 else 0
    return Clock(f"T{hour % 24:02d}:{minutes:02d}", _day(m)) if 0 < minutes < 60 else None


def _named_time(m: re.Match[str]) -> Value | None:
    word = re.sub(r"^mid[- ]?(?=[ma])", "", m["partofday"].lower())
    return Clock(PARTS_OF_DAY[word], _day(m))


def _guard_clock(m: re.Match[str]) -> bool:
    """Digits with a colon are a time after a preposition or before a zone; not a score."""
    if group(m, "half") or group(m, "dayhalf") or group(m, "zone"):
        return True
    lead = before(m, 12).lower()
    introduced = re.search(
        r"\b(?:at|by|from|until|till|around|about|since|to|before|after|and|between)\s$", lead
    )
    return bool(introduced) and ":" in m[0]


def _holiday(m: re.Match[str]) -> Value | None:
    name = group(m, "holiday") or ""
    name = name.replace("’", "'").replace("st. ", "st ")
    directions = {"last": "last", "next": "next", "this": "this", "past": "last", "coming": "next"}
    which = group(m, "which")
    value: Value = Holiday(name, year_of(m), directions[which.split()[-1]] if which else "tense")
    part = group(m, "partofday")
    return Clock(PARTS_OF_DAY[part], value) if part else value


HOLIDAY_NAMES = "|".join(
    re.escape(name).replace(r"\ ", " ").replace("'", "['’]").replace("st ", r"st\.? ")
    for name in sorted(HOLIDAYS, key=len, reverse=True)
)

RULES: tuple[Rule, ...] = (
    make_rule(
        "clock",
        "clock partofday",
        r"(?:(?:about|around|approximately|just before|just after|shortly after|shortly before) )?"
        r"(?:(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?"
        rf"|(?P<word>{_HOUR_WORDS})"
        r"(?= (?:[ap]\.?m|o['’]clock|in the)))"
        r"(?: ?(?P<half>[ap]\. ?m\.|[ap]\.m\b|[ap]m\b|o['’]clock|hrs)"
        r"| in the (?P<dayhalf>morning|afternoon|evening))?"
        rf"(?P<zone>{_ZONE}){_DAY}",
        _clock,
        _guard_clock,
    ),
    make_rule(
        "spoken-clock",
        "partofday clock half",
        r"(?P<minutes>half|(?:a )?quarter|{:number}(?= min(?:ute)?s?)) ?(?:min(?:ute)?s? )?"
        rf"(?P<side>past|to) (?P<hour>{_HOUR_WORDS}|1[0-2]|[1-9])"
        r"(?: ?(?P<half>[ap]\. ?m\.|[ap]\.m\b|[ap]m\b|o['’]clock))?"
        rf"(?: in the (?P<dayhalf>morning|afternoon|evening))?{_DAY}",
        _spoken_clock,
        lambda m: (
            "min" in m[0] or m["minutes"].lower() == "half" or bool(m["half"] or m["dayhalf"])
        ),
    ),
    make_rule(
        "military-clock",
        "year",
        r"(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?P<half> ?(?:hours|hrs)|(?-i: ?(?:GMT|UTC)))",
        _clock,
    ),
    make_rule(
        "named-time",
        "partofday",
        r"(?:(?:around|about|just before|just after|shortly after|shortly before) )?"
        r"(?P<partofday>noon|midnight|midday|mid[- ]?(?:morning|afternoon))" + _DAY,
        _named_time,
    ),
    make_rule(
        "overnight",
        "partofday",
        r"overnight",
        lambda m: Clock("TNI", Range(Unit("day", -1), Unit("day", 0))),
    ),
    make_rule(
        "part-of-the-day",
        "partofday",
        r"the (?:early |late )?(?P<partofday>morning|afternoon|evening)",
        lambda m: Clock(PARTS_OF_DAY[m["partofday"].lower()], Unit("day", 0, previous=True)),
        lambda m: re.search(r"\b(?:in|during|by) $", before(m, 7)) is not None,
    ),
    make_rule(
        "holiday",
        "holiday",
        rf"(?:(?P<which>last|next|this|this past|this coming) )?(?P<holiday>{HOLIDAY_NAMES})"
        r"(?: {partofday})?(?:,? (?:of )?{year})?",
        _holiday,
        lambda m: m["holiday"][0].isupper(),
    ),
)
