"""Near duplicates: which documents are copies of one text, whoever printed it.

Copies are found by MinHash over runs of four words (Broder 1997), in bands that near texts share
(locality-sensitive hashing), and verified by containment: the share of the shorter text's runs
that the other one has as well. Texts that share less are different reports.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.sqlitefile import SqliteFile

CONTAINED = 0.5
"""Least share of the shorter text's runs that makes two texts copies."""

_RUN = 4  # words
_BANDS, _ROWS = 42, 3  # texts with half of their runs in common share a band at 0.996
_MIN_RUNS = 20  # in texts with fewer, only equality tells
_WORD = re.compile(r"\w+")
_TABLES = """
CREATE TABLE IF NOT EXISTS texts (
    number INTEGER PRIMARY KEY, doc TEXT UNIQUE, cluster TEXT, body TEXT, runs BLOB);
CREATE TABLE IF NOT EXISTS bands (band INTEGER, number INTEGER);
CREATE INDEX IF NOT EXISTS by_body ON texts (body);
CREATE INDEX IF NOT EXISTS by_cluster ON texts (cluster);
CREATE INDEX IF NOT EXISTS by_band ON bands (band);
CREATE INDEX IF NOT EXISTS by_number ON bands (number);
"""

Hashes = npt.NDArray[np.uint64]


def _odd_numbers(seed: int, count: int) -> Hashes:
    numbers = np.random.default_rng(seed).integers(0, 2**63, count, dtype=np.uint64)
    return numbers * np.uint64(2) + np.uint64(1)


_FACTORS = _odd_numbers(1, _BANDS * _ROWS)
_MIX = _odd_numbers(2, _RUN)
_BAND_MIX = _odd_numbers(3, _ROWS)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to compare it: hash of its words, hashes of its runs, bands."""

    body: str
    runs: bytes  # 64-bit hashes, sorted, each once
    bands: tuple[int, ...]


def sketch(text: str) -> Sketch:
    """Return the sketch of a text; case, punctuation and white space do not count."""
    words = _WORD.findall(text.casefold())
    body = hashlib.sha256(" ".join(words).encode()).hexdigest()[:32]
    codes = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint64)
    if len(codes) < _RUN + _MIN_RUNS - 1:
        return Sketch(body, b"", ())
    runs = sum(
        (codes[i : len(codes) - _RUN + 1 + i] * _MIX[i] for i in range(1, _RUN)),
        start=codes[: len(codes) - _RUN + 1] * _MIX[0],
    )
    runs = np.unique(_stir(runs))
    least = np.array([_stir(runs * factor).min() for factor in _FACTORS], dtype=np.uint64)
    banded = (least.reshape(_BANDS, _ROWS) * _BAND_MIX).sum(axis=1, dtype=np.uint64)
    banded = _stir(banded + np.arange(_BANDS, dtype=np.uint64) * _MIX[0])
    return Sketch(body, runs.tobytes(), tuple(banded.astype(np.int64).tolist()))


def _stir(numbers: Hashes) -> Hashes:
    """Return hashes in which every bit depends on all bits (the finaliser of SplitMix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def containment(left: Sketch, right: Sketch) -> float:
    """Return the share of the shorter text's runs that the other text has as well."""
    if left.body == right.body:
        return 1.0
    if not (left.runs and right.runs):
        return 0.0
    one, other = (np.frombuffer(s.runs, dtype=np.uint64) for s in (left, right))
    common = np.intersect1d(one, other, assume_unique=True)
    return float(len(common)) / min(len(one), len(other))


class Duplicates(SqliteFile):
    """The texts of a store and the clusters that they form; in memory where `path` is None."""

    TABLES = _TABLES
    LAYOUT = 0
    CONTENT = "the texts of documents"

    def place(self, doc: str, text: Sketch) -> str:
        """Record a document's text in place of a former one and return its cluster.

        It joins the cluster of the text that it shares most with; of equals, the first recorded.
        A text like no other founds a cluster. A cluster's name says nothing of its documents.
        """
        with self._base:
            self._base.execute("BEGIN")
            self._remove(doc)
            cluster = self._nearest(text) or _cluster_name(doc)
            number = self._base.execute(
                "INSERT INTO texts (doc, cluster, body, runs) VALUES (?, ?, ?, ?)",
                [doc, cluster, text.body, text.runs],
            ).lastrowid
            self._base.executemany(
                "INSERT INTO bands VALUES (?, ?)", [(band, number) for band in text.bands]
            )
        return cluster

    def copies(self, doc: str) -> list[str]:
        """Return the other documents of a document's cluster, in the order recorded."""
        rows = self._base.execute(
            "SELECT b.doc FROM texts a JOIN texts b ON a.cluster = b.cluster AND a.doc != b.doc "
            "WHERE a.doc = ? ORDER BY b.number",
            [doc],
        )
        return [row[0] for row in rows]

    def forget(self, docs: Collection[str]) -> None:
        """Remove documents."""
        with self._base:
            self._base.execute("BEGIN")
            for doc in docs:
                self._remove(doc)

    def _remove(self, doc: str) -> None:
        self._base.execute(
            "DELETE FROM bands WHERE number = (SELECT number FROM texts WHERE doc = ?)", [doc]
        )
        self._base.execute("DELETE FROM texts WHERE doc = ?", [doc])

    def _nearest(self, text: Sketch) -> str | None:
        marks = ",".join("?" * len(text.bands))
        rows = self._base.execute(
            "SELECT number, cluster, body, runs FROM texts WHERE body = ? OR number IN "  # noqa: S608
            f"(SELECT number FROM bands WHERE band IN ({marks})) ORDER BY number",
            [text.body, *text.bands],
        )
        found = [(containment(text, Sketch(body, runs, ())), -n, c) for n, c, body, runs in rows]
        shared, _, cluster = max(found, default=(0.0, 0, None))
        return cluster if shared >= CONTAINED else None


def _cluster_name(doc: str) -> str:
    return hashlib.sha256(b"cluster " + doc.encode()).hexdigest()[:16]
