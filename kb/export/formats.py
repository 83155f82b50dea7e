"""The formats of timelines by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from kb.errors import InputError
from kb.export import (
    csvfile,
    geojson,
    htmlpage,
    ical,
    jsonfile,
    jsonld,
    markdown,
    table,
    timelinejs,
    turtle,
    xlsx,
)
from kb.rows import Timeline


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the ending of its files, its media type and its writer."""

    ending: str
    media_type: str
    write: Callable[[Timeline, IO[bytes]], None]


FORMATS: Mapping[str, Format] = {
    "table": Format("txt", "text/plain; charset=utf-8", table.write),
    "csv": Format("csv", "text/csv; charset=utf-8", csvfile.write),
    "claims": Format("claims.csv", "text/csv; charset=utf-8", csvfile.write_claims),
    "json": Format("json", "application/json", jsonfile.write),
    "jsonld": Format("jsonld", "application/ld+json", jsonld.write),
    "turtle": Format("ttl", "text/turtle; charset=utf-8", turtle.write),
    "ics": Format("ics", "text/calendar; charset=utf-8", ical.write),
    "geojson": Format("geojson", "application/geo+json", geojson.write),
    "timelinejs": Format("timelinejs.json", "application/json", timelinejs.write),
    "markdown": Format("md", "text/markdown; charset=utf-8", markdown.write),
    "xlsx": Format(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.write
    ),
    "html": Format("html", "text/html; charset=utf-8", htmlpage.write),
}


def find_format(name: str) -> Format:
    """Return a format by name or file ending; InputError where there is none."""
    by_ending = {known.ending: known for known in FORMATS.values()}
    found = FORMATS.get(name) or by_ending.get(name.removeprefix("."))
    if found is None:
        raise InputError(f"no format {name!r}: say one of {', '.join(FORMATS)}")
    return found
