"""Articles from JSON Lines: one object per line, its text taken as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO

from kb.acquire.failure import Failure
from kb.errors import InputError
from kb.model import Interval, RawItem

_MAX_LINE = 10_000_000
_OPTIONAL = ("title", "url", "publisher")


def read_jsonl(stream: BinaryIO) -> Iterator[RawItem | Failure]:
    """Yield one verbatim raw item, or failure, per line that is not blank.

    A line is `{"id", "text", "published"?, "title"?, "url"?, "publisher"?}` in UTF-8, `published`
    an ISO day or a pair of them (docs/extraction-record.md). The item's source is the line's id,
    or "line N" without one. One line is held in memory at a time.
    """
    number = 0
    while line := stream.readline(_MAX_LINE + 1):
        number += 1
        if len(line) > _MAX_LINE:
            yield Failure(f"line {number}", f"larger than {_MAX_LINE // 1_000_000} MB")
            _skip_rest_of_line(stream, line)
        elif line.strip():
            yield _read_line(line, f"line {number}")


def _skip_rest_of_line(stream: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(_MAX_LINE)


def _read_line(line: bytes, source: str) -> RawItem | Failure:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
        if not isinstance(fields, dict):
            raise InputError("not a JSON object")
        source = _id(fields, source)
        return _raw_item(fields, source)
    except UnicodeDecodeError:
        return Failure(source, "not UTF-8")
    except json.JSONDecodeError as error:
        return Failure(source, f"not JSON: {error.msg} (column {error.colno})")
    except RecursionError:
        return Failure(source, "not JSON: nested too deeply")
    except InputError as error:
        return Failure(source, str(error))


def _id(fields: dict[str, object], default: str) -> str:
    value = fields.get("id")
    if value is None:
        return default
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        return str(value)
    raise InputError('"id" must be a string')


def _raw_item(fields: dict[str, object], source: str) -> RawItem:
    text = fields.get("text")
    if not isinstance(text, str):
        raise InputError('"text" is missing' if text is None else '"text" must be a string')
    if not text.strip():
        raise InputError('"text" is empty')
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError('"text" holds half of a surrogate pair') from error
    optional = {}
    for name in _OPTIONAL:
        value = fields.get(name)
        if value is not None and not isinstance(value, str):
            raise InputError(f'"{name}" must be a string')
        optional[name] = value or None
    try:
        published = _published(fields.get("published"))
    except ValueError as error:
        raise InputError(f'"published": {error}') from error
    return RawItem(
        source,
        content,
        "text/plain",
        published=published,
        verbatim=True,
        title=optional["title"],
        url=optional["url"],
        publisher=optional["publisher"],
    )


def _published(value: object) -> Interval | None:
    if value is None:
        return None
    ends = value if isinstance(value, list) else [value, value]
    if len(ends) != 2:
        raise InputError('"published" must be a day or a pair of days')
    return Interval(_day(ends[0]), _day(ends[1]))


def _day(value: object) -> date:
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError as error:
        raise InputError(f'"published" is no day of the form 2024-12-31: {value!r}') from error
