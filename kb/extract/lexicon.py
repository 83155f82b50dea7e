"""The lexicon of events, items, cues and modal words: TOML files read into frozen tables.

`data/lexicon/README.md` explains the files. A mistake in them raises `CatalogueError` with the
file and the entry.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import CatalogueError

ROLES = frozenset(
    "initiator recipient counterpart host victim absentee participant both "
    "item instrument place origin destination event topic none".split()
)
ACTOR_ROLES = frozenset(
    "initiator recipient counterpart host victim absentee participant both".split()
)
BUILT_IN_CLASSES = frozenset("actor place none".split())
NEEDS = ROLES | {"any", "force", "person-or-government"}
_TABLES = frozenset("classes nouns items cues modality calibration".split())
_KEYS = frozenset(
    "id verbs nouns mode subtype contexts roles noun_roles object target agent modal without "
    "ignore predicative symmetric needs confidence".split()
)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One way in which predicates are coded: the rule's name, what it demands and what it gives."""

    id: str
    type: str | None
    mode: str | None
    subtype: str | None
    contexts: tuple[str, ...]
    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    roles: Mapping[str, str]
    noun_roles: Mapping[str, str]
    object: tuple[str, ...]
    target: tuple[str, ...]
    agent: tuple[str, ...]
    modal: tuple[str, ...]
    without: tuple[str, ...]
    ignore: bool
    predicative: bool
    symmetric: bool
    needs: tuple[str, ...]
    confidence: float
    order: int

    @property
    def conditions(self) -> int:
        """How many tests the entry makes: the more, the more specific."""
        tests = (self.object, self.agent, self.without)
        return sum(map(bool, tests)) + 2 * bool(self.target) + 2 * bool(self.modal)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables, indexed by lemma; phrases ("carry out") are keyed by their first word."""

    verbs: Mapping[str, tuple[tuple[str, Entry], ...]]
    nouns: Mapping[str, tuple[tuple[str, Entry], ...]]
    classes: Mapping[str, frozenset[str]]
    organs: frozenset[str]
    item_kinds: Mapping[str, str]
    approximate: tuple[str, ...]
    minimum: tuple[str, ...]
    maximum: tuple[str, ...]
    vague: Mapping[str, tuple[int, int]]
    stances: Mapping[str, str]
    cue_prepositions: Mapping[str, str]
    cue_nouns: Mapping[str, str]
    noun_object_cues: frozenset[str]
    unspoken: frozenset[str]
    attitudes: frozenset[str]
    attitude_objects: frozenset[str]
    attitude_infinitives: frozenset[str]
    attitude_prepositions: Mapping[str, frozenset[str]]
    hearsay: Mapping[str, str]
    source_nouns: frozenset[str]
    anonymity: frozenset[str]
    evidential: tuple[str, ...]
    modality: Mapping[str, frozenset[str]]
    calibration: Mapping[str, float]

    def in_class(self, lemma: str, names: tuple[str, ...]) -> bool:
        """Return whether a noun's lemma belongs to one of the named object classes."""
        return any(lemma in self.classes.get(name, frozenset()) for name in names)


