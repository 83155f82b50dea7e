"""Which entity a name means: senses weighed by the document's countries, dates and neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kb.annotate.candidates import make_actor, make_place
from kb.annotate.names import Found, kind_of
from kb.annotate.sport import Sport
from kb.catalogue import Catalogue, Sense
from kb.model import Entity, Interval

# Words after which a capital or seat is a location, not the government that sits there.
_LOCATIVE = re.compile(
    r"\b(?:in|near|at|outside|inside|around|across|throughout|over|above|downtown|central|"
    r"north of|south of|east of|west of)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_AIMED_AT = re.compile(
    r"\b(?:out|back|aim(?:ed)?|jabs?|swipes?|dig|anger(?:ed)?|angry|furious|fury|scoff(?:s|ed|ing)?|"
    r"rail(?:s|ed|ing)?|sneer(?:s|ed|ing)?|directed|levelled|leveled) at\s+\Z",
    re.IGNORECASE,
)
_OWNED_WORD = re.compile(r"\A['’]s?\s+[a-z]")
_CONTAINER = re.compile(
    r"\A(?:, | )(?:in )?(?:the )?(?:(?:north|south|)-?(?:east|west|)(?:ern)? |central )?(?=[A-Z])"
)
_CLEAR_LEAD = 0.1
# "Kings, Tulare and Fresno Counties": none of them is the city of that name.
_COUNTIES = re.compile(
    r"\A(?: County\b|(?:, [A-Z][\w. ]*)*,? (?:and|or) [A-Z][\w. ]*? [Cc]ounties\b| [Cc]ounties\b)"
)
_TEAM_SCORE = 0.6
_COUNTY_SCORE = 0.6
# What teams are named after.
_HOMES = frozenset({"country", "territory", "region", "city", "capital", "island"})
_LOCATIVE_TAIL = re.compile(r"\A['’]s\s+(?:airport|streets|suburbs|centre|center|mayor)\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name denotes: an actor, a place, or both at once (a state and its territory).

    `kind` is PER, ORG, LOC, NORP or FAC; `rule` says why it was read so.
    """

    actor: Entity | None
    place: Entity | None
    kind: str
    score: float
    rule: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the document says beside the name itself.

    `countries` counts unambiguous names by ISO code, `places` holds the places named without
    doubt and what contains them; `published` is when the article appeared, if known, `sport`
    whether it is about sport.
    """

    catalogue: Catalogue
    countries: Mapping[str, int]
    places: frozenset[str]
    published: Interval | None = None
    sport: Sport | None = None

    @property
    def day(self) -> date | None:
        """The last day on which the article may have appeared."""
        return self.published.latest if self.published else None


def read_context(found: Iterable[Found], catalogue: Catalogue) -> Context:
    """Return the context that the unambiguous names of a document make."""
    countries: Counter[str] = Counter()
    places: set[str] = set()
    for name in found:
        if not name.strong:
            continue
        if len({sense.slug for sense in name.senses}) > 1:
            continue
        sense = name.senses[0]
        country = country_of(sense, catalogue)
        if country:
            countries[country] += 1
        if sense.target == "place":
            places.update(catalogue.lies_in(sense.slug))
    return Context(catalogue, countries, frozenset(places))


def country_of(sense: Sense, catalogue: Catalogue) -> str | None:
    """Return the ISO code of the country that an entity belongs to, None for none."""
    if sense.target == "actor":
        actor = catalogue.actors[sense.slug]
        return actor.country
    for slug in catalogue.lies_in(sense.slug):
        actor_here = catalogue.actors.get(slug)
        if actor_here is not None and actor_here.kind == "State":
            return actor_here.country
    return None


def choose(name: Found, before: str, after: str, context: Context) -> Reading:
    """Return what a name means, given the text of its sentence before and after it."""
    catalogue = context.catalogue
    special = _read_team(name, before, after, context) or _read_county(name, after, catalogue)
    if special is not None:
        return special
    ranked = sorted(
        ((_score(sense, after, context), sense) for sense in name.senses),
        key=lambda pair: -pair[0],
    )
    best_score, best = ranked[0]
    runner_up = next(
        (score for score, sense in ranked[1:] if not _same_thing(sense, best, catalogue)), 0.0
    )
    actor, place, rule = _as_actor_and_place(best, ranked, before, after, context)
    score = min(best_score, 0.99)
    if best_score - runner_up < _CLEAR_LEAD:
        score *= 0.75
        rule = f"{rule}-by-prior"
    if "metonymy" in rule:
        score *= 0.85
    return Reading(
        catalogue.entity(actor, context.day) if actor else None,
        catalogue.place_entity(place) if place else None,
        kind_of(best, catalogue) if best is not name.senses[0] else name.kind,
        round(score, 3),
        rule,
    )


def _read_team(name: Found, before: str, after: str, context: Context) -> Reading | None:
    """Return a candidate for the team that a state's or place's name stands for, if it does."""
    sense = name.senses[0]
    if context.sport is None or sense.relation not in ("name", "acronym"):
        return None
    if sense.target == "actor":
        is_home = context.catalogue.actors[sense.slug].kind in ("State", "Government")
    else:
        is_home = context.catalogue.places[sense.slug].kind in _HOMES
    if not is_home or not context.sport.is_team(before, after):
        return None
    return Reading(make_actor(f"{name.text} (team)", "ORG"), None, "ORG", _TEAM_SCORE, "team")


def _read_county(name: Found, after: str, catalogue: Catalogue) -> Reading | None:
    """Return a candidate for the county that is called like a city, if the text means one."""
    if not _COUNTIES.match(after) or any(
        sense.target == "actor" or catalogue.places[sense.slug].kind not in ("city", "capital")
        for sense in name.senses
    ):
        return None
    return Reading(None, make_place(f"{name.text} County"), "LOC", _COUNTY_SCORE, "county")


def _score(sense: Sense, after: str, context: Context) -> float:
    catalogue = context.catalogue
    score = sense.weight
    country = country_of(sense, catalogue)
    if country and context.countries:
        score += 0.15 * min(context.countries.get(country, 0), 3) / 3
    if sense.target == "place":
        score += _containment_bonus(sense, after, context)
        place = catalogue.places[sense.slug]
        score += min(place.population or 0, 20_000_000) / 1e9
    elif context.day is not None:
        actor = catalogue.actors[sense.slug]
        if actor.active_to and actor.active_to <= context.day:
            score -= 0.1
        if actor.active_from and actor.active_from > context.day:
            score -= 0.4
    return score


def _containment_bonus(sense: Sense, after: str, context: Context) -> float:
    """Return support for a place from "Tripoli, Lebanon" and from places named inside it."""
    if is_inside_next(sense.slug, after, context.catalogue):
        return 0.6
    is_region = context.catalogue.places[sense.slug].kind == "region"
    return 0.55 if is_region and sense.slug in context.places else 0.0


def is_inside_next(place: str, after: str, catalogue: Catalogue) -> bool:
    """Tell whether the text after a place names what contains it: ", Lebanon", " in Syria"."""
    gap = _CONTAINER.match(after)
    if gap is None:
        return False
    rest = after[gap.end() :]
    containers = list(catalogue.lies_in(place))[1:]
    return any(
        rest.startswith(form)
        for slug in containers
        for form in (catalogue.places[slug].label, *catalogue.places[slug].aliases)
    )


def _same_thing(sense: Sense, other: Sense, catalogue: Catalogue) -> bool:
    """Tell whether two senses are sides of one thing: state and territory, city and province."""
    if sense.slug == other.slug:
        return True
    for actor, place in ((sense, other), (other, sense)):
        if actor.target == "actor" and place.target == "place":
            entry = catalogue.actors[actor.slug]
            if place.slug in (entry.territory, entry.capital) or actor.relation == "metonym":
                return True
            if catalogue.places[place.slug].kind == "building":
                return True
    if sense.target == other.target == "place":
        return sense.slug in catalogue.lies_in(other.slug) or other.slug in catalogue.lies_in(
            sense.slug
        )
    return False


def _as_actor_and_place(
    best: Sense,
    ranked: list[tuple[float, Sense]],
    before: str,
    after: str,
    context: Context,
) -> tuple[str | None, str | None, str]:
    """Return actor, place and rule for the best sense: a name may mean both sides of a thing."""
    catalogue = context.catalogue
    if best.relation == "people":
        # A people is not its state, but "the Russians" negotiate and attack as one.
        as_state = before.lower().endswith("the ")
        return best.slug if as_state else None, None, "people-as-state" if as_state else "people"
    if best.relation == "demonym":
        of_actor = best.target == "actor"
        return best.slug if of_actor else None, None if of_actor else best.slug, best.relation
    if best.target == "actor" and best.relation != "metonym":
        actor = catalogue.actors[best.slug]
        if actor.kind in ("State", "Government") and actor.territory:
            return best.slug, actor.territory, best.relation
        seat = next(
            (
                sense.slug
                for _, sense in ranked
                if sense.target == "place" and catalogue.places[sense.slug].kind == "building"
            ),
            None,
        )
        if seat is not None:
            return (
                (None, seat, "name")
                if _is_location(before, after)
                else (best.slug, seat, "seat-metonymy")
            )
        return best.slug, None, best.relation
    place = best.slug if best.target == "place" else _place_of_metonym(ranked)
    if (
        place is not None
        and place in catalogue.actors
        and catalogue.actors[place].territory == place
    ):
        return place, place, best.relation
    government = _government_at(place, best, ranked, catalogue)
    if government is None or _is_location(before, after):
        return None, place, best.relation
    return government, place, "capital-metonymy"


def _place_of_metonym(ranked: list[tuple[float, Sense]]) -> str | None:
    return next((sense.slug for _, sense in ranked if sense.target == "place"), None)


def _government_at(
    place: str | None, best: Sense, ranked: list[tuple[float, Sense]], catalogue: Catalogue
) -> str | None:
    """Return the actor for which a capital or a seat of power stands."""
    if place is not None and place in catalogue.capital_of:
        return catalogue.capital_of[place]
    for _, sense in ranked:
        if sense.target == "actor" and (sense.relation == "metonym" or sense is best):
            return sense.slug
    return None


def _is_location(before: str, after: str) -> bool:
    if _AIMED_AT.search(before) or (before.lower().endswith("at ") and _OWNED_WORD.match(after)):
        return False  # "lashed out at Borg", "scoffed at Borg's offer"
    return bool(_LOCATIVE.search(before)) or bool(_LOCATIVE_TAIL.match(after))
