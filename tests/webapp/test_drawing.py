from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from webapp.drawing import Item, as_data, choose_view, read_items
from webapp.results import Cell, Shown


def shown(columns: str, *rows: tuple[str | None, ...]) -> Shown:
    cells = tuple(
        tuple(None if text is None else Cell(text, _link(text), text, False) for text in row)
        for row in rows
    )
    return Shown(tuple(columns.split()), cells, len(rows), None, None, (), False, 0.1)


def _link(text: str) -> str | None:
    return text if text.startswith("/") else None


def test_rows_with_days_become_items() -> None:
    answer = shown(
        "earliest latest what status type event",
        ("2031-04-01", "2031-04-30", "Aid sent", "denied", "Aid", "/event/e1"),
        (None, None, "Talks", "asserted by the article", "Consult", "/event/e2"),
        ("2031-05-02", None, "<b>Visit</b>", "st:planned", "Visit", "/event/e3"),
    )
    first, second = read_items(answer)
    assert first == Item(
        label="Aid sent",
        url="/event/e1",
        start="2031-04-01",
        end="2031-04-30",
        when="April 2031",
        look="denied",
        told="claimed: denied",
        lane="Aid",
    )
    assert (second.start, second.end, second.look) == ("2031-05-02", "2031-05-02", "unreal")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2031-04-01/2031-04-30", ("2031-04-01", "2031-04-30")),
        ("2031-04-01T10:00:00Z", ("2031-04-01", "2031-04-01")),
        ("2031-04-30/2031-04-01", ("2031-04-30", "2031-04-30")),
    ],
)
def test_a_column_is_known_by_its_days(text: str, days: tuple[str, str]) -> None:
    (item,) = read_items(shown("thing moment", ("Talks", text)))
    assert (item.start, item.end, item.label) == (*days, "Talks")


@pytest.mark.parametrize("text", ["2031", "2031-13-40", "12 May", "x2031-04-01"])
def test_what_is_no_day_draws_nothing(text: str) -> None:
    assert read_items(shown("what date", ("Talks", text))) == ()


def test_coordinates_make_a_map() -> None:
    answer = shown("what lat long", ("Talks", "12.5", "-40"), ("Elsewhere", None, "3"))
    drawn = choose_view(answer, "map")
    assert (drawn.view, drawn.views) == ("map", ("table", "map"))
    (point,) = drawn.data
    assert (point["latitude"], point["longitude"]) == (12.5, -40.0)


def test_a_view_that_does_not_suit_is_a_table() -> None:
    assert choose_view(shown("what", ("Talks",)), "map").view == "table"
    assert choose_view(shown("what date", ("Talks", "2031-04-01")), "nonsense").view == "table"


def test_data_hold_no_empty_values() -> None:
    assert as_data([Item("Talks", None)]) == [{"label": "Talks", "look": "asserted"}]


def test_hostile_labels_stay_data(client: FlaskClient) -> None:
    query = "SELECT ?what ?date { ?e rdfs:label ?what ; kb:date ?date }"
    page = client.get(
        "/sparql",
        query_string={"query": query, "view": "timeline"},
        headers={"Accept": "text/html"},
    ).text
    assert "\\u003cb\\u003ebold" in page
    assert "<b>bold" not in page


def test_terms_name_prefixes_and_concepts(client: FlaskClient) -> None:
    data = client.get("/api/terms.json").get_json()
    assert data["prefixes"]["kb"] == "https://w3id.org/gekb/ns#"
    names = {term["name"]: term for term in data["terms"]}
    assert names["kbt:arms-transfer"]["label"] == "Arms transfer"
    assert names["rdfs:label"]["kind"] == "property"
