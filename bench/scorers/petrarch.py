"""PETRARCH's unit sentences: stylised, with expected CAMEO codes of source, target and event.

The codes of events are those of a dictionary made for the tests, not of CAMEO: "restore full
diplomatic ties" has 064 there, which CAMEO gives to the sharing of intelligence. So few of them can
be right; what the sentences do test is who acts on whom, in passives, lists and compounds. A code
of an actor is the first letters of its name ("GON" for Gondor).
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from bench.scorers.reading import Reader
from kb.model import Event

_SENTENCE = re.compile(r"<Sentence .*?</Sentence>", re.DOTALL)
_CODE = re.compile(r'eventcode="(\d+)"')
_PAIR = re.compile(r'sourcecode="([A-Z]{3})[^"]*"\s+targetcode="([A-Z]{3})')
_ACTING = frozenset({"initiator", "host", "absentee"})
_TEXT = re.compile(r"<Text>(.*?)</Text>", re.DOTALL)
# PLOVER types of CAMEO's roots (PLOVER manual); 01 and 02 are statements and appeals.
_ROOTS = {
    "02": "REQUEST", "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE",
    "07": "AID", "08": "CONCEDE", "09": "ACCUSE", "10": "REQUEST", "11": "ACCUSE",
    "12": "REJECT", "13": "THREATEN", "14": "PROTEST", "15": "MOBILIZE", "16": "SANCTION",
    "17": "COERCE", "18": "ASSAULT", "19": "ASSAULT", "20": "ASSAULT",
}  # fmt: skip


def measure(reader: Reader, corpora: Path) -> dict[str, float]:
    """Return the share of expected codes whose PLOVER type an event of the sentence has, and of
    expected pairs of source and target that an event joins in these roles.

    Codes whose root CAMEO does not have, made up for the tests, are left out.
    """
    text = (corpora / "events" / "PETR.UnitTest.records.xml").read_text("utf-8", errors="replace")
    codes: list[bool] = []
    pairs: list[bool] = []
    for record in _SENTENCE.findall(text):
        words = _TEXT.search(record)
        if words is None:
            continue
        sentence = " ".join(unescape(words[1]).split())
        events = reader.read(sentence).events
        types = {"CONCEDE" if event.type == "RETREAT" else event.type for event in events}
        roots = [_ROOTS[code[:2]] for code in _CODE.findall(record) if code[:2] in _ROOTS]
        codes += [root in types for root in roots]
        pairs += [
            any(_joins(event, sentence, source, target) for event in events)
            for source, target in _PAIR.findall(record)
        ]
    return {
        "codes right": sum(codes) / len(codes),
        "codes": float(len(codes)),
        "source and target right": sum(pairs) / len(pairs),
        "pairs": float(len(pairs)),
    }


def _joins(event: Event, text: str, source: str, target: str) -> bool:
    """Whether the source acts on the target; of several who act together one is enough."""
    sides: dict[bool, list[str]] = {True: [], False: []}
    for p in event.participants:
        if p.start is not None and p.end is not None:
            sides[p.role in _ACTING] += text[p.start : p.end].upper().split()
    return any(w.startswith(source) for w in sides[True]) and any(
        w.startswith(target) for w in sides[False]
    )
