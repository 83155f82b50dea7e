"""People by parts of their names: the surname of someone named before, title and surname."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.annotate.candidates import make_actor, strip_name
from kb.annotate.names import Found
from kb.annotate.titles import Title, belongs, owner_between
from kb.catalogue import Catalogue, Sense
from kb.catalogue.surfaces import key, surname_keys
from kb.model import Entity, Interval

_SURNAME = re.compile(r" ((?:(?:al|el|bin|von|van|de|der|Al|El)[- ])*[A-ZÀ-Ž][\w'’-]*)")
_CANDIDATE_SCORE = 0.8
_SURNAME_SCORE = 0.85
_HOLDER_SCORE = 0.7


class People:
    """The persons that a document has named so far, by the parts by which they may come again."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the catalogue for persons that are named by surname only."""
        self._catalogue = catalogue
        self._by_form: dict[str, Entity] = {}

    def remember(self, name: str, entity: Entity) -> None:
        """Note the ways in which later sentences may name a person who was named in full."""
        for form in (*surname_keys(name, None), key(name)):
            self._by_form[form] = entity

    def read(self, written: str, published: Interval | None) -> tuple[Entity, float, str] | None:
        """Return who a name found by the core means, with score and rule.

        One of the document; else the only holder of an office at the time who bears that
        surname; else a candidate. None for a string that is no name.
        """
        name = strip_name(written)
        form = key(name)
        if form in self._by_form:
            return self._by_form[form], _SURNAME_SCORE, "surname"
        if " " not in name:
            serving = [
                slug
                for slug in self._catalogue.surnames.get(form, ())
                if self._serves(slug, published)
            ]
            if len(serving) == 1:
                on = published.latest if published else None
                return self._catalogue.entity(serving[0], on), _HOLDER_SCORE, "surname-of-holder"
        candidate = make_actor(name, "PER")
        if candidate is None:
            return None
        self.remember(name, candidate)
        return candidate, _CANDIDATE_SCORE, "candidate"

    def _serves(self, slug: str, published: Interval | None) -> bool:
        held = self._catalogue.held_by.get(slug, ())
        if published is None:
            return any(tenure.end is None for tenure in held)
        return any(tenure.covers(published.earliest, published.latest) for tenure in held)


def find_titled_surnames(
    text: str,
    titles: Sequence[Title],
    taken: Sequence[Found],
    catalogue: Catalogue,
    published: Interval | None,
) -> Iterator[Found]:
    """Yield persons named by title and surname only ("President Sharaa", "Chancellor Merz")."""
    for title in titles:
        match = _SURNAME.match(text, title.end)
        if not match:
            continue
        name = re.sub(r"['’]s?\Z", "", match.group(1))
        start, end = match.start(1), match.start(1) + len(name)
        if any(found.start < end and start < found.end for found in taken):
            continue
        owner = next(
            (
                sense.slug
                for found in taken
                if owner_between(text, found.end, title)
                for sense in found.senses
                if sense.target == "actor"
            ),
            None,
        )
        persons = catalogue.surnames.get(key(name), ())
        best = best_holder(persons, title, owner, catalogue, published)
        if best is not None:
            sense = Sense("actor", best, "title-and-name", name, 0.9)
            yield Found(start, end, name, "PER", (sense,), True)


def best_holder(
    persons: Sequence[str],
    title: Title,
    owner: str | None,
    catalogue: Catalogue,
    published: Interval | None,
) -> str | None:
    """Return which of some persons held an office with this title, best at the given time.

    None where nobody did, or several equally well.
    """
    ranked: list[tuple[float, str]] = []
    for slug in persons:
        for tenure in catalogue.held_by.get(slug, ()):
            organisation = catalogue.offices[tenure.office].organisation
            if tenure.office not in title.offices:
                continue
            if owner is not None and not belongs(title, owner, organisation, catalogue):
                continue
            serving = (
                tenure.end is None
                if published is None
                else tenure.covers(published.earliest, published.latest)
            )
            ranked.append((1.0 if serving else 0.5, slug))
    top = max((score for score, _ in ranked), default=0.0)
    best = {slug for score, slug in ranked if score == top}
    return best.pop() if len(best) == 1 else None
