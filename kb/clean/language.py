"""Which language an article is written in."""

from __future__ import annotations

import py3langid

_SAMPLE = 1500
_SHORT = 120


def identify_language(text: str, stated: str | None) -> str:
    """Return the ISO 639-1 code of `text`.

    Of a text too short to tell, what the page states counts, and English where it states nothing.
    """
    if len(text) < _SHORT:
        return stated or "en"
    code, _ = py3langid.classify(text[:_SAMPLE])
    return str(code)
