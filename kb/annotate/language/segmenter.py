"""Sentence boundaries by rule: exact offsets, abbreviations, quotations with their speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.annotate.language.abbreviations import (
    ANYWHERE,
    BEFORE_NAMES,
    NUMBER_SIGNS,
    SENTENCE_OPENERS,
    is_abbreviation,
)
from kb.annotate.language.speech import SPEECH_FORMS
from kb.model import Span

PARAGRAPH = re.compile(r"(?:[^\n]|\n(?![^\S\n]*\n))+")
CLOSERS = "\"”’'»)]"
OPENERS = "\"“‘'«([¿¡-–—•*>#"
STOP = re.compile(rf"[.!?…。！？]+[{re.escape(CLOSERS)}]*")
# A face of signs, or a line drawn with signs: whatever stands behind it is a sentence of its own.
FACE = r"(?<![^\s.!?])[:;=]['-]?[)(DP](?=\s)"
LINE = r"(?<!\S)([-=_*~#+])\1{3,}(?=\s)"
DRAWN = re.compile(f"{FACE}|{LINE}")
LONGEST_ABBREVIATION = 12
# "Yahoo!" is a name, and "..." often goes on.
BEFORE_SMALL_LETTER = re.compile(r"\.|[?!]*\?[?!]*|!!+")
LONGEST_PLAIN_WORD = 20
PLAIN_END = re.compile(r"(?<![\w.])(?:[^\W\d_]{4,}|it|me|us|you|him|her|too|one|so)$")
# "…!" Foreign Minister X said: the name and titles between quotation and verb.
SPEAKER_WORDS = 7


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of `text` without the white space around them.

    A blank line always ends a sentence; a single line break counts as a space. A question or
    exclamation that is quoted stays with the clause that names its speaker.
    """
    sentences = []
    for paragraph in PARAGRAPH.finditer(text):
        start = paragraph.start()
        for end in (*_boundaries(text, paragraph.start(), paragraph.end()), paragraph.end()):
            sentences.append(_strip(text, start, end))
            start = end
    return [span for span in sentences if span.start < span.end]


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _boundaries(text: str, start: int, end: int) -> list[int]:
    drawn = [
        end
        for sign in DRAWN.finditer(text, start, end)
        for end in ((sign.start(), sign.end()) if sign[1] else (sign.end(),))
    ]
    return sorted({*drawn, *_stops(text, start, end)})


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for stop in STOP.finditer(text, start, end):
        following = stop.end()
        while following < end and text[following].isspace():
            following += 1
        wide = text[stop.start()] in "。！？"
        if following == end or (following == stop.end() and not wide):
            continue
        if wide or _ends_sentence(text, stop.start(), stop.end(), following):
            yield stop.end()


def _ends_sentence(text: str, stop: int, stop_end: int, following: int) -> bool:
    ahead = text[following : following + 120]
    opening = ahead.lstrip(OPENERS + " ")[:1]
    if opening.islower():
        is_plain = BEFORE_SMALL_LETTER.fullmatch(text, stop, stop_end)
        return bool(is_plain) and _ends_with_plain_word(text, stop)
    if not opening.isalnum():
        return False
    closers = text[stop:stop_end].lstrip(".!?…")
    if closers and text[stop] != "." and _names_speaker(ahead):
        return False
    if text[stop:stop_end] != ".":
        return True
    before = text[max(0, stop - LONGEST_ABBREVIATION) : stop]
    return not _is_abbreviation_inside(before, ahead)


def _ends_with_plain_word(text: str, stop: int) -> bool:
    """Tell whether a word of four or more small letters, no abbreviation, stands at `stop`."""
    word = PLAIN_END.search(text, max(0, stop - LONGEST_PLAIN_WORD), stop)
    return word is not None and not is_abbreviation(word.group())


def _is_abbreviation_inside(before: str, ahead: str) -> bool:
    word = re.split(r"[^\w.]", before)[-1]
    lower = word.lower()
    next_word = re.match(r"\W*(\w*)", ahead)
    opener = next_word.group(1) if next_word else ""
    if lower in NUMBER_SIGNS:
        return opener.isdigit()
    if lower in BEFORE_NAMES or (len(word) == 1 and word.isalpha() and word != "I"):
        return True
    if lower in ANYWHERE or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):
        return opener.lower() not in SENTENCE_OPENERS
    return False


def _names_speaker(ahead: str) -> bool:
    """Tell whether a speech verb follows within a few capitalised words, pronouns or titles."""
    for word in re.findall(r"[\w’'-]+|[.,;:!?]", ahead)[: SPEAKER_WORDS + 1]:
        if word.lower() in SPEECH_FORMS:
            return True
        is_name = word[:1].isupper() or word in ("of", "the", "al", "de", "van", "bin", ".")
        if not is_name:
            return False
    return False
