"""PETRARCH's unit sentences: stylised, with expected CAMEO codes."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from bench.scorers.reading import Reader

_SENTENCE = re.compile(r"<Sentence .*?</Sentence>", re.DOTALL)
_CODE = re.compile(r'eventcode="(\d+)"')
_TEXT = re.compile(r"<Text>(.*?)</Text>", re.DOTALL)
# PLOVER types of CAMEO's roots (PLOVER manual); 01 and 02 are statements and appeals.
_ROOTS = {
    "02": "REQUEST", "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE",
    "07": "AID", "08": "CONCEDE", "09": "ACCUSE", "10": "REQUEST", "11": "ACCUSE",
    "12": "REJECT", "13": "THREATEN", "14": "PROTEST", "15": "MOBILIZE", "16": "SANCTION",
    "17": "COERCE", "18": "ASSAULT", "19": "ASSAULT", "20": "ASSAULT",
}  # fmt: skip


def measure(reader: Reader, corpora: Path) -> dict[str, float]:
    """Return the share of expected codes whose PLOVER type an event of the sentence has.

    Codes whose root CAMEO does not have, made up for the tests, are left out.
    """
    text = (corpora / "events" / "PETR.UnitTest.records.xml").read_text("utf-8", errors="replace")
    right = wanted = 0
    for record in _SENTENCE.findall(text):
        expected = [_ROOTS[code[:2]] for code in _CODE.findall(record) if code[:2] in _ROOTS]
        words = _TEXT.search(record)
        if not expected or words is None:
            continue
        events = reader.read(" ".join(unescape(words[1]).split())).events
        types = {"CONCEDE" if event.type == "RETREAT" else event.type for event in events}
        wanted += len(expected)
        right += sum(type_ in types for type_ in expected)
    return {"codes right": right / wanted, "codes": float(wanted)}
