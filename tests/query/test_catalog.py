"""The catalogue of saved queries: headers, parameters, binding."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import InputError
from kb.namespaces import ID
from kb.query.catalog import (
    CatalogQuery,
    Parameter,
    bind_params,
    find_query,
    load_catalog,
    parse_query,
)
from kb.store.base import iri, literal
from kb.store.oxigraph import OxigraphStore

TEXT = """# title: Events of an actor
# description: One row per event,
#   undated ones last.
# params: actor=actor=veronia since=date= until=until= what=text="two words" n=number=3 must=type
# view: timeline
# The label comes last: a comment that is no header line.
SELECT ?event WHERE { ?event kb:initiator ?actor }
"""


@pytest.fixture
def query(tmp_path: Path) -> CatalogQuery:
    (tmp_path / "q1_events.rq").write_text(TEXT)
    return load_catalog(tmp_path)["q1_events"]


def test_header(query: CatalogQuery) -> None:
    assert query.title == "Events of an actor"
    assert query.description == "One row per event, undated ones last."
    assert query.view == "timeline"
    assert query.params == (
        Parameter("actor", "actor", "veronia", False),
        Parameter("since", "date", None, False),
        Parameter("until", "until", None, False),
        Parameter("what", "text", "two words", False),
        Parameter("n", "number", "3", False),
        Parameter("must", "type", None, True),
    )
    assert query.text == TEXT


def test_values_become_terms(store: OxigraphStore, query: CatalogQuery) -> None:
    given = {
        "actor": "the Kestrels",
        "since": "2031",
        "until": "2031-02",
        "must": "AID",
        "n": "1.5",
    }
    assert bind_params(store, query, given) == {
        "actor": iri(ID + "actor/kestrel-brigade"),
        "since": literal("2031-01-01"),
        "until": literal("2031-02-28"),
        "what": literal("two words"),
        "n": literal(1.5),
        "must": iri("https://w3id.org/gekb/vocab/plover/AID"),
    }


def test_defaults_hold_and_optional_ones_stay_unbound(
    store: OxigraphStore, query: CatalogQuery
) -> None:
    assert set(bind_params(store, query, {"must": "AID"})) == {"actor", "what", "n", "must"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "query q1_events needs a value for must"),
        ({"must": "AID", "who": "x"}, "has no parameter 'who'; it has actor, must, n"),
        ({"must": "AID", "actor": "Kestral"}, "no actor named 'Kestral'; did you mean"),
        ({"must": "AID", "since": "yesterday"}, "'yesterday' is not a date"),
        ({"must": "AID", "n": "many"}, "n: 'many' is not a number"),
    ],
)
def test_wrong_values(
    store: OxigraphStore, query: CatalogQuery, given: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError) as caught:
        bind_params(store, query, given)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("# view: table\n", "the header has no title"),
        ("# title: a\n# title: b\n", "two lines `title`"),
        ("# title: a\n# params: x=colour\n", "parameter 'x=colour' is not name=type"),
        ("# title: a\n# params: 1x=text\n", "parameter '1x=text' is not name=type"),
        ("# title: a\n# params: x=text='\n", "params: No closing quotation"),
    ],
)
def test_malformed_headers_name_the_file(tmp_path: Path, header: str, message: str) -> None:
    path = tmp_path / "q.rq"
    path.write_text(header + "SELECT * {}")
    with pytest.raises(InputError) as caught:
        parse_query(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


def test_find_by_name_or_its_first_part(query: CatalogQuery) -> None:
    catalog = {"q1_events": query, "q2_a": query, "q2_b": query}
    assert find_query(catalog, "q1_events") is query
    assert find_query(catalog, "q1") is query
    for name in ("q2", "q3"):
        with pytest.raises(InputError, match="there are q1_events, q2_a, q2_b"):
            find_query(catalog, name)
