"""The Python API: typed rows and data frames."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas
import pytest

from kb import open_store
from kb.api import EventStore
from kb.errors import InputError, QuerySyntaxError, StoreError
from kb.store.oxigraph import OxigraphStore
from tests.query.events import DATA, parse


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EventStore]:
    path = tmp_path_factory.mktemp("api") / "store"
    with OxigraphStore(path) as filled:
        filled.load(parse(DATA))
    with open_store(str(path)) as opened:
        yield opened


EVENTS = """SELECT ?what ?earliest ?latest ?reports ?actor WHERE {
  ?event a kb:Event ; rdfs:label ?what ; kb:reportCount ?reports .
  OPTIONAL { ?event kb:earliest ?earliest ; kb:latest ?latest }
  OPTIONAL { ?event kb:recipient ?actor } } ORDER BY ?earliest"""


def test_rows_are_typed(store: EventStore) -> None:
    rows = store.query(EVENTS)
    assert rows.columns == ("what", "earliest", "latest", "reports", "actor")
    assert len(rows) == 3
    undated, first, last = rows
    assert undated.earliest is None
    assert first.earliest == date(2031, 3, 1)
    assert first.reports == 2
    assert first.actor.endswith("/id/actor/kestrel-brigade")
    assert rows[1] == first
    assert rows[-1:] == [last]
    assert next(rows.dicts())["actor"] is None


def test_parameters_are_values(store: EventStore) -> None:
    query = "SELECT ?what { ?e kb:participant ?who ; rdfs:label ?what }"
    assert len(store.query(query, who="id:actor/veronia")) == 3
    with pytest.raises(InputError, match="is not an IRI"):
        store.query(query, who="http://nobody.example/> . ?x ?y ?z")
    label = "SELECT ?e { ?e rdfs:label ?what FILTER(STR(?what) = ?text) }"
    assert len(store.query(label, text="Summit of the Marrow League")) == 1


def test_saved_queries(store: EventStore) -> None:
    assert store.queries()["actors_by_events"] == "Most active actors"
    assert next(iter(store.query("actors_by_events"))).name.startswith("Veron")
    with pytest.raises(InputError, match="no saved query named 'nonsense'"):
        store.query("nonsense")
    with pytest.raises(QuerySyntaxError, match="line 1"):
        store.query("SELECT nonsense {}")


def test_timeline_and_search(store: EventStore) -> None:
    assert [row.days for row in store.timeline("Kestrel Brigade", since="2031").rows] == [
        "2031-03-05"
    ]
    assert store.search("kestrels")[0].label == "Kestrel Brigade"
    assert store.search("veronia", "event")[0].kind == "event"


def test_data_frame_has_real_dtypes(store: EventStore) -> None:
    frame = store.query(EVENTS).to_dataframe()
    assert isinstance(frame, pandas.DataFrame)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "what": "string",
        "earliest": "datetime64[s]",
        "latest": "datetime64[s]",
        "reports": "Int64",
        "actor": "string",
        "precision": "string",
    }
    assert list(frame["precision"]) == ["none", "week", "week"]
    assert frame["reports"].sum() == 4
    assert frame["earliest"].isna().sum() == 1
    assert frame["earliest"].max().date() == date(2032, 4, 1)


MIXED = """SELECT * { VALUES (?mixed ?truth ?amount ?odd ?far ?none) {
  (1 true 0.5 "1"^^xsd:integer "12024-01-01"^^xsd:date UNDEF)
  ("one" false 2.5 "x"^^xsd:integer "2024-01-01"^^xsd:date UNDEF) } }"""


def test_odd_columns_stay_objects(store: EventStore) -> None:
    frame = store.query(MIXED).to_dataframe()
    kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert (kinds["mixed"], kinds["truth"], kinds["amount"]) == ("object", "boolean", "Float64")
    assert (kinds["odd"], kinds["far"], kinds["none"]) == ("object", "object", "string")
    assert list(frame["mixed"]) == [1, "one"]


def test_empty_answer_is_an_empty_frame(store: EventStore) -> None:
    frame = store.query("SELECT ?a { ?a <http://none> ?b }").to_dataframe()
    assert (list(frame.columns), len(frame)) == (["a"], 0)


def test_without_pandas(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)  # as if it were not installed
    with pytest.raises(InputError, match="pip install pandas"):
        store.query(EVENTS).to_dataframe()


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        open_store(str(tmp_path / "none"))
