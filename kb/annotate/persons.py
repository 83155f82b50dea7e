"""People by parts of their names: the surname of someone named before, title and surname."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb.catalogue import Catalogue
from kb.catalogue.surfaces import key, surname_keys
from kb.ids import candidate_iri
from kb.model import Entity, Interval

_FULL_NAME_SCORE = 0.8
_SURNAME_SCORE = 0.85
_LONE_SURNAME_SCORE = 0.7


@dataclass(frozen=True, slots=True)
class PersonReading:
    """A person, how sure the link is and by which rule it was made."""

    entity: Entity
    score: float
    rule: str


def read_person(
    name: str,
    known: Mapping[str, Entity],
    catalogue: Catalogue,
    published: Interval | None,
) -> PersonReading:
    """Return the person that a name means: one of the document (`known` by surname key), else the
    only holder of an office at the time who bears it, else a candidate of that name."""
    form = key(name)
    if form in known:
        return PersonReading(known[form], _SURNAME_SCORE, "person.surname")
    slugs = catalogue.surnames.get(form, ())
    on = published.latest if published is not None else None
    serving = [slug for slug in slugs if _serves(slug, catalogue, published)]
    chosen = serving or list(slugs)
    if len(chosen) == 1 and (" " not in name or len(form.split()) == len(name.split())):
        return PersonReading(
            catalogue.entity(chosen[0], on), _LONE_SURNAME_SCORE, "person.office-holder"
        )
    entity = Entity(candidate_iri("Person", name), "Person", name, candidate=True)
    return PersonReading(entity, _FULL_NAME_SCORE, "person.candidate")


def remember(known: dict[str, Entity], name: str, entity: Entity) -> None:
    """Add the ways in which later sentences may name a person who was named in full."""
    for form in surname_keys(name, None):
        known.setdefault(form, entity)
    known.setdefault(key(name), entity)


def _serves(slug: str, catalogue: Catalogue, published: Interval | None) -> bool:
    held = catalogue.held_by.get(slug, ())
    if published is None:
        return any(tenure.end is None for tenure in held)
    first: date = published.earliest
    return any(tenure.covers(first, published.latest) for tenure in held)
