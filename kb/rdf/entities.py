"""Actors and places that the catalogue does not hold, described where they are named."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kb.model import Entity, Extraction
from kb.rdf.names import Names
from kb.rdf.terms import Triples, boolean, english, name


def add_entities(
    triples: Triples, names: Names, extraction: Extraction, publisher: Entity | None
) -> None:
    """Describe the candidates and unnamed sources of a document, each once.

    A candidate is described in every document that names it, so that deleting one document takes
    nothing from another; an unnamed source exists in its own document only.
    """
    described: dict[str, Entity] = {}
    for entity in _entities(extraction, publisher):
        described.setdefault(entity.iri, entity)
    for entity in described.values():
        unnamed = entity.iri.startswith(names.doc + "/")
        if entity.candidate or unnamed:
            _add_entity(triples, entity, unnamed)


def _add_entity(triples: Triples, entity: Entity, unnamed: bool) -> None:
    triples.add(
        entity.iri,
        a=name(f"kb:{entity.kind}"),
        skos_prefLabel=english(entity.label),
        kb_candidate=None if unnamed else boolean(True),
        kb_actsFor=NamedNode(entity.acts_for) if entity.acts_for else None,
        kb_partOf=NamedNode(entity.part_of) if entity.part_of else None,
    )


def _entities(extraction: Extraction, publisher: Entity | None) -> Iterator[Entity]:
    if publisher:
        yield publisher
    for mention in extraction.annotation.mentions:
        yield from (e for e in (mention.actor, mention.place) if e)
    for event in extraction.events:
        yield from (p.actor for p in event.participants)
        yield from (p.place for p in event.places)
    for claim in extraction.claims:
        yield from (e for e in (claim.claimant, claim.via, claim.addressee) if e)
