"""From the catalogue's tables to the catalogue in memory."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from kb.catalogue.catalogue import Catalogue
from kb.catalogue.check import find_dangling
from kb.catalogue.entries import Actor, Alias, Office, Place, Sense, Tenure
from kb.catalogue.folders import Tables, find_problems, locate, read_tables
from kb.catalogue.surfaces import actor_senses, fold, key, keys, place_senses, surname_keys
from kb.errors import CatalogueError

_Keyed = TypeVar("_Keyed", Actor, Place, Office)


def load_catalogue(directory: Path, overlay: Path | None = None) -> Catalogue:
    """Read `data/catalogue/`, and over it the tables of the user's folder `overlay`, if there.

    Raises CatalogueError naming file, line and reason where a row is malformed, a slug is used
    twice, or a row of the overlay refers to something that is not listed.
    """
    with _collector_paused():
        tables = read_tables(directory, overlay)
        try:
            catalogue = build_catalogue(tables)
        except CatalogueError as error:
            raise CatalogueError(next(find_problems(directory, overlay), str(error))) from None
    if overlay is not None and tables.own:
        for finding in find_dangling(catalogue):
            where = locate(finding.kind, finding.key, directory, overlay)
            raise CatalogueError(f"{where}: {finding.reason}")
    return catalogue


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Let the garbage collector rest: all of half a million new objects stay, none is garbage.

    It would search them again and again while they are made, a quarter of the time of loading.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def build_catalogue(tables: Tables) -> Catalogue:
    """Return the catalogue that tables make; raises CatalogueError on a slug used twice, or an
    alias of what is not listed."""
    actors, places = _unique(tables.actors), _unique(tables.places)
    _add_aliases(tables.aliases, actors, places)
    actors = {
        slug: actor._replace(territory=slug)
        if actor.kind in ("State", "Government") and actor.territory is None and slug in places
        else actor
        for slug, actor in actors.items()
    }
    offices = _unique(tables.offices)
    senses = _index(actors, places)
    held_by, holders_of = _tenures_by_side(tables.tenures)
    nominals = {nominal.noun: nominal for nominal in tables.nominals}
    titles = _titles(offices)
    return Catalogue(
        actors=MappingProxyType(actors),
        places=MappingProxyType(places),
        offices=MappingProxyType(offices),
        tenures=tables.tenures,
        nominals=MappingProxyType(nominals),
        sport=MappingProxyType({entry.words: entry.weight for entry in tables.sport}),
        senses=MappingProxyType(senses),
        longest=MappingProxyType(_longest(senses)),
        organs=MappingProxyType(_organs(actors)),
        surnames=MappingProxyType(_surnames(actors)),
        held_by=MappingProxyType(held_by),
        holders_of=MappingProxyType(holders_of),
        titles=MappingProxyType(titles),
        longest_title=MappingProxyType(_longest([*titles, *nominals])),
        given_names=frozenset(
            fold(actor.label.split(" ", 1)[0])
            for actor in actors.values()
            if actor.kind == "Person" and " " in actor.label
        ),
        capital_of=MappingProxyType(
            {a.capital: slug for slug, a in actors.items() if a.capital and a.active_to is None}
        ),
    )


def _add_aliases(
    aliases: Iterable[Alias], actors: dict[str, Actor], places: dict[str, Place]
) -> None:
    for slug, alias, unsure, _ in aliases:
        if slug in actors:
            actor = actors[slug]
            actors[slug] = actor._replace(
                aliases=(*actor.aliases, alias),
                unsure=(*actor.unsure, alias) if unsure else actor.unsure,
                added=(*actor.added, alias),
            )
        elif slug in places:
            places[slug] = places[slug]._replace(aliases=(*places[slug].aliases, alias))
        else:
            raise CatalogueError(f"alias of what is not listed: {slug}")


def _unique(entries: Iterable[_Keyed]) -> dict[str, _Keyed]:
    found: dict[str, _Keyed] = {}
    for entry in entries:
        if entry.slug in found:
            raise CatalogueError(f"slug used twice: {entry.slug}")
        found[entry.slug] = entry
    return found


def _index(
    actors: Mapping[str, Actor], places: Mapping[str, Place]
) -> dict[str, tuple[Sense, ...]]:
    """Group all senses by key; of several forms of one entry with one key the weightiest stays."""
    by_key: dict[str, list[Sense]] = defaultdict(list)
    for sense in chain(actor_senses(actors.values()), place_senses(places.values())):
        for form in keys(sense.written):
            by_key[form].append(sense)
    senses: dict[str, tuple[Sense, ...]] = {}
    for form, found in by_key.items():
        if len(found) > 1:
            found = list(dict.fromkeys(found))
            found.sort(key=lambda sense: -sense.weight)
        senses[form] = tuple(found)
    return senses


def _longest(forms: Iterable[str]) -> dict[str, int]:
    """Return first word -> number of words of the longest form that begins with it."""
    longest: dict[str, int] = {}
    for form in forms:
        first, _, rest = form.partition(" ")
        length = rest.count(" ") + 2 if rest else 1
        if length > longest.get(first, 0):
            longest[first] = length
    return longest


def _organs(actors: Mapping[str, Actor]) -> dict[tuple[str, str], str]:
    organs: dict[tuple[str, str], str] = {}
    for actor in actors.values():
        state = actor.acts_for or actor.part_of
        if actor.role and state and actor.active_to is None:
            organs.setdefault((state, actor.role), actor.slug)
    return organs


def _surnames(actors: Mapping[str, Actor]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for actor in actors.values():
        if actor.kind == "Person":
            for name in (actor.label, *actor.aliases):
                for form in surname_keys(name, actor.country):
                    if actor.slug not in found[form]:
                        found[form].append(actor.slug)
    return {form: tuple(slugs) for form, slugs in found.items()}


def _titles(offices: Mapping[str, Office]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for office in offices.values():
        for title in office.titles:
            found[key(title)].append(office.slug)
    return {title: tuple(slugs) for title, slugs in found.items()}


def _tenures_by_side(
    tenures: Iterable[Tenure],
) -> tuple[dict[str, tuple[Tenure, ...]], dict[str, tuple[Tenure, ...]]]:
    by_holder: dict[str, list[Tenure]] = defaultdict(list)
    by_office: dict[str, list[Tenure]] = defaultdict(list)
    for tenure in sorted(tenures, key=lambda tenure: tenure.start or date.min):
        by_holder[tenure.holder].append(tenure)
        by_office[tenure.office].append(tenure)
    return (
        {slug: tuple(group) for slug, group in by_holder.items()},
        {slug: tuple(group) for slug, group in by_office.items()},
    )
