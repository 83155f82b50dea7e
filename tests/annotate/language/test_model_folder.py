from __future__ import annotations

from pathlib import Path

import pytest

from kb.annotate.language import LanguageCore
from kb.annotate.language.model_folder import ENCODER, FILES, LABELS, NAMES, write_checksums
from kb.errors import ModelError


def fill(folder: Path) -> None:
    for file in FILES:
        (folder / file).write_text("{}")
    write_checksums(folder)


def test_an_empty_folder_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"SHA256SUMS is missing; restore it with: git checkout"):
        LanguageCore.load(tmp_path)


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    fill(tmp_path)
    (tmp_path / file).unlink()
    with pytest.raises(ModelError, match=rf"{file} is missing"):
        LanguageCore.load(tmp_path)


def test_a_changed_file_is_corrupt(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / ENCODER).write_text("{ }")
    with pytest.raises(ModelError, match=rf"{ENCODER} is corrupt \(checksum differs\)"):
        LanguageCore.load(tmp_path)


def test_a_checksum_list_without_a_file_is_refused(tmp_path: Path) -> None:
    fill(tmp_path)
    write_checksums(tmp_path, (ENCODER, LABELS, NAMES))
    with pytest.raises(ModelError, match=r"does not list tokenizer\.json"):
        LanguageCore.load(tmp_path)


def test_labels_that_are_none_are_refused(tmp_path: Path) -> None:
    fill(tmp_path)
    with pytest.raises(ModelError, match=r"labels.json is unreadable"):
        LanguageCore.load(tmp_path)


def test_files_that_are_no_model_are_refused(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / LABELS).write_text('{"pos": ["X"], "rel": ["root"], "ner": ["O"], "roles": []}')
    write_checksums(tmp_path)
    with pytest.raises(ModelError, match="cannot be used; restore it"):
        LanguageCore.load(tmp_path)
