"""What the rows of the catalogue's tables become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Actor(NamedTuple):
    """One actor. `kind` is a local name of the ontology; references are slugs or None.

    `acts_for` is agency (whose agent the actor is), `based_in` mere location. `country` is an
    ISO 3166 alpha-3 code, `sector` a PLOVER sector or IGO. `role` says which body of its state an
    organ is (foreign-ministry, armed-forces, ...). `adjectives` and `people` are the demonyms,
    `metonyms` place names that stand for a state's government, `capital` a place slug.
    `unsure` are those aliases that count only where the text supports them, `added` those that the
    user gave to an actor of the shipped tables.
    `successor` is the actor that continued this one. Active years are half-open.
    """

    slug: str
    kind: str
    label: str
    aliases: tuple[str, ...] = ()
    sector: str | None = None
    acts_for: str | None = None
    part_of: str | None = None
    based_in: str | None = None
    country: str | None = None
    role: str | None = None
    active_from: date | None = None
    active_to: date | None = None
    wikidata: str | None = None
    domain: str | None = None
    successor: str | None = None
    territory: str | None = None
    capital: str | None = None
    iso2: str | None = None
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    source: str = ""


class Place(NamedTuple):
    """One place. `within` is the slug of the next larger one; coordinates in degrees (WGS84)."""

    slug: str
    kind: str
    label: str
    aliases: tuple[str, ...] = ()
    within: str | None = None
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    geonames: int | None = None
    wikidata: str | None = None
    adjectives: tuple[str, ...] = ()
    source: str = ""


class Office(NamedTuple):
    """A post: `titles` are the phrases that name its holder ("president", "prime minister").

    `single` says that it has one holder at a time.
    """

    slug: str
    label: str
    titles: tuple[str, ...]
    organisation: str
    office_class: str
    single: bool = True
    source: str = ""


class Tenure(NamedTuple):
    """Who held which office, [start, end); None where the date is not known or still open."""

    holder: str
    office: str
    start: date | None
    end: date | None
    source: str = ""

    def covers(self, first: date, last: date) -> bool:
        """Tell whether the tenure overlaps the days `first` to `last`, both inclusive."""
        return (self.start is None or self.start <= last) and (self.end is None or self.end > first)


class Alias(NamedTuple):
    """One more name of an actor or place that another table lists; `unsure` as in `Actor`."""

    slug: str
    alias: str
    unsure: bool
    source: str = ""


class Membership(NamedTuple):
    """An actor belongs to an organisation, [start, end); None where the date is not known or open.

    `role` is member, observer, associate, partner, candidate or suspended.
    """

    member: str
    organisation: str
    role: str
    start: date | None
    end: date | None
    source: str = ""

    def covers(self, day: date) -> bool:
        """Tell whether the membership holds on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or self.end > day)


class Sense(NamedTuple):
    """One thing that a surface form may denote.

    `relation` is how: name, acronym, demonym (adjective), people (plural of persons), metonym.
    `written` is the spelling in the table, which decides upper and lower case. `weight` in (0, 1]
    says how readily the bare form means this entity; below 0.5 it needs support in the text.
    """

    target: str  # actor | place
    slug: str
    relation: str
    written: str
    weight: float


class SportWord(NamedTuple):
    """A word, or two, of sport in lower case; weight 2 where hardly anybody else uses it."""

    words: str
    weight: int


@dataclass(frozen=True, slots=True)
class Nominal:
    """A common noun that describes actors ("officials", "militia", "ministry").

    `actor_kind` is the ontology class of what it names, `sector` its PLOVER sector. `role` is the
    body of a state that "Russian NOUN" means, or None where the people meant stay unnamed;
    `agent` says that a demonym before it makes them agents of that state (officials, not tourists).
    `anaphoric` nouns ("the group") may refer back to a named actor of one of `refers_to`.
    """

    noun: str
    actor_kind: str
    sector: str | None
    role: str | None
    agent: bool
    person: bool
    refers_to: tuple[str, ...] = ()
