"""Weak forms that the text supports: "in Idlib" in a document about Syria."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.annotate.linking import Context, country_of
from kb.annotate.names import Found

_BEFORE_PLACE = re.compile(
    r"\b(?:in|near|at|to|from|into|towards?|around|outside|inside|of|on|between|and)\s+"
    r"(?:the\s+)?(?:(?:city|town|village|province|region|port|district|outskirts)\s+of\s+)?\Z"
)
_CONTAINER = re.compile(r"\A,? (?:in |)")


def promote(text: str, found: Sequence[Found], context: Context) -> list[Found]:
    """Return the names of a sentence, weak place names made strong where the text supports them.

    Support is a preposition of place or a container after it ("X, Syria"), with the country
    named somewhere in the document.
    """
    return [
        replace(name, strong=True, kind="LOC")
        if not name.strong and _is_supported(text, name, context)
        else name
        for name in found
    ]


def _is_supported(text: str, name: Found, context: Context) -> bool:
    places = [sense for sense in name.senses if sense.target == "place"]
    if not places or not name.text[0].isupper():
        return False
    catalogue = context.catalogue
    located = bool(_BEFORE_PLACE.search(text[: name.start]))
    rest = text[name.end :]
    rest = rest[len(_CONTAINER.match(rest).group()) :] if _CONTAINER.match(rest) else ""  # type: ignore[union-attr]
    for sense in places:
        if located and context.countries.get(country_of(sense, catalogue) or "", 0):
            return True
        for slug in list(catalogue.lies_in(sense.slug))[1:]:
            place = catalogue.places[slug]
            if any(rest.startswith(form) for form in (place.label, *place.aliases)):
                return True
    return False
