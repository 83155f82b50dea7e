"""The engine's exceptions as ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from kb.errors import QuerySyntaxError, StoreError
from kb.store.base import SCHEMA_VERSION

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)")
_UNKNOWN = "is not supported"
_LONGEST_COMPLAINT = 160  # characters; Oxigraph may list every character that it expected


@contextmanager
def reading(location: str) -> Iterator[None]:
    """Raise our errors for those of pyoxigraph while a query is started or its results are read."""
    try:
        yield
    except SyntaxError as error:
        raise syntax_error(error) from None
    except (OSError, RuntimeError) as error:
        text = one_line(error)
        if _UNKNOWN in text:  # the query parses and asks for a function that there is not
            raise QuerySyntaxError(f"the query cannot be run: {text}") from None
        raise StoreError(f"the store {location} cannot be read: {text}") from None


def syntax_error(error: SyntaxError) -> QuerySyntaxError:
    """Return pyoxigraph's complaint about a query as ours, with line and column where given."""
    text = one_line(error)
    place = _PLACE.match(text)
    if place is None:
        return QuerySyntaxError(f"the query is not SPARQL: {text[:_LONGEST_COMPLAINT]}")
    line, column, complaint = int(place[1]), int(place[2]), place[3]
    if len(complaint) > _LONGEST_COMPLAINT:
        complaint = complaint[:_LONGEST_COMPLAINT] + " ..."
    message = f"the query is not SPARQL: line {line}, column {column}: {complaint}"
    return QuerySyntaxError(message, line, column)


def is_older(schema: str) -> bool:
    """Whether a store's schema version is one that `kb upgrade` can renew."""
    return schema.isdigit() and int(schema) < SCHEMA_VERSION


def other_schema(location: str, found: str) -> StoreError:
    """Return what to say of a store that another version of the program has written."""
    remedy = "run `kb upgrade`" if is_older(found) else "run a newer version of this program"
    return StoreError(
        f"the store {location} has schema version {found}, this program needs {SCHEMA_VERSION}: "
        + remedy
    )


def one_line(error: Exception) -> str:
    """Return an exception's message without line breaks."""
    return " ".join(str(error).split())
