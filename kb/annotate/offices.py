"""Offices that a text states: "Syrian President Ahmed al-Sharaa", "Russia's envoy, X"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.catalogue import Catalogue, Office
from kb.catalogue.surfaces import key
from kb.ids import office_iri, slug
from kb.model import Entity, Interval, Mention
from kb.namespaces import ID

# A title before a name: the words between the last clause boundary and the name.
_BEFORE = re.compile(r"(?:^|[,;:(“\"]|\b(?:and|by|with|to|of|that|from|for|said|told|but|met)\b)")
_MAX_TITLE_WORDS = 10
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her", "new", "then", "acting"})


@dataclass(frozen=True, slots=True)
class StatedOffice:
    """An office that the text gives to a person, with the words that say so."""

    iri: str
    label: str
    organisation: Entity
    start: int
    end: int


def find_office(
    text: str,
    sentence_start: int,
    sentence_end: int,
    person: Mention,
    mentions: Sequence[Mention],
    catalogue: Catalogue,
    titles: Mapping[str, tuple[Office, ...]],
    published: Interval | None,
) -> StatedOffice | None:
    """Return the office that the words right before or after a person's name state, if any.

    The title must be one that the catalogue lists. Whose office it is comes from a demonym or
    name beside it; failing that, from the person's own tenure at the time.
    """
    for start, end in _windows(text, sentence_start, sentence_end, person):
        found = _longest_title(text, start, end, titles)
        if found is None:
            continue
        title_start, title_end, offices = found
        owners = [
            m for m in mentions if start <= m.start and m.end <= end and m.actor and m is not person
        ]
        title = text[title_start:title_end]
        if stated := _resolve(title, offices, owners, person, catalogue, published):
            return StatedOffice(*stated, start=title_start, end=title_end)
    return None


def index_titles(catalogue: Catalogue) -> dict[str, tuple[Office, ...]]:
    """Return title -> the offices that it may name, keyed by the title's folded words."""
    found: dict[str, list[Office]] = {}
    for office in catalogue.offices.values():
        for title in (*office.titles, office.label):
            found.setdefault(key(title), []).append(office)
    return {title: tuple(offices) for title, offices in found.items()}


def _windows(text: str, start: int, end: int, person: Mention) -> list[tuple[int, int]]:
    """The stretches in which a title of the person may stand: before the name, before a comma
    that closes an apposition, and after the name between commas."""
    before = text[start : person.start]
    cuts = [match.end() for match in _BEFORE.finditer(before)]
    windows = [(start + (cuts[-1] if cuts else 0), person.start)]
    if before.rstrip().endswith(","):
        body = before.rstrip()[:-1]
        earlier = [match.end() for match in re.finditer(r"[,;:(“\"]|^(?:As|But|And) ", body)]
        windows.insert(0, (start + (earlier[-1] if earlier else 0), start + len(body)))
    else:
        # "permanent Russian representative to the UN X": prepositions belong to the title.
        loose = [match.end() for match in re.finditer(r"[,;:(“”\"]|\b(?:and|that|by)\b", before)]
        windows.append((start + (loose[-1] if loose else 0), person.start))
    after = re.match(r"\s*,\s*([^,;:.“”\"]+)[,;:.]", text[person.end : end])
    if after:
        windows.append((person.end + after.start(1), person.end + after.end(1)))
    return [(a, b) for a, b in windows if 0 < len(text[a:b].split()) <= _MAX_TITLE_WORDS]


def _longest_title(
    text: str, start: int, end: int, titles: Mapping[str, tuple[Office, ...]]
) -> tuple[int, int, tuple[Office, ...]] | None:
    words = list(re.finditer(r"[^\s,]+", text[start:end]))
    for length in range(len(words), 0, -1):
        for first in range(len(words) - length + 1):
            a, b = start + words[first].start(), start + words[first + length - 1].end()
            offices = titles.get(key(re.sub(r"['’]s\b", "", text[a:b])))
            if offices:
                return a, b, offices
    return None


def _resolve(
    title: str,
    offices: Sequence[Office],
    owners: Sequence[Mention],
    person: Mention,
    catalogue: Catalogue,
    published: Interval | None,
) -> tuple[str, str, Entity] | None:
    by_owner = [
        (office, owner.actor)
        for owner in owners
        for office in offices
        if owner.actor is not None and office.organisation == _slug(owner.actor)
    ]
    if by_owner:
        office, organisation = by_owner[0]
        assert organisation is not None
        return office_iri(office.slug), office.label, organisation
    holder = _slug(person.actor) if person.actor is not None else ""
    held = [tenure.office for tenure in catalogue.held_by.get(holder, ())]
    own = [office for office in offices if office.slug in held]
    current = [o for o in own if _holds(holder, o.slug, catalogue, published)] or own
    if current:
        office = current[-1]
        return office_iri(office.slug), office.label, catalogue.entity(office.organisation)
    state = next((o.actor for o in owners if o.actor and o.actor.kind in ("State", "IGO")), None)
    if state is None:
        return None
    label = f"{title} ({state.label})"
    return office_iri("x-" + slug(label)), label, state


def _slug(entity: Entity) -> str:
    return entity.iri.removeprefix(f"{ID}actor/")


def _holds(person: str, office: str, catalogue: Catalogue, published: Interval | None) -> bool:
    return any(
        tenure.office == office
        and (
            tenure.end is None
            if published is None
            else tenure.covers(published.earliest, published.latest)
        )
        for tenure in catalogue.held_by.get(person, ())
    )
