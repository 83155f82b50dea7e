"""Rules for seasons, years, decades, centuries, quarters and halves."""

from __future__ import annotations

import re

from kb.dates.grammar.parts import (
    RELATIVE_YEAR,
    direction_of,
    parse_year,
    part_of,
    year_of,
)
from kb.dates.grammar.pattern import Rule, after, before, group, make_rule
from kb.dates.values import (
    Quarter,
    Season,
    Unit,
    Value,
    YearOf,
    Years,
)
from kb.dates.words import (
    SEASONS,
    parse_ordinal,
)


def _season(m: re.Match[str]) -> Value | None:
    return part_of(m, Season(SEASONS[m["season"].lower()], year_of(m), direction_of(m)))


def _guard_season(m: re.Match[str]) -> bool:
    """A bare season needs a preposition; "fall" and "spring" are verbs and nouns first."""
    if group(m, "which") or group(m, "year") or group(m, "relyear") or group(m, "part"):
        return True
    season = m["season"].lower()
    lead = before(m, 12).lower()
    tail = after(m, 12).lower()
    article = m[0].lower().startswith("the ")
    if season in ("fall", "spring"):
        if re.match(r"\s+(?:of|in|from|to|below|by|back)\b", tail):
            return False
        return article and bool(re.search(r"\b(?:in|during|until|by|this|since) $", lead))
    return article or bool(
        re.search(r"\b(?:in|by|during|since|until|before|after|through|every|each)\s$", lead)
    )


def _years(m: re.Match[str]) -> Value | None:
    return part_of(m, Years(parse_year(m["year"])))


_COUNTED = re.compile(
    r"[.,]\d|\s?%|\s?(?:people|troops|soldiers|men|women|civilians|tons?|tonnes|miles|km|kilomet"
    r"|met(?:er|re)s|feet|dollars|pounds|euros|jobs|shares|points|prisoners|homes|acres|employees"
    r"|workers|casualties|dead|killed|wounded|aircraft|tanks|others|more|cars|units|votes|square"
    r"|barrels|officers|refugees|rounds|bombs|guns|ships|planes|pages|words|residents|families"
    r"|hours|cavalry|infantry|horse|archers|students|members|cases|deaths|rifles|missiles|drones"
    r"|hectares|degrees|horsepower|copies|companies|houses|villages|children|cubic|GMT|UTC)\b"
)


def _guard_year(m: re.Match[str]) -> bool:
    """A bare four-digit number is a year unless it counts, numbers or prices something."""
    text = m.string
    lead = text[max(0, m.start() - 16) : m.start()]
    if group(m, "part") or m[0].lower().startswith("the year"):
        return True
    if re.search(r"[A-Za-z]", m["year"]):
        return True
    if _COUNTED.match(text, m.end()):
        return False
    if re.search(
        r"(?:[#№$£€]|\bNo\.|\bflight|\bresolution|\broute|\bhighway|\bBoeing|\bRs\.?|\broom"
        r"|\bpage|\bunit|\bcode|\bapproximately|\bsome|\bover|\bthan|\bnearly|\broughly|\bleast"
        r"|\bto about|\bof about)\s?$",
        lead,
        re.IGNORECASE,
    ):
        return False
    year = parse_year(m["year"])
    if year > 2100:
        return False
    if year < 1200:
        return bool(re.search(r"\b(?:in|since|by|until|from|of|to|and)\s$", lead.lower()))
    return True


def _decade(m: re.Match[str]) -> Value | None:
    words = group(m, "words")
    if words:
        tens = [
            "twenties",
            "thirties",
            "forties",
            "fifties",
            "sixties",
            "seventies",
            "eighties",
            "nineties",
        ]
        first = 1920 + 10 * tens.index(words)
    elif m["four"]:
        first = int(m["four"])
        if first % 100 == 0 and first < 2000:
            return part_of(m, Years(first, 100))
    else:
        first = 1900 + int(m["two"])
    return part_of(m, Years(first, 10))


def _century(m: re.Match[str]) -> Value | None:
    number = parse_ordinal(m["ordinal"])
    if not 1 <= number <= 30:
        return None
    first = -100 * number + 1 if group(m, "era") else (number - 1) * 100
    return part_of(m, Years(max(first, 1) if first >= 0 else first, 100))


