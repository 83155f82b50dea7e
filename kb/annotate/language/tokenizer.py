"""Words of a sentence by rule, with the conventions of UD English (EWT, GUM).

Clitics ("do|n't", "Kyiv|'s") and hyphenated compounds ("Iran|-|backed") are split, prefixes
("anti-tank") and abbreviations ("U.S.", "Gen.") are kept whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.annotate.language.abbreviations import NUMBER_SIGNS, is_abbreviation
from kb.annotate.language.word_lists import word_set
from kb.model import Span

PREFIXES = word_set(
    "anti bi co counter cyber de e ex extra hyper inter intra macro mega meta micro mid mini multi "
    "neo non over paleo pan para post pre pro pseudo quasi re semi sub super trans tri ultra un "
    "under uni vice"
)
UNITS = "bn|mn|tn|m|k|km|kg|mm|cm|kt|lb|lbs|mph|kph|ft|am|pm|hrs|GW|MW|kW|GB|TB"
# Every repetition that is followed by something else is bounded, so that time grows linearly.
TOKEN = re.compile(
    rf"""
  (?P<url>(?:https?://|www\.)[^\s<>"”»]{{1,2000}}(?<![.,:;!?)\]'’]))
| (?P<mail>[\w.+-]{{1,64}}@[\w-]{{1,64}}(?:\.[\w-]{{1,64}}){{1,5}}(?<!-))
| (?P<tag>[@\#]\w+)
| (?P<amount>\d+(?:[.,]\d+)*(?=(?:{UNITS})\b))
| (?P<number>\d{{1,4}}/\d{{1,2}}/\d{{2,4}}(?!\d)|\d{{3}}-\d{{3}}-\d{{4}}|\d+(?:[.,:]\d+)+
    |\d+(?:st|nd|rd|th|s)\b|[’']\d\ds?\b)
| (?P<initials>(?:[^\W\d_]\.){{2,}}(?:[^\W\d_]\b)?)
| (?P<clitic>(?<=\s)[’'](?:s|m|d|re|ve|ll)(?=\s))
| (?P<word>\w+(?:[.&]\w+)*(?:[’']\w+)*)
| (?P<emoticon>(?<=\s)[:;]-?[()DP](?!\w))
| (?P<mark>\.{{2,}}|[!?]{{2,}}|[=+*~-]{{2,}}|\${{2,}}|<{{2,}}|>{{2,}}|[^\w\s])
""",
    re.VERBOSE,
)
CLITIC = re.compile(r"(?i)(?:n[’']t|[’'](?:s|re|ve|ll|d|m))$")
FUSED = {"cannot": 3, "gonna": 3, "gotta": 3, "wanna": 3}


def split_tokens(text: str) -> list[Span]:
    """Return the words of `text` as spans of it, in order; white space is in none of them."""
    return list(_join_prefixes(text, list(_pieces(text))))


def _pieces(text: str) -> Iterator[Span]:
    taken = 0
    for match in TOKEN.finditer(text):
        start, end = match.span()
        if start < taken:  # the full stop that an abbreviation took
            continue
        if match.lastgroup != "word":
            taken = end
            yield Span(start, end)
            continue
        taken = _abbreviation_end(text, start, end)
        yield from _split_word(text, start, taken)


def _abbreviation_end(text: str, start: int, end: int) -> int:
    if text[end : end + 1] != "." or not text[end + 1 :].strip():
        return end
    follower = text[end + 1]
    word = text[start:end]
    if not (follower.isspace() or follower in ",;:)"):
        return end
    if word.lower() in NUMBER_SIGNS and not text[end + 1 : end + 8].lstrip()[:1].isdigit():
        return end
    initial = len(word) == 1 and word.isupper()
    return end + 1 if initial or is_abbreviation(word) else end


def _split_word(text: str, start: int, end: int) -> Iterator[Span]:
    word = text[start:end]
    cut = FUSED.get(word.lower())
    if cut is None:
        # A clitic is at most four characters: looking no further keeps this linear.
        clitic = CLITIC.search(word, max(1, len(word) - 4))
        cut = clitic.start() if clitic else None
    if cut is None:
        yield Span(start, end)
    else:
        yield Span(start, start + cut)
        yield Span(start + cut, end)


def _join_prefixes(text: str, spans: list[Span]) -> Iterator[Span]:
    index = 0
    while index < len(spans):
        span = spans[index]
        parts = spans[index : index + 3]
        joined = (
            len(parts) == 3
            and text[parts[1].start : parts[1].end] == "-"
            and parts[0].end == parts[1].start
            and parts[1].end == parts[2].start
            and text[span.start : span.end].lower() in PREFIXES
            and text[parts[2].start].isalnum()
        )
        yield Span(span.start, parts[2].end) if joined else span
        index += 3 if joined else 1
