"""`kb actors add|alias|promote`: the user's own rows, in the table, in the graph and in linking."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.cli import main
from kb.store import open_store
from tests.catalogue.test_overlay import TABLES

TEXT = """Blue Column Front attacks Strelsau

STRELSAU, 14 January 2025 - Fighters of the Blue Column Front attacked an army post near Strelsau
on Monday, the defence ministry of Ruritania said. The Blue Column Front said it had killed six
soldiers. Ruritanian troops repelled the Blue Column Front, the ministry said.
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small catalogue, an empty folder for the user's rows, and a store to be."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    for name, text in TABLES.items():
        (shipped / f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.setenv("KB_CATALOGUE_DIR", str(shipped))
    monkeypatch.setenv("KB_CATALOGUE_OVERLAY", str(tmp_path / "own"))
    monkeypatch.setenv("KB_STORE", str(tmp_path / "store"))
    return tmp_path


def known(place: Path, label: str) -> list[tuple[str, str | None]]:
    """Return the properties of everything so labelled, as prefix-less names with values."""
    query = """SELECT ?p ?o { ?a skos:prefLabel|skos:altLabel ?label ; ?p ?o
               FILTER(STR(?label) = "%s") }"""
    with open_store(str(place / "store"), read_only=True) as store:
        rows = store.select(query % label).texts()
        return sorted((row["p"].rpartition("#")[2], row["o"].rpartition("/")[2]) for row in rows)


def test_a_candidate_is_promoted_under_its_id(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "a.txt").write_text(TEXT)
    assert main(["ingest", str(place / "a.txt")]) == 0
    capsys.readouterr()
    assert main(["actors", "candidates"]) == 0
    first = capsys.readouterr().out.splitlines()[0].split("\t")
    assert first[2:] == ["ArmedGroup", "Blue Column Front"]
    assert ("candidate", "true") in known(place, "Blue Column Front")

    country = ["--country", "RUR", "--sector", "REB", "--alias", "Colonne Bleue"]
    assert main(["actors", "promote", first[0], *country]) == 0
    assert "The graph knows it" in capsys.readouterr().out
    assert ("countryCode", "RUR") in known(place, "Colonne Bleue")

    assert main(["upgrade"]) == 0
    facts = known(place, "Blue Column Front")
    assert ("sector", "REB") in facts
    assert "candidate" not in dict(facts)
    capsys.readouterr()
    assert main(["actors", "candidates"]) == 0
    assert first[0] not in capsys.readouterr().out
    assert main(["actors", "promote", first[0]]) == 1
    assert capsys.readouterr().err == f"kb: no candidate has the id {first[0]}\n"


def test_an_added_actor_is_found_before_there_is_a_store(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--kind", "ArmedGroup", "--country", "RUR", "--acts-for", "ruritania"]
    assert main(["actors", "add", "Red Column", "--alias", "Red Brigade", *given]) == 0
    done = capsys.readouterr()
    assert done.out == f"red-column: written to {place / 'own'}\n"
    assert done.err.startswith("kb: the graph follows at the next ingest: ")
    assert main(["actors", "find", "red brigade"]) == 0
    assert capsys.readouterr().out == "actor/red-column\tArmedGroup\tRed Column\n"
    assert main(["actors", "alias", "red-column", "Colonne Rouge"]) == 0
    capsys.readouterr()
    assert main(["actors", "show", "red-column"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {"also: Red Brigade, Colonne Rouge", "rolls up to: ruritania"} <= set(lines)


def test_what_is_not_sound_is_one_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actors", "add", "Old Guard", "--kind", "ArmedGroup", "--country", "RUR"]) == 1
    assert capsys.readouterr().err == "kb: nothing added: slug used twice: old-guard\n"
    assert main(["actors", "alias", "nobody", "N"]) == 1
    assert capsys.readouterr().err == "kb: no actor or place has the id nobody\n"


def test_validate_names_file_line_and_reason(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = place / "shipped" / "tenures.csv"
    table.write_text("holder,office,start,end\nnobody,nothing,2020-01-01,\n")
    assert main(["validate", "--catalogue"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{table}:2: tenure nobody / nothing: holder names nothing that is listed: nobody",
        f"{table}:2: tenure nobody / nothing: office names nothing that is listed: nothing",
    ]


def test_an_unsound_catalogue_is_not_put_into_a_store(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = place / "shipped" / "parties.csv"
    table.write_text("slug,kind,label,part_of\nunity,PoliticalParty,Unity,nobody\n")
    (place / "a.txt").write_text(TEXT)
    assert main(["ingest", str(place / "a.txt")]) == 1
    assert capsys.readouterr().err == (
        f"kb: {table}:2: actor unity: part_of names nothing that is listed: nobody\n"
    )
