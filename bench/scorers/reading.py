"""Texts of the corpora read by the chain, with what reading costs most kept between runs."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from pathlib import Path

from kb.annotate import annotate
from kb.clean import clean
from kb.config import Settings, resource
from kb.extract import extract
from kb.model import Annotation, Extraction, RawItem
from kb.pipeline import Tools, load_tools

_READ_BY = ("kb/annotate", "kb/clean", "kb/dates", "kb/catalogue", "data/catalogue")


class Reader:
    """Annotates and extracts texts as they stand.

    With a folder, annotations are kept in it under a name made of the code and data that make
    them, so that a change of the extraction rules alone costs no parsing. The files are pickles:
    use a folder of your own.
    """

    def __init__(self, settings: Settings, folder: Path | None = None) -> None:
        self.tools: Tools = load_tools(settings)
        self._kept: dict[str, Annotation] = {}
        self._file = folder / f"annotations-{_fingerprint()}.pickle" if folder else None
        self._grown = False
        if self._file is not None and self._file.exists():
            self._kept = pickle.loads(self._file.read_bytes())

    def annotate(self, text: str) -> Annotation:
        """Return the annotation of a text."""
        key = hashlib.sha256(text.encode("utf-8")).hexdigest()
        if key not in self._kept:
            item = RawItem(key[:16], text.encode("utf-8"), "text/plain", verbatim=True)
            self._kept[key] = annotate(clean(item), self.tools.core, self.tools.catalogue)
            self._grown = True
        return self._kept[key]

    def read(self, text: str) -> Extraction:
        """Return events and claims of a text."""
        return extract(self.annotate(text), self.tools.lexicon, self.tools.catalogue)

    def keep(self) -> None:
        """Write the annotations to the folder, where there is one and something is new."""
        if self._file is None or not self._grown:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_bytes(pickle.dumps(self._kept, pickle.HIGHEST_PROTOCOL))
        self._grown = False


def _fingerprint() -> str:
    """Name the code, catalogue and model that annotations depend on."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _files() -> Iterator[Path]:
    for name in _READ_BY:
        yield from sorted(p for p in resource(name).rglob("*") if p.suffix in (".py", ".csv"))
    yield resource("data/model") / "SHA256SUMS"
