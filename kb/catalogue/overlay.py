"""The user's own actors and aliases: rows in a folder of their own, which no rebuild touches."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.catalogue.build import build_catalogue
from kb.catalogue.catalogue import Catalogue
from kb.catalogue.check import check_catalogue
from kb.catalogue.folders import ALIASES, OWN_ACTORS, Tables, read_tables
from kb.catalogue.tables import Row, build_actor, build_alias
from kb.errors import CatalogueError, InputError

ACTOR_COLUMNS = (
    "slug",
    "kind",
    "label",
    "aliases",
    "country",
    "sector",
    "acts_for",
    "part_of",
    "based_in",
    "successor",
    "active_from",
    "active_to",
    "wikidata",
    "domain",
    "source",
)
ALIAS_COLUMNS = ("slug", "alias", "source")
SOURCE = "user"


@dataclass(frozen=True)
class Overlay:
    """The user's folder over the shipped one. Nothing is written that would not be sound."""

    directory: Path
    folder: Path

    def add_actor(self, row: Row) -> Catalogue:
        """Add an actor, given by column, and return the catalogue with it.

        Raises InputError where the row is malformed, its slug taken, a reference names nothing,
        or one of its names is somebody else's without a rule that tells the two apart.
        """
        full = {column: row.get(column, "") for column in ACTOR_COLUMNS} | {"source": SOURCE}
        try:
            actor = build_actor(full)
        except ValueError as error:
            raise InputError(f"actor not added: {error}") from None
        tables = read_tables(self.directory, self.folder)
        catalogue = _checked(tables, replace(tables, actors=(*tables.actors, actor)))
        self._append(OWN_ACTORS, ACTOR_COLUMNS, [full])
        return catalogue

    def add_aliases(self, slug: str, aliases: Sequence[str]) -> Catalogue:
        """Add names of an actor or place that is listed; as `add_actor` does."""
        rows: list[Row] = [{"slug": slug, "alias": name, "source": SOURCE} for name in aliases]
        tables = read_tables(self.directory, self.folder)
        before = build_catalogue(tables)
        entry = before.actors.get(slug) or before.places.get(slug)
        if entry is None:
            raise InputError(f"no actor or place has the id {slug}")
        known = {entry.label, *entry.aliases}
        for row in rows:
            if not row["alias"].strip("~ ") or row["alias"] in known:
                raise InputError(f"alias not added: {slug} is called {row['alias']!r} already")
        try:
            new = tuple(build_alias(row) for row in rows)
        except ValueError as error:
            raise InputError(f"alias not added: {error}") from None
        catalogue = _checked(tables, replace(tables, aliases=(*tables.aliases, *new)))
        self._append(ALIASES, ALIAS_COLUMNS, rows)
        return catalogue

    def _append(self, file: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Add rows to a table: a copy with them takes its place in one step."""
        path = self.folder / file
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            out = io.StringIO(newline="")
            header = next(csv.reader([text.partition("\n")[0]]), []) or list(columns)
            writer = csv.DictWriter(out, header, extrasaction="ignore", lineterminator="\n")
            if not text:
                writer.writeheader()
            elif not text.endswith("\n"):
                out.write("\n")
            writer.writerows(rows)
            draft = path.with_suffix(".new")
            draft.write_text(text + out.getvalue(), encoding="utf-8")
            os.replace(draft, path)
        except OSError as error:
            raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error


def _checked(before: Tables, after: Tables) -> Catalogue:
    """Return the catalogue of `after`; InputError where it has a fault that `before` has not."""
    try:
        catalogue = build_catalogue(after)
    except CatalogueError as error:
        raise InputError(f"nothing added: {error}") from None
    faults = set(check_catalogue(build_catalogue(before)))
    for finding in check_catalogue(catalogue):
        if finding not in faults:
            raise InputError(f"nothing added: {finding}")
    return catalogue
