"""The frame of the JSON API: parameters that are checked, cursors, and what its page documents.

An endpoint is declared once, with its parameters; `docs/api.md` is generated from that.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeAlias

from flask import Blueprint, Response, request

from kb.errors import InputError
from webapp.negotiate import as_json

MOST = 500  # items of one answer
USUAL = 50

_MOST_COUNTED = 2**62  # SQLite counts to 2**63
_NO_CURSOR = "cursor: this is not a `next` of an answer of this address"

Given: TypeAlias = "Mapping[str, str]"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query string; `required` ones have no default."""

    name: str
    help: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the API: what it answers with, by key, and an example of its use."""

    path: str
    parameters: tuple[Parameter, ...]
    answers: Mapping[str, str]
    help: str
    example: str


LIMIT = Parameter("limit", f"most items of the answer, 1 to {MOST}; {USUAL} by default")
CURSOR = Parameter("cursor", "the `next` of the answer before: goes on behind its last item")


class Api:
    """The endpoints of the API, as a blueprint and as a table for the documentation."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.endpoints: list[Endpoint] = []

    def get(
        self,
        path: str,
        *parameters: Parameter,
        answers: Mapping[str, str],
        example: str,
    ) -> Callable[[Callable[..., Mapping[str, Any]]], Callable[..., Response]]:
        """Declare an endpoint: a function from the checked parameters to the keys of its answer."""

        def declare(answer: Callable[..., Mapping[str, Any]]) -> Callable[..., Response]:
            help_ = " ".join((answer.__doc__ or "").split())
            self.endpoints.append(Endpoint(path, parameters, answers, help_, example))

            @wraps(answer)
            def view(**segments: str) -> Response:
                return as_json(**answer(_given(parameters), **segments))

            self.blueprint.add_url_rule(path, endpoint=answer.__name__, view_func=view)
            return view

        return declare


def _given(parameters: tuple[Parameter, ...]) -> dict[str, str]:
    """Return the parameters of the request; InputError on an unknown, repeated or missing one."""
    known = {parameter.name for parameter in parameters}
    for name in request.args:
        if name not in known:
            has = ", ".join(sorted(known)) or "none"
            raise InputError(f"there is no parameter {name!r} here, but {has}")
        if len(request.args.getlist(name)) > 1:
            raise InputError(f"the parameter {name} is given twice")
    given = {name: value for name, value in request.args.items() if value != ""}
    for parameter in parameters:
        if parameter.required and parameter.name not in given:
            raise InputError(f"the parameter {parameter.name} is needed: {parameter.help}")
    return given


def limit_of(given: Given) -> int:
    """Return how many items are wanted."""
    text = given.get("limit", str(USUAL))
    if not re.fullmatch(r"\d{1,9}", text) or not 1 <= int(text) <= MOST:
        raise InputError(f"limit: {text!r} is not a number from 1 to {MOST}")
    return int(text)


def cursor_kind(given: Given) -> str | None:
    """Return of which kind of list the cursor is; None where there is none that can be read."""
    return _read_cursor(given)[0]


def _read_cursor(given: Given) -> tuple[str | None, Any]:
    try:
        raw = base64.urlsafe_b64decode(given.get("cursor", "").encode() + b"==")
        found, position = json.loads(raw)
    except (ValueError, binascii.Error, TypeError, RecursionError):
        return None, None
    return str(found), position


def offset_of(given: Given, kind: str) -> int:
    """Return behind how many items the answer begins.

    InputError where the cursor is none, or one of another list.
    """
    if "cursor" not in given:
        return 0
    found, position = _read_cursor(given)
    if found != kind or not _counts(position):
        raise InputError(_NO_CURSOR)
    return int(position)


def change_of(given: Given, kind: str) -> tuple[int, str] | None:
    """Return the number and the time behind which a list of changes goes on; errors likewise."""
    if "cursor" not in given:
        return None
    match _read_cursor(given):
        case str(found), [number, str(time)] if found == kind and _counts(number):
            return number, time
    raise InputError(_NO_CURSOR)


def _counts(value: object) -> bool:
    return type(value) is int and 0 <= value < _MOST_COUNTED


def next_cursor(kind: str, position: int | str | list[Any] | None) -> str | None:
    """Return an opaque cursor for a position; None where there is nothing more."""
    if position is None:
        return None
    raw = json.dumps([kind, position], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
