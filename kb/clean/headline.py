"""Which line of a pasted page is the headline of what stands below it.

Nothing but the lines themselves can tell. What speaks for a line: a byline or date close below, a
dek below, a usual length, a verb, blank lines, that the page repeats it. What speaks against it:
that it reads like a name, a caption or a credit, or that it ends with another line, as a trail of
rubrics ("Home / World / Headline") does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kb.clean.lines import Kind, Line

SIGNATURES = (Kind.BYLINE, Kind.DATE)
MIN_DEK_WORDS = 6

_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|will|says?|said|how|why|what|to|after|as|over|amid)\b", re.I
)
_CAPTION_LIKE = re.compile(r"(?:an?|the)\s.*\s(?:in|at|during|near|outside)\s", re.I)
_WORDS = range(3, 31)
_SHORT_WORDS = range(3, 27)
_USUAL_WORDS = range(6, 17)
_CLEAR_WORDS = 5  # from which a short line above a paragraph is its headline and no rubric
_UNFINISHED = re.compile(r"[|;:,]$")
_LINK = re.compile(r"https?://|\bpic\.twitter\.com/|\bt\.co/|@\w+\b.*\d{4}$", re.I)
_BRACKETED = re.compile(r"[(\[].*[)\]]$")
_NAME = re.compile(r"\b(?:[A-Z][\w.'’-]*|de|van|von|al|bin|and)(?=\W|$)")
_MAX_NAME_WORDS = 8
_NEAR = 6  # lines below a headline, furniture apart, in which byline or date are looked for
_LEAD_PARAGRAPHS = 3  # most paragraphs between a headline and its byline: dek, captions, a note
_LEAD_WORDS = 120

Stretch = tuple[list[Line], list[Line]]
"""Lines other than paragraphs, and the paragraphs that follow them."""


def join_heads(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches with heads made whole.

    A dek or caption that reads like a paragraph parts a headline from its byline: such paragraphs
    become lines of the head.
    """
    joined: list[Stretch] = []
    for zone, body in stretches:
        if joined and _is_lead(joined[-1], zone, body):
            above, lead = joined[-1]
            joined[-1] = [*above, *_as_head(above, lead), *zone], body
        else:
            joined.append((zone, body))
    return joined


def _is_lead(stretch: Stretch, zone: list[Line], body: list[Line]) -> bool:
    """Tell whether the paragraphs of a stretch belong to the head that goes on below them."""
    above, lead = stretch
    if not body or len(lead) > _LEAD_PARAGRAPHS or sum(line.words for line in lead) > _LEAD_WORDS:
        return False
    below = _next(zone, 0)
    signed = next((n for n, line in enumerate(below) if line.kind in SIGNATURES), None)
    if signed is None or any(_starts_anew(below, n) for n in range(signed)):
        return False
    return lead[0].words in _WORDS or any(can_be_headline(line) for line in above[-2:])


def _starts_anew(below: list[Line], position: int) -> bool:
    """Tell whether a line between paragraphs and a byline is the headline of another story."""
    line = below[position]
    if line.kind in (Kind.CUT, Kind.END):
        return True
    clear = can_be_headline(line) and line.words >= _CLEAR_WORDS and line.gap
    return clear and not _reads_like_names(below, position)


def _as_head(above: list[Line], lead: list[Line]) -> list[Line]:
    """Return the paragraphs of a head as deks; the first is its headline where none precedes."""
    right_above = [line for line in above if line.kind not in (Kind.NOISE, Kind.CREDIT)][-1:]
    clear = any(can_be_headline(line) and line.words >= _CLEAR_WORDS for line in right_above)
    kinds = [Kind.DEK] * len(lead)
    if not clear and lead[0].words in _WORDS:
        kinds[0] = Kind.SHORT
    return [replace(line, kind=kind) for line, kind in zip(lead, kinds, strict=True)]


def can_be_headline(line: Line) -> bool:
    """Tell whether a line has the form of a headline."""
    if line.kind is not Kind.SHORT or line.words not in _WORDS:
        return False
    wrong = _LINK.search(line.text) or _BRACKETED.match(line.text) or _UNFINISHED.search(line.text)
    return not wrong


def choose_headline(zone: list[Line], occurrences: Counter[str], *, top: bool) -> Line | None:
    """Return the line of a zone that most looks like the headline of what follows.

    At the top of a page "Latest" and the like are links of the navigation; elsewhere what stands
    above them belongs to the story before.
    """
    start = 0 if top else _last_end(zone) + 1
    texts = {line.text for line in zone if can_be_headline(line)}
    best: tuple[float, Line] | None = None
    for position, line in enumerate(zone[start:], start):
        if not can_be_headline(line):
            continue
        score = _score(zone, position, occurrences)
        if any(line.text != other and line.text.endswith(other) for other in texts):
            score -= 4
        if best is None or score > best[0]:
            best = score, line
    return best[1] if best else None


def _last_end(zone: list[Line]) -> int:
    """Return the position of the last line that ends the story above, or -1.

    Right below byline or date "12 comments" and the like are part of the head.
    """
    for position in range(len(zone) - 1, -1, -1):
        if zone[position].kind in (Kind.CUT, Kind.END):
            before = [line.kind for line in zone[:position] if line.kind is not Kind.NOISE]
            if not any(kind in before[-_NEAR:] for kind in SIGNATURES):
                return position
    return -1


def _score(zone: list[Line], position: int, occurrences: Counter[str]) -> float:
    line = zone[position]
    below = _next(zone, position + 1)
    distance = next((n for n, other in enumerate(below) if other.kind in SIGNATURES), None)
    score = -0.1 * sum(other.kind is Kind.SHORT for other in zone[position + 1 :])
    if distance is not None:
        score += 3.5 - 0.5 * distance
    score += 2 * (line.words in _USUAL_WORDS)
    score += 1.0 * (occurrences[line.text] > 1)
    score += 1.0 * bool(_VERB.search(line.text))
    score += 1.0 * line.gap
    if position and zone[position - 1].kind in (Kind.CREDIT, Kind.KICKER):
        score += 1
    if below and below[0].kind is Kind.KICKER:
        score -= 1.5
    if below and below[0].kind is Kind.CREDIT and (distance is None or distance > 2):
        score -= 2 if occurrences[line.text] == 1 else 3  # alternative text above its credit
    score += 2.0 * _stands_above_dek(line, zone[position + 1 : position + 6])
    if line.words < 12 and _CAPTION_LIKE.match(line.text):
        score -= 2
    if _reads_like_names(zone, position):
        score -= 3
    return score


def _next(zone: list[Line], start: int) -> list[Line]:
    """Return the lines next to a position of a zone, furniture apart."""
    return [line for line in zone[start:] if line.kind is not Kind.NOISE][:_NEAR]


def _reads_like_names(zone: list[Line], position: int) -> bool:
    """Tell whether a line is names and nothing else: of its authors or of a photographer."""
    line = zone[position]
    beside = zone[max(0, position - 1) : position + 2]
    signed = any(other.kind in SIGNATURES for other in beside)
    if line.words > _MAX_NAME_WORDS or not (signed or "/" in line.text):
        return False
    return not _NAME.sub("", line.text).strip(" .,&|/")


def _stands_above_dek(line: Line, after: list[Line]) -> bool:
    """Tell whether the next line can be the dek below a headline."""
    if after and after[0].kind is Kind.DEK:
        return True
    if not after or after[0].kind is not Kind.SHORT or after[0].words < MIN_DEK_WORDS:
        return False
    signed = any(other.kind in SIGNATURES for other in after[1:4]) and after[0].gap
    return signed or after[0].words >= max(12, line.words)
