"""Whatever stands in an address, the answer is an answer: never a 500, never a trace."""

from __future__ import annotations

import base64
import itertools
import json
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

# What people, programs and attackers write where a name, a day, a number or a cursor is wanted.
ODD = (
    "", " ", "0", "-1", "1e9", "9" * 30, "9" * 5000, "٣", "nan", "inf", "null", "None", "[]", "{}",
    "norland", "../../etc/passwd", "..%2f", "a/b", "%", "%00", "\x00", "\ud7ff\u202e", "𝔸",
    "é" * 300,
    "'", '"', "<script>", "\\", "> } SELECT", "?x", "http://127.0.0.1:9/", "urn:x y", "id:x",
    "kb:Event", "kbt:", ":", "2024-13-45", "0000-00-00", "0001-01-01T00:00:00+14:00", "-2024",
    "9999-12-31T23:59:59-14:00", "2024/2025", "asserted", "csv", "zz",
)  # fmt: skip
_PARAMETERS = (
    "actor", "role", "with", "type", "place", "source", "status", "confidence", "from", "to", "by",
    "page", "order", "lanes", "view", "q", "kind", "limit", "cursor", "changed_since", "format",
    "initial", "query", "queries", "extend", "prefix", "id", "cursor", "since", "until",
)  # fmt: skip


def cursor(value: object) -> str:
    raw = json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


CURSORS = [
    cursor([kind, position])
    for kind in ("search", "events", "actors", "changes")
    for position in (
        -1, 10**30, True, None, [], [1], ["x", "y"], [1, 2, 3], [10**30, "2024"], [-1, []],
        [{}, {}], "7", {"a": 1}, 1.5,
    )
] + [cursor(value) for value in (None, 7, [], "ab", {"search": 1, "b": 2}, [[], []])]  # fmt: skip
CURSORS.append(base64.urlsafe_b64encode(b"[" * 100_000).decode())


def addresses(app: Flask) -> list[str]:
    """Return every address that is got, with the sample's and with odd names in its places."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            found += [_filled(rule, value) for value in ("norland", "e1", "aaaa", *ODD) if value]
    return sorted(set(found))


def _filled(rule: Rule, value: str) -> str:
    parts = []
    for converter, part in rule._trace:
        if not converter:
            parts.append(part.removeprefix("|"))
        else:
            known = getattr(rule._converters[part], "regex", "")
            options = known.removeprefix("(?:").removesuffix(")").split("|")
            parts.append(options[0] if "|" in known else quote(value, safe=""))
    return "".join(parts)


def check(client: FlaskClient, address: str) -> int:
    response = client.get(address)
    told = response.get_data(as_text=True)
    assert response.status_code < 500, (address, told[-300:])
    assert "Traceback" not in told, address
    if address.startswith("/api/") and response.status_code >= 400:
        error = json.loads(told)
        assert (error["ok"], bool(error["error"])) == (False, True), address
    return response.status_code


def test_odd_names(app: Flask, client: FlaskClient) -> None:
    statuses = {check(client, address) for address in addresses(app)}
    assert {200, 404} <= statuses


def test_odd_parameters(app: Flask, client: FlaskClient) -> None:
    plain = sorted(
        {
            _filled(rule, "norland")
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.endpoint != "static"
        }
    )
    statuses = set()
    for number, (name, value) in enumerate(itertools.product(sorted({*_PARAMETERS}), ODD)):
        # Each pair goes to a few addresses, so that every address gets many of them.
        for address in plain[number % 23 :: 23]:
            statuses.add(check(client, f"{address}?{urlencode({name: value})}"))
    assert {200, 400, 404} <= statuses


@pytest.mark.parametrize("address", ["/api/search?q=a&", "/api/events?", "/api/actors?"])
def test_odd_cursors(client: FlaskClient, address: str) -> None:
    for given in CURSORS:
        assert check(client, f"{address}cursor={given}") in (200, 400), given
