"""Reading the catalogue's CSV tables: one row, one entry; a bad row stops the build."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

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
# PLOVER's sectors and kinds of organisations, as in `ontology/vocab/plover.ttl`.
SECTORS = frozenset(
    (
        "AGR BUS COP CRM CVL EDU ELI EUR GOV IGO IMG ISM JRN JUD LAB LEG MED MIL MNC NGO OPP PRE "
        "PRM PTY REB REF REL SOC SPY UAF UNK UNO"
    ).split()
)
MEMBERSHIP_ROLES = frozenset(
    {"member", "observer", "associate", "partner", "candidate", "suspended"}
)

# Marks an alias that is also a common word or somebody else's name ("~Apple").
_UNSURE = "~"

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*\Z")
_COUNTRY = re.compile(r"[A-Z]{3}\Z")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z")

Row = dict[str, str]
Entry = TypeVar("Entry")


def read_rows(
    path: Path, required: tuple[str, ...], build: Callable[[Row], Entry]
) -> Iterator[tuple[int, Entry | CatalogueError]]:
    """Yield the entry of each row with its line, or the error that says what is wrong with it.

    Raises CatalogueError where the table as a whole cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if missing := [column for column in required if column not in header]:
                raise CatalogueError(f"{path}: column missing: {', '.join(missing)}")
            for cells in reader:
                line = reader.line_num
                try:
                    yield line, build(_as_row(header, cells, required))
                except ValueError as error:
                    yield line, CatalogueError(f"{path}:{line}: {error}")
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(f"{path}: cannot be read: {error}") from None


def _as_row(header: list[str], cells: list[str], required: tuple[str, ...]) -> Row:
    if len(cells) != len(header):
        raise ValueError(f"{len(cells)} cells where the header has {len(header)}")
    row = dict(zip(header, cells, strict=False))
    for column in required:
        if not row[column] or row[column].isspace():
            raise ValueError(f"{column} is empty")
    return row


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


def _one_of(choices: frozenset[str], text: str | None, what: str) -> str | None:
    if text and text not in choices:
        raise ValueError(f"unknown {what}: {text!r}")
    return text or None


def _flag(text: str | None) -> bool:
    if text not in ("yes", "no", "", None):
        raise ValueError(f"neither yes nor no: {text!r}")
    return text == "yes"


def build_actor(row: Row) -> Actor:
    """Return an actor; raises ValueError with what is wrong with the row."""
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
        sector=_one_of(SECTORS, get("sector"), "sector"),
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


def build_place(row: Row) -> Place:
    """Return a place; raises ValueError."""
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


def build_office(row: Row) -> Office:
    """Return an office; raises ValueError."""
    return Office(
        slug=_slug(row["slug"]),
        label=row["label"],
        titles=_many(row.get("titles")),
        organisation=row["organisation"],
        office_class=row["office_class"],
        single=_flag(row.get("single") or "yes"),
        source=row.get("source") or "",
    )


def build_tenure(row: Row) -> Tenure:
    """Return a tenure; raises ValueError."""
    start, end = _date(row.get("start")), _date(row.get("end"))
    if start and end and start > end:
        raise ValueError(f"tenure ends before it begins: {start} > {end}")
    return Tenure(row["holder"], row["office"], start, end, row.get("source") or "")


def build_nominal(row: Row) -> Nominal:
    """Return a describing noun; raises ValueError."""
    return Nominal(
        noun=row["noun"],
        actor_kind=row["actor_kind"],
        sector=row.get("sector") or None,
        role=row.get("role") or None,
        agent=_flag(row.get("agent")),
        person=_flag(row.get("person")),
        refers_to=_many(row.get("refers_to")),
    )


def build_alias(row: Row) -> Alias:
    """Return an alias; raises ValueError."""
    alias = row["alias"]
    return Alias(
        _slug(row["slug"]),
        alias.removeprefix(_UNSURE),
        alias.startswith(_UNSURE),
        row.get("source") or "",
    )


def build_membership(row: Row) -> Membership:
    """Return a membership; raises ValueError."""
    start, end = _date(row.get("start")), _date(row.get("end"))
    if start and end and start > end:
        raise ValueError(f"membership ends before it begins: {start} > {end}")
    role = row.get("role") or "member"
    if role not in MEMBERSHIP_ROLES:
        raise ValueError(f"unknown role of a member: {role!r}")
    source = row.get("source") or ""
    return Membership(row["member"], row["organisation"], role, start, end, source)


def build_sport_word(row: Row) -> SportWord:
    """Return a word of sport; raises ValueError."""
    if row["weight"] not in ("1", "2"):
        raise ValueError(f"not a weight: {row['weight']!r}")
    return SportWord(row["words"], int(row["weight"]))
