"""Reading the catalogue's CSV tables: one row, one entry; a bad row stops the build."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from kb.catalogue.entries import Actor, Nominal, Office, Place, Tenure
from kb.errors import CatalogueError

# Local names of the ontology's actor classes.
ACTOR_KINDS = frozenset(
    {
        "Person",
        "State",
        "Government",
        "GovernmentBody",
        "IntelligenceService",
        "MilitaryForce",
        "ArmedGroup",
        "IGO",
        "Coalition",
        "NGO",
        "ThinkTank",
        "PoliticalParty",
        "Company",
        "MediaOutlet",
        "NewsAgency",
    }
)
ACTOR_TABLES = (
    "states.csv",
    "government.csv",
    "persons.csv",
    "persons-leaders.csv",
    "international.csv",
    "armed-groups.csv",
    "parties.csv",
    "media.csv",
    "organisations.csv",
)
PLACE_TABLES = ("places.csv", "places-regions.csv", "places-cities.csv")

# Marks an alias that is also a common word or somebody else's name ("~Apple").
_UNSURE = "~"

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*\Z")
_COUNTRY = re.compile(r"[A-Z]{3}\Z")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z")

Row = dict[str, str]
Entry = TypeVar("Entry")


def read_actors(path: Path) -> Iterator[Actor]:
    """Yield the actors of one table; raises CatalogueError with file, line and reason."""
    return _entries(path, ("slug", "label"), _actor)


def read_places(path: Path) -> Iterator[Place]:
    """Yield the places of one table; raises CatalogueError."""
    return _entries(path, ("slug", "kind", "label"), _place)


def read_offices(path: Path) -> Iterator[Office]:
    """Yield the offices; raises CatalogueError."""
    return _entries(path, ("slug", "label", "organisation", "office_class"), _office)


def read_tenures(path: Path) -> Iterator[Tenure]:
    """Yield the tenures; raises CatalogueError."""
    return _entries(path, ("holder", "office"), _tenure)


def read_nominals(path: Path) -> Iterator[Nominal]:
    """Yield the describing nouns; raises CatalogueError."""
    return _entries(path, ("noun", "actor_kind"), _nominal)


def _entries(
    path: Path, required: tuple[str, ...], build: Callable[[Row], Entry]
) -> Iterator[Entry]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if missing := [column for column in required if column not in header]:
                raise CatalogueError(f"{path}: column missing: {', '.join(missing)}")
            for cells in reader:
                line = reader.line_num
                if len(cells) != len(header):
                    raise CatalogueError(
                        f"{path}:{line}: {len(cells)} cells where the header has {len(header)}"
                    )
                row = dict(zip(header, cells, strict=True))
                try:
                    for column in required:
                        if not row[column].strip():
                            raise ValueError(f"{column} is empty")
                    yield build(row)
                except ValueError as error:
                    raise CatalogueError(f"{path}:{line}: {error}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(f"{path}: cannot be read: {error}") from None


def _slug(text: str) -> str:
    if not _SLUG.match(text):
        raise ValueError(f"not a slug: {text!r}")
    return text


def _many(text: str | None) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _date(text: str | None) -> date | None:
    if not text:
        return None
    match = _DATE.match(text)
    if not match:
        raise ValueError(f"not a date: {text!r}")
    year, month, day = match.groups()
    return date(int(year), int(month or 1), int(day or 1))


def _matching(pattern: re.Pattern[str], text: str | None, what: str) -> str | None:
    if not text:
        return None
    if not pattern.match(text):
        raise ValueError(f"not a {what}: {text!r}")
    return text


def _flag(text: str | None) -> bool:
    if text not in ("yes", "no", "", None):
        raise ValueError(f"neither yes nor no: {text!r}")
    return text == "yes"


def _actor(row: Row) -> Actor:
    get = row.get
    kind = get("kind") or "Person"
    aliases = _many(get("aliases"))
    if kind not in ACTOR_KINDS:
        raise ValueError(f"unknown kind of actor: {kind!r}")
    return Actor(
        slug=_slug(row["slug"]),
        kind=kind,
        label=row["label"],
        aliases=tuple(alias.removeprefix(_UNSURE) for alias in aliases),
        unsure=tuple(alias[1:] for alias in aliases if alias.startswith(_UNSURE)),
        sector=get("sector") or None,
        acts_for=get("acts_for") or None,
        part_of=get("part_of") or None,
        based_in=get("based_in") or None,
        country=_matching(_COUNTRY, get("country") or get("iso3"), "country code"),
        role=get("role") or None,
        active_from=_date(get("active_from")),
        active_to=_date(get("active_to")),
        wikidata=_matching(_WIKIDATA, get("wikidata"), "Wikidata id"),
        domain=get("domain") or None,
        successor=get("successor") or None,
        territory=get("territory") or None,
        capital=get("capital") or None,
        iso2=get("iso2") or None,
        adjectives=_many(get("adjectives")),
        people=_many(get("people")),
        metonyms=_many(get("metonyms")),
        source=get("source") or "",
    )


def _place(row: Row) -> Place:
    get = row.get
    return Place(
        slug=_slug(row["slug"]),
        kind=row["kind"],
        label=row["label"],
        aliases=_many(get("aliases")),
        within=get("within") or None,
        lat=_degrees(get("lat"), 90),
        lon=_degrees(get("lon"), 180),
        population=int(row["population"]) if get("population") else None,
        geonames=int(row["geonames"]) if get("geonames") else None,
        wikidata=_matching(_WIKIDATA, get("wikidata"), "Wikidata id"),
        adjectives=_many(get("adjectives")),
        source=get("source") or "",
    )


def _degrees(text: str | None, limit: int) -> float | None:
    if not text:
        return None
    degrees = float(text)
    if abs(degrees) > limit:
        raise ValueError(f"not a coordinate: {text!r}")
    return degrees


def _office(row: Row) -> Office:
    return Office(
        slug=_slug(row["slug"]),
        label=row["label"],
        titles=_many(row.get("titles")),
        organisation=row["organisation"],
        office_class=row["office_class"],
        single=_flag(row.get("single") or "yes"),
        source=row.get("source") or "",
    )


def _tenure(row: Row) -> Tenure:
    start, end = _date(row.get("start")), _date(row.get("end"))
    if start and end and start > end:
        raise ValueError(f"tenure ends before it begins: {start} > {end}")
    return Tenure(row["holder"], row["office"], start, end, row.get("source") or "")


def _nominal(row: Row) -> Nominal:
    return Nominal(
        noun=row["noun"],
        actor_kind=row["actor_kind"],
        sector=row.get("sector") or None,
        role=row.get("role") or None,
        agent=_flag(row.get("agent")),
        person=_flag(row.get("person")),
        refers_to=_many(row.get("refers_to")),
    )
