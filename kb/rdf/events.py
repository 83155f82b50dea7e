"""The event part of a graph: event mentions with participants, items, places and factuality."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from kb.model import Event, Extraction, Item, Participant
from kb.rdf.names import Names, last_part
from kb.rdf.spans import add_span
from kb.rdf.terms import Triples, boolean, decimal, english, name, number, text

PLACE_ROLES = {"place": "kb_eventPlace", "origin": "kb_origin", "destination": "kb_destination"}


def add_events(triples: Triples, names: Names, extraction: Extraction) -> None:
    """Write every event mention of an extraction."""
    sentences = {s.index: s for s in extraction.annotation.sentences}
    for event in extraction.events:
        iri = names.events[event.id]
        triples.add(
            iri,
            a=name("kb:EventMention"),
            kb_inArticle=NamedNode(names.article(sentences[event.sentence].article)),
            kb_evidence=NamedNode(names.sentence(event.sentence)),
            kb_trigger=add_span(triples, names, event.start, event.end),
            skos_prefLabel=english(event.label),
            kb_eventType=event_type(event),
            kb_eventMode=event_mode(event),
            kb_eventContext=[name(f"ctx:{context}") for context in event.contexts],
            kb_eventTime=NamedNode(names.times[event.time]) if event.time else None,
            kb_polarity=name(f"fact:{event.polarity}"),
            kb_certainty=name(f"fact:{event.certainty}"),
            kb_temporality=name(f"fact:{event.temporality}"),
            kb_status=name(f"st:{event.status}"),
            kb_concernsEvent=_other(names, event.concerns),
            kb_resultOf=_other(names, event.result_of),
            kb_partOfEvent=_other(names, event.part_of),
            kb_rule=text(event.rule),
            kb_confidence=decimal(event.confidence),
            prov_wasGeneratedBy=NamedNode(names.run),
        )
        for participant in distinct_participants(event.participants):
            _add_participant(triples, names, iri, participant)
        _add_items(triples, names, iri, "item", event.items)
        _add_items(triples, names, iri, "instrument", event.instruments)
        _add_places(triples, names, iri, event, extraction)


def event_type(event: Event) -> NamedNode:
    """Return the concept of an event's type: its own narrower type where it has one."""
    return name(f"kbt:{event.subtype}") if event.subtype else name(f"plover:{event.type}")


def event_mode(event: Event) -> NamedNode | None:
    """Return the concept of an event's PLOVER mode; modes are named TYPE-mode."""
    return name(f"plover:{event.type}-{event.mode}") if event.type and event.mode else None


def distinct_participants(participants: Iterable[Participant]) -> list[Participant]:
    """Return one participant per role and actor: the one read in the clause with most confidence.

    "Ukraine ... its forces" names one actor twice in one role; the graph holds it once.
    """
    best: dict[tuple[str, str], Participant] = {}
    for participant in sorted(participants, key=lambda p: (p.inferred, -p.confidence)):
        best.setdefault((participant.role, participant.actor.iri), participant)
    return list(best.values())


def _other(names: Names, event_id: str | None) -> NamedNode | None:
    return NamedNode(names.events[event_id]) if event_id else None


def _add_participant(triples: Triples, names: Names, event: str, participant: Participant) -> None:
    actor = NamedNode(participant.actor.iri)
    node = f"{event}/{participant.role}/{last_part(participant.actor)}"
    start, end = participant.start, participant.end
    spanned = start is not None and end is not None
    triples.add(event, kb_hasParticipation=NamedNode(node), **{f"kb_{participant.role}": actor})
    triples.add(
        node,
        a=name("kb:Participation"),
        kb_role=name(f"role:{participant.role}"),
        kb_actor=actor,
        kb_inCapacity=NamedNode(participant.in_capacity) if participant.in_capacity else None,
        kb_span=add_span(triples, names, start or 0, end or 0) if spanned else None,
        kb_inferred=boolean(participant.inferred),
        kb_confidence=decimal(participant.confidence),
    )


def _add_items(
    triples: Triples, names: Names, event: str, role: str, items: Iterable[Item]
) -> None:
    for position, item in enumerate(items, start=1):
        node = f"{event}/{role}/{position}"
        triples.add(event, **{f"kb_{role}": NamedNode(node)})
        triples.add(
            node,
            a=name("kb:Item"),
            kb_itemKind=name(f"item:{item.kind}"),
            kb_amount=None if item.amount is None else number(item.amount),
            kb_amountMin=None if item.amount_min is None else number(item.amount_min),
            kb_amountMax=None if item.amount_max is None else number(item.amount_max),
            kb_approximate=boolean(item.approximate),
            kb_amountText=text(item.text),
            kb_span=add_span(triples, names, item.start, item.end),
        )


def _add_places(
    triples: Triples, names: Names, iri: str, event: Event, extraction: Extraction
) -> None:
    mentions = {m.id: m for m in extraction.annotation.mentions}
    for place in event.places:
        mention = mentions[place.mention]
        triples.add(
            iri,
            kb_placeMention=NamedNode(names.span(mention.start, mention.end)),
            **{PLACE_ROLES[place.role]: NamedNode(place.place.iri)},
        )