def load_lexicon(directory: Path) -> Lexicon:
    """Read all tables of a lexicon folder.

    Raises CatalogueError naming file and entry where a table is missing or malformed.
    """
    entries = list(_entries(directory))
    if not entries:
        raise CatalogueError(f"{directory}: no lexicon entries found")
    classes_file = _read(directory / "classes.toml")
    items, cues = _read(directory / "items.toml"), _read(directory / "cues.toml")
    modality = _read(directory / "modality.toml")
    numbers = items["numbers"]
    return Lexicon(
        verbs=_index((verb, entry) for entry in entries for verb in entry.verbs),
        nouns=_index((noun, entry) for entry in entries for noun in entry.nouns),
        classes=_classes(classes_file["classes"], directory),
        organs=frozenset(classes_file["organs"]["nouns"]),
        item_kinds={word: kind for kind, words in items["kinds"].items() for word in words},
        approximate=tuple(numbers["approximate"]),
        minimum=tuple(numbers["minimum"]),
        maximum=tuple(numbers["maximum"]),
        vague={word: (low, high) for word, (low, high) in numbers["vague"].items()},
        stances=_invert(cues["verbs"]),
        cue_prepositions=_invert(cues["prepositions"]),
        cue_nouns=_invert(cues["nouns"]),
        unspoken=frozenset(cues["unspoken"]["nouns"]),
        noun_object_cues=frozenset(cues["noun_objects"]["verbs"]),
        attitudes=frozenset(cues["attitudes"]["verbs"]),
        attitude_objects=frozenset(cues["attitudes"]["objects"]),
        attitude_infinitives=frozenset(cues["attitudes"]["infinitives"]),
        attitude_prepositions={
            verb: frozenset(words) for verb, words in cues["attitudes"]["prepositions"].items()
        },
        hearsay=_invert(cues["hearsay"]),
        source_nouns=frozenset(cues["sources"]["nouns"]),
        anonymity=frozenset(cues["anonymity"]["adjectives"]),
        evidential=tuple(cues["evidential"]["phrases"]),
        modality={name: frozenset(words) for name, words in modality.items()},
        calibration=_read(directory / "calibration.toml")["weights"],
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogueError(f"{path}: lexicon table is missing") from None
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: {error}") from None


def _entries(directory: Path) -> Iterator[Entry]:
    order, seen = 0, set[str]()
    for path in sorted(directory.glob("*.toml")):
        if path.stem in _TABLES:
            continue
        table = _read(path)
        for row in table.get("entry", ()):
            entry = _entry(row, table.get("type") or None, order, path)
            if entry.id in seen:
                raise CatalogueError(f"{path}: entry {entry.id}: the id stands twice")
            seen.add(entry.id)
            order += 1
            yield entry


def _entry(row: Mapping[str, Any], type_: str | None, order: int, path: Path) -> Entry:
    where = f"{path}: entry {row.get('id', '(without id)')}"
    if unknown := row.keys() - _KEYS:
        raise CatalogueError(f"{where}: unknown key {sorted(unknown)[0]}")
    if "id" not in row or not (row.get("verbs") or row.get("nouns")):
        raise CatalogueError(f"{where}: an entry needs an id and verbs or nouns")
    for table in ("roles", "noun_roles"):
        for slot, role in row.get(table, {}).items():
            if role not in ROLES:
                raise CatalogueError(f"{where}: {table}.{slot}: unknown role {role}")
    needs = tuple(row.get("needs", ("initiator",)))
    if unknown_needs := set(needs) - NEEDS:
        raise CatalogueError(f"{where}: needs: unknown role {sorted(unknown_needs)[0]}")
    return Entry(
        id=row["id"],
        type=type_,
        mode=row.get("mode"),
        subtype=row.get("subtype"),
        contexts=tuple(row.get("contexts", ())),
        verbs=tuple(row.get("verbs", ())),
        nouns=tuple(row.get("nouns", ())),
        roles=dict(row.get("roles", {})),
        noun_roles=dict(row.get("noun_roles", {})),
        object=tuple(row.get("object", ())),
        target=tuple(row.get("target", ())),
        agent=tuple(row.get("agent", ())),
        modal=tuple(row.get("modal", ())),
        without=tuple(row.get("without", ())),
        ignore=bool(row.get("ignore", False)),
        predicative=bool(row.get("predicative", False)),
        symmetric=bool(row.get("symmetric", False)),
        needs=needs,
        confidence=float(row.get("confidence", 0.8)),
        order=order,
    )


def _index(pairs: Iterator[tuple[str, Entry]]) -> dict[str, tuple[tuple[str, Entry], ...]]:
    """Key phrases by first word, longest phrase and most conditions first."""
    table: dict[str, list[tuple[str, Entry]]] = {}
    for phrase, entry in pairs:
        table.setdefault(phrase.split()[0], []).append((phrase, entry))
    return {
        word: tuple(
            sorted(rows, key=lambda row: (-len(row[0].split()), -row[1].conditions, row[1].order))
        )
        for word, rows in table.items()
    }


def _classes(raw: Mapping[str, list[str]], directory: Path) -> dict[str, frozenset[str]]:
    """The classes written by hand, those of nouns.toml added to them before they are expanded."""
    merged = dict(raw)
    for name, words in _read(directory / "nouns.toml").items():
        merged[name] = [*merged.get(name, ()), *words]
    return _expand_classes(merged, directory / "classes.toml")


def _expand_classes(raw: Mapping[str, list[str]], path: Path) -> dict[str, frozenset[str]]:
    def expand(name: str, within: tuple[str, ...]) -> frozenset[str]:
        if name not in raw:
            raise CatalogueError(f"{path}: class {within[-1]}: includes unknown class {name}")
        if name in within:
            raise CatalogueError(f"{path}: class {name} includes itself")
        words: set[str] = set()
        for word in raw[name]:
            words |= expand(word[1:], (*within, name)) if word.startswith("+") else {word}
        return frozenset(words)

    return {name: expand(name, ()) for name in raw}


def _invert(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Return word -> name; of a word under two names the first holds."""
    inverted: dict[str, str] = {}
    for name, words in table.items():
        for word in words:
            inverted.setdefault(word, name)
    return inverted
