"""Weak forms that the text supports: "in Idlib" in a document about Syria."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.annotate.linking import Context, country_of, is_inside_next
from kb.annotate.names import Found

_BEFORE_PLACE = re.compile(
    r"\b(?:in|near|at|to|from|into|towards?|around|outside|inside|of|on|between|and)\s+"
    r"(?:the\s+)?(?:(?:city|town|village|province|region|port|district|outskirts)\s+of\s+)?\Z"
)
_CAPITAL_BEFORE = re.compile(r"[A-Z]\w*[ -]\Z")
_CAPITAL_AFTER = re.compile(r"\A[ -][A-Z]")
_OFTEN = 2


def promote(text: str, found: Sequence[Found], context: Context) -> list[Found]:
    """Return the names of a sentence, weak place names made strong where the text supports them.

    Support is a container after it ("X, Syria"), a preposition of place or a hyphen to a sure name
    ("X-Moscow talks") with the country named in the document, or a country that the document names
    often.
    """
    return [
        replace(name, strong=True, kind="LOC")
        if not name.strong and _is_supported(text, name, context, _is_paired(text, name, found))
        else name
        for name in found
    ]


def _is_paired(text: str, name: Found, found: Sequence[Found]) -> bool:
    """Tell whether a hyphen joins a name to a sure one."""
    gaps = [(f.end, name.start) for f in found if f.strong and f.end < name.start]
    gaps += [(name.end, f.start) for f in found if f.strong and name.end < f.start]
    return any(text[start:end] in ("-", "\u2013") for start, end in gaps)


def _is_supported(text: str, name: Found, context: Context, paired: bool) -> bool:
    catalogue = context.catalogue
    before, after = text[: name.start], text[name.end :]
    located = paired or bool(_BEFORE_PLACE.search(before))
    beside = _CAPITAL_BEFORE.search(before) or _CAPITAL_AFTER.match(after)
    alone = paired or bool(before and not beside)
    for sense in name.senses:
        if sense.target != "place":
            continue
        if is_inside_next(sense.slug, after, catalogue):
            return True
        named = context.countries.get(country_of(sense, catalogue) or "", 0)
        if alone and (named if located else named >= _OFTEN and len(name.text) > 3):
            return True
    return False
