"""The trained encoder: batches of encoded sentences in, score arrays per sentence out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from kb.annotate.language.bilinear import split_by_label
from kb.annotate.language.pieces import EncodedSentence

Array = NDArray[np.float32]

PIECES_PER_BATCH = 2048
TREE_OUTPUTS = ("pos", "ner", "arc", "ld", "lh")
ROLE_OUTPUTS = ("pred", "rp", "ra")  # a model may lack them
# A sentence is always padded to the same multiple, whatever its neighbours in the batch, so that
# it meets the same sums in the same order: scores do not depend on the company.
PADDING = 8


@dataclass(frozen=True, slots=True)
class RoleScores:
    """Scores of the role heads for a sentence of n words."""

    predicates: Array  # [n, 2]: is none, is one
    role_predicates: Array  # [n, size]
    role_arguments: Array  # [n, size]


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """Scores of one sentence of n words; axes that include the root have n + 1 entries."""

    pos: Array  # [n, parts of speech]
    names: Array  # [n, name labels]
    arcs: Array  # [n + 1, n + 1]: dependent, head
    label_dependents: Array  # [n + 1, size]
    label_heads: Array  # [n + 1, size]
    roles: RoleScores | None


class Encoder:
    """An ONNX session with the bilinear weights that it carries."""

    def __init__(self, file: Path, threads: int) -> None:
        """Load `file`; raises onnxruntime's errors for a malformed file."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        self._run = ort.RunOptions()
        self._run.only_execute_path_to_fetches = True
        self.label_weights = split_by_label(self._read_constant("LU"))
        outputs = {output.name for output in self._session.get_outputs()}
        self._outputs = TREE_OUTPUTS + (ROLE_OUTPUTS if "RU" in outputs else ())
        self.role_weights = split_by_label(self._read_constant("RU")) if "RU" in outputs else None

    def _read_constant(self, name: str) -> Array:
        dummy = EncodedSentence([0] * PADDING, [0] * PADDING, [0], [0])
        value: Array = self._session.run([name], _pad([dummy]), self._run)[0]
        return value.astype(np.float32)

    def score(self, sentences: Sequence[EncodedSentence]) -> list[SentenceScores]:
        """Return the scores of each sentence, in the order given."""
        scores: dict[int, SentenceScores] = {}
        for batch in _batches(sentences):
            feed = _pad([sentences[i] for i in batch])
            arrays = self._session.run(self._outputs, feed, self._run)
            for row, index in enumerate(batch):
                nodes = len(sentences[index].first)
                scores[index] = _cut_to_length([array[row] for array in arrays], nodes)
        return [scores[i] for i in range(len(sentences))]

    def embed(self, sentences: Sequence[EncodedSentence]) -> Array:
        """Return one unit vector per sentence, in the space of all-MiniLM-L6-v2."""
        vectors = np.zeros((len(sentences), 384), dtype=np.float32)
        for batch in _batches(sentences):
            feed = _pad([sentences[i] for i in batch])
            vectors[batch] = self._session.run(["emb"], feed, self._run)[0]
        return vectors


def _cut_to_length(arrays: list[Array], nodes: int) -> SentenceScores:
    words = nodes - 1
    pos, names, arcs, dependents, heads, *roles = arrays
    return SentenceScores(
        pos[:words],
        names[:words],
        arcs[:nodes, :nodes],
        dependents[:nodes],
        heads[:nodes],
        RoleScores(*(array[:words] for array in roles)) if roles else None,
    )


def _padded_length(sentence: EncodedSentence) -> int:
    return -(-len(sentence.ids) // PADDING) * PADDING


def _batches(sentences: Sequence[EncodedSentence]) -> Iterator[list[int]]:
    order = sorted(range(len(sentences)), key=lambda i: _padded_length(sentences[i]))
    batch: list[int] = []
    for index in order:
        length = _padded_length(sentences[index])
        full = length * (len(batch) + 1) > PIECES_PER_BATCH
        if batch and (full or length != _padded_length(sentences[batch[0]])):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _pad(sentences: Sequence[EncodedSentence]) -> dict[str, NDArray[np.int64]]:
    length = _padded_length(sentences[0])
    shape = (len(sentences), length)
    feed = {name: np.zeros(shape, np.int64) for name in ("ids", "case", "mask", "first", "last")}
    for row, sentence in enumerate(sentences):
        feed["ids"][row, : len(sentence.ids)] = sentence.ids
        feed["case"][row, : len(sentence.case)] = sentence.case
        feed["mask"][row, : len(sentence.ids)] = 1
        feed["first"][row, : len(sentence.first)] = sentence.first
        feed["last"][row, : len(sentence.last)] = sentence.last
    return feed