def _quarter(m: re.Match[str]) -> Value | None:
    text = m["which"].lower()
    unit = m["span"].lower()
    last = 4 if unit == "quarter" else 2
    number = last if text in ("last", "final") else parse_ordinal(text)
    if not 1 <= number <= last:
        return None
    year = year_of(m) or year_of(m, "2")
    if group(m, "ago") and year is None:
        year = YearOf(-1)
    return Quarter(number, year, unit)


def _guard_quarter(m: re.Match[str]) -> bool:
    """Not a final of a match; a half only with its year."""
    if re.match(r"['’-]?\s?(?:final|time|back|century|hour|mile)", after(m)):
        return False
    stated = group(m, "year") or group(m, "year2") or group(m, "relyear") or group(m, "relyear2")
    return m["span"].lower() == "quarter" or stated is not None or m[0].lower().endswith("year")


def _year_period(m: re.Match[str]) -> Value | None:
    """As in "the 1988 quarter", that year's quarter of the one spoken of."""
    year = year_of(m)
    return Years(year) if isinstance(year, int) else Unit("year", year.offset if year else 0)


def _short_quarter(m: re.Match[str]) -> Value | None:
    year = year_of(m) or year_of(m, "2")
    if m["letter"]:
        return Quarter(int(m["n"]), year)
    return Quarter(int(m["h"]), year, "half")


RULES: tuple[Rule, ...] = (
    make_rule(
        "season",
        "season",
        r"(?:the )?(?:{part}[ -])?(?:the )?(?:(?P<which>this past|this coming|last|next|this) )?"
        rf"{{season}}(?:time)?(?: (?:of )?{{year}}| (?:of )?{RELATIVE_YEAR})?",
        _season,
        _guard_season,
    ),
    make_rule(
        "year",
        "year spoken",
        r"(?:{part}[ -])?(?:(?:ca|c)\.? ?)?"
        r"(?:the (?:fiscal )?years? |fiscal (?:year )?|years? )?{year}",
        _years,
        _guard_year,
    ),
    make_rule(
        "decade",
        "decade",
        r"(?:the )?(?:{part}[ -])?(?:the )?(?:(?P<four>1\d\d0|20\d0)['’]?s|['’](?P<two>\d0)s"
        r"|(?P<words>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties))",
        _decade,
        lambda m: bool(
            m["four"]
            or m["two"]
            or (
                m[0].lower().startswith("the ")
                and not re.search(r"\bin (?:his|her|their) $", before(m, 14))
            )
        ),
    ),
    make_rule(
        "century",
        "unit",
        r"(?:the )?(?:{part}[ -])?(?:the )?{ordinal}[ -]centur(?:y|ies)(?P<era> B\.?C\.?E?\.?)?",
        _century,
    ),
    make_rule(
        "year",
        "spoken",
        r"the year two thousand",
        lambda m: Years(2000),
    ),
    make_rule(
        "quarter",
        "unit half",
        rf"(?:(?:the )?(?:{{year2}}|{RELATIVE_YEAR}['’]s) |the (?!\w+-(?:quarter|half)))?"
        r"(?:(?P<ago>year-(?:ago|earlier)) )?(?:fiscal[- ])?(?P<which>{:ordinal}|last|final)[- ]"
        r"(?:fiscal )?(?P<span>quarter|half)(?:(?: of| in)?(?: fiscal)? {year}"
        rf"|(?: of)? {RELATIVE_YEAR.replace('relyear', 'relyear2')}| of the year)?",
        _quarter,
        _guard_quarter,
    ),
    make_rule(
        "year-period",
        "unit reference",
        rf"(?:the )?(?:{{year}}|{RELATIVE_YEAR}['’]s) (?:fiscal )?(?:quarter|period)",
        _year_period,
    ),
    make_rule(
        "short-quarter",
        "quarter",
        rf"(?:{{year2}} )?(?:(?:the|this) )?(?-i:(?P<letter>Q)(?P<n>[1-4])|(?P<half>H)(?P<h>[12]))"
        rf"(?:(?: of)?,? {{year}}| (?:of )?{RELATIVE_YEAR})?",
        _short_quarter,
        lambda m: bool(m["letter"] or m["year"] or m["year2"]),
    ),
)
