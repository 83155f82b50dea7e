"""Forms that mean something in one document only: surnames and acronyms that it introduces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kb.annotate.names import Found
from kb.catalogue import Catalogue, Sense
from kb.catalogue.surfaces import is_acronym, key, surname_keys

_DEFINITION = re.compile(
    r"\A,?\s*\((?:the |or |also known as |known as )?[\"“']?"
    r"([A-Z][A-Za-z0-9&.\-]{1,11})[\"”']?(?:[,;][^)]*)?\)"
)
_SPELLED_OUT = re.compile(r"((?:[A-Za-z]+[ -]){2,8})\(([A-Z]{2,8})\)")
_LOCAL_WEIGHT = 0.95


def read_local_forms(
    sentences: Sequence[tuple[str, Sequence[Found]]], catalogue: Catalogue
) -> dict[str, tuple[Sense, ...]]:
    """Return by key the surnames of persons named in full, and the acronyms defined.

    `sentences` are texts with the names found in them. The latest definition comes first. An
    acronym that the document gives a meaning of its own has no senses.
    """
    forms: dict[str, list[Sense]] = {}
    for text, found in sentences:
        for acronym in _redefined(text, catalogue):
            forms.setdefault(acronym, [])
        for name in found:
            if not name.strong:
                continue
            for sense in _introduced(text, name, catalogue):
                senses = forms.setdefault(key(sense.written), [])
                if all(known.slug != sense.slug for known in senses):
                    senses.insert(0, sense)
    return {form: tuple(senses) for form, senses in forms.items()}


def _redefined(text: str, catalogue: Catalogue) -> Iterable[str]:
    """Yield the keys of acronyms that a text defines as something else than the catalogue does."""
    for match in _SPELLED_OUT.finditer(text):
        acronym = match.group(2)
        words = match.group(1).split()[-len(acronym) :]
        initials = "".join(word[0].upper() for word in words)
        if initials == acronym and not catalogue.find(" ".join(words)):
            yield key(acronym)


def _introduced(text: str, name: Found, catalogue: Catalogue) -> Iterable[Sense]:
    sense = next((s for s in name.senses if s.target == "actor"), None)
    if sense is None:
        return
    actor = catalogue.actors[sense.slug]
    if sense.relation == "title-and-name":
        yield sense
        return
    if actor.kind == "Person":
        if " " in name.text:
            for form in surname_keys(name.text, actor.country):
                written = " ".join(
                    word if word in ("al", "el") else word.capitalize() for word in form.split()
                )
                yield Sense("actor", sense.slug, "surname", written, _LOCAL_WEIGHT)
        return
    match = _DEFINITION.match(text[name.end :])
    if match and name.kind in ("ORG", "LOC") and key(match.group(1)) != key(name.text):
        written = match.group(1)
        if is_acronym(written):
            yield Sense("actor", sense.slug, "acronym", written, _LOCAL_WEIGHT)
