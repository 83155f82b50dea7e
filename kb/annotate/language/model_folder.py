"""The folder of the language model: which files it must hold, and whether they are intact."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.errors import ModelError

ENCODER, TOKENIZER, LABELS, NAMES, CHECKSUMS = (
    "encoder.onnx",
    "tokenizer.json",
    "labels.json",
    "name_lists.json",
    "SHA256SUMS",
)
FILES = (ENCODER, TOKENIZER, LABELS, NAMES)
REMEDY = "restore it with: git checkout -- data/model (or train it: make model CORPORA=DIR)"


@dataclass(frozen=True, slots=True)
class Labels:
    """The label sets of the heads, in the order of their scores."""

    pos: tuple[str, ...]
    relations: tuple[str, ...]
    names: tuple[str, ...]
    roles: tuple[str, ...]


def check_folder(directory: Path) -> None:
    """Raise ModelError where a file is missing or differs from the recorded SHA-256."""
    for file, digest in _recorded_digests(directory).items():
        path = directory / file
        if not path.is_file():
            raise ModelError(f"language model file {path} is missing; {REMEDY}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ModelError(f"language model file {path} is corrupt (checksum differs); {REMEDY}")


def _recorded_digests(directory: Path) -> dict[str, str]:
    path = directory / CHECKSUMS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise ModelError(f"language model file {path} is missing; {REMEDY}") from None
    digests = {line.split()[-1]: line.split()[0] for line in lines if line.strip()}
    for file in FILES:
        if file not in digests:
            raise ModelError(f"{path} does not list {file}; {REMEDY}")
    return digests


def read_labels(directory: Path) -> Labels:
    """Read the label sets; raises ModelError where the file is no label file."""
    path = directory / LABELS
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Labels(
            tuple(content["pos"]),
            tuple(content["rel"]),
            tuple(content["ner"]),
            tuple(content["roles"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"language model file {path} is unreadable ({error}); {REMEDY}") from error


def write_checksums(directory: Path, files: Sequence[str] = FILES) -> None:
    """Record the SHA-256 of `files` in the folder, as `sha256sum` writes them."""
    lines = [
        f"{hashlib.sha256((directory / file).read_bytes()).hexdigest()}  {file}\n" for file in files
    ]
    (directory / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
