"""No rule knows a name: with all actors and places renamed, the same events come out.

Every name of a sample page that the catalogue knows is exchanged for another entry's name of the
same kind, form for form (a demonym for a demonym, a surname for a surname), and the chain is run
again from the start on the new text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pytest

from kb.acquire import read_paths
from kb.annotate import annotate
from kb.catalogue.surfaces import key
from kb.clean import clean
from kb.config import Settings, resource
from kb.extract import extract
from kb.model import Annotation, Entity, Extraction, Mention, RawItem
from kb.namespaces import ID
from kb.pipeline import load_tools

PAGES = sorted(
    path for path in resource("data/articles").iterdir() if path.suffix in (".html", ".txt")
)
# An organ's name often holds its state's: it keeps its name, and counts as that state.
ORGANS = frozenset({"Government", "GovernmentBody", "IntelligenceService", "MilitaryForce"})


@pytest.fixture(scope="module")
def tools():
    return load_tools(Settings())


@dataclass(frozen=True, slots=True)
class Renaming:
    """Old actor slug -> new one."""

    slugs: Mapping[str, str]


def _slug(iri: str) -> str:
    return iri.removeprefix(ID).partition("/")[2]


def _stand_ins(catalogue, annotation: Annotation) -> dict[str, str]:
    """Choose for each named entry another of its kind that the page does not name."""
    published = annotation.document.articles[0].published
    on = published.interval.latest if published else None
    named = [e for m in annotation.mentions for e in (m.actor, m.place) if e and not e.candidate]
    used = {_slug(entity.iri) for entity in named}
    states = iter(_rich_states(catalogue, used))
    chosen: dict[str, str] = {}
    text = annotation.document.text
    # "Burhan's government" is found through his office, which no stand-in shares.
    governing = {
        _slug(m.actor.iri)
        for m in annotation.mentions
        if m.actor and m.kind == "PER" and text.startswith("'s government", m.end)
    }
    for mention in annotation.mentions:
        entity = mention.actor
        if entity is None or entity.candidate or _slug(entity.iri) not in catalogue.actors:
            continue
        slug = _slug(entity.iri)
        if slug in chosen or slug in governing:
            continue
        actor = catalogue.actors[slug]
        if actor.kind == "State":
            chosen[slug] = next(states)
        elif mention.kind in ("PER", "ORG") and actor.kind not in ORGANS:
            state = chosen.get(_state_of(slug, on, catalogue) or "")
            fitting = [
                other.slug
                for other in catalogue.actors.values()
                if other.kind == actor.kind
                and other.slug not in used
                and other.slug not in chosen.values()
                and (_is_clear(other.slug, catalogue))
            ]
            same_state = [s for s in fitting if state and _state_of(s, on, catalogue) == state]
            # Whoever finds no counterpart (of the new state, if it speaks for one) keeps its name.
            if same_state or (fitting and not state):
                chosen[slug] = (same_state or fitting)[0]
    return chosen


def _state_of(slug: str, on: date | None, catalogue) -> str | None:
    return catalogue.acts_for(slug, on) or catalogue.acts_for(slug)


def _rich_states(catalogue, used: set[str]) -> list[str]:
    """States that the page does not name, those with most listed leaders first."""
    leaders = Counter(
        catalogue.acts_for(actor.slug)
        for actor in catalogue.actors.values()
        if actor.kind == "Person" and _is_clear(actor.slug, catalogue)
    )
    return sorted(
        (
            actor.slug
            for actor in catalogue.actors.values()
            if actor.kind == "State" and actor.slug not in used
            and actor.adjectives and actor.people and actor.capital
            and not {*actor.adjectives} & {*actor.people}
        ),
        key=lambda slug: (-leaders[slug], slug),
    )  # fmt: skip


def _place_stand_ins(catalogue, annotation: Annotation) -> dict[str, str]:
    """Choose for each named city, region or sea another one that no other entry is called by."""
    used = {_slug(m.place.iri) for m in annotation.mentions if m.place}
    chosen: dict[str, str] = {}
    for mention in annotation.mentions:
        if mention.actor is not None or mention.place is None or mention.place.candidate:
            continue
        slug = _slug(mention.place.iri)
        kind = catalogue.places[slug].kind
        for place in catalogue.places.values():
            senses = catalogue.find(place.label)
            taken = place.slug in used or place.slug in chosen.values()
            clear = len(senses) == 1 and senses[0].weight >= 0.7 and place.label.isalpha()
            if slug not in chosen and place.kind == kind and clear and not taken:
                chosen[slug] = place.slug
    return chosen


def _is_clear(slug: str, catalogue) -> bool:
    """Whether an actor's name and a person's surname mean nobody and nothing else."""
    actor = catalogue.actors[slug]
    if not re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][a-z]+)+", actor.label):
        return False
    if [sense.slug for sense in catalogue.find(actor.label)] != [slug]:
        return False
    surname = actor.label.split()[-1]
    alone = catalogue.surnames.get(key(surname)) == (slug,) and not catalogue.find(surname)
    return actor.kind != "Person" or alone


def _new_surface(mention: Mention, old: str, new: str, catalogue) -> str | None:
    """The new entry's name in the form in which the old one stands; None where it has none."""
    before, after = catalogue.actors[old], catalogue.actors[new]
    text = mention.text
    if mention.kind == "NORP":
        forms = [(before.adjectives, after.adjectives), (before.people, after.people)]
        return next((b[0] for a, b in forms if text in a and b), None)
    if mention.kind == "PER":
        return after.label.split()[-1] if mention.rule == "surname" else after.label
    if (
        before.kind == "State"
        and mention.place is not None
        and _slug(mention.place.iri) != (before.territory or old)
    ):
        return catalogue.places[after.capital].label if after.capital else None
    return after.label


