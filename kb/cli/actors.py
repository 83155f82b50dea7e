"""`kb actors`: look names up in the catalogue, check it, and add to it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date

from kb.catalogue import (
    Actor,
    Catalogue,
    Membership,
    Place,
    load_catalogue,
    read_memberships,
)
from kb.catalogue.overlay import Overlay
from kb.cli.options import Commands, add_command
from kb.config import Settings
from kb.errors import InputError, StoreError
from kb.ids import actor_iri, place_iri, slug
from kb.namespaces import ID

# Options of `add` and `promote` that are columns of the table, with what they mean.
_COLUMNS = {
    "country": "ISO 3166 alpha-3 code",
    "sector": "PLOVER sector: GOV, MIL, REB, OPP, MED, ...",
    "acts-for": "id of the actor whose agent it is",
    "part-of": "id of the organisation that it belongs to",
    "based-in": "id of the place where it sits",
    "successor": "id of the actor that continued it",
    "active-from": "first year, month or day under this name",
    "active-to": "year, month or day from which it was no more",
    "wikidata": "Wikidata id, where you know it",
    "domain": "of a media outlet: the domain of its site",
}


def register(commands: Commands) -> None:
    """Add `kb actors find|show|candidates|add|alias|promote`."""
    parser = commands.add_parser("actors", help="look up actors and places, and add to them")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    action = add_command(actions, "find", find, help="list what a name may mean")
    action.add_argument("name", nargs="+", help="a name in any spelling")
    action = add_command(actions, "show", show, help="show an actor or place")
    action.add_argument("id", help="slug or IRI")
    action.add_argument(
        "--on", "--at", type=_day, metavar="DAY", help="code, agency and members on that day"
    )
    action = add_command(
        actions, "candidates", candidates, help="list names that the catalogue lacks, by mentions"
    )
    action.add_argument("--limit", type=int, default=50, help="most that are listed")
    action = add_command(actions, "add", add, help="add an actor of your own")
    action.add_argument("label", help="its name")
    action.add_argument("--kind", required=True, help="class of the ontology, such as ArmedGroup")
    action.add_argument("--id", dest="slug", help="its id; made from the name where not given")
    _add_columns(action)
    action = add_command(actions, "alias", alias, help="add names to a listed actor or place")
    action.add_argument("id", help="slug or IRI")
    action.add_argument("names", nargs="+", metavar="NAME", help='"~NAME": also a common word')
    action = add_command(actions, "promote", promote, help="take a candidate into the catalogue")
    action.add_argument("id", help="id or IRI of the candidate, as `kb actors candidates` prints")
    action.add_argument("--label", help="its name, where the text's is not the best")
    action.add_argument("--kind", help="class of the ontology, where the guessed one is wrong")
    _add_columns(action)


def _add_columns(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--alias", action="append", default=[], help="another name; repeatable")
    for name, meaning in _COLUMNS.items():
        parser.add_argument(f"--{name}", help=meaning)


def find(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print a line per entry that a name may mean, likeliest first; InputError for none."""
    name = " ".join(arguments.name)
    catalogue = load_catalogue(settings.catalogue_dir, settings.catalogue_overlay)
    senses = catalogue.find(name)
    if not senses:
        raise InputError(f"no actor or place is called {name}")
    for target, entry in dict.fromkeys((sense.target, sense.slug) for sense in senses):
        found = catalogue.actors[entry] if target == "actor" else catalogue.places[entry]
        sys.stdout.write(f"{target}/{entry}\t{found.kind}\t{found.label}\n")
    return 0


def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the facts of an entry; InputError where there is none.

    Of an actor and a place with one slug both are shown.
    """
    folders = settings.catalogue_dir, settings.catalogue_overlay
    catalogue = load_catalogue(*folders)
    name = _local(arguments.id)
    lines: list[str] = []
    if name in catalogue.actors:
        members = read_memberships(*folders)
        lines += _describe_actor(catalogue.actors[name], catalogue, members, arguments.on)
    if name in catalogue.places:
        lines += _describe_place(catalogue.places[name], catalogue)
    if not lines:
        raise InputError(f"no actor or place has the id {arguments.id}")
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def candidates(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print id, mentions, class and name of the candidates that the store's articles name most."""
    from kb.query.candidates import list_candidates
    from kb.store import open_store

    with open_store(settings.store, read_only=True, create=False) as store:
        for found in list_candidates(store, arguments.limit):
            sys.stdout.write(
                f"actor/{_local(found.iri)}\t{found.mentions}\t{found.kind}\t{found.label}\n"
            )
    return 0


