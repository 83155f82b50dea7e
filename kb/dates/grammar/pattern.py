"""Rules of the grammar and the fragments that their patterns are made of.

A pattern is a regular expression in which `{name}` stands for a fragment as a named group,
`{name2}` for a second one, `{:name}` for a fragment that is not captured, and a blank for any
white space without an empty line. Patterns ignore case; month and weekday names do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.dates.values import Value
from kb.dates.words import MONTHS, WEEKDAYS

_MONTH_NAMES = "|".join(name.capitalize() for name in MONTHS)
_WEEKDAY_NAMES = "|".join(name.capitalize() for name in WEEKDAYS)
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ORDINAL_ONES = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_ORDINAL_TEENS = (
    "tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth"
    "|nineteenth|twentieth|thirtieth"
)

_SPOKEN_YEAR = (
    r"(?:(?:nineteen|eighteen|seventeen|twenty) (?:hundred"
    rf"|oh (?:{_ONES})|{_TEENS}|(?:{_TENS})(?:[- ](?:{_ONES}))?)"
    rf"|two thousand(?: and)? (?:{_ONES}|{_TEENS}|twenty(?:[- ](?:{_ONES}))?))"
)

FRAGMENTS = {
    "month": (
        rf"(?-i:{_MONTH_NAMES}|{_MONTH_NAMES.upper()}"
        r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
    ),
    "monthname": rf"(?-i:{_MONTH_NAMES}|{_MONTH_NAMES.upper()})",
    "weekday": (
        rf"(?-i:(?:{_WEEKDAY_NAMES})s?|{_WEEKDAY_NAMES.upper()}"
        r"|(?:Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun)\.(?= [A-Z\d])|Thurs|Tues)"
    ),
    "dayname": rf"(?-i:{_WEEKDAY_NAMES}|(?:Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun)\b\.?)",
    "year": (
        r"(?:\d{1,4} ?(?-i:B\.?C\.?E\.?|BC\b|B\.C\.?|A\.D\.?|AD\b|CE\b)"
        rf"|(?-i:A\.?D\.?) ?\d{{1,4}}|1[0-9]\d\d|20\d\d|{_SPOKEN_YEAR})"
    ),
    "daynumber": r"(?:3[01]|[12]\d|0?[1-9])",
    "ordinalday": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)",
    "number": (
        rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?(?: \d/\d)?|\d/\d|(?:(?:{_ONES}|a) hundred)"
        rf"(?: and)?(?: (?:{_TENS})(?:[- ](?:{_ONES}))?| (?:{_ONES}|{_TEENS}))?"
        rf"|(?:{_ONES}|{_TEENS}|a hundred) thousand"
        rf"|{_TEENS}|(?:{_TENS})(?:[- ](?:{_ONES}))?|{_ONES}|a dozen)"
    ),
    "vague": (
        r"(?:a few|the few|few|several|many|some|a couple(?: of)?|couple of|dozens of"
        r"|hundreds of|thousands of|countless|various|a number of)"
    ),
    "unit": (
        r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|weekends?|fortnights?|months?"
        r"|quarters?|years?|decades?|centur(?:y|ies))"
    ),
    "longunit": (
        r"(?:days?|weeks?|weekends?|fortnights?|months?|quarters?|years?|decades?|centur(?:y|ies))"
    ),
    "season": r"(?:spring|summer|autumn|fall|winter)",
    "partofday": (r"(?:morning|afternoon|evening|night|midday|noon|midnight|dawn|dusk|overnight)"),
    "part": (
        r"(?:early(?: in)?|late(?: in)?|mid|middle|(?:the )?(?:very )?"
        r"(?:beginning|start|end|middle|early part|latter part|first half|second half) of"
        r"|the (?:close|turn) of)"
    ),
    "ordinal": (
        rf"(?:{_ORDINAL_TEENS}|(?:{_TENS})[- ](?:{_ORDINAL_ONES})|{_ORDINAL_ONES}"
        r"|\d{1,3}(?:st|nd|rd|th))"
    ),
    "approx": (
        r"(?:about|around|approximately|roughly|nearly|almost|some|(?:a little )?more than"
        r"|(?:a little )?less than|just over|just under|over|under|at least|at most|up to"
        r"|no more than|fewer than|close to|well over)"
    ),
    "dash": r"(?:-|–|—|--)",
}

_SPACE = r"(?:[ \t\u00a0]{1,3}\n?[ \t]*|\n[ \t]*(?=\S))"
_PLACEHOLDER = re.compile(r"\{(:?)([a-z]+)(\d?)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of temporal expression.

    `triggers` names the trigger classes of which one must stand near; `build` makes the value of a
    match, or None where the match is none; `guard` looks at the surroundings of a match.
    """

    name: str
    triggers: tuple[str, ...]
    pattern: re.Pattern[str]
    build: Callable[[re.Match[str]], Value | None]
    guard: Callable[[re.Match[str]], bool] | None = None


def make_rule(
    name: str,
    triggers: str,
    pattern: str,
    build: Callable[[re.Match[str]], Value | None],
    guard: Callable[[re.Match[str]], bool] | None = None,
) -> Rule:
    """A rule from a pattern with placeholders; `triggers` are separated by blanks."""
    return Rule(name, tuple(triggers.split()), compile_pattern(pattern), build, guard)


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compiles a pattern with placeholders, bounded to whole words."""

    def expand(match: re.Match[str]) -> str:
        fragment = FRAGMENTS[match[2]]
        return f"(?:{fragment})" if match[1] else f"(?P<{match[2]}{match[3]}>{fragment})"

    expanded = _loosen_blanks(_PLACEHOLDER.sub(expand, pattern))
    return re.compile(rf"(?<![\w$£€/.])(?<!\d,)(?:{expanded})(?!\w)", re.IGNORECASE)


def _loosen_blanks(pattern: str) -> str:
    """Replaces each blank outside a character class by white space without an empty line."""
    pieces, in_class = [], False
    for index, character in enumerate(pattern):
        escaped = index > 0 and pattern[index - 1] == "\\"
        if character == "[" and not escaped:
            in_class = True
        elif character == "]" and not escaped:
            in_class = False
        pieces.append(_SPACE if character == " " and not in_class else character)
    return "".join(pieces)


def group(match: re.Match[str], name: str) -> str | None:
    """A named group in lower case with single blanks, None where absent or unmatched."""
    text = match.groupdict().get(name)
    return " ".join(text.lower().split()) if text else None


def before(match: re.Match[str], length: int = 16) -> str:
    """The last characters before a match."""
    return match.string[max(0, match.start() - length) : match.start()]


def after(match: re.Match[str], length: int = 32) -> str:
    """The first characters after a match."""
    return match.string[match.end() : match.end() + length]
