"""Finds temporal expressions in running text: text -> spans with symbolic values.

A trigger word (a month, a unit, "today") opens a window; the rules of that trigger class are tried
inside it; of overlapping matches the longest wins, then the earlier rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.dates.found import Found
from kb.dates.grammar import RULES, Rule
from kb.dates.linker import link, select_mode
from kb.dates.ranges import add_elided, join_clocks, join_ranges
from kb.dates.tense import guess_tense
from kb.dates.traits import timex_type
from kb.dates.values import DayOfMonth, Value
from kb.model import Span

_TRIGGERS = re.compile(
    r"(?P<month>\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL"
    r"|AUG|SEP|OCT|NOV|DEC)[a-zA-Z]*)"
    r"|(?P<weekday>\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|MON|TUES|WED|THU|FRI|SAT|SUN)[a-zA-Z]*)"
    r"|(?P<clock>\b\d{1,2}[:./]\d\d|\b\d{1,2} ?[apAP]\.?[mM]\b|\b\d\d?-\d\d?-\d\d|\bo['’]clock)"
    r"|(?P<decade>\d0['’]?s\b|\b(?:[Ss]event|[Nn]inet|[TtFfSsEe]\w+t)ies\b)"
    r"|(?P<year>\b\d{4}\b|\b\d{1,4} ?B\.?C|\bA\.?D\.? \d|\b\d{1,4} (?:AD|CE|A\.D\.))"
    r"|(?P<unit>(?:[Ss]econd|[Mm]inute|[Hh]our|[Dd]ay|[Nn]ight|[Ww]eek|[Ff]ortnight|[Mm]onth|[Hh]r|[Mm]in"
    r"|[Qq]uarter|[Yy]ear|[Dd]ecade|[Cc]entur)(?:s|y|ies|end|ends|-end|y?long)?\b)"
    r"|(?P<ordinalday>\b[Tt]he \d\d?(?:st|nd|rd|th)\b)"
    r"|(?P<quarter>\b[QH][1-4]\b)"
    r"|(?P<half>\bhalf\b)"
    r"|(?P<deictic>\b(?:[Tt]o(?:day|night|morrow)|[Yy]esterday)\b)"
    r"|(?P<partofday>\b(?:[Mm]orning|[Aa]fternoon|[Ee]vening|[Nn]oon|[Mm]idnight|[Mm]idday"
    r"|[Dd]awn|[Dd]usk|[Oo]vernight)s?\b)"
    r"|(?P<season>\b(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter))"
    r"|(?P<spoken>\b(?:[Nn]ine|[Ee]igh|[Ss]even)teen (?:hundred|\w+t[yi]|\w+een|ten|eleven|twelve)"
    r"|\b[Tt]wo thousand|\b[Tt]wenty (?:ten|eleven|twelve|\w+teen|twenty))"
    r"|(?P<reference>\b(?:[Nn]ow|[Nn]owadays|[Cc]urrent(?:ly)?|[Pp]resent(?:ly)?|[Rr]ecent(?:ly)?"
    r"|[Ff]ormer(?:ly)?|[Pp]revious(?:ly)?|[Pp]ast|[Ff]uture|[Ss]oon|[Mm]oment|[Ll]ong|[Oo]nce"
    r"|[Tt]ime|[Tt]erm|[Ww]hile|[Pp]oint|[Ss]tage|[Ee]arlier|[Ll]ater|[Aa]nnual(?:ly)?|[Dd]aily|[Hh]ourly|(?:[Bb]i-?)?(?:[Ww]eek|[Mm]onth|[Nn]ight|[Yy]ear|[Ff]ortnight)ly"
    r"|[Pp]eriod|[Aa]lready)\b)"
    r"|(?P<holiday>\b(?:New Year|Christmas|Easter|Thanksgiving|Halloween|[A-Z]\w+['’]?s?"
    r" Day|Good Friday|Palm Sunday|Pentecost|Nowruz|Fourth of July|July Fourth|Juneteenth"
    r"|Epiphany|D-Day|Whit|Ramadan|Eid|Ashura|Mawlid|Passover|Yom Kippur|Rosh Hashanah|Sukkot"
    r"|Black Friday|Maundy|Ash Wed|Orthodox|Islamic New Year))"
)
_MARGIN = 70  # characters around a trigger that an expression may reach


def find(
    text: str,
    *,
    mode: str = "news",
    ranges: bool = True,
    spans: Sequence[Span] | None = None,
) -> list[Found]:
    """The temporal expressions of one article, in order, without overlaps.

    `spans` are the article's headline and paragraphs if `text` is more than them; offsets count
    in `text`. `mode` is "news" (what lacks a year is near the publication day), "narrative" (it
    goes on from the previous mention) or "auto" (chosen by this article, see
    `modes.choose_mode`). With `ranges`, "from March to May" is one expression and "Friday at 10
    a.m." another, else two as in TIMEX3.
    """
    founds: list[Found] = []
    for span in spans if spans is not None else (Span(0, len(text)),):
        founds += _find_unlinked(text[span.start : span.end], span.start, ranges)
    return link(text, founds, select_mode(founds) if mode == "auto" else mode)


def _find_unlinked(text: str, offset: int, ranges: bool) -> list[Found]:
    founds = add_elided(text, _keep_longest(_candidates(text)))
    if ranges:
        founds = join_ranges(text, join_clocks(text, founds))
    return [
        replace(
            found,
            start=found.start + offset,
            end=found.end + offset,
            tense=guess_tense(text, found.start, found.end),
        )
        for found in founds
    ]


def read(text: str, rule: str, tense: str = "past?") -> Found | None:
    """Reads a whole string as one expression of the named rule; None if it is none."""
    if rule in ("range", "day-clock"):
        founds = find(text)
        return replace(founds[0], tense=tense) if len(founds) == 1 else None
    if rule == "day-of-month":
        digits = re.search(r"\d+", text)
        value: Value | None = DayOfMonth(int(digits[0])) if digits else None
        return _make(text, 0, len(text), rule, tense, value) if value else None
    for candidate in RULES:
        if candidate.name == rule:
            match = candidate.pattern.fullmatch(text)
            value = candidate.build(match) if match else None
            if value is not None:
                return _make(text, 0, len(text), rule, tense, value)
    return None


def _make(text: str, start: int, end: int, rule: str, tense: str, value: Value) -> Found:
    return Found(start, end, text[start:end], timex_type(value), rule, tense, value)


def _candidates(text: str) -> Iterator[Found]:
    for start, end, triggers in _windows(text):
        for rule in RULES:
            if triggers.isdisjoint(rule.triggers):
                continue
            for match in rule.pattern.finditer(text, start, end):
                found = _take(text, rule, match)
                if found is not None:
                    yield found


def _take(text: str, rule: Rule, match: re.Match[str]) -> Found | None:
    if rule.guard is not None and not rule.guard(match):
        return None
    value = rule.build(match)
    if value is None:
        return None
    return _make(text, *match.span(), rule.name, "", value)


def _windows(text: str) -> Iterator[tuple[int, int, set[str]]]:
    """Stretches around neighbouring triggers of one line, with the trigger classes in them."""
    start = end = -1
    triggers: set[str] = set()
    for match in _TRIGGERS.finditer(text):
        if start >= 0 and match.start() > end:
            yield start, end, triggers
            start = -1
        if start < 0:
            start, triggers = max(0, match.start() - _MARGIN), set()
        end = min(len(text), match.end() + _MARGIN)
        triggers.add(match.lastgroup or "")
    if start >= 0:
        yield start, end, triggers


def _keep_longest(candidates: Iterator[Found]) -> list[Found]:
    order = {rule.name: index for index, rule in enumerate(reversed(RULES))}
    kept: list[Found] = []
    taken: set[int] = set()
    ranked = sorted(candidates, key=lambda f: (f.start - f.end, -order[f.rule], f.start))
    for found in ranked:
        places = range(found.start, found.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(found)
    return sorted(kept, key=lambda f: f.start)
