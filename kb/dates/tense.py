"""A cheap guess at the tense of the clause around a temporal expression, from verb forms alone.

Used where no syntax is at hand: the nearest cue to the left decides, else the nearest to the right.
"""

from __future__ import annotations

import re

_FUTURE = re.compile(
    r"\b(?:will|won['’]t|shall|(?:is|are|was|were) (?:going|due|set|expected|scheduled|slated) to"
    r"|scheduled|expected|expects?|plans? to|planned to|planning to|due|slated|set (?:to|for)"
    r"|upcoming|as (?:early|soon|late) as|to (?:begin|start|meet|visit|hold|vote|decide|be held"
    r"|open|attend|discuss|arrive|travel|host|announce|release|resume|launch|end|expire|close|leave"
    r"|testify|appear|return|take place|be)|would|could|is to|are to|ahead of|proposes?|intends?"
    r"|(?:runs|lasts|continues|stays) (?:until|through)|opens|begins|starts|expires|reconvenes"
    r"|hopes? to|headed|likely to|deadline|prepar\w+ (?:to|for)|next)\b|['’]ll\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:said|says|was|were|had|did|told|met|came|went|took|made|died|since|ago|last|been|began"
    r"|held|left|won|lost|fell|rose|gave|got|led|saw|sent|shot|spoke|struck|wrote|\w{2,}ed)\b",
    re.IGNORECASE,
)
_PAST_VERB = re.compile(
    r"was|were|did|met|came|went|took|made|died|began|held|left|won|lost|fell|rose|gave|got|led"
    r"|saw|sent|shot|spoke|struck|wrote|bought|brought|sold|built|broke|fled|hit|killed|ran|sworn"
    r"|born|(?!preferred|unspecified|expected|planned|scheduled|proposed|united|limited)[a-z-]{2,}ed"
)
_PERFECT = re.compile(r"\b(?:had|previously|originally)\b", re.IGNORECASE)
_PAST_EVENT = re.compile(
    r"\s(?:[a-z-]+\s)?(?:attacks?|assaults?|riots?|massacres?|invasion|bombings?|coup|raids?"
    r"|killings?|earthquake|explosions?|blasts?|uprising|insurrection|shootings?|crash|disaster)\b",
    re.IGNORECASE,
)
_PREPOSITIONS = {"on", "in", "since", "during", "early", "late", "mid"}
_NOT_FINITE = {
    "be", "is", "are", "to", "being", "will", "would", "could", "can", "may", "might", "must",
    "should", "not", "if", "when", "a", "an", "the",
}  # fmt: skip
_REACH_LEFT, _REACH_RIGHT = 90, 60


def guess_tense(text: str, start: int, end: int) -> str:
    """What the clause around `text[start:end]` speaks of: "past?", "future?" or, surely, "past"."""
    left = _clause(text[max(0, start - _REACH_LEFT) : start], last=True)
    right = _clause(text[end : end + _REACH_RIGHT], last=False)
    if re.match(r"['’]s\b", right) and not re.search(
        r"\b(?:next|ahead of|before|until|upcoming) $", left
    ):
        return "past?"
    if _is_dated_by_past_verb(left) or _PAST_EVENT.match(right):
        return "past"
    future, past = _last(_FUTURE, left), _last(_PAST, left)
    if re.search(r"\b(?:until|till)\s(?:\w+\s)?$", left):
        future = len(left)
    if max(future, past) >= 0:
        return "future?" if future >= past and not _PERFECT.search(left) else "past?"
    ahead, behind = _FUTURE.search(right), _PAST.search(right)
    if ahead and (behind is None or ahead.start() < behind.start()):
        return "future?"
    return "past?"


def _is_dated_by_past_verb(left: str) -> bool:
    """Whether a finite past verb with a preposition leads up to the date: "was sworn in on"."""
    words = left.lower().split()[-5:]
    if not words or words[-1] not in _PREPOSITIONS:
        return False
    for index in range(len(words) - 2, 0, -1):
        if words[index][-1] in ",;:)" or words[index] in _NOT_FINITE - {"the", "a", "an"}:
            return False
        if _PAST_VERB.fullmatch(words[index]):
            return words[index - 1] not in _NOT_FINITE
    return False


def _clause(text: str, last: bool) -> str:
    pieces = re.split(r"[.;]\s|\n", text)
    return pieces[-1] if last else pieces[0]


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)
