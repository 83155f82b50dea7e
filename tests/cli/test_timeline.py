"""`kb timeline` from the command line down."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kb.cli import main
from kb.store.oxigraph import OxigraphStore
from tests.query.events import DATA, parse


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("cli") / "store"
    with OxigraphStore(path) as store:
        store.load(parse(DATA))
    return str(path)


@pytest.fixture
def kb(place: str, capfd: pytest.CaptureFixture[str]):
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["timeline", *arguments, "--store", place])
        out, err = capfd.readouterr()
        return status, out, err

    return run


def test_table_by_default(kb) -> None:
    status, out, err = kb("Veronia")
    assert (status, err) == (0, "")
    order = ["between 1 and 5 March 2031", "between 1 and 2 April 2032", "no date given"]
    assert [out.index(words) for words in order] == sorted(out.index(words) for words in order)
    assert out.endswith("3 rows\n")


def test_filters_reach_the_query(kb) -> None:
    _, out, _ = kb(
        "veronia", "--from", "2031-01", "--to", "2031", "--type", "AID", "--with", "KB",
        "--place", "Ossa", "--status", "denied", "--publisher", "Harbour Post", "--format", "csv",
    )  # fmt: skip
    assert [row["label"] for row in csv.DictReader(io.StringIO(out))] == [
        "Veronia sends 20 drones to Kestrel Brigade"
    ]
    assert kb("veronia", "--to", "2030", "--format", "csv")[1].count("\n") == 1


def test_format_by_the_files_ending(kb, tmp_path: Path) -> None:
    for name, start in {
        "t.ics": b"BEGIN:VCALENDAR",
        "t.geojson": b'{\n "type": "FeatureCollection"',
        "t.timelinejs.json": b'{\n "title"',
        "t.json": b'{\n "actor"',
        "t.claims.csv": b"event_id,label,mention_id",
        "t.xlsx": b"PK",
        "t.dat": "┌".encode(),
    }.items():
        assert kb("veronia", "-o", str(tmp_path / name)) == (0, "", "")
        assert (tmp_path / name).read_bytes().startswith(start), name


def test_limit_is_said(kb) -> None:
    status, out, err = kb("veronia", "--limit", "1", "--format", "json")
    assert (status, json.loads(out)["truncated"]) == (0, True)
    assert err == "kb: only the first 1 matching events: see --limit\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Kestral"], "no actor named 'Kestral'; did you mean Kestrel Brigade, the Kestrels?"),
        (["veronia", "--from", "soon"], "'soon' is not a date: write it as 2024, 2024-12"),
        (["veronia", "--format", "pdf"], "no format 'pdf': say one of table, csv"),
        (["veronia", "--limit", "0"], "--limit must be at least 1"),
    ],
)
def test_bad_input_is_one_line(kb, arguments: list[str], message: str) -> None:
    status, out, err = kb(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith(f"kb: {message}")
    assert err.count("\n") == 1
