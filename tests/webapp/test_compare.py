from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from kb.errors import InputError
from kb.namespaces import ID
from kb.query.browse import Filters, compare_page
from kb.store import Store

NORLAND, FRONT, SUDMARK = (ID + f"actor/{slug}" for slug in ("norland", "river-front", "sudmark"))


def test_what_is_shared_and_who_acts_on_whom(sample_store: Store) -> None:
    page = compare_page(sample_store, [NORLAND, FRONT, SUDMARK], Filters())
    assert [(c.actor.label, len(c.events), dict(c.roles)) for c in page.actors] == [
        ("Norland", 1, {"initiator": 1, "recipient": 0, "speaker": 1}),
        ("River Front", 1, {"initiator": 0, "recipient": 1, "speaker": 0}),
        ("Sudmark", 1, {"initiator": 0, "recipient": 0, "speaker": 0}),
    ]
    first = page.pairs[0]
    assert (first.together, first.one_to_other, first.other_to_one) == (1, 1, 0)
    assert [pair.together for pair in page.pairs] == [1, 0, 0]
    assert [row.event.iri for row in page.shared] == [ID + "event/e1"]


def test_filters_hold(sample_store: Store) -> None:
    page = compare_page(sample_store, [NORLAND, FRONT], Filters(since="2032"))
    assert page.shared == ()
    assert [len(each.events) for each in page.actors] == [0, 0]


@pytest.mark.parametrize(
    "actors", [[NORLAND], [NORLAND, NORLAND], [NORLAND] * 2 + [ID + str(i) for i in range(4)]]
)
def test_two_to_four_different_actors(sample_store: Store, actors: list[str]) -> None:
    with pytest.raises(InputError, match="2 to 4 different actors"):
        compare_page(sample_store, actors, Filters())


def test_actors_are_named_by_any_name(client: FlaskClient) -> None:
    page = client.get("/compare?actor=Norland&actor=RF")
    assert page.status_code == 200
    assert "River Front → Norland" in page.text
    data = client.get("/compare.json?actor=norland&actor=river-front").json
    assert data["comparison"]["sharing"] == 1  # type: ignore[index]
    rows = csv.DictReader(io.StringIO(client.get("/compare.csv?actor=norland&actor=RF").text))
    assert [row["label"] for row in rows] == ["Norland arms River Front"]


def test_form_and_unknown_names(client: FlaskClient) -> None:
    assert "Name two to four actors" in client.get("/compare").text
    unknown = client.get("/compare?actor=Norland&actor=Nowhereland")
    assert unknown.status_code == 400
    assert "No actor named" in unknown.text
    assert client.get("/compare.json?actor=Norland").status_code == 400
