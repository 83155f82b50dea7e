from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.query.catalog import load_catalog

QUERY = """# title: Events of an actor
# description: One row per event.
# params: actor=actor since=date=
# view: timeline
SELECT ?event ?date WHERE {
  ?event a kb:Event ; kb:initiator|kb:recipient ?actor ; kb:date ?date .
  FILTER(!BOUND(?since) || ?date >= ?since)
} ORDER BY ?date
"""
BROWSER = {"Accept": "text/html"}


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "q1_events.rq").write_text(QUERY, encoding="utf-8")
    for module in ("queries", "sparql"):
        monkeypatch.setattr(f"webapp.views.{module}.load_catalog", lambda: load_catalog(tmp_path))


@pytest.mark.usefixtures("catalog")
def test_saved_queries_are_listed(client: FlaskClient) -> None:
    assert "Events of an actor" in client.get("/queries").text
    assert client.get("/queries.json").get_json()["queries"][0]["name"] == "q1_events"
    assert 'href="/queries/q1_events"' in client.get("/sparql", headers=BROWSER).text


@pytest.mark.usefixtures("catalog")
def test_form_first_then_the_answer(client: FlaskClient) -> None:
    form = client.get("/queries/q1_events", headers=BROWSER)
    assert form.status_code == 200
    assert 'name="actor"' in form.text
    assert "Answer</h2>" not in form.text
    page = client.get("/queries/q1_events?actor=River+Front", headers=BROWSER).text
    assert "Norland arms River Front" in page
    assert "1</span> row in" in page


@pytest.mark.usefixtures("catalog")
def test_answers_for_programs(client: FlaskClient) -> None:
    response = client.get("/queries/q1_events?actor=norland&since=2031-05&format=json")
    assert json.loads(response.data)["results"]["bindings"] == []
    rows = client.get("/queries/q1_events?actor=norland&format=csv").text.splitlines()
    assert rows == ["event,date", "https://w3id.org/gekb/id/event/e1,2031-04-01/2031-04-30"]


@pytest.mark.usefixtures("catalog")
def test_what_is_wrong_is_said(client: FlaskClient) -> None:
    missing = client.get("/queries/q1_events?format=csv")
    assert missing.status_code == 400
    unknown = client.get("/queries/q1_events?actor=nobody", headers=BROWSER)
    assert unknown.status_code == 400
    assert "no actor named" in unknown.text
    assert client.get("/queries/q1_events?actor=norland&king=x&format=csv").status_code == 400
    assert client.get("/queries/none").status_code == 404


@pytest.mark.usefixtures("catalog")
def test_the_query_can_be_opened_and_changed(client: FlaskClient) -> None:
    page = client.get("/queries/q1_events?actor=norland", headers=BROWSER).text
    link = page.split("Open in SPARQL")[0].rsplit('href="', 1)[1].split('"')[0]
    answer = client.get(link.replace("&amp;", "&"), headers=BROWSER)
    assert answer.status_code == 200
    assert "Norland arms River Front" in answer.text
