"""Rules for durations and recurring times."""

from __future__ import annotations

import re

from kb.dates.grammar.parts import parse_year
from kb.dates.grammar.pattern import Rule, after, before, group, make_rule
from kb.dates.values import Duration, PartialDate, Repeat, Stretch, Value, Years
from kb.dates.words import (
    PARTS_OF_DAY,
    SEASONS,
    parse_month,
    parse_number,
    parse_unit,
    parse_weekday,
)

_ISO_UNITS = {
    "second": ("PT", "S", 1),
    "minute": ("PT", "M", 1),
    "hour": ("PT", "H", 1),
    "day": ("P", "D", 1),
    "weekend": ("P", "WE", 1),
    "week": ("P", "W", 1),
    "fortnight": ("P", "W", 2),
    "month": ("P", "M", 1),
    "quarter": ("P", "Q", 1),
    "season": ("P", "M", 3),
    "year": ("P", "Y", 1),
    "decade": ("P", "Y", 10),
    "century": ("P", "Y", 100),
}
_VAGUE_UNITS = {"decade": "PXDE", "century": "PXCE"}
_HALVES = {"year": "6M", "hour": "30M", "minute": "30S"}


def write_duration(count: float | None, unit: str) -> str:
    """ISO 8601 with X for an unknown number: "P3W", "PT5H30M", "PXY"."""
    prefix, letter, factor = _ISO_UNITS[unit]
    if count is None:
        return _VAGUE_UNITS.get(unit, f"{prefix}X{letter}")
    number = count * factor
    if number % 1 == 0.5 and unit in _HALVES and number > 1:
        return f"{prefix}{int(number)}{letter}{_HALVES[unit]}"
    if unit == "year" and number == 0.5:
        return "P6M"
    if unit == "hour" and number == 0.5:
        return "PT30M"
    return f"{prefix}{number:g}{letter}"


def _length(m: re.Match[str], span: int = 0) -> Duration:
    unit = parse_unit(m["unit"])
    text = group(m, "count")
    count = parse_number(text) if text else None
    upper = group(m, "upper")
    if upper and not group(m, "more"):
        count = None if upper != text else count
    if count is not None and "and a half" in m[0].lower():
        count += 0.5
    return Duration(write_duration(count, unit), count, unit, span)


def _count_unit(m: re.Match[str]) -> Value | None:
    return _length(m)


def _guard_count(m: re.Match[str]) -> bool:
    """Not a price per unit, an ordinal "second", a quarter of something, or an age."""
    text = m[0].lower()
    tail = after(m, 14).lower()
    if text.endswith((" second", " quarter")):
        return False
    lead = before(m, 9).lower()
    if text.startswith(("a ", "an ")) and re.search(r"(?:\d|illion|thousand|percent|%) $", lead):
        return False
    return not re.match(r"\s+(?:ago|earlier|later|old)\b", tail)


_SPANS = {
    "past": -1, "last": -1, "previous": -1, "preceding": -1, "prior": -1, "latest": -1,
    "recent": -1, "next": 1, "coming": 1, "following": 1, "ensuing": 1,
}  # fmt: skip


def _relative_length(m: re.Match[str]) -> Value | None:
    which = m["which"].lower().split()[-1]
    length = _length(m, _SPANS.get(which, 0))
    whole: Value | None = None
    if group(m, "year"):
        whole = Years(parse_year(m["year"]))
    elif group(m, "month"):
        whole = PartialDate(parse_month(m["month"]), None, parse_year(m["year2"]))
    if whole is None:
        return length
    return Stretch(length.count, length.unit, whole, length.iso, 1 if which == "first" else -1)


def _vague_length(m: re.Match[str]) -> Value | None:
    unit = parse_unit(m["unit"])
    which = m["which"].lower().split()[-1]
    if which in ("recent", "past"):
        return Duration(write_duration(None, unit), None, unit, -1)
    return Duration(write_duration(None, unit), None, unit, _SPANS.get(which, 0))


def _bare_plural(m: re.Match[str]) -> Value | None:
    unit = parse_unit(m["unit"])
    return Duration(write_duration(None, unit), None, unit)


def _guard_plural(m: re.Match[str]) -> bool:
    """Bare "days" is a time unless owned or counted; "the days" only where something follows."""
    lead = before(m, 8).lower()
    tail = after(m, 12).lower()
    if re.match(r"\s+(?:old|of age)\b", tail):
        return False
    if re.search(r"\bthe\s$", lead):
        return bool(re.match(r"\s+(?:before|after|that followed|leading|since|to come)\b", tail))
    return not re.search(r"\b(?:these|those|his|her|their|its|our|my|office|school|\w+-)\s?$", lead)


def _every(m: re.Match[str]) -> Value | None:
    if group(m, "weekday"):
        tail = PARTS_OF_DAY.get((group(m, "partofday") or "").removesuffix("s"), "")
        return Repeat(f"XXXX-WXX-{parse_weekday(m['weekday']) + 1}{tail}")
    if group(m, "month"):
        return Repeat(f"XXXX-{parse_month(m['month']):02d}")
    if group(m, "season"):
        return Repeat(f"XXXX-{SEASONS[m['season'].lower()]}")
    if group(m, "daypart"):
        return Repeat("XXXX-XX-XX" + PARTS_OF_DAY[m["daypart"].lower()])
    number = parse_number(m["count"]) if m["count"] else 1.0
    return Repeat(write_duration(2.0 if group(m, "other") else number, parse_unit(m["unit"])))


def _weekdays(m: re.Match[str]) -> Value | None:
    if not (m["weekday"].lower().endswith("days") or (m["partofday"] or "").endswith("s")):
        return None
    tail = PARTS_OF_DAY.get((group(m, "partofday") or "").removesuffix("s"), "")
    return Repeat(f"XXXX-WXX-{parse_weekday(m['weekday']) + 1}{tail}")


