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

PIECES_PER_BATCH = 256  # what the processor's cache holds; more is slower
TREE_OUTPUTS = ("pos", "ner", "arc", "ld", "lh")
ROLE_OUTPUTS = ("pred", "rp", "ra")
EMBEDDING = "emb"
# Inputs that say which part of the network runs; the outputs of the other part are empty.
PARSE, EMBED = "parse", "embed"
LABEL_WEIGHTS, ROLE_WEIGHTS, NAME_TRANSITIONS = "LU", "RU", "NT"
PIECE_INPUTS, WORD_INPUTS = ("ids", "case", "listed", "mask"), ("first", "last")
# A sentence is always padded to the same multiples, whatever its neighbours in the batch, so that
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
    roles: RoleScores


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
        labels, roles, names = self._read_constants(LABEL_WEIGHTS, ROLE_WEIGHTS, NAME_TRANSITIONS)
        self.label_weights, self.role_weights = split_by_label(labels), split_by_label(roles)
        self.name_transitions = names  # [name labels + 1, name labels]; last row: at the start

    def _read_constants(self, *names: str) -> list[Array]:
        nothing = [0] * PADDING
        dummy = EncodedSentence(nothing, nothing, nothing, [0], [0])
        values = self._session.run(names, _pad([dummy]) | _conditions())
        return [value.astype(np.float32) for value in values]

    def score(self, sentences: Sequence[EncodedSentence]) -> list[SentenceScores]:
        """Return the scores of each sentence, in the order given."""
        scores: dict[int, SentenceScores] = {}
        for batch in _batches(sentences):
            feed = _pad([sentences[i] for i in batch]) | _conditions(PARSE)
            arrays = self._session.run([*TREE_OUTPUTS, *ROLE_OUTPUTS], feed)
            for row, index in enumerate(batch):
                nodes = len(sentences[index].first)
                scores[index] = _cut_to_length([array[row] for array in arrays], nodes)
        return [scores[i] for i in range(len(sentences))]

    def embed(self, sentences: Sequence[EncodedSentence]) -> Array:
        """Return one unit vector per sentence, in the space of all-MiniLM-L6-v2."""
        vectors = np.zeros((len(sentences), 384), dtype=np.float32)
        for batch in _batches(sentences):
            feed = _pad([sentences[i] for i in batch]) | _conditions(EMBED)
            vectors[batch] = self._session.run([EMBEDDING], feed)[0]
        return vectors


def _conditions(wanted: str = "") -> dict[str, NDArray[np.bool_]]:
    return {name: np.array(name == wanted) for name in (PARSE, EMBED)}


def _cut_to_length(arrays: list[Array], nodes: int) -> SentenceScores:
    words = nodes - 1
    pos, names, arcs, dependents, heads, *roles = arrays
    return SentenceScores(
        pos[:words],
        names[:words],
        arcs[:nodes, :nodes],
        dependents[:nodes],
        heads[:nodes],
        RoleScores(*(array[:words] for array in roles)),
    )


def _padded_sizes(sentence: EncodedSentence) -> tuple[int, int]:
    """Return how many pieces and how many words (with the root) a sentence is padded to."""
    return _pad_size(len(sentence.ids)), _pad_size(len(sentence.first))


def _pad_size(count: int) -> int:
    return -(-count // PADDING) * PADDING


def _batches(sentences: Sequence[EncodedSentence]) -> Iterator[list[int]]:
    sizes = [_padded_sizes(sentence) for sentence in sentences]
    batch: list[int] = []
    for index in sorted(range(len(sentences)), key=sizes.__getitem__):
        full = sizes[index][0] * (len(batch) + 1) > PIECES_PER_BATCH
        if batch and (full or sizes[index] != sizes[batch[0]]):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _pad(sentences: Sequence[EncodedSentence]) -> dict[str, NDArray[np.int64]]:
    length, nodes = _padded_sizes(sentences[0])
    rows = len(sentences)
    feed = {name: np.zeros((rows, length), np.int64) for name in PIECE_INPUTS}
    feed |= {name: np.zeros((rows, nodes), np.int64) for name in WORD_INPUTS}
    for row, sentence in enumerate(sentences):
        feed["ids"][row, : len(sentence.ids)] = sentence.ids
        feed["case"][row, : len(sentence.case)] = sentence.case
        feed["listed"][row, : len(sentence.listed)] = sentence.listed
        feed["mask"][row, : len(sentence.ids)] = 1
        feed["first"][row, : len(sentence.first)] = sentence.first
        feed["last"][row, : len(sentence.last)] = sentence.last
    return feed
