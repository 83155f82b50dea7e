"""Articles are hostile input: whatever they hold is shown inert."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from webapp.security import CONTENT_SECURITY_POLICY

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/site.css", "/events.json", "/sparql"])
def test_every_response_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "path", ["/article/cccc/1", "/event/e3", "/", "/events", "/search?q=alert"]
)
def test_markup_in_articles_is_text(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    for markup in ("<script>alert", "<img src=x", "<b>bold"):
        assert markup not in page


def test_script_links_are_not_linked(client: FlaskClient) -> None:
    page = client.get("/article/cccc/1").text
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_direction_controls_are_made_visible(client: FlaskClient) -> None:
    page = client.get("/article/cccc/1").text
    assert "\ufffddetrever\ufffd" in page
    assert not set(page) & set("\u202e\u202c\u2066\u2069")


def test_text_from_the_address_is_escaped(client: FlaskClient) -> None:
    attack = '"><script>alert(3)</script>'
    for path in ("/search", "/actors", "/sparql"):
        page = client.get(
            path, query_string={"q": attack, "query": attack}, headers={"Accept": "text/html"}
        )
        assert "<script>" not in page.text


def test_no_cell_is_a_formula(client: FlaskClient) -> None:
    for path in ("/actors.csv", "/sources.csv", "/events.csv"):
        for row in csv.reader(io.StringIO(client.get(path).text)):
            assert not any(cell[:1] in ("=", "+", "-", "@", "\t") for cell in row)
    assert "'=cmd|" in client.get("/actors.csv").text
