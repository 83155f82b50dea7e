"""`kb query` from the command line down."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.cli import main
from kb.store.oxigraph import OxigraphStore
from tests.query.events import DATA, parse

LABELS = "SELECT ?event ?label { ?event a kb:Event ; rdfs:label ?label } ORDER BY ?label"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("cli") / "store"
    with OxigraphStore(path) as store:
        store.load(parse(DATA))
    return str(path)


@pytest.fixture
def kb(place: str, capfd: pytest.CaptureFixture[str]):
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--store", place])
        out, err = capfd.readouterr()
        return status, out, err

    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "labels.rq"
    path.write_text(LABELS)
    return path


def test_table_by_default(kb, file: Path) -> None:
    status, out, err = kb("query", str(file))
    assert (status, err) == (0, "")
    assert "│ id:event/e1" in out or "https://w3id.org/gekb/id/event/e1" in out
    assert out.endswith("3 rows\n")


def test_formats(kb, file: Path) -> None:
    _, out, _ = kb("query", str(file), "--format", "csv")
    assert [row["label"] for row in csv.DictReader(io.StringIO(out))] == [
        "=Envoys of Veronia meet the Kestrel Brigade",
        "Summit of the Marrow League",
        "Veronia sends 20 drones to Kestrel Brigade",
    ]
    _, out, _ = kb("query", str(file), "--format", "json")
    assert len(json.loads(out)["results"]["bindings"]) == 3


def test_graph_forms_give_turtle(kb, tmp_path: Path) -> None:
    path = tmp_path / "describe.rq"
    path.write_text("DESCRIBE <https://w3id.org/gekb/id/event/e1>")
    status, out, _ = kb("query", str(path))
    assert status == 0
    assert "kb:initiator id:actor\\/veronia" in out
    status, _, err = kb("query", str(path), "--format", "csv")
    assert (status, err) == (
        1,
        "kb: a DESCRIBE query cannot be csv: say one of turtle, ntriples, jsonld, rdfxml, trig\n",
    )


def test_ask(kb, tmp_path: Path) -> None:
    path = tmp_path / "ask.rq"
    path.write_text("ASK { ?event a kb:Event }")
    assert kb("query", str(path)) == (0, "true\n", "")


def test_parameters_are_bound(kb, tmp_path: Path) -> None:
    path = tmp_path / "by_actor.rq"
    path.write_text(
        "# title: by actor\n# params: actor=actor\nSELECT ?event { ?event kb:recipient ?actor }"
    )
    _, out, _ = kb("query", str(path), "--param", "actor=the Kestrels", "--format", "csv")
    assert out == "event\r\nhttps://w3id.org/gekb/id/event/e1\r\n"
    status, _, err = kb("query", str(path))
    assert (status, err) == (1, "kb: query by_actor needs a value for actor\n")
    status, _, err = kb("query", str(path), "--param", "actor")
    assert (status, err) == (1, "kb: --param actor: write it as NAME=VALUE\n")


def test_any_variable_of_a_plain_file_can_be_bound(kb, file: Path) -> None:
    given = "label=Summit of the Marrow League"
    _, out, _ = kb("query", str(file), "--param", "event=id:event/e3", "--format", "csv")
    assert out.count("\r\n") == 2
    _, out, _ = kb("query", str(file), "--param", given, "--format", "csv")
    assert out.count("\r\n") == 1, "a text without language is not the label @en"


def test_standard_input(place: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kb", "query", "-", "--format", "tsv", "--store", place],
        input="SELECT (COUNT(*) AS ?n) { ?event a kb:Event }",
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert done.stdout == "?n\n3\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?s {\n ?s ?p ?o .. }", "the query is not SPARQL 1.1: line 2, column 12"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "updates are not accepted"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "SERVICE is not allowed"),
    ],
)
def test_bad_queries_are_one_line(kb, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.rq"
    path.write_text(text)
    status, out, err = kb("query", str(path))
    assert (status, out) == (1, "")
    assert err.startswith(f"kb: {message}")
    assert err.count("\n") == 1


def test_bad_names_and_files_are_one_line(kb, tmp_path: Path) -> None:
    assert kb("query", "no-such-query")[2].startswith("kb: no saved query named 'no-such-query'")
    assert kb("query", "none.rq")[2] == "kb: cannot read none.rq: No such file or directory\n"
    (tmp_path / "x.rq").write_bytes(b"\xff\xfe")
    assert kb("query", str(tmp_path / "x.rq"))[2].endswith("x.rq is not UTF-8 text\n")
    assert kb("query")[2].startswith("kb: say what to ask")


def test_output_file_appears_whole(kb, file: Path, tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    assert kb("query", str(file), "--format", "csv", "-o", str(target)) == (0, "", "")
    assert target.read_bytes().count(b"\r\n") == 4
    status, _, err = kb("query", str(file), "-o", str(tmp_path / "none" / "rows.csv"))
    assert (status, err.count("\n")) == (1, 1)
    assert "No such file or directory" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labels.rq", "rows.csv"]


def test_missing_store_is_one_line(tmp_path: Path, file: Path, capfd) -> None:
    assert main(["query", str(file), "--store", str(tmp_path / "none")]) == 1
    assert capfd.readouterr().err == (
        f"kb: there is no store in {tmp_path / 'none'}: `kb ingest` makes one\n"
    )
