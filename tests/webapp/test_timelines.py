"""The timeline of everything, the map and the network, as the server renders them."""

from __future__ import annotations

import csv
import io
import json

import networkx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.query.browse import Network
from kb.query.browse.pages import Counted, Ref
from kb.query.browse.relations import Pair
from webapp.views.networks import MOST_DRAWN, draw

HTML = {"Accept": "text/html"}


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path, headers=HTML)
    assert response.status_code == status, path
    return response.text


def labels(client: FlaskClient, query: str) -> list[str]:
    items = client.get(f"/timeline/items.json?{query}").get_json()["items"]
    return sorted({item["label"] for item in items})


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 3),
        ("type=AID", 1),
        ("actor=norland", 1),
        ("actor=sudmark&with=ilse-varga", 1),
        ("place=sudmark", 1),
        ("source=harbour-wire", 1),
        ("status=denied", 1),
        ("confidence=0.5", 2),
        ("confidence=0.85", 1),
        ("from=2032", 1),
        ("to=2031-12-31", 1),
    ],
)
def test_each_filter_narrows_drawing_list_and_files(
    client: FlaskClient, query: str, expected: int
) -> None:
    assert len(labels(client, query)) == expected
    assert page(client, f"/timeline?{query}").count('<div class="what">') == expected
    rows = list(csv.DictReader(io.StringIO(client.get(f"/timeline.csv?{query}").text)))
    assert len(rows) == expected


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("confidence=much", "is not a number from 0 to 1"),
        ("confidence=2", "does not lie between 0 and 1"),
        ("lanes=colour", "is not one of type, actor, place"),
        ("by=hour", "is not one of day, week, month, year"),
        ("status=true", "is not one of asserted"),
    ],
)
def test_wrong_values_are_named(client: FlaskClient, query: str, complaint: str) -> None:
    assert complaint in page(client, f"/timeline?{query}", 400).replace("&#39;", "'")


def test_items_tell_claimed_from_asserted_and_exact_from_approximate(client: FlaskClient) -> None:
    items = client.get("/timeline/items.json").get_json()["items"]
    by_url = {item["url"]: item for item in items}
    arms = by_url["/event/e1"]
    assert (arms["start"], arms["end"], arms["when"]) == ("2031-04-01", "2031-04-30", "April 2031")
    assert (arms["look"], arms["told"]) == ("denied", "claimed: disputed")
    assert "start" not in by_url["/event/e2"]
    assert by_url["/event/e2"]["look"] == "asserted"


@pytest.mark.parametrize(
    ("lanes", "expected"),
    [
        ("type", ["Arms transfer", "Consult", "Reject"]),
        ("place", ["Mill Valley", "not stated"]),
        (
            "status",
            ["asserted: by the article", "claimed: disputed", "not yet: planned or expected"],
        ),
    ],
)
def test_lanes(client: FlaskClient, lanes: str, expected: list[str]) -> None:
    data = client.get(f"/timeline/items.json?lanes={lanes}").get_json()
    assert data["lanes"] == expected
    text = page(client, f"/timeline?lanes={lanes}")
    assert text.count('class="lane-name"') == len(expected)
    assert client.get("/timeline/items.json").get_json()["lanes"] == []


def test_an_event_of_two_publishers_stands_in_both_lanes(client: FlaskClient) -> None:
    items = client.get("/timeline/items.json?lanes=source&actor=norland").get_json()["items"]
    assert [item["lane"] for item in items] == ["Harbour Wire", "Lakeside Courier"]


@pytest.mark.parametrize(
    ("unit", "heading"),
    [
        ("day", "5 January 2032"),
        ("week", "Week of 5 January 2032"),
        ("month", "January 2032"),
        ("year", "2032"),
    ],
)
def test_list_by_day_week_month_or_year(client: FlaskClient, unit: str, heading: str) -> None:
    text = page(client, f"/timeline?by={unit}&from=2032")
    assert f'<h3 class="month">{heading}' in text


def test_the_undated_are_listed_apart_and_linked(client: FlaskClient) -> None:
    text = page(client, "/timeline")
    assert '<a href="?page=1#undated">1 of them without a date</a>' in text
    assert 'id="undated">No date given' in text


def test_exports_of_the_timeline_keep_the_filters(client: FlaskClient) -> None:
    text = page(client, "/timeline?status=planned")
    assert 'href="/timeline.graphml?status=planned"' in text
    data = json.loads(client.get("/timeline.json?status=planned").data)
    assert data["actor"] is None
    assert data["filters"] == {"status": "not yet: planned or expected"}
    assert [event["label"] for event in data["events"]] == ["<b>bold</b> event"]
    headers = client.get("/timeline.ics").headers
    assert headers["Content-Disposition"] == 'attachment; filename="timeline.ics"'
    assert client.get("/timeline.pdf").status_code == 400


def test_graph_of_actors(client: FlaskClient) -> None:
    graph = networkx.parse_graphml(client.get("/timeline.graphml").text)
    named = {node: about["label"] for node, about in graph.nodes(data=True)}
    edges = {
        (named[a], named[b], about["relation"], about["status"])
        for a, b, about in graph.edges(data=True)
    }
    assert ("Norland", "River Front", "acts on", "disputed") in edges
    assert ("Ilse Varga", "Sudmark", "acts on", "asserted") in edges


def test_map_counts_events_by_place(client: FlaskClient) -> None:
    text = page(client, "/map")
    assert "1 place" in text.replace('<span class="nums">1</span>', "1")
    assert 'aria-label="1 events in Mill Valley"' in text
    assert '"latitude": 12.5' in text
    (row,) = csv.DictReader(io.StringIO(client.get("/map.csv").text))
    assert (row["label"], row["events"], row["latitude"]) == ("Mill Valley", "1", "12.5")
    (place,) = client.get("/map.json").get_json()["places"]
    assert place["longitude"] == 40.25
    assert "No event that matches has a place." in page(client, "/map?actor=sudmark")


def test_network_counts_pairs(client: FlaskClient) -> None:
    text = page(client, "/network")
    assert "/timeline?actor=norland&amp;with=river-front" in text
    rows = list(csv.DictReader(io.StringIO(client.get("/network.csv").text)))
    assert {(r["actor1_label"], r["actor2_label"], r["events"]) for r in rows} == {
        ("Norland", "River Front", "1"),
        ("Ilse Varga", "Sudmark", "1"),
    }
    assert "nobody appears together with anybody" in page(client, "/network?status=planned")
    network = client.get("/network.json?actor=norland").get_json()["network"]
    assert [actor["ref"]["label"] for actor in network["actors"]] == ["Norland", "River Front"]


def test_a_drawing_of_a_network_stays_small() -> None:
    refs = [Ref(f"https://w3id.org/gekb/id/actor/a{n}", f"A{n}") for n in range(100)]
    pairs = tuple(Pair(refs[n], refs[n + 1], 100 - n) for n in range(99))
    network = Network(tuple(Counted(ref, 1) for ref in refs), pairs, False)
    with Flask(__name__).test_request_context():
        drawn = draw(network, refs[60].iri)
    assert len(drawn["nodes"]) == MOST_DRAWN
    assert [node["label"] for node in drawn["nodes"] if node["centre"]] == ["A60"]
    assert len(drawn["edges"]) == MOST_DRAWN - 2


def test_hostile_names_stay_data_in_drawings(client: FlaskClient) -> None:
    for path in ("/timeline", "/map", "/network", "/network?actor=x-evil"):
        assert "<b>bold" not in page(client, path)
    assert "<b>" in client.get("/timeline/items.json").get_json()["items"][1]["label"]
