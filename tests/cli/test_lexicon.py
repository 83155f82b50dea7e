"""`kb lexicon` on the shipped lexicon and on a broken one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.cli import main
from kb.config import resource


def test_check_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "check"]) == 0
    assert capsys.readouterr().out == ""


def test_count_ends_with_the_sum(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "count"]) == 0
    counts = [int(line.split()[-1]) for line in capsys.readouterr().out.splitlines()]
    assert counts[-1] == sum(counts[:-1])


def test_a_finding_is_printed_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(resource("data/lexicon"), tmp_path / "lexicon")
    entry = 'type = "AID"\n[[entry]]\nid = "x.one"\nverbs = ["zap"]\nagent = ["unicorn"]\n'
    (folder / "zz.toml").write_text(entry, encoding="utf-8")
    monkeypatch.setenv("KB_LEXICON_DIR", str(folder))
    assert main(["lexicon", "check"]) == 1
    assert capsys.readouterr().out == "x.one: unknown class unicorn\n"
