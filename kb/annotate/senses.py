"""Which entry of the catalogue a known name denotes, decided by its document."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date

from kb.annotate.names import NameMatch
from kb.catalogue import Catalogue, Sense
from kb.model import Entity

SUPPORT_NEEDED = 0.5  # lighter senses count only if the text names their country too
SUPPORT = 0.3
_STATES = frozenset({"State", "Government"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name denotes: an actor, a place, or both at once (a state and its territory)."""

    actor: Entity | None
    place: Entity | None
    kind: str  # PER ORG LOC NORP FAC
    score: float
    rule: str


def countries_named(matches: Iterable[NameMatch], catalogue: Catalogue) -> frozenset[str]:
    """Return the slugs of the states that a document names outright or by demonym."""
    return frozenset(
        sense.slug
        for match in matches
        for sense in match.senses[:1]
        if sense.target == "actor" and catalogue.actors[sense.slug].kind in _STATES
    )


def read_name(
    match: NameMatch, catalogue: Catalogue, countries: Set[str], on: date | None
) -> Reading | None:
    """Return the likeliest reading of a known name, None where none is likely enough."""
    ranked = sorted(
        ((_weight(sense, catalogue, countries, on), sense) for sense in match.senses),
        key=lambda row: -row[0],
    )
    actor = next(((w, s) for w, s in ranked if s.target == "actor"), None)
    place = next(((w, s) for w, s in ranked if s.target == "place"), None)
    best = max((row for row in (actor, place) if row), key=lambda row: row[0], default=None)
    if best is None or best[0] < SUPPORT_NEEDED:
        return None
    if actor is not None and (
        place is None or actor[0] >= place[0] or _is_state(actor[1], catalogue)
    ):
        return _read_actor(actor[0], actor[1], place, catalogue, on)
    assert place is not None
    return _read_place(place[0], place[1], catalogue)


def _weight(sense: Sense, catalogue: Catalogue, countries: Set[str], on: date | None) -> float:
    weight = sense.weight
    if sense.target == "place":
        if countries & set(_containers(sense.slug, catalogue)):
            weight += SUPPORT
        return min(weight, 0.97)
    actor = catalogue.actors[sense.slug]
    if on is not None:
        gone = actor.active_to is not None and actor.active_to <= on
        not_yet = actor.active_from is not None and actor.active_from > on
        weight -= 0.25 * (gone or not_yet)
    return min(weight, 0.98)


def _containers(slug: str, catalogue: Catalogue) -> list[str]:
    found: list[str] = []
    current: str | None = slug
    while current is not None and current not in found and current in catalogue.places:
        found.append(current)
        current = catalogue.places[current].within
    return found[1:]


def _is_state(sense: Sense, catalogue: Catalogue) -> bool:
    return sense.relation == "name" and catalogue.actors[sense.slug].kind in _STATES


def _read_actor(
    weight: float,
    sense: Sense,
    place: tuple[float, Sense] | None,
    catalogue: Catalogue,
    on: date | None,
) -> Reading:
    actor = catalogue.actors[sense.slug]
    entity = catalogue.entity(sense.slug, on)
    if sense.relation == "demonym":
        return Reading(entity, None, "NORP", weight, "demonym")
    if sense.relation == "people":
        return Reading(None, None, "NORP", weight, "people")
    seat = catalogue.place_entity(place[1].slug) if place else None
    if sense.relation == "metonym":
        return Reading(entity, seat, "LOC", weight, "metonym")
    if actor.kind in _STATES:
        territory = actor.territory or actor.slug
        ground = catalogue.place_entity(territory) if territory in catalogue.places else None
        return Reading(entity, ground, "LOC", weight, "name")
    kind = "PER" if actor.kind == "Person" else "ORG"
    # "the White House", "the Kremlin" name a building as well.
    return Reading(entity, None if kind == "PER" else seat, kind, weight, sense.relation)


def _read_place(weight: float, sense: Sense, catalogue: Catalogue) -> Reading:
    place = catalogue.places[sense.slug]
    entity = catalogue.place_entity(sense.slug)
    kind = "FAC" if place.kind in ("building", "base", "facility") else "LOC"
    for container in _containers(sense.slug, catalogue):
        state = catalogue.actors.get(container)
        if state is not None and state.capital == sense.slug:
            # A capital stands for its government where the role is an actor's.
            return Reading(catalogue.entity(state.slug), entity, kind, weight, "metonym.capital")
    return Reading(None, entity, kind, weight, "name")
