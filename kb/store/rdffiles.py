"""RDF files with named graphs, plain or compressed by gzip, by their names."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kb.errors import InputError

_FORMATS = {".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}


def format_of(path: Path) -> ox.RdfFormat:
    """Return the format of a file by its name; InputError where it is none with named graphs."""
    found = _FORMATS.get(Path(path.name.removesuffix(".gz")).suffix)
    if found is None:
        raise InputError(f"{path}: load N-Quads (.nq) or TriG (.trig), plain or with .gz")
    return found


def open_rdf(path: Path) -> IO[bytes]:
    """Open a file for reading, decompressed; InputError where that is not possible."""
    try:
        return cast("IO[bytes]", gzip.open(path) if path.suffix == ".gz" else path.open("rb"))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None


def read_quads(path: Path) -> Iterator[ox.Quad]:
    """Yield the quads of a file; InputError with file and place where it is not well-formed."""
    with open_rdf(path) as content:
        try:
            yield from ox.parse(content, format_of(path))
        except (SyntaxError, OSError, EOFError) as error:
            raise malformed(path, error) from None


def malformed(path: Path, error: Exception) -> InputError:
    """Return what to tell the user about a file that cannot be parsed."""
    return InputError(f"{path} cannot be loaded: {' '.join(str(error).split())[:200]}")
