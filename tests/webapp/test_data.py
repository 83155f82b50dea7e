"""The page of data: dumps that are offered, and that nothing else of their folder is."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.config import Settings
from kb.store import Store
from kb.store.dumps import dump
from webapp import create_app


@pytest.fixture
def folder(tmp_path: Path, sample_store: Store) -> Path:
    dump(sample_store, tmp_path / "dumps" / "whole")
    dump(sample_store, tmp_path / "dumps" / "bare", text=False)
    (tmp_path / "dumps" / "whole" / "notes.txt").write_text("private")
    (tmp_path / "secret.txt").write_text("private")
    return tmp_path / "dumps"


def client_of(store: Store, folder: Path, *, text: bool = True) -> FlaskClient:
    return create_app(Settings(dumps=folder, publish_text=text), store).test_client()


def test_dumps_can_be_fetched_whole(sample_store: Store, folder: Path) -> None:
    client = client_of(sample_store, folder)
    data = client.get("/data.json").json
    assert [found["name"] for found in data["dumps"]] == ["bare", "whole"]  # type: ignore[index]
    (part,) = data["dumps"][1]["manifest"]["parts"]  # type: ignore[index]
    answer = client.get(f"/data/whole/{part['file']}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert len(gzip.decompress(answer.data).splitlines()) == part["quads"]
    assert client.get("/data/whole/manifest.json").status_code == 200
    page = client.get("/data").text
    assert f'href="/data/whole/{part["file"]}"' in page
    assert "without sentences" in page


@pytest.mark.parametrize(
    "path",
    ["whole/notes.txt", "whole/..%2f..%2fsecret.txt", "..%2fsecret.txt", "none/manifest.json"],
)
def test_nothing_else_is_given_away(sample_store: Store, folder: Path, path: str) -> None:
    assert client_of(sample_store, folder).get(f"/data/{path}").status_code == 404


def test_no_sentences_where_they_may_not_be_published(sample_store: Store, folder: Path) -> None:
    client = client_of(sample_store, folder, text=False)
    names = [found["name"] for found in client.get("/data.json").json["dumps"]]  # type: ignore[index]
    assert names == ["bare"]
    assert client.get("/data/whole/manifest.json").status_code == 404


def test_damaged_and_missing_dumps_leave_the_page(sample_store: Store, folder: Path) -> None:
    (folder / "bare" / "manifest.json").write_text("{")
    assert client_of(sample_store, folder).get("/data").status_code == 200
    page = client_of(sample_store, folder / "nowhere").get("/data").text
    assert "No dump is offered here" in page
