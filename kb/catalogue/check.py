"""What is wrong with a catalogue that can be read: dangling references, overlaps, ambiguity."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from kb.catalogue.catalogue import Catalogue
from kb.catalogue.entries import Actor, Membership, Office, Place, Sense, Tenure


class Finding(NamedTuple):
    """What is wrong with a row: its kind (actor, place, office, tenure, membership), the values
    that tell it from others, and the reason."""

    kind: str
    key: tuple[str, ...]
    reason: str

    def __str__(self) -> str:
        return f"{self.kind} {' / '.join(self.key)}: {self.reason}"


def check_catalogue(catalogue: Catalogue, memberships: Iterable[Membership] = ()) -> list[Finding]:
    """Return what is wrong; an empty list means that the catalogue is sound."""
    members = tuple(memberships)
    return [
        *find_dangling(catalogue, members),
        *_circles(catalogue),
        *_overlapping_tenures(catalogue),
        *_overlapping_memberships(members),
        *_ambiguous_forms(catalogue),
    ]


def find_dangling(
    catalogue: Catalogue, memberships: Iterable[Membership] = ()
) -> Iterator[Finding]:
    """Yield every reference to something that no table lists."""
    actors, places, offices = catalogue.actors, catalogue.places, catalogue.offices
    for actor in actors.values():
        for column in ("acts_for", "part_of", "successor"):
            yield from _dangling("actor", (actor.slug,), actor, column, actors)
        for column in ("based_in", "territory", "capital"):
            yield from _dangling("actor", (actor.slug,), actor, column, places)
    for place in places.values():
        yield from _dangling("place", (place.slug,), place, "within", places)
    for office in offices.values():
        yield from _dangling("office", (office.slug,), office, "organisation", actors)
    for tenure in catalogue.tenures:
        key = (tenure.holder, tenure.office)
        yield from _dangling("tenure", key, tenure, "holder", actors)
        yield from _dangling("tenure", key, tenure, "office", offices)
    for membership in memberships:
        key = (membership.member, membership.organisation)
        yield from _dangling("membership", key, membership, "member", actors)
        yield from _dangling("membership", key, membership, "organisation", actors)


def _dangling(
    kind: str,
    key: tuple[str, ...],
    row: Actor | Place | Office | Tenure | Membership,
    column: str,
    targets: Container[str],
) -> Iterator[Finding]:
    target: str | None = getattr(row, column)
    if target and target not in targets:
        yield Finding(kind, key, f"{column} names nothing that is listed: {target}")


def _circles(catalogue: Catalogue) -> Iterator[Finding]:
    within = {place.slug: place.within for place in catalogue.places.values()}
    above = {actor.slug: actor.acts_for or actor.part_of for actor in catalogue.actors.values()}
    for kind, parents in (("place", within), ("actor", above)):
        for slug in parents:
            if _returns(slug, parents):
                reason = "the chain of what it belongs to runs in a circle"
                yield Finding(kind, (slug,), reason)


def _returns(slug: str, parents: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    parent = parents[slug]
    while parent is not None and parent not in seen:
        if parent == slug:
            return True
        seen.add(parent)
        parent = parents.get(parent)
    return False


def _overlapping_tenures(catalogue: Catalogue) -> Iterator[Finding]:
    for slug, tenures in catalogue.holders_of.items():
        office = catalogue.offices.get(slug)
        if office is None or not office.single:
            continue
        for former, later in itertools.pairwise(tenures):
            if _end(former) > (later.start or date.min):
                yield Finding(
                    "tenure",
                    (later.holder, slug),
                    f"{later.start}..{later.end} overlaps {former.holder}'s "
                    f"{former.start}..{former.end} in an office of one holder",
                )


def _overlapping_memberships(memberships: Iterable[Membership]) -> Iterator[Finding]:
    """Report an actor that is in one organisation twice at a time."""
    ordered = sorted(memberships, key=lambda m: (m.member, m.organisation, m.start or date.min))
    for former, later in itertools.pairwise(ordered):
        key = (later.member, later.organisation)
        if key == (former.member, former.organisation) and _end(former) > (later.start or date.min):
            yield Finding(
                "membership", key, f"{later.role} from {later.start} overlaps {former.role}"
            )


def _end(span: Tenure | Membership) -> date:
    return span.end or date.max


def _ambiguous_forms(catalogue: Catalogue) -> Iterator[Finding]:
    """Report forms shared by entries that no disambiguation rule tells apart.

    Rules exist for an actor and its own place, a demonym and a name, entries of different
    countries (country context), of different years (dates) and of different weight (prior).
    """
    for form, senses in catalogue.senses.items():
        actors = {sense.slug: sense for sense in senses if sense.target == "actor"}
        for first, second in itertools.combinations(actors.values(), 2):
            if first.written == second.written and not _told_apart(catalogue, first, second):
                reason = f"shares the form {form!r} with {first.slug} without a rule"
                yield Finding("actor", (second.slug,), reason)


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
