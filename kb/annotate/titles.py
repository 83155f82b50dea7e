"""Titles and the persons they go with: "President Macron", "the Russian ambassador to the UN"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb import ids
from kb.annotate.names import Found
from kb.catalogue import Catalogue, Office, Sense
from kb.catalogue.surfaces import fold
from kb.model import Entity, Mention

_WORD = re.compile(r"[^\W_]+")
_LONGEST_TITLE = 8
_FORMER = re.compile(r"\b(?:former|ex|late|then|one-time|onetime|ousted|deposed)[- ]\Z", re.I)
_QUALIFIERS = (
    r"(?:(?:new|acting|interim|outgoing|current|caretaker|transitional|de facto|self-declared|"
    r"permanent|chief|senior|top|deputy|newly elected|far-right|right-wing|left-wing)[ -])*"
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
    """Return the titles of the catalogue's offices in a text, longest match, in order."""
    words = [(m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(text)]
    found: list[Title] = []
    index = 0
    while index < len(words):
        for last in range(min(index + _LONGEST_TITLE, len(words)) - 1, index - 1, -1):
            form = " ".join(word for _, _, word in words[index : last + 1])
            offices = catalogue.titles.get(form) or _nominal_title(form, catalogue)
            if offices is not None:
                start, end = words[index][0], words[last][1]
                former = bool(_FORMER.search(text[:start]))
                found.append(Title(start, end, form, offices, former))
                index = last
                break
        index += 1
    return found


def _nominal_title(form: str, catalogue: Catalogue) -> tuple[str, ...] | None:
    """Return no offices for a noun that may be a title of one that the catalogue lacks."""
    nominal = catalogue.nominals.get(form)
    if nominal is not None and nominal.person and nominal.agent and nominal.actor_kind == "Person":
        return ()
    return None


def find_titled_surnames(
    text: str, titles: Sequence[Title], taken: Sequence[Found], catalogue: Catalogue, day: date | None
) -> Iterator[Found]:
    """Yield persons named by title and surname only ("President Sharaa", "Chancellor Merz")."""
    for title in titles:
        match = re.compile(r" ((?:(?:al|el|bin|von|van|de|der)[- ])*[^\W\d_][\w'’-]*)").match(
            text, title.end
        )
        if not match or not match.group(1).lstrip("alebinvodr- ")[:1].isupper():
            continue
        start, end = match.start(1), match.end(1)
        name = re.sub(r"['’]s\Z", "", match.group(1))
        end = start + len(name)
        if any(found.start < end and start < found.end for found in taken):
            continue
        persons = catalogue.surnames.get(" ".join(_WORD.findall(fold(name))), ())
        owner = _owner_found(text, title, taken)
        best = best_holder(persons, title, owner, catalogue, day)
        if best is not None:
            sense = Sense("actor", best, "title-and-name", name, 0.9)
            yield Found(start, end, name, "PER", (sense,), True)


def _owner_found(text: str, title: Title, found: Sequence[Found]) -> str | None:
    for name in found:
        if name.end <= title.start and _BETWEEN_OWNER_AND_TITLE.fullmatch(
            text[name.end : title.start]
        ):
            return next((sense.slug for sense in name.senses if sense.target == "actor"), None)
    return None


def best_holder(
    persons: Sequence[str],
    title: Title,
    owner: str | None,
    catalogue: Catalogue,
    day: date | None,
) -> str | None:
    """Return which of some persons held an office with this title, best at the given day."""
    ranked: list[tuple[float, str]] = []
    for slug in persons:
        for tenure in catalogue.held_by.get(slug, ()):
            if tenure.office not in title.offices:
                continue
            organisation = catalogue.offices[tenure.office].organisation
            if owner is not None and not belongs(owner, organisation, catalogue):
                continue
            current = day is not None and tenure.covers(day, day)
            open_ended = day is None and tenure.end is None
            ranked.append((1.0 if current or open_ended else 0.5, slug))
    if not ranked:
        return None
    top = max(score for score, _ in ranked)
    best = {slug for score, slug in ranked if score == top}
    return best.pop() if len(best) == 1 else None


def belongs(owner: str, organisation: str, catalogue: Catalogue) -> bool:
    """Tell whether an office of `organisation` may be called the owner's: Russia's, the Kremlin's."""
    if owner == organisation:
        return True
    actor = catalogue.actors.get(organisation)
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
            belongs = bool(_BEFORE_NAME.fullmatch(gap))
            last = max(title.end, min(last, start))
        else:
            begin = scope.owner_start(title)
            belongs = begin >= end and bool(_APPOSITION.fullmatch(scope.text[end:begin]))
        if belongs:
            return _name_office(title, owner or complement, last, person, scope)
    return None


@dataclass(frozen=True, slots=True)
class Scope:
    """A sentence as titles are read in it: `text` begins at `offset` of the document."""

    text: str
    offset: int
    mentions: tuple[Mention, ...]
    catalogue: Catalogue
    day: date | None

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
                and end <= title.start
                and _BETWEEN_OWNER_AND_TITLE.fullmatch(self.text[end : title.start])
            ):
                return mention
        return None

    def complement(self, title: Title) -> tuple[str | None, int]:
        """Return the actor in "president of X" and where it ends; (None, end of title) for none."""
        gap = _COMPLEMENT.match(self.text[title.end :])
        if gap:
            position = title.end + gap.end() + self.offset
            for mention in self.mentions:
                if mention.start == position:
                    return slug_of(mention.actor, self.catalogue), mention.end - self.offset
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
    if organisation is None:
        return None
    label = f"{scope.text[title.start : last]} ({scope.catalogue.actors[organisation].label})"
    return Held(ids.office_iri(f"x-{ids.slug(label)}"), label, organisation, start, end)


def _catalogue_office(
    title: Title, organisation: str | None, person: Mention, scope: Scope
) -> Office | None:
    catalogue = scope.catalogue
    offices = [catalogue.offices[slug] for slug in title.offices]
    holder = slug_of(person.actor, catalogue)
    held = {tenure.office for tenure in catalogue.held_by.get(holder or "", ())}
    if organisation is not None:
        own = [o for o in offices if belongs(organisation, o.organisation, catalogue)]
        return next((o for o in own if o.slug in held), own[0] if own else None)
    return next((o for o in offices if o.slug in held), None)
