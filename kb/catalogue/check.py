"""What is wrong with a catalogue that can be read: dangling references, overlaps, ambiguity."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator, Mapping
from datetime import date

from kb.catalogue.catalogue import Catalogue
from kb.catalogue.entries import Actor, Office, Place, Sense, Tenure


def check_catalogue(catalogue: Catalogue) -> list[str]:
    """Return one line per finding; an empty list means that the catalogue is sound."""
    return [
        *_dangling_references(catalogue),
        *_circles(catalogue),
        *_overlapping_tenures(catalogue),
        *_ambiguous_forms(catalogue),
    ]


def _dangling_references(catalogue: Catalogue) -> Iterator[str]:
    for actor in catalogue.actors.values():
        for column in ("acts_for", "part_of", "successor"):
            yield from _dangling(f"actor {actor.slug}", actor, column, catalogue.actors)
        for column in ("based_in", "territory", "capital"):
            yield from _dangling(f"actor {actor.slug}", actor, column, catalogue.places)
    for place in catalogue.places.values():
        yield from _dangling(f"place {place.slug}", place, "within", catalogue.places)
    for office in catalogue.offices.values():
        yield from _dangling(f"office {office.slug}", office, "organisation", catalogue.actors)
    for tenure in catalogue.tenures:
        yield from _dangling(f"tenure of {tenure.office}", tenure, "holder", catalogue.actors)
        yield from _dangling(f"tenure of {tenure.holder}", tenure, "office", catalogue.offices)


def _dangling(
    where: str, row: Actor | Place | Office | Tenure, column: str, targets: Container[str]
) -> Iterator[str]:
    target: str | None = getattr(row, column)
    if target and target not in targets:
        yield f"{where}: {column} names nothing that is listed: {target}"


def _circles(catalogue: Catalogue) -> Iterator[str]:
    within = {place.slug: place.within for place in catalogue.places.values()}
    above = {actor.slug: actor.acts_for or actor.part_of for actor in catalogue.actors.values()}
    for kind, parents in (("place", within), ("actor", above)):
        for slug in parents:
            if _returns(slug, parents):
                yield f"{kind} {slug}: the chain of what it belongs to runs in a circle"


def _returns(slug: str, parents: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    parent = parents[slug]
    while parent is not None and parent not in seen:
        if parent == slug:
            return True
        seen.add(parent)
        parent = parents.get(parent)
    return False


def _overlapping_tenures(catalogue: Catalogue) -> Iterator[str]:
    for slug, tenures in catalogue.holders_of.items():
        office = catalogue.offices.get(slug)
        if office is None or not office.single:
            continue
        for former, later in itertools.pairwise(tenures):
            if _end(former) > (later.start or date.min):
                yield (
                    f"office {slug}: {former.holder} ({former.start}..{former.end}) overlaps "
                    f"{later.holder} ({later.start}..{later.end})"
                )


def _end(tenure: Tenure) -> date:
    return tenure.end or date.max


def _ambiguous_forms(catalogue: Catalogue) -> Iterator[str]:
    """Report forms shared by entries that no disambiguation rule tells apart.

    Rules exist for an actor and its own place, a demonym and a name, entries of different
    countries (country context), of different years (dates) and of different weight (prior).
    """
    for form, senses in catalogue.senses.items():
        actors = {sense.slug: sense for sense in senses if sense.target == "actor"}
        for first, second in _pairs(list(actors.values())):
            if first.written == second.written and not _told_apart(catalogue, first, second):
                yield f"form {form!r} is shared by {first.slug} and {second.slug} without a rule"


def _pairs(senses: list[Sense]) -> Iterator[tuple[Sense, Sense]]:
    for index, first in enumerate(senses):
        for second in senses[index + 1 :]:
            yield first, second


def _told_apart(catalogue: Catalogue, first: Sense, second: Sense) -> bool:
    one, other = catalogue.actors[first.slug], catalogue.actors[second.slug]
    if first.relation != second.relation or abs(first.weight - second.weight) > 0.05:
        return True
    if one.country != other.country:
        return True
    started, ended = (
        max(one.active_from or date.min, other.active_from or date.min),
        min(one.active_to or date.max, other.active_to or date.max),
    )
    return started >= ended