_ADVERBS = {
    "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "biweekly": "P2W", "bi-weekly": "P2W",
    "fortnightly": "P2W", "monthly": "P1M", "bimonthly": "P2M", "quarterly": "P3M",
    "yearly": "P1Y", "annually": "P1Y", "hourly": "PT1H", "semiannually": "P6M",
}  # fmt: skip


def _adverb(m: re.Match[str]) -> Value | None:
    return Repeat(_ADVERBS[m["adverb"].lower()])


def _times_per(m: re.Match[str]) -> Value | None:
    return Repeat(write_duration(1.0, parse_unit(m["unit"])))


def _while(m: re.Match[str]) -> Value | None:
    return Duration("PXX")


_ADJECTIVES = (
    r"(?:(?:more|additional|consecutive|straight|full|whole|long|calendar|business|trading"
    r"|working|fiscal|entire|short|successive|extra|crucial|difficult|brutal)[ -])*"
)

RULES: tuple[Rule, ...] = (
    make_rule(
        "relative-length",
        "unit",
        r"(?:(?:the|these|those) )?(?P<which>past|last|next|first|previous|preceding|prior"
        r"|following|coming|final|latest|recent|opening|ensuing) (?:{approx} )?"
        r"(?P<count>{:number}|{:vague})(?:(?: to | or |-)(?P<upper>{:number}))?"
        rf"(?: or (?:so|more))? {_ADJECTIVES}{{unit}}(?: or so)?"
        rf"(?: of (?:{{month}} {{year2}}|{{year}}|(?:the|this|last|that|next) year))?",
        _relative_length,
    ),
    make_rule(
        "length",
        "unit",
        r"(?:(?:{approx} |another |the |these |those ))?"
        r"(?P<count>{:number}|{:vague}|an?|half an?|another)"
        r"(?:(?: to | or | ?- ?|-to-)(?P<upper>{:number}))?"
        rf"(?: (?P<more>or (?:so|more)))?(?: and a half)? {_ADJECTIVES}{{unit}}"
        r"(?: and a half)?(?: or (?:so|two|more))?",
        _count_unit,
        _guard_count,
    ),
    make_rule(
        "length",
        "unit",
        r"(?:all|(?:(?:a|the) )?(?:whole|entire)|(?:a )?full)[- ]"
        r"(?P<unit>day|week|weekend|month|year|decade)",
        lambda m: Duration(write_duration(1.0, m["unit"].lower()), 1.0, m["unit"].lower()),
    ),
    make_rule(
        "unit-ended",
        "unit",
        r"(?:the )?(?:fiscal )?(?P<unit>year|month)(?= (?:that )?(?:ended|ending|ends) )",
        lambda m: Duration(write_duration(1.0, m["unit"].lower()), 1.0, m["unit"].lower()),
    ),
    make_rule(
        "hyphen-length",
        "unit",
        r"(?P<count>{:number}|several|multi|half)-(?:and-a-half-)?{unit}(?:-long)?",
        _count_unit,
        lambda m: (
            not re.match(r"-old|-quarters", after(m))
            and not m[0].lower().endswith(("quarter", "quarters"))
        ),
    ),
    make_rule(
        "vague-length",
        "unit",
        r"(?:(?:the|these) )?(?P<which>recent|coming|past|next|following|last|most recent) "
        r"(?P<unit>days|weeks|months|years|decades|centuries|hours|minutes)",
        _vague_length,
    ),
    make_rule(
        "unit-long",
        "unit",
        r"(?P<unit>hour|day|night|week|month|year|decade|century)-?long",
        lambda m: Duration(write_duration(1.0, parse_unit(m["unit"])), 1.0, parse_unit(m["unit"])),
    ),
    make_rule(
        "vague-length",
        "unit",
        r"the (?P<unit>days|weeks|months|years|decades) (?P<which>ahead|to come)",
        lambda m: Duration(
            write_duration(None, parse_unit(m["unit"])), None, parse_unit(m["unit"]), 1
        ),
    ),
    make_rule(
        "plural-length",
        "unit",
        r"(?P<unit>days|weeks|months|years|decades|centuries|hours|minutes)(?:-long)?"
        r"(?: (?:and|or) (?:days|weeks|months|years|decades|centuries|hours))?",
        _bare_plural,
        _guard_plural,
    ),
    make_rule(
        "while",
        "reference",
        r"(?:a (?:long |short |little )?while|some time|a (?:long|short) time)(?! ago)",
        _while,
    ),
    make_rule(
        "every",
        "unit weekday month season partofday",
        r"(?:every|each) (?:(?P<other>other) )?(?:(?:{weekday}(?: {partofday})?|{month}|{season}"
        r"|(?P<daypart>{:partofday}))|(?:(?P<count>{:number}) )?{unit})",
        _every,
    ),
    make_rule(
        "weekdays",
        "weekday",
        r"{weekday}(?: (?P<partofday>(?:night|morning|evening|afternoon)s?))?",
        _weekdays,
    ),
    make_rule(
        "adverb",
        "reference unit",
        r"(?P<adverb>daily|nightly|weekly|bi-?weekly|fortnightly|monthly|bimonthly|yearly"
        r"|hourly|annually)",
        _adverb,
        lambda m: (
            m[0].lower() != "annually" or m.end() == len(m.string) or m.string[m.end()] in ".,;"
        ),
    ),
    make_rule(
        "times-per",
        "unit",
        r"(?:(?:once|twice|three times|{:number} times) (?:an?|per|every|each)|per) {unit}",
        _times_per,
    ),
)
