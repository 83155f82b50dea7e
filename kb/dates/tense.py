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
    r"|hopes? to|headed|likely to|until|deadline|prepar\w+ (?:to|for)|next)\b|['’]ll\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:said|says|was|were|had|did|told|met|came|went|took|made|died|since|ago|last|been|began"
    r"|held|left|won|lost|fell|rose|gave|got|led|saw|sent|shot|spoke|struck|wrote|\w{2,}ed)\b",
    re.IGNORECASE,
)
_PERFECT = re.compile(r"\b(?:had|previously|originally)\b", re.IGNORECASE)
_REACH_LEFT, _REACH_RIGHT = 90, 60


def guess_tense(text: str, start: int, end: int) -> str:
    """Either "past?" or "future?": what the clause around `text[start:end]` seems to speak of."""
    left = _clause(text[max(0, start - _REACH_LEFT) : start], last=True)
    right = _clause(text[end : end + _REACH_RIGHT], last=False)
    if re.match(r"['’]s\b", right) and not re.search(
        r"\b(?:next|ahead of|before|until|upcoming) $", left
    ):
        return "past?"
    future, past = _last(_FUTURE, left), _last(_PAST, left)
    if max(future, past) >= 0:
        return "future?" if future >= past and not _PERFECT.search(left) else "past?"
    ahead, behind = _FUTURE.search(right), _PAST.search(right)
    if ahead and (behind is None or ahead.start() < behind.start()):
        return "future?"
    return "past?"


def _clause(text: str, last: bool) -> str:
    pieces = re.split(r"[.;]\s|\n", text)
    return pieces[-1] if last else pieces[0]


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)
