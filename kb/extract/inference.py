"""Participants that no words of the clause name, inferred by a named rule and marked so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.catalogue import Catalogue
from kb.model import Annotation, Entity, Event, EventPlace, Participant
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
    based there, that group is the recipient, inferred. Where Borg is a state and the article says
    of the same helper that he helps one group in it, Borg is where the help goes, not who gets it.
    """
    found = [_with_recipient(event, annotation, catalogue) for event in events]
    return [_with_group_of_state(event, found, annotation, catalogue) for event in found]


def _with_group_of_state(
    event: Event, events: Sequence[Event], annotation: Annotation, catalogue: Catalogue
) -> Event:
    """Give to the group that is helped in a state what is sent "to" the state."""
    mentions = {mention.id: mention for mention in annotation.mentions}
    takers = [p for p in event.participants if p.role == "recipient"]
    mention = mentions.get(takers[0].mention or "") if len(takers) == 1 else None
    if event.type != "AID" or mention is None or mention.place is None or takers[0].inferred:
        return event
    state = _slug(takers[0].actor)
    groups = {
        p.actor.iri: p.actor
        for other in events
        if _same_helper(event, other, annotation)
        for p in other.participants
        if p.role == "recipient" and p.actor.kind in _GROUPS
    }
    inside = [
        g for g in groups.values() if state in _with_containers(_base(g, catalogue), catalogue)
    ]
    if len(inside) != 1:
        return event
    recipient = Participant(
        "recipient", inside[0], None, None, None, None, True, BASED_AT_DESTINATION
    )
    others = [p for p in event.participants if p.role != "recipient"]
    place = EventPlace("destination", mention.id, mention.place)
    return replace(event, participants=(*others, recipient), places=(*event.places, place))


def _same_helper(event: Event, other: Event, annotation: Annotation) -> bool:
    """Whether two events of help in one article have the same initiators."""
    articles = {annotation.sentences[e.sentence].article for e in (event, other)}
    helpers = [
        {p.actor.iri for p in e.participants if p.role == "initiator"} for e in (event, other)
    ]
    return other.type in ("AID", "SUPPORT") and len(articles) == 1 and helpers[0] == helpers[1]


def _base(group: Entity, catalogue: Catalogue) -> str:
    actor = catalogue.actors.get(_slug(group))
    return (actor.based_in if actor is not None else None) or ""


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
