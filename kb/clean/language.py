"""Which language an article is written in."""

from __future__ import annotations

import py3langid

_SAMPLE = 1500
_SHORT = 120
# Languages of news that the identifier may answer with. The hundred others that it knows, creoles
# of English among them, would catch English sentences full of foreign names.
_LANGUAGES = frozenset(
    "af am ar az be bg bn bs ca cs da de el en es et eu fa fi fr gl gu ha he hi hr hu hy id is it "
    "ja ka kk km kn ko ku ky lo lt lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru rw si sk sl so "
    "sq sr sv sw ta te tg th tk tl tr uk ur uz vi zh zu".split()
)


def identify_language(text: str, stated: str | None) -> str:
    """Return the ISO 639-1 code of `text`.

    Of a text too short to tell, what the page states counts, and English where it states nothing.
    """
    if len(text) < _SHORT:
        return stated or "en"
    ranked = py3langid.rank(text[:_SAMPLE])
    return next((str(code) for code, _ in ranked if code in _LANGUAGES), stated or "en")
