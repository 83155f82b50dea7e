"""How many of the facts that a reader finds in the sample pages the chain finds.

    python bench/facts.py [--verbose] [--write]

The facts (tests/data/expected_facts.toml) were written from the pages before any extraction rule
existed; they served as a development set afterwards, so these figures are no release figures.
Three rates, each of all facts: `typed`, an event of an accepted type stands in the sentence;
`roles`, all named initiators and recipients are in it too; `status`, its status is right as well.
Exit status 1 if a rate is below its floor in bench/baseline.json ("facts").
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.acquire import read_paths
from kb.annotate import annotate
from kb.catalogue import Catalogue
from kb.clean import clean
from kb.config import Settings
from kb.extract import extract
from kb.ids import normalise_space
from kb.model import Entity, Event, Extraction, RawItem
from kb.pipeline import load_tools

ROOT = Path(__file__).resolve().parent.parent
BASELINE = Path(__file__).with_name("baseline.json")
RATES = ("typed", "roles", "status")


@dataclass(frozen=True, slots=True)
class Score:
    """How far one expected fact was met."""

    page: str
    evidence: str
    typed: bool
    roles: bool
    status: bool
    found: tuple[str, ...]


def score_pages() -> tuple[list[Score], int]:
    """Return a score for each expected fact, and the number of events found on all pages."""
    tools = load_tools(Settings())
    gold = tomllib.loads((ROOT / "tests/data/expected_facts.toml").read_text("utf-8"))
    scores: list[Score] = []
    events = 0
    for page in gold["page"]:
        item = next(iter(read_paths([ROOT / "data" / "articles" / page["file"]])))
        assert isinstance(item, RawItem)
        annotation = annotate(clean(item), tools.core, tools.catalogue)
        extraction = extract(annotation, tools.lexicon, tools.catalogue)
        events += len(extraction.events)
        scores += [_score(page["file"], fact, extraction, tools.catalogue) for fact in page["fact"]]
    return scores, events


def _score(
    page: str, fact: Mapping[str, Any], extraction: Extraction, catalogue: Catalogue
) -> Score:
    events = list(_events_of_evidence(fact["evidence"], extraction))
    typed = [event for event in events if _type_fits(event, fact)]
    filled = [event for event in typed if _roles_fit(event, fact, catalogue)]
    right = [event for event in filled if event.status in fact["status"]]
    found = tuple(f"{e.type or e.subtype} {e.status} «{e.label}»" for e in events)
    return Score(page, fact["evidence"], bool(typed), bool(filled), bool(right), found)


def _events_of_evidence(evidence: str, extraction: Extraction) -> Iterator[Event]:
    text = extraction.annotation.document.text
    wanted = normalise_space(evidence)
    sentences = {
        sentence.index
        for sentence in extraction.annotation.sentences
        if wanted in (whole := normalise_space(text[sentence.start : sentence.end]))
        or whole in wanted
    }
    return (event for event in extraction.events if event.sentence in sentences)


def _type_fits(event: Event, fact: Mapping[str, Any]) -> bool:
    if fact["types"]:
        return event.type in fact["types"]
    return event.subtype == fact.get("subtype")


def _roles_fit(event: Event, fact: Mapping[str, Any], catalogue: Catalogue) -> bool:
    """Every named actor takes part; a recipient may also be a place or a thing acted on."""
    actors = [participant.actor for participant in event.participants]
    things = [p.place.label for p in event.places] + [item.text for item in event.items]
    for role in ("initiator", "recipient"):
        for name in () if role in fact.get("inferred", ()) else fact[role]:
            is_thing = role == "recipient" and _resembles(name, things)
            if not is_thing and not any(_is_called(actor, name, catalogue) for actor in actors):
                return False
    return True


def _is_called(actor: Entity, name: str, catalogue: Catalogue) -> bool:
    """Whether a usual name means an actor, or a body of the same state."""
    slugs = {_slug(iri) for iri in (actor.iri, actor.acts_for, actor.rolls_up_to) if iri}
    meant = {sense.slug for sense in catalogue.find(name)}
    meant |= {catalogue.rolls_up_to(slug) for slug in meant if slug in catalogue.actors}
    return bool(slugs & meant) or _resembles(name, [actor.label, *slugs])


def _slug(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _resembles(name: str, labels: Iterable[str]) -> bool:
    plain = name.lower()
    readable = (label.lower().replace("-", " ") for label in labels)
    return any(plain in label or label in plain for label in readable if label)


def main() -> int:
    """Print the rates, and the facts missed with --verbose; gate them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--verbose", action="store_true", help="print what was missed")
    parser.add_argument("--write", action="store_true", help="raise the floors to these rates")
    arguments = parser.parse_args()
    scores, events = score_pages()
    rates = {rate: sum(getattr(s, rate) for s in scores) / len(scores) for rate in RATES}
    if arguments.verbose:
        for score in scores:
            if not score.status:
                missed = next(rate for rate in RATES if not getattr(score, rate))
                print(
                    f"{missed:7} {score.page}: {score.evidence}\n        {'; '.join(score.found)}"
                )
    print(f"{len(scores)} facts, {events} events found")
    baseline = json.loads(BASELINE.read_text("utf-8"))
    floors = baseline.setdefault("facts", {})
    for rate, value in rates.items():
        print(f"{rate:7} {value:.3f}  floor {floors.get(rate, 0):.3f}")
    below = [rate for rate, value in rates.items() if round(value, 3) < floors.get(rate, 0)]
    if arguments.write:
        floors |= {r: max(round(v, 3), floors.get(r, 0)) for r, v in rates.items()}
        BASELINE.write_text(json.dumps(baseline, indent=2, sort_keys=True) + "\n", "utf-8")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
