"""Titles, whose offices they are, and the persons they go with in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb import ids
from kb.catalogue import Catalogue, Office
from kb.catalogue.surfaces import fold
from kb.model import Entity, Interval, Mention

_WORD = re.compile(r"[^\W_]+")
_LONGEST_TITLE = 8
_FORMER = re.compile(r"\b(?:former|ex|late|then|one-time|onetime|ousted|deposed)[- ]\Z", re.I)
_QUALIFIERS = (
    r"(?:(?:new|acting|interim|outgoing|current|caretaker|transitional|de facto|self-declared|"
    r"permanent|special|chief|senior|top|deputy|newly elected|far-right|right-wing|left-wing)[ -])*"
)
_BETWEEN_OWNER_AND_TITLE = re.compile(rf"(?:['’]s?)? ?{_QUALIFIERS}\Z", re.I)
_BEFORE_NAME = re.compile(r",? (?:(?:Dr|Mr|Mrs|Ms|Gen|Lt|Col|Sheikh|Sir|Ayatollah)\.? )?")
_APPOSITION = re.compile(rf", (?:the |a |an |its |his |her |their )?{_QUALIFIERS}", re.I)
_COMPLEMENT = re.compile(r"\A,? (?:of|for|to|at|in|with) (?:the )?")


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a sentence: offsets in its text, its key, the offices that bear it."""

    start: int
    end: int
    form: str
    offices: tuple[str, ...]
    former: bool


@dataclass(frozen=True, slots=True)
class Held:
    """An office that a text gives to somebody.

    `organisation` is the slug of what the office belongs to, None where nothing says it; offices
    that the catalogue lacks get an IRI of their own.
    """

    office: str  # IRI
    label: str
    organisation: str | None
    start: int
    end: int


