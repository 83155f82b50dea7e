"""`kb actors`: look names up in the catalogue, and check it."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from kb.catalogue import Actor, Catalogue, Place, check_catalogue, load_catalogue
from kb.cli.options import Commands, add_command
from kb.config import Settings
from kb.errors import InputError
from kb.ids import actor_iri, place_iri


def register(commands: Commands) -> None:
    """Add `kb actors find|show|check`."""
    parser = add_command(commands, "actors", actors, help="look up actors and places")
    parser.add_argument("action", choices=("find", "show", "check"))
    parser.add_argument("name", nargs="*", help="a name (find), or a slug or IRI (show)")
    parser.add_argument(
        "--on", type=_day, metavar="YYYY-MM-DD", help="codes and offices on that day"
    )


def actors(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print what a name may mean, an entry with its offices, or what is wrong with the tables."""
    catalogue = load_catalogue(settings.catalogue_dir)
    name = " ".join(arguments.name)
    if arguments.action == "check":
        findings = check_catalogue(catalogue)
        sys.stdout.writelines(f"{finding}\n" for finding in findings)
        return 1 if findings else 0
    if not name:
        raise InputError(f"kb actors {arguments.action} needs a name")
    lines = (
        find(name, catalogue) if arguments.action == "find" else show(name, catalogue, arguments.on)
    )
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def find(name: str, catalogue: Catalogue) -> list[str]:
    """Return a line per entry that the name may mean, likeliest first; InputError for none."""
    senses = catalogue.find(name)
    if not senses:
        raise InputError(f"no actor or place is called {name}")
    lines = []
    for sense in dict.fromkeys((sense.target, sense.slug) for sense in senses):
        target, slug = sense
        entry = catalogue.actors[slug] if target == "actor" else catalogue.places[slug]
        lines.append(f"{target}/{slug}\t{entry.kind}\t{entry.label}")
    return lines


def show(name: str, catalogue: Catalogue, on: date | None) -> list[str]:
    """Return the facts of an entry by slug or IRI; InputError where there is none.

    Of an actor and a place with one slug both are shown.
    """
    slug = name.rstrip("/").rpartition("/")[2]
    lines: list[str] = []
    if slug in catalogue.actors:
        lines += _show_actor(catalogue.actors[slug], catalogue, on)
    if slug in catalogue.places:
        lines += _show_place(catalogue.places[slug], catalogue)
    if not lines:
        raise InputError(f"no actor or place has the id {name}")
    return lines


def _show_actor(actor: Actor, catalogue: Catalogue, on: date | None) -> list[str]:
    country, sector = catalogue.code(actor.slug, on)
    facts = {
        "actor": actor_iri(actor.slug),
        "label": actor.label,
        "kind": actor.kind,
        "also": ", ".join(actor.aliases),
        "code": f"{country or '-'} {sector}",
        "acts for": catalogue.acts_for(actor.slug, on),
        "part of": actor.part_of,
        "rolls up to": catalogue.rolls_up_to(actor.slug, on),
        "wikidata": actor.wikidata,
        "domain": actor.domain,
        "source": actor.source,
    }
    lines = [f"{name}: {value}" for name, value in facts.items() if value]
    for tenure in catalogue.held_by.get(actor.slug, ()):
        label = catalogue.offices[tenure.office].label
        lines.append(f"office: {label}, {tenure.start or '?'} to {tenure.end or '?'}")
    return lines


def _show_place(place: Place, catalogue: Catalogue) -> list[str]:
    within = [catalogue.places[slug].label for slug in list(catalogue.lies_in(place.slug))[1:]]
    facts = {
        "place": place_iri(place.slug),
        "label": place.label,
        "kind": place.kind,
        "also": ", ".join(place.aliases),
        "within": ", ".join(within),
        "coordinates": f"{place.lat} {place.lon}" if place.lat is not None else None,
        "population": place.population,
        "source": place.source,
    }
    return [f"{name}: {value}" for name, value in facts.items() if value]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a day: {text}") from None
