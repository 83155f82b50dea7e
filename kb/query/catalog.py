"""The catalogue of saved queries: one `.rq` file each, used by pages, command line, docs and tests.

A file starts with comment lines `# key: value` (a line `#   more` continues the one before):

    # title: Events of an actor
    # description: One row per event, undated ones last.
    # params: actor=actor=hts since=date= until=date=
    # view: timeline

A parameter is `name=type` (required), `name=type=` (optional, its variable stays unbound) or
`name=type=default`; its type is one of `TYPES` and `?name` is its variable in the query. Values
are bound as terms, never pasted into the text.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InputError
from kb.query.dates import first_day, last_day
from kb.query.names import KINDS, find_node, read_iri
from kb.store.base import Solutions, Store, Value, iri, literal

TYPES = (*KINDS, "date", "until", "text", "number")
QUERIES = Path(__file__).parent / "queries"

_HEADER = re.compile(r"#\s?(\w+):\s*(.*)")
_KEYS = {"title", "description", "params", "view"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query; `default` is None where there is none."""

    name: str
    type: str
    default: str | None
    required: bool


@dataclass(frozen=True, slots=True)
class CatalogQuery:
    """A saved query; `view` says how its rows are best shown (table, timeline, map, network)."""

    name: str
    title: str
    description: str
    params: tuple[Parameter, ...]
    view: str
    text: str
    free: bool = False  # any variable may be given a value


def load_catalog(directory: Path = QUERIES) -> Mapping[str, CatalogQuery]:
    """Return the saved queries of a directory by name (the file's, without `.rq`), sorted.

    InputError, with file and reason, where a header is malformed.
    """
    return {path.stem: parse_query(path) for path in sorted(directory.glob("*.rq"))}


def parse_query(path: Path) -> CatalogQuery:
    """Return the saved query of one file; InputError where its header is malformed."""
    text = path.read_text(encoding="utf-8")
    header = _read_header(path, text)
    if "title" not in header:
        raise InputError(f"{path}: the header has no title")
    try:
        words = shlex.split(header.get("params", ""))
    except ValueError as error:
        raise InputError(f"{path}: params: {error}") from None
    return CatalogQuery(
        name=path.stem,
        title=header["title"],
        description=header.get("description", ""),
        params=tuple(_parameter(path, word) for word in words),
        view=header.get("view", "table"),
        text=text,
    )


def has_header(text: str) -> bool:
    """Say whether a query's text starts as one of a catalogue does."""
    return re.match(r"(#.*\n)*#\s?title:", text) is not None


def free_query(name: str, text: str) -> CatalogQuery:
    """Return a query without header; any of its variables may be given a value."""
    return CatalogQuery(name, name, "", (), "table", text, free=True)


def _read_header(path: Path, text: str) -> dict[str, str]:
    header: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        match = _HEADER.fullmatch(line)
        if match and match[1] in _KEYS:
            key = match[1]
            if key in header:
                raise InputError(f"{path}: the header has two lines `{key}`")
            header[key] = match[2].strip()
        elif key and line.startswith("#  "):
            header[key] = f"{header[key]} {line.lstrip('# ')}".strip()
        else:
            key = ""
    return header


def _parameter(path: Path, word: str) -> Parameter:
    name, *rest = word.split("=", 2)
    type_ = rest[0] if rest else ""
    if not re.fullmatch(r"[A-Za-z]\w*", name) or type_ not in TYPES:
        known = ", ".join(TYPES)
        raise InputError(f"{path}: parameter {word!r} is not name=type[=default], type of {known}")
    return Parameter(name, type_, rest[1] if len(rest) > 1 and rest[1] else None, len(rest) == 1)


def bind_params(store: Store, query: CatalogQuery, given: Mapping[str, str]) -> dict[str, Value]:
    """Return the terms to bind for a query's parameters; InputError on a wrong or missing one.

    For a query without header, an IRI or prefixed name is bound as such, all else as text.
    """
    if query.free:
        return {name: _free_term(value) for name, value in given.items()}
    known = {parameter.name for parameter in query.params}
    for name in given:
        if name not in known:
            has = ", ".join(sorted(known)) or "none"
            raise InputError(f"query {query.name} has no parameter {name!r}; it has {has}")
    bindings = {}
    for parameter in query.params:
        value = given.get(parameter.name, parameter.default)
        if value is not None and value != "":
            bindings[parameter.name] = _term(store, parameter, value)
        elif parameter.required:
            raise InputError(f"query {query.name} needs a value for {parameter.name}")
    return bindings


def _term(store: Store, parameter: Parameter, value: str) -> Value:
    if parameter.type in KINDS:
        return iri(find_node(store, parameter.type, value))
    if parameter.type == "date":
        return literal(first_day(value).isoformat())
    if parameter.type == "until":
        return literal(last_day(value).isoformat())
    if parameter.type == "number":
        try:
            return literal(int(value) if re.fullmatch(r"[+-]?\d+", value) else float(value))
        except ValueError:
            raise InputError(f"{parameter.name}: {value!r} is not a number") from None
    return literal(value)


def _free_term(value: str) -> Value:
    node = read_iri(value)
    return literal(value) if node is None else iri(node)


def find_query(catalog: Mapping[str, CatalogQuery], name: str) -> CatalogQuery:
    """Return a saved query by its name or the part before its first "_" (`cq01`)."""
    if name in catalog:
        return catalog[name]
    short = [key for key in catalog if key.partition("_")[0] == name]
    if len(short) == 1:
        return catalog[short[0]]
    choice = ", ".join(catalog) or "none"
    raise InputError(f"no saved query named {name!r}: there are {choice}")


def run(store: Store, name: str, /, **params: str) -> Solutions:
    """Return the rows of a saved SELECT query.

    Dates are given as 2024, 2024-12 or 2024-12-11 and bound as strings of ISO days, which compare
    the same on every engine (`until` takes the last day of a year or month); actors, places,
    events, offices and types by IRI, slug, label or alias.
    """
    query = find_query(load_catalog(), name)
    return store.select(query.text, bind_params(store, query, params))