def find_titles(text: str, catalogue: Catalogue) -> list[Title]:
    """Return the titles of the catalogue's offices in a text, in order, the longest at each word.

    Shorter ones inside a longer one are kept: "president" in "European Commission President" is
    the title when "commission president" is another body's.
    """
    words = [(m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(text)]
    found: list[Title] = []
    for index, (_, _, first) in enumerate(words):
        reach = min(catalogue.longest_title.get(first, 0), _LONGEST_TITLE)
        for last in range(min(index + reach, len(words)) - 1, index - 1, -1):
            form = " ".join(word for _, _, word in words[index : last + 1])
            offices = catalogue.titles.get(form) or _nominal_title(form, catalogue)
            if offices is not None:
                start, end = words[index][0], words[last][1]
                former = bool(_FORMER.search(text[:start]))
                found.append(Title(start, end, form, offices, former))
                break
    return found


def _nominal_title(form: str, catalogue: Catalogue) -> tuple[str, ...] | None:
    """Return no offices for a noun that may be a title of one that the catalogue lacks."""
    nominal = catalogue.nominals.get(form)
    if nominal is not None and nominal.person and nominal.agent and nominal.actor_kind == "Person":
        return ()
    return None


def owner_between(text: str, end: int, title: Title) -> bool:
    """Tell whether a name that ends at `end` owns the title that follows: "Syria's president"."""
    return end <= title.start and bool(_BETWEEN_OWNER_AND_TITLE.fullmatch(text[end : title.start]))


def belongs(title: Title, owner: str, organisation: str, catalogue: Catalogue) -> bool:
    """Tell whether an office of `organisation` may be called the owner's.

    A state's organs count where the title says which: "Russian intelligence chief", but the
    "head of Russia" is not the head of its secret service.
    """
    if owner == organisation:
        return True
    actor = catalogue.actors.get(organisation)
    if " " not in title.form:
        return False
    return actor is not None and owner in (actor.acts_for, actor.part_of)


def read_office(person: Mention, titles: Sequence[Title], scope: Scope) -> Held | None:
    """Return the office that a sentence gives to a person it names, None for none.

    Read are a title before the name ("French President X", "Russia's envoy for Syria, X") and
    one in apposition after it ("X, the Russian ambassador to the UN").
    """
    start, end = person.start - scope.offset, person.end - scope.offset
    for title in titles:
        if title.former:
            continue
        owner = scope.owner(title)
        complement, last = scope.complement(title)
        if title.end <= start:
            gap = scope.text[last if last <= start else title.end : start]
            is_persons = bool(_BEFORE_NAME.fullmatch(gap))
            last = max(title.end, min(last, start))
        else:
            begin = scope.owner_start(title)
            is_persons = begin >= end and bool(_APPOSITION.fullmatch(scope.text[end:begin]))
        if is_persons and (held := _name_office(title, owner or complement, last, person, scope)):
            return held
    return None


@dataclass(frozen=True, slots=True)
class Scope:
    """A sentence as titles are read in it: `text` begins at `offset` of the document."""

    text: str
    offset: int
    mentions: tuple[Mention, ...]
    catalogue: Catalogue
    published: Interval | None

    def owner(self, title: Title) -> str | None:
        """Return the slug of the actor named right before a title: "Syrian President"."""
        mention = self._owner_mention(title)
        return slug_of(mention.actor, self.catalogue) if mention else None

    def owner_start(self, title: Title) -> int:
        """Return where the owner before a title begins, or the title itself."""
        mention = self._owner_mention(title)
        return mention.start - self.offset if mention else title.start

    def _owner_mention(self, title: Title) -> Mention | None:
        for mention in self.mentions:
            end = mention.end - self.offset
            if (
                mention.actor is not None
                and mention.kind in ("NORP", "LOC", "ORG")
                and owner_between(self.text, end, title)
            ):
                return mention
        return None

    def complement(self, title: Title) -> tuple[str | None, int]:
        """Return the actor in "president of X" and where it ends; (None, end of title) for none."""
        gap = _COMPLEMENT.match(self.text[title.end :])
        if gap:
            position = title.end + gap.end() + self.offset
            for mention in self.mentions:
                if mention.start != position:
                    continue
                end = mention.end - self.offset
                if self.text[end : end + 1] in ("'", "’"):
                    position = mention.end + 3  # "head of Russia's Wagner Group"
                    continue
                return slug_of(mention.actor, self.catalogue), end
        return None, title.end


def slug_of(entity: Entity | None, catalogue: Catalogue) -> str | None:
    """Return the catalogue's slug of an actor, None for candidates and unnamed actors."""
    if entity is None:
        return None
    slug = entity.iri.rpartition("/")[2]
    return slug if entity.iri == ids.actor_iri(slug) and slug in catalogue.actors else None


def _name_office(
    title: Title, organisation: str | None, last: int, person: Mention, scope: Scope
) -> Held | None:
    start, end = title.start + scope.offset, last + scope.offset
    office = _catalogue_office(title, organisation, person, scope)
    if office is not None:
        return Held(ids.office_iri(office.slug), office.label, office.organisation, start, end)
    if organisation is None or (title.offices and not _is_general(title)):
        return None
    label = f"{scope.text[title.start : last]} ({scope.catalogue.actors[organisation].label})"
    return Held(ids.office_iri(f"x-{ids.slug(label)}"), label, organisation, start, end)


def _is_general(title: Title) -> bool:
    """Tell whether a body that the catalogue does not connect with a title may have it too.

    One that offices of many bodies bear, or one of several words ("special envoy").
    """
    return len(title.offices) > 2 or " " in title.form


def _catalogue_office(
    title: Title, organisation: str | None, person: Mention, scope: Scope
) -> Office | None:
    catalogue = scope.catalogue
    offices = [catalogue.offices[slug] for slug in title.offices]
    holder = slug_of(person.actor, catalogue)
    held = {tenure.office for tenure in catalogue.held_by.get(holder or "", ())}
    if organisation is not None:
        own = [o for o in offices if belongs(title, organisation, o.organisation, catalogue)]
        return next((o for o in own if o.slug in held), own[0] if own else None)
    return next((o for o in offices if o.slug in held), None)
