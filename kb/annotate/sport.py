"""Sport: where the name of a state or city stands for its team, not for the state or the city."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kb.catalogue.surfaces import fold

# An article is about sport from these figures on: different words that only sport uses (weight 2),
# the weight of all its sport words, and their weight per hundred words.
_LEAST_SURE_WORDS = 2
_LEAST_WEIGHT = 5
_LEAST_SHARE = 2.0
# What the sport words of one sentence must weigh where the article is about something else.
_VERSUS_WEIGHT = 1
_CONTEST_WEIGHT = 3

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_VERSUS = re.compile(r"\A(?: versus| vs?\.?| v\.?) (?:the )?(?=[A-Z])")
_VERSUS_BEFORE = re.compile(r"\w (?:versus|vs?\.?|v\.?) (?:the )?\Z")
_SCORE = re.compile(r"\A,? \d{1,3}(?:(?:[-–]| for )\d{1,3})?(?=[,.;: ]|\Z)")
_SCORE_LINE = re.compile(r"\A \d{1,2}, (?:the )?[A-Z][\w. ]* \d{1,2}\b")
_SCORE_LINE_BEFORE = re.compile(r"(?:the )?[A-Z][\w. ]* \d{1,2}, (?:the )?")
_CONTEND = (
    r"(?:beat(?:s|ing)?|thrash(?:ed|es|ing)?|thump(?:ed|s|ing)?|edg(?:ed|es|ing)|hammer(?:ed|s|ing)?"
    r"|eliminat(?:ed|es|ing)|defeat(?:ed|s|ing)?|overc[ao]me|draw|drew|play(?:ed|s|ing)?"
    r"|host(?:ed|s|ing)?|fac(?:e|ed|es|ing)|meet|met)"
)
_AGAINST = re.compile(
    rf"\b(?:{_CONTEND}|against|wins? (?:over|against)|victory over|(?:drew|draw|drawn) with"
    r"|knocked out|(?:lost|loses?|losing|loss|fell|defeat|conceded) to) (?:the )?\Z"
)
_CONTENDS = re.compile(
    rf"\A (?:will |to )?(?:{_CONTEND}|won|lost|finished|kept|qualif\w+|scored|chased)\b"
)
_OF_TEAM = re.compile(
    r"\A(?:['’]s)? (?:\w+ ){0,2}?(?:captain|coach|skipper|striker|goalkeeper|midfielder|winger|"
    r"forward|great|legend|team|side|squad|players?|fans?|batsm[ae]n|bowlers?|quarterback|defender|"
    r"international|manager)\b"
)
# Where a place is meant even in an article about sport.
_PLACED = re.compile(
    r"(?:\b(?:in|near|at|outside|inside|around|across|throughout|over|from|to|into|through|of|via|"
    r"towards?|north|south|east|west|visiting|tour(?:ed|ing)?|left|leav(?:e|ing)) |, )(?:the )?"
    r"(?:(?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)* and (?:the )?)?\Z",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\A['’]s? ")


@dataclass(frozen=True, slots=True)
class Sport:
    """Whether an article is about sport; `words` are sport's words by weight."""

    words: Mapping[str, int]
    article: bool = False

    def is_team(self, before: str, after: str) -> bool:
        """Tell whether the name of a state or place between two parts of a sentence is a team's.

        In an article about sport it is, unless a place is meant; elsewhere only where a contest
        is told in words of sport, or the sentence is a line of scores.
        """
        if _SCORE_LINE_BEFORE.fullmatch(before) and _SCORE.match(after):
            return True
        if _SCORE_LINE.match(after) and before.strip() in ("", "the", "The"):
            return True
        versus = bool(_VERSUS.match(after) or _VERSUS_BEFORE.search(before))
        contest = versus or bool(
            _AGAINST.search(before) or _CONTENDS.match(after) or _OF_TEAM.match(after)
        )
        if self.article:
            is_place = _PLACED.search(before) or _OWNED.match(after)
            return contest or bool(_SCORE.match(after)) or not is_place
        weight = sum(self.words[word] for word in sport_words(f"{before} {after}", self.words))
        return contest and weight >= (_VERSUS_WEIGHT if versus else _CONTEST_WEIGHT)


def read_sport(texts: Iterable[str], words: Mapping[str, int]) -> Sport:
    """Return whether the sentences of an article are about sport."""
    whole = " ".join(texts)
    found = sport_words(whole, words)
    weight = sum(words[word] for word in found)
    share = 100 * weight / max(len(_WORD.findall(whole)), 1)
    sure = len({word for word in found if words[word] > 1})
    return Sport(
        words, sure >= _LEAST_SURE_WORDS and weight >= _LEAST_WEIGHT and share >= _LEAST_SHARE
    )


def sport_words(text: str, words: Mapping[str, int]) -> list[str]:
    """Return the words and pairs of words of sport in a text."""
    tokens = _WORD.findall(fold(text))
    pairs = (f"{first} {second}" for first, second in pairwise(tokens))
    return [form for form in (*tokens, *pairs) if form in words]
