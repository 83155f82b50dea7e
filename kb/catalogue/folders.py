"""The tables of the catalogue's folder and of the user's own: all rows, and where a row stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from kb.catalogue import tables
from kb.catalogue.entries import (
    Actor,
    Alias,
    Membership,
    Nominal,
    Office,
    Place,
    SportWord,
    Tenure,
)
from kb.errors import CatalogueError

# Actors that the user added stand in a table of their own.
OWN_ACTORS = "actors.csv"
ALIASES = "aliases.csv"
MEMBERSHIPS = "memberships.csv"


class Table(NamedTuple):
    """A table: its file, what a row is, the columns that no row may lack, and the row's reader.

    `key` are the attributes of an entry by which a finding names its row.
    """

    file: str
    kind: str
    required: tuple[str, ...]
    build: Callable[[tables.Row], Any]
    key: tuple[str, ...]


_ACTORS = tuple(
    Table(file, "actor", ("slug", "label"), tables.build_actor, ("slug",))
    for file in (
        "states.csv",
        "government.csv",
        "persons.csv",
        "persons-leaders.csv",
        "international.csv",
        "armed-groups.csv",
        "parties.csv",
        "media.csv",
        "organisations.csv",
        OWN_ACTORS,
    )
)
_PLACES = tuple(
    Table(file, "place", ("slug", "kind", "label"), tables.build_place, ("slug",))
    for file in ("places.csv", "places-regions.csv", "places-cities.csv")
)
_OFFICES = Table(
    "offices.csv",
    "office",
    ("slug", "label", "organisation", "office_class"),
    tables.build_office,
    ("slug",),
)
_TENURES = Table(
    "tenures.csv", "tenure", ("holder", "office"), tables.build_tenure, ("holder", "office")
)
_NOMINALS = Table(
    "nominals.csv", "nominal", ("noun", "actor_kind"), tables.build_nominal, ("noun",)
)
_ALIASES = Table(ALIASES, "alias", ("slug", "alias"), tables.build_alias, ("slug", "alias"))
_MEMBERSHIPS = Table(
    MEMBERSHIPS,
    "membership",
    ("member", "organisation"),
    tables.build_membership,
    ("member", "organisation"),
)
_SPORT = Table("sport.csv", "sport", ("words", "weight"), tables.build_sport_word, ("words",))
TABLES = (*_ACTORS, *_PLACES, _OFFICES, _TENURES, _NOMINALS, _SPORT, _ALIASES, _MEMBERSHIPS)
# What the shipped folder must hold beside actors; the user's folder need hold nothing.
_NEEDED = (_OFFICES, _TENURES, _NOMINALS)


@dataclass(frozen=True)
class Tables:
    """The rows of both folders; `own` is how many of them are the user's."""

    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    offices: tuple[Office, ...]
    tenures: tuple[Tenure, ...]
    nominals: tuple[Nominal, ...]
    sport: tuple[SportWord, ...]
    aliases: tuple[Alias, ...]
    own: int


def read_tables(directory: Path, overlay: Path | None = None) -> Tables:
    """Read all tables but memberships, which only the graph needs.

    Raises CatalogueError with file, line and reason on the first malformed row.
    """
    if not any((directory / table.file).is_file() for table in _ACTORS):
        raise CatalogueError(f"{directory}: no actor table found")
    found: dict[str, list[Any]] = {table.kind: [] for table in TABLES}
    own = 0
    for folder in _folders(directory, overlay):
        for table in TABLES:
            path = folder / table.file
            if table is _MEMBERSHIPS or not _is_read(table, path, directory):
                continue
            rows = list(_entries(table, path))
            found[table.kind] += rows
            own += len(rows) if folder == overlay else 0
    return Tables(
        actors=tuple(found["actor"]),
        places=tuple(found["place"]),
        offices=tuple(found["office"]),
        tenures=tuple(found["tenure"]),
        nominals=tuple(found["nominal"]),
        sport=tuple(found["sport"]),
        aliases=tuple(found["alias"]),
        own=own,
    )


def read_memberships(directory: Path, overlay: Path | None = None) -> tuple[Membership, ...]:
    """Read who belongs to which organisation; raises CatalogueError as `read_tables` does."""
    return tuple(
        entry
        for folder in _folders(directory, overlay)
        if (folder / MEMBERSHIPS).is_file()
        for entry in _entries(_MEMBERSHIPS, folder / MEMBERSHIPS)
    )


def find_problems(directory: Path, overlay: Path | None = None) -> Iterator[str]:
    """Yield, for every row that stops the build, file, line and reason."""
    slugs: dict[tuple[str, str], str] = {}
    aliases: list[tuple[str, str]] = []
    for folder in _folders(directory, overlay):
        for table in TABLES:
            path = folder / table.file
            if not _is_read(table, path, directory):
                continue
            try:
                for line, entry in tables.read_rows(path, table.required, table.build):
                    where = f"{path}:{line}"
                    if isinstance(entry, CatalogueError):
                        yield str(entry)
                    elif table.kind == "alias":
                        aliases.append((entry.slug, where))
                    elif table.key == ("slug",):
                        first = slugs.setdefault((table.kind, entry.slug), where)
                        if first != where:
                            yield f"{where}: slug used twice: {entry.slug} (first in {first})"
            except CatalogueError as error:
                yield str(error)
    for slug, where in aliases:
        if ("actor", slug) not in slugs and ("place", slug) not in slugs:
            yield f"{where}: alias of what is not listed: {slug}"


def locate(
    kind: str, key: tuple[str, ...], directory: Path, overlay: Path | None = None
) -> str | None:
    """Return file and line of the row that a finding names, None if it is in no table."""
    for folder in _folders(directory, overlay):
        for table in TABLES:
            path = folder / table.file
            if table.kind != kind or not path.is_file():
                continue
            for line, entry in tables.read_rows(path, table.required, table.build):
                if tuple(getattr(entry, name, None) for name in table.key) == key:
                    return f"{path}:{line}"
    return None


def _folders(directory: Path, overlay: Path | None) -> tuple[Path, ...]:
    return (directory,) if overlay is None or not overlay.is_dir() else (directory, overlay)


def _is_read(table: Table, path: Path, directory: Path) -> bool:
    """Whether a table is there to be read, or must be and is missing."""
    return path.is_file() or (table in _NEEDED and path.parent == directory)


def _entries(table: Table, path: Path) -> Iterator[Any]:
    for _, entry in tables.read_rows(path, table.required, table.build):
        if isinstance(entry, CatalogueError):
            raise entry
        yield entry
