"""Write the model folder: python export.py DATA BASE RUN FOLDER.

RUN holds checkpoint.pt and labels.json (train.py); FOLDER receives encoder.onnx (int8),
tokenizer.json, labels.json, name_lists.json and SHA256SUMS. The untouched layers of MiniLM ride
along as a second branch over the same embeddings, so that sentence embeddings come out of the same
file; each branch runs only where it is asked for.
"""

from __future__ import annotations

import json
import pickle
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from batches import LabelSets, Pieces, collate, number_sentence
from branches import branch_off
from network import LAYERS, Embeddings, Layer, Network, attention_mask, load_minilm
from onnx import TensorProto, helper, numpy_helper
from quantise import Feed, fold_identities, quantise
from sentences import Sentence
from torch import Tensor, nn

from kb.annotate.language.encoder import (
    EMBED,
    EMBEDDING,
    LABEL_WEIGHTS,
    NAME_TRANSITIONS,
    PARSE,
    ROLE_OUTPUTS,
    ROLE_WEIGHTS,
    TREE_OUTPUTS,
)
from kb.annotate.language.listed import ListedNames
from kb.annotate.language.model_folder import ENCODER, LABELS, NAMES, TOKENIZER, write_checksums

SEED = 20
CALIBRATION_SENTENCES, CALIBRATION_BATCH = 1200, 32
INPUTS = ("ids", "case", "listed", "mask", "first", "last")
BY_NODE = ("ld", "lh")
BY_WORD = ("pos", "ner", "pred", "rp", "ra")
PARSED = (*TREE_OUTPUTS, *ROLE_OUTPUTS)
OUTPUTS = (*PARSED, EMBEDDING)
# Used outside of the graph: bilinear weights only for the chosen heads and predicates, and what
# name label follows which.
CARRIED = {
    LABEL_WEIGHTS: "label_weights",
    ROLE_WEIGHTS: "role_weights",
    NAME_TRANSITIONS: "name_transitions",
}


class Exported(nn.Module):
    """The tuned network and the untouched MiniLM over shared embeddings."""

    def __init__(self, network: Network, weights: Path) -> None:
        super().__init__()
        self.network = network
        self.untouched = nn.ModuleList(Layer() for _ in range(LAYERS))
        load_minilm(weights, Embeddings(), self.untouched)

    def forward(
        self, ids: Tensor, case: Tensor, listed: Tensor, mask: Tensor, first: Tensor, last: Tensor
    ) -> tuple[Tensor, ...]:
        """Return the outputs in the order of OUTPUTS."""
        scores = self.network(ids, case, listed, mask, first, last)
        x = self.network.embeddings(ids)
        for layer in self.untouched:
            x = layer(x, attention_mask(mask))
        present = mask[:, :, None].to(x.dtype)
        mean = (x * present).sum(1) / present.sum(1)
        scores["emb"] = mean / mean.norm(dim=-1, keepdim=True)
        return tuple(scores[name] for name in OUTPUTS)


def export(network: Network, weights: Path, file: Path) -> None:
    """Write `network` as an ONNX file with 32-bit weights."""
    axes = {name: {0: "batch", 1: "pieces"} for name in ("ids", "case", "listed", "mask")}
    axes |= {name: {0: "batch", 1: "nodes"} for name in ("first", "last", *BY_NODE)}
    axes |= {name: {0: "batch", 1: "words"} for name in BY_WORD}
    axes |= {"arc": {0: "batch", 1: "nodes", 2: "nodes"}, EMBEDDING: {0: "batch"}}
    pieces = torch.ones(2, 9, dtype=torch.long)
    nodes = torch.arange(6)[None].repeat(2, 1)
    torch.onnx.export(
        Exported(network, weights).eval(),
        (pieces + 1000, pieces, pieces, pieces, nodes, nodes + 1),
        str(file),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(file)
    fold_identities(model)
    for output, parameter in CARRIED.items():
        value = getattr(network, parameter).detach().numpy().astype(np.float16)
        model.graph.initializer.append(numpy_helper.from_array(value, f"{output}_weights"))
        model.graph.node.append(helper.make_node("Identity", [f"{output}_weights"], [output]))
        shape = helper.make_tensor_value_info(output, TensorProto.FLOAT16, value.shape)
        model.graph.output.append(shape)
    onnx.save(model, file)


def calibration_batches(data: Path, pieces: Pieces, labels: LabelSets) -> Iterator[Feed]:
    """Yield batches of training sentences in the form of the encoder's inputs."""
    with (data / "train.pickle").open("rb") as file:
        sentences: list[Sentence] = pickle.load(file)
    chosen = random.Random(SEED).sample(sentences, CALIBRATION_SENTENCES)
    examples = [number_sentence(sentence, pieces, labels) for sentence in chosen]
    examples = sorted(examples, key=lambda example: len(example.encoded.ids))
    for start in range(0, len(examples), CALIBRATION_BATCH):
        batch = collate(examples[start : start + CALIBRATION_BATCH])
        yield {name: value.numpy() for name, value in batch.inputs.items()}


def write_folder(data: Path, base: Path, run: Path, folder: Path) -> None:
    """Export, quantise and write the model folder."""
    labels = LabelSets(**json.loads((run / "labels.json").read_text(encoding="utf-8")))
    network = Network(len(labels.pos), len(labels.rel), len(labels.ner), len(labels.roles))
    state = torch.load(run / "checkpoint.pt", weights_only=True)
    network.load_state_dict(state["average"])
    network.listed.freeze()
    network.names_listed.freeze()
    folder.mkdir(parents=True, exist_ok=True)
    pieces = Pieces(base / "tokenizer.json", ListedNames.load(data / NAMES))
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        export(network.eval(), base / "model.safetensors", full)
        batches = calibration_batches(data, pieces, labels)
        model = quantise(full, batches)
    branch_off(model, [EMBEDDING], EMBED)
    branch_off(model, PARSED, PARSE)
    onnx.save(model, folder / ENCODER)
    shutil.copy(data / NAMES, folder / NAMES)
    shutil.copy(base / "tokenizer.json", folder / TOKENIZER)
    shutil.copy(run / "labels.json", folder / LABELS)
    write_checksums(folder)
    size = (folder / ENCODER).stat().st_size / 1e6
    print(f"{folder / ENCODER}: step {state['step']}, {size:.1f} MB")


if __name__ == "__main__":
    write_folder(*map(Path, sys.argv[1:5]))
