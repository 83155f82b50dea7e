"""`kb dump` and `kb load` as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.cli import main
from kb.store import open_store
from kb.store.handover import Owner
from kb.store.oxigraph import OxigraphStore
from tests.query.events import DATA, parse


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    with open_store(str(tmp_path / "store")) as store:
        store.load(parse(DATA))
    return tmp_path


def test_out_and_in_again(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store, dump, new = (str(filled / name) for name in ("store", "dump", "new"))
    assert main(["dump", dump, "--store", store]) == 0
    assert "quads in 1 files" in capsys.readouterr().out
    assert main(["load", dump, "--store", new]) == 0
    with open_store(store) as first, open_store(new) as second:
        assert set(first.quads()) == set(second.quads())
        assert second.side.rows("SELECT COUNT(*) FROM events") == [(3,)]


def test_beside_a_process_that_holds_the_store(filled: Path) -> None:
    with OxigraphStore(filled / "store") as store:
        owner = Owner(store)
        assert main(["dump", str(filled / "dump"), "--store", str(filled / "store")]) == 0
        owner.close()


def test_texts_stay_at_home(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_PUBLISH_TEXT", "off")
    assert main(["dump", str(filled / "dump"), "--store", str(filled / "store")]) == 0
    assert main(["load", str(filled / "dump"), "--store", str(filled / "new")]) == 0
    with open_store(str(filled / "new")) as store:
        assert store.ask('ASK { ?s nif:anchorOf "" }')
        assert not store.ask('ASK { ?s nif:anchorOf ?text FILTER(?text != "") }')


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["dump", "out", "--store", "none"], "there is no store"),
        (["dump", "out", "--store", "store", "--graph", "http://none"], "no graph http://none"),
        (["load", "nothing", "--store", "new"], "no such file or dump"),
        (["load", "nothing.nq", "--store", "store"], "no such file or dump"),
    ],
)
def test_one_line_on_what_is_wrong(
    filled: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    complaint: str,
) -> None:
    monkeypatch.chdir(filled)
    assert main(arguments) == 1
    stderr = capsys.readouterr().err
    assert complaint in stderr
    assert stderr.count("\n") == 1
