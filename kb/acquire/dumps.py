"""Articles from dumps: JSON Lines, JSON arrays, CSV and TSV tables, tables of GDELT."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from kb.acquire.failure import Failure
from kb.acquire.fields import FieldMap, read_row
from kb.acquire.reference import Reference
from kb.acquire.streams import HEAD, read_page
from kb.errors import InputError
from kb.model import RawItem

_MAX_LINE = 10_000_000
_MAX_ARRAY = 200_000_000
_MAX_CELL = 10_000_000
_URL = re.compile(r"https?://\S+", re.I)
_SOURCE_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)+")


def read_json(
    stream: BinaryIO, source: str, fields: FieldMap
) -> Iterator[RawItem | Reference | Failure]:
    """Yield what each line (or each object of one array) holds, in UTF-8."""
    begin = stream.readline(_MAX_LINE + 1)
    if begin.lstrip().removeprefix(b"\xef\xbb\xbf").startswith(b"["):
        yield from _read_array(begin + read_page(stream, _MAX_ARRAY), source, fields)
        return
    number = 0
    line = begin
    while line:
        number += 1
        place = f"{source}, line {number}"
        if len(line) > _MAX_LINE:
            yield Failure(place, f"larger than {_MAX_LINE // 1_000_000} MB")
            while line and not line.endswith(b"\n"):
                line = stream.readline(_MAX_LINE)
        elif line.strip():
            yield _read_object(line, fields, place)
        line = stream.readline(_MAX_LINE + 1)


def _read_array(
    content: bytes, source: str, fields: FieldMap
) -> Iterator[RawItem | Reference | Failure]:
    try:
        rows = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {_json_reason(error)}") from error
    for number, row in enumerate(rows, 1):
        yield _read_fields(row, fields, f"{source}, object {number}")


def _read_object(line: bytes, fields: FieldMap, place: str) -> RawItem | Reference | Failure:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Failure(place, f"not JSON: {_json_reason(error)}")
    return _read_fields(row, fields, place)


def _json_reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (column {error.colno})"
    return "not UTF-8" if isinstance(error, UnicodeDecodeError) else "nested too deeply"


def _read_fields(row: object, fields: FieldMap, place: str) -> RawItem | Reference | Failure:
    try:
        if not isinstance(row, Mapping):
            raise InputError("not a JSON object")
        return read_row(row, fields, place)
    except InputError as error:
        return Failure(place, str(error))


def read_table(
    stream: BinaryIO, source: str, fields: FieldMap
) -> Iterator[RawItem | Reference | Failure]:
    """Yield what each row of a CSV or TSV table with a header line holds."""
    csv.field_size_limit(_MAX_CELL)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    header = text.readline(HEAD)
    delimiter = max(",;\t", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter))
    rows = csv.DictReader(text, names, restkey="", delimiter=delimiter)
    number = 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Failure(f"{source}, row {number}", f"not CSV: {error}")
            continue
        row.pop("", None)
        yield _read_fields(row, fields, f"{source}, row {number}")


def read_gdelt(stream: BinaryIO, source: str) -> Iterator[Reference | Failure]:
    """Yield the articles that a GDELT table (events, mentions, knowledge graph) names, once each.

    Only address and outlet are used: GDELT's date is when its crawler saw the article.
    """
    seen: set[int] = set()
    for number, line in enumerate(_lines(stream), 1):
        cells = line.rstrip("\n").split("\t")
        url = next((cell for cell in cells if _URL.fullmatch(cell)), None)
        if url is None:
            yield Failure(f"{source}, line {number}", "no address of an article")
        elif hash(url) not in seen:
            seen.add(hash(url))
            before = cells[max(0, cells.index(url) - 1)]
            publisher = before if _SOURCE_NAME.fullmatch(before) else None
            yield Reference(url, f"{source}, line {number}", publisher=publisher)


def read_urls(stream: BinaryIO, source: str) -> Iterator[Reference]:
    """Yield the addresses of a list, one a line; lines that begin with # are comments."""
    for number, line in enumerate(_lines(stream), 1):
        if (url := line.strip()) and not url.startswith("#"):
            yield Reference(url, f"{source}, line {number}")


def _lines(stream: BinaryIO) -> Iterator[str]:
    while line := stream.readline(_MAX_LINE):
        yield line.decode("utf-8-sig", errors="replace")
