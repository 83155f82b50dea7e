"""Titles before names: for the parser "Prime Minister Benjamin Netanyahu" is one name.

A title between a demonym and a name is where parsers lose the subject; shown as one word with its
name it cannot be misread. Mentions still cover the name alone.
"""

from __future__ import annotations

import re
from collections.abc import Container

from kb.catalogue.surfaces import key

_WORD_BEFORE = re.compile(r"([A-Z][\w.'’-]*|of|for|and|in|de)\s+$")
_MAX_WORDS = 6
_COMMON = frozenset(
    """president|prime minister|premier|chancellor|king|queen|prince|emir|sheikh|sultan|pope
    |minister|foreign minister|defence minister|defense minister|interior minister
    |finance minister|justice minister|secretary of state|secretary general|general|colonel
    |major general|brigadier general|lieutenant colonel|admiral|captain|marshal|commander
    |ambassador|envoy|special envoy|senator|congressman|congresswoman|representative|governor
    |mayor|judge|prosecutor|chief prosecutor|prosecutor general|spokesman|spokeswoman|spokesperson
    |vice president|deputy prime minister|first minister|speaker|crown prince|leader|ayatollah
    |imam|bishop|archbishop|patriarch|dr|mr|mrs|ms|sir|lord|professor|director|chairman
    |chief cabinet secretary|national security adviser|foreign secretary|defence secretary
    |defense secretary|treasury secretary|home secretary|high representative|commissioner
    |chief of staff|commander in chief""".replace("\n    ", "").split("|")
)


def title_start(text: str, name_start: int, titles: Container[str]) -> int:
    """Return where the title that ends right before a name begins; `name_start` if none does.

    Titles are the common ones and those that the catalogue lists, written with capitals.
    """
    best, position = name_start, name_start
    for _ in range(_MAX_WORDS):
        match = _WORD_BEFORE.search(text, 0, position)
        if match is None:
            break
        position = match.start()
        words = key(text[position:name_start])
        if text[position].isupper() and (words in _COMMON or words in titles):
            best = position
    return best
