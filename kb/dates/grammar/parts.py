"""Builders shared by the rules: years, parts of units, approximations."""

from __future__ import annotations

import re

from kb.dates.grammar.pattern import group
from kb.dates.values import Part, Value, YearOf, YearSpec
from kb.dates.words import parse_year_words

RELATIVE_YEAR = (
    r"(?P<relyear>(?:this|last|next|that|the same|the following|the next|the previous"
    r"|the preceding|the prior|the current) year)"
)

_YEAR_OFFSETS = {
    "this": YearOf(0),
    "the current": YearOf(0),
    "last": YearOf(-1),
    "next": YearOf(1),
    "that": YearOf(0, previous=True),
    "the same": YearOf(0, previous=True),
    "the following": YearOf(1, previous=True),
    "the next": YearOf(1, previous=True),
    "the previous": YearOf(-1, previous=True),
    "the preceding": YearOf(-1, previous=True),
    "the prior": YearOf(-1, previous=True),
}


def parse_year(text: str) -> int:
    """A year in digits or words, counted astronomically: "44 BC" is -43, "AD 70" is 70."""
    digits = re.search(r"\d+", text)
    if digits is None:
        return parse_year_words(text)
    number = int(digits[0])
    return 1 - number if re.search(r"b\.? ?c", text, re.IGNORECASE) else number


def year_of(match: re.Match[str], suffix: str = "") -> YearSpec:
    """The year that a match states by its groups `year` or `relyear`, None without one."""
    year = group(match, "year" + suffix)
    if year:
        return parse_year(year)
    relative = group(match, "relyear" + suffix)
    return _YEAR_OFFSETS[relative.removesuffix(" year")] if relative else None


def part_of(match: re.Match[str], value: Value, name: str = "part") -> Value:
    """`value`, cut to the part that the group `part` states ("early", "the end of")."""
    text = group(match, name)
    if not text:
        return value
    for word, part in _PARTS:
        if word in text:
            return Part(value, part)
    return value


_PARTS = (
    ("early", "early"),
    ("late", "late"),
    ("latter", "late"),
    ("mid", "mid"),
    ("beginning", "start"),
    ("start", "start"),
    ("turn", "start"),
    ("end", "end"),
    ("close", "end"),
    ("first half", "first half"),
    ("second half", "second half"),
)


def is_approximate(match: re.Match[str]) -> bool:
    """Whether the match is hedged ("about", "some", "nearly")."""
    hedge = group(match, "approx")
    return hedge is not None and hedge not in ("only", "just")


_WHICH = {"last": "last", "past": "last", "next": "next", "coming": "next", "this": "this"}


def direction_of(match: re.Match[str]) -> str:
    """Which of several the group `which` states: last, next, this, or by the clause's tense."""
    which = group(match, "which")
    return _WHICH.get(which.split()[-1], "tense") if which else "tense"