def _rename(annotation: Annotation, catalogue) -> tuple[str, Renaming]:
    """Return the page's text with new names, and who became whom."""
    chosen, places = _stand_ins(catalogue, annotation), _place_stand_ins(catalogue, annotation)
    text, done = annotation.document.text, len(annotation.document.text) + 1
    for mention in sorted(annotation.mentions, key=lambda m: (-m.start, m.end)):
        if mention.kind == "NOMINAL" or mention.end > done:
            continue
        old = _slug(mention.actor.iri) if mention.actor else ""
        where = _slug(mention.place.iri) if mention.place else ""
        if old in chosen:
            surface = _new_surface(mention, old, chosen[old], catalogue)
        elif where in places:
            surface = catalogue.places[places[where]].label
        else:
            continue
        if surface is not None:
            text = text[: mention.start] + surface + text[mention.end :]
            done = mention.start
    return text, Renaming(chosen)


def _understand(text: str, published, tools) -> Extraction:
    item = RawItem("swap", text.encode(), "text/plain", published=published, verbatim=True)
    return extract(
        annotate(clean(item), tools.core, tools.catalogue), tools.lexicon, tools.catalogue
    )


def _facts(extraction: Extraction, renaming: Renaming, back: bool) -> list[tuple]:
    """The events as (sentence, type, mode, subtype, truth, who in which role).

    An organ is compared as its state, since not every state's organs are listed; whoever kept no
    name is "?".
    """
    known = {new: old for old, new in renaming.slugs.items()} if back else None

    def name(entity: Entity) -> str:
        for iri in (entity.iri, entity.acts_for, entity.rolls_up_to):
            slug = _slug(iri) if iri else ""
            if known and slug in known:
                return known[slug]
            if slug in renaming.slugs:
                return slug
        return "?"

    return [
        (
            event.sentence, event.type, event.mode, event.subtype,
            event.polarity, event.certainty, event.temporality,
            # what is inferred rests on what the catalogue knows of the very actor named
            tuple(sorted((p.role, name(p.actor)) for p in event.participants if not p.inferred)),
        )
        for event in extraction.events
    ]  # fmt: skip


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_renamed_pages_yield_the_same_events(path, tools):
    document = clean(next(iter(read_paths([path]))))
    main = document.articles[0]
    published = main.published.interval if main.published else None
    text = "\n\n".join(document.text[s.start : s.end] for s in main.paragraphs)
    before = _understand(text, published, tools)
    renamed, renaming = _rename(before.annotation, tools.catalogue)
    assert renaming.slugs, "the page names no actor of the catalogue"
    assert renamed != text
    after = _understand(renamed, published, tools)
    assert _facts(after, renaming, back=True) == _facts(before, renaming, back=False)
