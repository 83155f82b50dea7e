from __future__ import annotations

from pathlib import Path

import pytest

from kb.cli import main
from kb.config import resource

needs_model = pytest.mark.skipif(
    not (resource("data/model") / "encoder.onnx").is_file(), reason="no trained model"
)


@needs_model
def test_trees_and_conllu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "news.txt"
    file.write_text("Rebels left Goma. They won.", encoding="utf-8")
    assert main(["parse", str(file)]) == 0
    assert capsys.readouterr().out.startswith("# Rebels left Goma.\nroot: left/VERB\n")
    assert main(["parse", "--conllu", str(file)]) == 0
    conllu = capsys.readouterr().out
    assert [line[9:] for line in conllu.splitlines() if line.startswith("# text")] == [
        "Rebels left Goma.",
        "They won.",
    ]
    copy = tmp_path / "news.conllu"
    copy.write_text(conllu, encoding="utf-8")
    assert main(["parse", "--pretokenised", str(copy)]) == 0
    assert capsys.readouterr().out == conllu


def test_a_missing_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(tmp_path / "none.txt")]) == 1
    assert capsys.readouterr().err == f"kb: {tmp_path}/none.txt: No such file or directory\n"


def test_other_encodings_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "latin.txt"
    file.write_bytes("é".encode("latin-1"))
    assert main(["parse", str(file)]) == 1
    assert capsys.readouterr().err == f"kb: {file}: not UTF-8 (byte 0)\n"
