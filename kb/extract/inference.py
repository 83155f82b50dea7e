"""Participants that no words of the clause name, inferred by a named rule and marked so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.catalogue import Catalogue
from kb.model import Annotation, Entity, Event, Participant
from kb.namespaces import ID

# The group based where the goods go is the likely but not the certain receiver.
BASED_AT_DESTINATION = 0.6
# Type -> the role of the place that stands for who is there, and the role that he is given.
_INFERRED = {"AID": ("destination", "recipient"), "COOPERATE": ("place", "counterpart")}
_GROUPS = frozenset({"ArmedGroup", "PoliticalParty", "Coalition"})


def infer_recipients(
    events: Iterable[Event], annotation: Annotation, catalogue: Catalogue
) -> list[Event]:
    """Return the events, with a recipient for help that names a destination only.

    "Sent drones to Borg": if the article names exactly one group that the catalogue knows to be
    based there, that group is the recipient, inferred.
    """
    return [_with_recipient(event, annotation, catalogue) for event in events]


def _with_recipient(event: Event, annotation: Annotation, catalogue: Catalogue) -> Event:
    place_role, role = _INFERRED.get(event.type or "", ("", ""))
    destinations = [place.place for place in event.places if place.role == place_role]
    filled = any(p.role in ("recipient", "victim", "counterpart") for p in event.participants)
    if filled or len(destinations) != 1:
        return event
    article = annotation.sentences[event.sentence].article
    groups = _groups_named(annotation, article)
    based = [g for g in groups if _is_based_at(g, _slug(destinations[0]), catalogue)]
    if len(based) != 1 or any(based[0].iri == p.actor.iri for p in event.participants):
        return event
    recipient = Participant(role, based[0], None, None, None, None, True, BASED_AT_DESTINATION)
    return replace(event, participants=(*event.participants, recipient))


def _groups_named(annotation: Annotation, article: int) -> Sequence[Entity]:
    found: dict[str, Entity] = {}
    for mention in annotation.mentions:
        actor = mention.actor
        inside = annotation.sentences[mention.sentence].article == article
        if inside and actor is not None and actor.kind in _GROUPS:
            found.setdefault(actor.iri, actor)
    return list(found.values())


def _is_based_at(group: Entity, place: str, catalogue: Catalogue) -> bool:
    """Whether a group's base is a place, lies in it or holds it; a whole state is no base."""
    actor = catalogue.actors.get(_slug(group))
    base = actor.based_in if actor is not None else None
    if base is None or base in catalogue.actors or place in catalogue.actors:
        return False
    return place in _with_containers(base, catalogue) or base in _with_containers(place, catalogue)


def _with_containers(slug: str, catalogue: Catalogue) -> list[str]:
    found: list[str] = []
    current: str | None = slug
    while current is not None and current not in found and current in catalogue.places:
        found.append(current)
        current = catalogue.places[current].within
    return found


def _slug(entity: Entity) -> str:
    return entity.iri.removeprefix(ID).partition("/")[2]
