"""`KB_STORE=http://...` for every command, against real servers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.cli import main
from kb.config import Settings
from kb.store import open_store
from tests.catalogue.test_overlay import TABLES
from tests.servers import OxigraphServer, Server, Virtuoso, free_port
from webapp import create_app
from webapp.site import site_of

TEXTS = {
    "attack.txt": """Old Guard attacks Strelsau

STRELSAU, 14 January 2025 - Fighters of the Old Guard attacked an army post near Strelsau on
Monday, the government of Ruritania said. Ruritania accused the Old Guard of killing six soldiers.
""",
    "talks.txt": """Old Guard and Ruritania hold talks

STRELSAU, 3 March 2025 - Ruritania held talks with the Old Guard in Strelsau on Sunday. The Old
Guard said on Sunday that it would release eleven prisoners.
""",
}
DOCUMENTS = """SELECT ?d ?text {
  ?d a kb:Document . ?s kb:inArticle/dcterms:isPartOf ?d ; nif:anchorOf ?text }"""


@pytest.fixture(scope="module", params=[OxigraphServer, Virtuoso])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with request.param() as started:
        yield started


@pytest.fixture(scope="module")
def folder(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two texts, a small catalogue and a home; the settings name the server as store."""
    path = tmp_path_factory.mktemp("far")
    (path / "shipped").mkdir()
    for name, table in TABLES.items():
        (path / "shipped" / f"{name}.csv").write_text(table, encoding="utf-8")
    (path / "texts").mkdir()
    for name, text in TEXTS.items():
        (path / "texts" / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_CATALOGUE_DIR", str(path / "shipped"))
        patch.setenv("XDG_DATA_HOME", str(path / "data"))
        patch.setenv("KB_STORE", server.location)
        yield path


@contextmanager
def browsing(server: Server) -> Iterator[FlaskClient]:
    """Serve the pages over the server."""
    application = create_app(Settings(store=server.location))
    yield application.test_client()
    site_of(application).analysts.close()


def documents(server: Server) -> dict[str, str]:
    """Return the texts of the documents on the server."""
    found: dict[str, str] = defaultdict(str)
    with open_store(server.location) as store:
        for row in store.select(DOCUMENTS).texts():
            found[row["d"].rpartition("/")[2]] += row["text"] + " "
    return found


def test_ingest_query_browse_forget(
    folder: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = str(folder / "texts")
    assert main(["ingest", texts]) == 0
    assert "2 documents ingested" in capsys.readouterr().out
    assert main(["ingest", texts]) == 0
    assert "0 documents ingested, 2 unchanged" in capsys.readouterr().out
    assert len(documents(server)) == 2

    query = folder / "count.rq"
    query.write_text("SELECT (COUNT(DISTINCT ?d) AS ?n) { ?d a kb:Document }")
    assert main(["query", str(query), "--format", "csv"]) == 0
    assert capsys.readouterr().out.split() == ["n", "2"]
    assert main(["query", "cq01", "--param", "actor=Old Guard"]) == 0
    assert "Strelsau" in capsys.readouterr().out
    assert main(["timeline", "Old Guard", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["events"]) >= 2

    with browsing(server) as client:
        events = json.loads(client.get("/events.json").data)["events"]
        assert len(events) >= 2
        assert "Old Guard" in client.get("/actor/old-guard").text
        assert "eleven" in client.get("/search?q=prisoners").text

        (talks,) = (doc for doc, text in documents(server).items() if "prisoners" in text)
        assert main(["forget", talks]) == 0
        assert list(documents(server)) != [talks]
        assert len(documents(server)) == 1
        left = json.loads(client.get("/events.json").data)["events"]
        assert 0 < len(left) < len(events)
        assert "eleven" not in client.get("/search?q=prisoners").text
        capsys.readouterr()
        assert main(["ingest", texts]) == 0
        assert "1 document ingested, 1 unchanged" in capsys.readouterr().out
        assert len(json.loads(client.get("/events.json").data)["events"]) == len(events)


def test_dumped_from_the_server_and_loaded_into_a_folder(
    folder: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", str(folder / "texts")]) == 0
    dump, near = str(folder / "dump"), str(folder / "near")
    assert main(["dump", dump]) == 0
    assert main(["load", dump, "--store", near]) == 0
    with open_store(server.location) as far, open_store(near) as loaded:
        assert far.count() == loaded.count() > 100
        assert set(far.quads()) == set(loaded.quads())


def test_a_server_that_is_not_there_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_STORE", f"http://127.0.0.1:{free_port()}")
    for command in (["ingest", str(folder / "texts")], ["forget", "x"], ["query", "cq11"]):
        assert main(command) == 1
        told = capsys.readouterr().err
        assert told.count("\n") == 1, told
        assert "cannot be reached: Connection refused" in told


def test_a_wrong_password_is_one_line(
    folder: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if isinstance(server, OxigraphServer):
        return  # it knows no users
    monkeypatch.setenv("KB_STORE", server.location.replace("dba:dba", "dba:not-it"))
    for command in (["ingest", str(folder / "texts")], ["query", "cq11"]):
        assert main(command) == 1
        told = capsys.readouterr().err
        assert told.count("\n") == 1, told
        assert "refused the user name and password" in told
        assert "not-it" not in told
