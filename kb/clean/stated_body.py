"""The article body that a page states in its JSON-LD, held against what was extracted from it."""

from __future__ import annotations

import re

_MIN_STATED = 400  # characters below which a stated body is a summary
_AGREEING = 0.6  # share of extracted words also stated, above which the stated body is the article
_COMPLETE = 0.8  # share of stated words extracted, below which the extraction missed much
_MUCH_LONGER = 1.5
_WORDS = re.compile(r"\w+")


def reconcile(paragraphs: list[str], stated: str | None) -> list[str]:
    """Return the paragraphs of the article, given those extracted and the stated body.

    Where both tell the same story, extracted paragraphs that the stated body lacks are furniture.
    The stated body is taken instead where the extraction missed much of it. Summaries and
    cut-off bodies are passed over.
    """
    if not stated or len(stated) < _MIN_STATED:
        return paragraphs
    plain = _fold(stated)
    shared = [paragraph for paragraph in paragraphs if _fold(paragraph) in plain]
    extracted_words, shared_words = _count(paragraphs), _count(shared)
    stated_words = _count([stated])
    if shared_words >= _AGREEING * extracted_words and shared_words >= _COMPLETE * stated_words:
        return shared
    if stated_words > _MUCH_LONGER * extracted_words:
        return [" ".join(line.split()) for line in stated.splitlines() if line.strip()]
    return paragraphs


def _fold(text: str) -> str:
    return "".join(_WORDS.findall(text.casefold()))


def _count(texts: list[str]) -> int:
    return sum(len(_WORDS.findall(text)) for text in texts)