def add(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add an actor to the user's table, and to the store if there is one."""
    name = arguments.slug or slug(arguments.label)
    row = _row(arguments) | {"slug": name, "label": arguments.label, "kind": arguments.kind}
    catalogue = _overlay(settings).add_actor(row)
    return _added(name, catalogue, settings)


def alias(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add names to the user's table, and to the store if there is one."""
    name = _local(arguments.id)
    catalogue = _overlay(settings).add_aliases(name, arguments.names)
    return _added(name, catalogue, settings)


def promote(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a candidate into the user's table under the id that it has, so that links hold."""
    from kb.query.candidates import read_candidate
    from kb.store import open_store

    name = _local(arguments.id)
    with open_store(settings.store, read_only=True, create=False) as store:
        found = read_candidate(store, actor_iri(name))
    if found is None:
        raise InputError(f"no candidate has the id {arguments.id}")
    label = arguments.label or found.label
    aliases = [n for n in dict.fromkeys((found.label, *arguments.alias)) if n != label]
    row = _row(arguments) | {
        "slug": name,
        "label": label,
        "kind": arguments.kind or found.kind,
        "aliases": "|".join(aliases),
    }
    catalogue = _overlay(settings).add_actor(row)
    return _added(name, catalogue, settings)


def _overlay(settings: Settings) -> Overlay:
    return Overlay(settings.catalogue_dir, settings.catalogue_overlay)


def _row(arguments: argparse.Namespace) -> dict[str, str]:
    columns = [name.replace("-", "_") for name in _COLUMNS]
    row = {column: getattr(arguments, column) or "" for column in columns}
    return row | {"aliases": "|".join(arguments.alias)}


def _added(name: str, catalogue: Catalogue, settings: Settings) -> int:
    """Bring the store's background knowledge up to date and say what was done."""
    from kb import pipeline
    from kb.store import open_store

    sys.stdout.write(f"{name}: written to {settings.catalogue_overlay}\n")
    try:
        with open_store(settings.store, create=False) as store:
            pipeline.put_entry(store, catalogue, name)
    except StoreError as error:
        sys.stderr.write(f"kb: the graph follows at the next ingest: {error}\n")
        return 0
    sys.stdout.write("The graph knows it; `kb upgrade` reads the articles in the store with it.\n")
    return 0


def _local(identifier: str) -> str:
    return identifier.removeprefix(ID).rstrip("/").rpartition("/")[2]


def _describe_actor(
    actor: Actor, catalogue: Catalogue, members: Iterable[Membership], on: date | None
) -> list[str]:
    country, sector = catalogue.code(actor.slug, on)
    active = f"{actor.active_from or '?'} to {actor.active_to or '?'}"
    before = [a.slug for a in catalogue.actors.values() if a.successor == actor.slug]
    parts = [a.slug for a in catalogue.actors.values() if a.part_of == actor.slug]
    facts = {
        "actor": actor_iri(actor.slug),
        "label": actor.label,
        "kind": actor.kind,
        "also": ", ".join(actor.aliases),
        "code": f"{country or '-'} {sector}",
        "acts for": catalogue.acts_for(actor.slug, on),
        "part of": actor.part_of,
        "parts": ", ".join(parts),
        "rolls up to": catalogue.rolls_up_to(actor.slug, on),
        "based in": actor.based_in,
        "active": active if actor.active_from or actor.active_to else None,
        "predecessor": ", ".join(before),
        "successor": actor.successor,
        "wikidata": actor.wikidata,
        "domain": actor.domain,
        "source": actor.source,
    }
    lines = [f"{name}: {value}" for name, value in facts.items() if value]
    for tenure in catalogue.held_by.get(actor.slug, ()):
        label = catalogue.offices[tenure.office].label
        lines.append(f"office: {label}, {tenure.start or '?'} to {tenure.end or '?'}")
    for office in catalogue.offices.values():
        if office.organisation == actor.slug:
            lines += _describe_holders(office.slug, catalogue, on)
    return [*lines, *_describe_memberships(actor.slug, members, on)]


def _describe_holders(office: str, catalogue: Catalogue, on: date | None) -> list[str]:
    label = catalogue.offices[office].label
    return [
        f"held by: {catalogue.actors[tenure.holder].label}, {label}"
        for tenure in catalogue.holders_of.get(office, ())
        if (tenure.covers(on, on) if on else tenure.end is None)
    ]


def _describe_memberships(actor: str, members: Iterable[Membership], on: date | None) -> list[str]:
    lines = []
    for item in members:
        if actor not in (item.member, item.organisation) or (on and not item.covers(on)):
            continue
        other, what = (
            (item.organisation, "member of") if item.member == actor else (item.member, "member")
        )
        dates = f", {item.start or '?'} to {item.end or '?'}" if item.start or item.end else ""
        role = f" ({item.role})" if item.role != "member" else ""
        lines.append(f"{what}: {other}{role}{dates}")
    return lines


def _describe_place(place: Place, catalogue: Catalogue) -> list[str]:
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
