"""Exports hold what the page shows, and are readable by others' parsers."""

from __future__ import annotations

import csv
import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import icalendar
import openpyxl
import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient

from kb.errors import InputError
from kb.store import Store
from webapp.site import EXPORTS, Kept, site_of


def test_csv_has_the_filtered_events(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/actor/norland/timeline.csv").text)))
    assert len(rows) == 1
    assert "Norland arms River Front" in rows[0].values()
    for query in ("role=recipient", "from=2032", "status=planned", "with=sudmark"):
        text = client.get(f"/actor/norland/timeline.csv?{query}").text
        assert list(csv.DictReader(io.StringIO(text))) == [], query


def test_other_formats_are_valid(client: FlaskClient) -> None:
    calendar = icalendar.Calendar.from_ical(client.get("/actor/norland/timeline.ics").data)
    (event,) = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]).endswith("Norland arms River Front")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/actor/norland/timeline.xlsx").data))
    assert book.worksheets
    graph = rdflib.Graph().parse(data=client.get("/actor/norland/timeline.ttl").data)
    assert len(graph) > 5
    for ending in ("json", "geojson", "timelinejs.json", "jsonld"):
        assert json.loads(client.get(f"/actor/norland/timeline.{ending}").data)
    assert "Norland arms River Front" in client.get("/actor/norland/timeline.md").text


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [("csv", "text/csv"), ("ics", "text/calendar"), ("md", "text/markdown"), ("html", "text/html")],
)
def test_exports_are_offered_as_files(client: FlaskClient, ending: str, media_type: str) -> None:
    response = client.get(f"/actor/norland/timeline.{ending}")
    assert response.mimetype == media_type
    name = response.headers["Content-Disposition"]
    assert name == f'attachment; filename="norland-timeline.{ending}"'


def test_unknown_formats_and_actors(client: FlaskClient) -> None:
    assert client.get("/actor/norland/timeline.pdf").status_code == 400
    assert client.get("/actor/nobody/timeline.csv").status_code == 404
    assert client.get("/actor/aaaa/unnamed-official/timeline.csv").status_code == 200


def test_page_links_to_exports_with_its_filters(client: FlaskClient) -> None:
    page = client.get("/actor/norland?role=initiator&from=2031").text
    assert 'href="/actor/norland/timeline.ics?role=initiator&amp;from=2031"' in page
    response = client.get("/actor/norland.csv?role=initiator")
    assert (response.status_code, response.location) == (
        302,
        "/actor/norland/timeline.csv?role=initiator",
    )


def test_files_are_made_a_few_at_a_time(client: FlaskClient, app: Flask, monkeypatch) -> None:
    """Pages are served beside exports, and who waits too long for one is told so."""
    monkeypatch.setattr("webapp.site._EXPORT_PATIENCE", 0.1)
    exports = site_of(app).exports
    with ExitStack() as taken:
        for _ in range(EXPORTS):
            taken.enter_context(exports.turn("somebody", lambda: False))
        busy = client.get("/actor/norland/timeline.csv")
        assert (busy.status_code, "Retry-After" in busy.headers) == (429, True)
        assert "many files are being made" in busy.text
        assert client.get("/actor/norland").status_code == 200
    assert client.get("/actor/norland/timeline.csv").status_code == 200


def test_a_thing_wanted_by_many_is_found_once(sample_store: Store) -> None:
    kept, found = Kept(sample_store), []

    def read(store: Store, name: str) -> str:
        time.sleep(0.2)
        found.append(name)
        if name == "bad":
            raise InputError("no such thing")
        return name.upper()

    with ThreadPoolExecutor(8) as many:
        assert set(many.map(lambda _: kept.get(read, "a"), range(8))) == {"A"}
        assert found == ["a"]
        for wanted in [many.submit(kept.get, read, "bad") for _ in range(8)]:
            with pytest.raises(InputError):
                wanted.result()
    assert found.count("bad") < 8
    with pytest.raises(InputError):
        kept.get(read, "bad")
    assert kept.get(read, "a") == "A"
