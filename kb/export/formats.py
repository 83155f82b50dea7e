"""The formats of timelines by name."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from kb.errors import InputError
from kb.rows import Timeline


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the ending of its files, its media type, the module and function that write it."""

    ending: str
    media_type: str
    module: str
    function: str = "write"

    def write(self, timeline: Timeline, fp: IO[bytes]) -> None:
        """Write a timeline; the writer is imported now, as some bring large libraries."""
        module = importlib.import_module(f"kb.export.{self.module}")
        getattr(module, self.function)(timeline, fp)


FORMATS: Mapping[str, Format] = {
    "table": Format("txt", "text/plain; charset=utf-8", "table"),
    "csv": Format("csv", "text/csv; charset=utf-8", "csvfile"),
    "claims": Format("claims.csv", "text/csv; charset=utf-8", "csvfile", "write_claims"),
    "json": Format("json", "application/json", "jsonfile"),
    "jsonld": Format("jsonld", "application/ld+json", "jsonld"),
    "turtle": Format("ttl", "text/turtle; charset=utf-8", "turtle"),
    "ics": Format("ics", "text/calendar; charset=utf-8", "ical"),
    "geojson": Format("geojson", "application/geo+json", "geojson"),
    "timelinejs": Format("timelinejs.json", "application/json", "timelinejs"),
    "markdown": Format("md", "text/markdown; charset=utf-8", "markdown"),
    "xlsx": Format(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
    ),
    "graphml": Format("graphml", "application/graphml+xml", "graphml"),
    "html": Format("html", "text/html; charset=utf-8", "htmlpage"),
}


def find_format(name: str) -> Format:
    """Return a format by name or file ending; InputError where there is none."""
    by_ending = {known.ending: known for known in FORMATS.values()}
    found = FORMATS.get(name) or by_ending.get(name.removeprefix("."))
    if found is None:
        raise InputError(f"no format {name!r}: say one of {', '.join(FORMATS)}")
    return found
