"""The catalogue in memory: entries by slug, forms by key, office holders by date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kb import ids
from kb.catalogue.entries import Actor, Nominal, Office, Place, Sense, Tenure
from kb.catalogue.surfaces import key
from kb.model import Entity, Interval

# Where a person's office does not say it, what its class says of the holder's sector.
_SECTOR_OF_CLASS = {
    "head-of-state": "GOV",
    "head-of-government": "GOV",
    "minister": "GOV",
    "envoy": "GOV",
    "spokesperson": "GOV",
    "military": "MIL",
    "intelligence": "SPY",
    "legislator": "LEG",
    "judge": "JUD",
}


@dataclass(frozen=True)
class Catalogue:
    """All entries, immutable. Mappings are keyed by slug unless said otherwise."""

    actors: Mapping[str, Actor]
    places: Mapping[str, Place]
    offices: Mapping[str, Office]
    tenures: tuple[Tenure, ...]
    nominals: Mapping[str, Nominal]  # by noun, singular and plural
    sport: Mapping[str, int]  # words of sport -> weight
    senses: Mapping[str, tuple[Sense, ...]]  # by key, most likely first
    longest: Mapping[str, int]  # first word of a key -> words of the longest such key
    organs: Mapping[tuple[str, str], str]  # (state slug, role) -> slug of its body
    surnames: Mapping[str, tuple[str, ...]]  # key of a surname -> persons
    held_by: Mapping[str, tuple[Tenure, ...]]  # person -> tenures
    holders_of: Mapping[str, tuple[Tenure, ...]]  # office -> tenures
    capital_of: Mapping[str, str]  # place -> state
    titles: Mapping[str, tuple[str, ...]]  # key of a title -> offices
    longest_title: Mapping[str, int]  # first word of a title or noun -> words of the longest such
    given_names: frozenset[str]  # folded first words of persons' names

    def entity(self, slug: str, on: date | None = None) -> Entity:
        """Return an actor (or else a place) as an Entity.

        With a day, a person acts for the organisation of the office held then; raises KeyError
        on an unknown slug.
        """
        actor = self.actors.get(slug)
        if actor is None:
            return self.place_entity(slug)
        return Entity(
            iri=ids.actor_iri(slug),
            kind=actor.kind,
            label=actor.label,
            wikidata=actor.wikidata,
            acts_for=_iri(self.acts_for(slug, on)),
            part_of=_iri(actor.part_of),
            rolls_up_to=_iri(self.rolls_up_to(slug, on)),
        )

    def place_entity(self, slug: str) -> Entity:
        """Return a place as an Entity; raises KeyError on an unknown slug."""
        place = self.places[slug]
        return Entity(
            iri=ids.place_iri(slug), kind="Place", label=place.label, wikidata=place.wikidata
        )

    def acts_for(self, slug: str, on: date | None = None) -> str | None:
        """Return whose agent the actor is, for a person by the office held on the day."""
        actor = self.actors[slug]
        if actor.kind == "Person":
            held = self.held_by.get(slug, ())
            if on is not None:
                held = tuple(tenure for tenure in held if tenure.covers(on, on))
            else:
                held = tuple(tenure for tenure in held if tenure.end is None)
            if held:
                return self.offices[held[-1].office].organisation
            if on is not None and self.held_by.get(slug):
                return None
        return actor.acts_for

    def rolls_up_to(self, slug: str, on: date | None = None) -> str:
        """Return the top of the acts-for and part-of chain, or the actor itself.

        A chain that runs in a circle ends before the first actor met twice.
        """
        seen = {slug}
        current = slug
        while True:
            above = self.acts_for(current, on) or self.actors[current].part_of
            if above is None or above in seen or above not in self.actors:
                return current
            seen.add(above)
            current = above

    def holders(self, office: str, interval: Interval) -> tuple[Tenure, ...]:
        """Return the tenures of an office that overlap an interval, oldest first."""
        return tuple(
            tenure
            for tenure in self.holders_of.get(office, ())
            if tenure.covers(interval.earliest, interval.latest)
        )

    def code(self, slug: str, on: date | None = None) -> tuple[str | None, str]:
        """Return an actor's country (ISO 3166 alpha-3 or None) and sector at a date.

        A group that governs through a dated office ("head of the Taliban government") counts as
        GOV while it does; a person has the sector of the office held, ELI after the last one.
        """
        actor = self.actors[slug]
        country = actor.country or self._country(slug, on)
        if actor.kind == "Person":
            return country, self._person_sector(actor, on)
        ruling = [
            tenure
            for tenure in self.held_by.get(slug, ())
            if tenure.covers(on or date.max, on or date.max)
        ]
        return country, "GOV" if ruling else actor.sector or "UNK"

    def _country(self, slug: str, on: date | None) -> str | None:
        top = self.actors[self.rolls_up_to(slug, on)]
        return top.country

    def _person_sector(self, actor: Actor, on: date | None) -> str:
        held = self.held_by.get(actor.slug, ())
        day = on or date.max
        for tenure in reversed(held):
            if tenure.covers(day, day):
                office = self.offices[tenure.office]
                organisation = self.actors.get(office.organisation)
                fallback = organisation.sector if organisation and organisation.sector else "GOV"
                if organisation and organisation.kind == "State":
                    return _SECTOR_OF_CLASS.get(office.office_class, "GOV")
                return fallback
        if held and all(tenure.end is not None and tenure.end <= day for tenure in held):
            return "ELI"
        return actor.sector or "UNK"

    def lies_in(self, place: str) -> Iterator[str]:
        """Yield the place itself and everything that contains it, innermost first."""
        seen: set[str] = set()
        current: str | None = place
        while current is not None and current not in seen and current in self.places:
            yield current
            seen.add(current)
            current = self.places[current].within

    def find(self, name: str) -> tuple[Sense, ...]:
        """Return what a name may denote, most likely first, whatever its case."""
        return self.senses.get(key(name), ())


def _iri(slug: str | None) -> str | None:
    return ids.actor_iri(slug) if slug else None
