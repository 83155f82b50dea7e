"""Train the network: python train.py DATA BASE OUT [options].

DATA holds train.pickle (prepare.py), BASE the files of all-MiniLM-L6-v2; OUT receives the
checkpoint, from which an interrupted run resumes, and labels.json. The learning rate rises for
`WARM_UP` of the steps, stays until `HOLD` of them and falls to zero; fewer --steps on resuming
only bring the fall forward.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from batches import (
    IGNORED,
    LONGEST,
    Batch,
    Example,
    LabelSets,
    Pieces,
    collate,
    collect_labels,
    make_batches,
    number_sentence,
)
from network import Network, load_minilm, sequence_loss
from torch import Tensor
from torch.nn import functional

from kb.annotate.language.listed import ListedNames
from kb.annotate.language.model_folder import NAMES

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
AVERAGED = 0.99
WARM_UP, HOLD = 0.04, 0.5
ENCODER_RATE, HEAD_RATE = 2.5e-4, 1.2e-3
LOSS_WEIGHTS = {
    "tags": 0.5,
    "arcs": 1.0,
    "relations": 1.0,
    "names": 3.0,  # while the rate is held
    "predicates": 0.5,
    "roles": 0.35,
}


# Names are learnt first, and by heart if they weigh as much to the end.
NAMES_WHILE_FALLING = 0.5


def weight_of(task: str, step: int, steps: int) -> float:
    """Return how much the loss of a task counts at `step`."""
    falling = task == "names" and step >= HOLD * steps
    return NAMES_WHILE_FALLING if falling else LOSS_WEIGHTS[task]


def rate_at(step: int, steps: int) -> float:
    """Return the share of the full learning rate at `step`."""
    done = step / steps
    return min(1.0, (step + 1) / (WARM_UP * steps)) * min(1.0, (1 - done) / (1 - HOLD))


def compute_losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    """Return the loss of each task that the batch has labels for."""
    scores = {name: value.float() for name, value in network(**batch.inputs).items()}
    labels = batch.labels
    losses = {}

    def classify(name: str, logits: Tensor, target: Tensor) -> None:
        if bool((target != IGNORED).any()):
            losses[name] = functional.cross_entropy(
                logits.flatten(0, -2), target.flatten(), ignore_index=IGNORED
            )

    classify("tags", scores["pos"], labels["tags"])
    rows = (labels["names"] != IGNORED).any(1)
    if bool(rows.any()):
        lengths = batch.words[rows, 1:].sum(1)
        targets = labels["names"][rows].clamp(min=0)
        losses["names"] = sequence_loss(
            scores["ner"][rows], network.name_transitions, targets, lengths
        )
    classify("predicates", scores["pred"], labels["predicates"])
    arcs = scores["arc"].masked_fill(~batch.words[:, None, :], -1e4)[:, 1:]
    itself = torch.eye(arcs.shape[2], dtype=torch.bool)[None, 1:]
    classify("arcs", arcs.masked_fill(itself, -1e4), labels["heads"])
    rows, words = (labels["heads"] != IGNORED).nonzero(as_tuple=True)
    if len(rows):
        heads = scores["lh"][rows, labels["heads"][rows, words]]
        relation_scores = network.score_labels(scores["ld"][rows, words + 1], heads)
        classify("relations", relation_scores, labels["relations"][rows, words])
    if len(batch.pairs):
        rows, words = batch.pairs.T
        role_scores = network.score_roles(scores["rp"][rows, words], scores["ra"][rows])
        total = functional.cross_entropy(
            role_scores.flatten(0, 1), batch.roles.flatten(), ignore_index=IGNORED, reduction="sum"
        )
        losses["roles"] = total / len(batch.pairs)
    return losses


def make_optimiser(network: Network) -> torch.optim.Optimizer:
    """Return AdamW with the embeddings frozen and slower encoder layers, lower ones slowest."""
    network.embeddings.requires_grad_(False)
    groups = []
    layers = [(layer, ENCODER_RATE * 0.85 ** (5 - i)) for i, layer in enumerate(network.layers)]
    inside = {id(p) for p in network.layers.parameters()}
    for layer, rate in layers:
        matrices = [p for p in layer.parameters() if p.ndim > 1]
        vectors = [p for p in layer.parameters() if p.ndim == 1]
        groups.append({"params": matrices, "lr": rate, "weight_decay": 0.01})
        groups.append({"params": vectors, "lr": rate, "weight_decay": 0.0})
    heads = [p for p in network.parameters() if p.requires_grad and id(p) not in inside]
    groups.append({"params": heads, "lr": HEAD_RATE, "weight_decay": 0.0})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


class Average:
    """The moving average of the weights over about the last `1 / (1 - AVERAGED)` steps."""

    def __init__(self, network: Network, weights: dict[str, Tensor] | None = None) -> None:
        """Begin with the weights of `network`, or go on with `weights`."""
        self.weights = weights or {k: v.clone() for k, v in network.state_dict().items()}

    def update(self, network: Network, step: int) -> None:
        """Take in the weights after `step`."""
        share = min(AVERAGED, (step + 1) / (step + 10))
        trained = {name for name, p in network.named_parameters() if p.requires_grad}
        values = network.state_dict()
        own = [self.weights[name] for name in values if name in trained]
        new = [values[name] for name in values if name in trained]
        torch._foreach_lerp_(own, new, 1 - share)


def endless_batches(
    examples: Sequence[Example], pieces: int, seed: int, epoch: int, position: int
) -> Iterator[tuple[int, int, list[int]]]:
    """Yield (epoch, position, batch), beginning at a given place of the fixed order."""
    while True:
        batches = make_batches(examples, pieces, random.Random(seed * 1000 + epoch))
        for index in range(position, len(batches)):
            yield epoch, index, batches[index]
        epoch, position = epoch + 1, 0


def train(options: argparse.Namespace) -> None:
    """Train up to `options.steps`, writing a checkpoint now and then."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    weights = options.base / "model.safetensors"
    if hashlib.sha256(weights.read_bytes()).hexdigest() != BASE_SHA256:
        sys.exit(f"{weights} is not the file that the recipe was written for (SHA-256 differs)")
    with (options.data / "train.pickle").open("rb") as file:
        sentences = pickle.load(file)
    labels = collect_labels(sentences)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "labels.json").write_text(json.dumps(asdict(labels), indent=1) + "\n")
    pieces = Pieces(options.base / "tokenizer.json", ListedNames.load(options.data / NAMES))
    examples = [number_sentence(s, pieces, labels) for s in sentences]
    examples = [e for e in examples if len(e.encoded.ids) <= LONGEST]
    print(f"{len(examples)} sentences, {sum(len(e.encoded.ids) for e in examples)} pieces")
    network = build_network(labels, weights)
    run_steps(options, network, examples)


def build_network(labels: LabelSets, weights: Path) -> Network:
    """Return a network for `labels` that starts from the base weights."""
    network = Network(len(labels.pos), len(labels.rel), len(labels.ner), len(labels.roles))
    load_minilm(weights, network.embeddings, network.layers)
    return network


def run_steps(options: argparse.Namespace, network: Network, examples: list[Example]) -> None:
    """Run the remaining steps, resuming from the checkpoint if there is one."""
    optimiser = make_optimiser(network)
    full_rates = [group["lr"] for group in optimiser.param_groups]
    checkpoint = options.out / "checkpoint.pt"
    state = {"step": 0, "epoch": 0, "position": 0}
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"])
    average = Average(network, state.get("average"))
    case_rng = random.Random(options.seed + int(state["step"]))
    order = endless_batches(
        examples, options.pieces, options.seed, int(state["epoch"]), int(state["position"])
    )
    network.train()
    started, seen = time.time(), 0
    averages: dict[str, float] = {}
    for step in range(int(state["step"]), options.steps):
        epoch, position, batch_indices = next(order)
        for group, full in zip(optimiser.param_groups, full_rates, strict=True):
            group["lr"] = full * rate_at(step, options.steps)
        batch = collate([examples[i] for i in batch_indices], case_rng)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bfloat16):
            losses = compute_losses(network, batch)
        total = sum(weight_of(name, step, options.steps) * loss for name, loss in losses.items())
        optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        average.update(network, step)
        seen += int(batch.inputs["mask"].sum())
        for name, loss in losses.items():
            averages[name] = 0.97 * averages.get(name, loss.item()) + 0.03 * loss.item()
        if (step + 1) % 50 == 0:
            speed = seen / (time.time() - started)
            shown = " ".join(f"{name} {value:.3f}" for name, value in averages.items())
            progress = f"{step + 1}/{options.steps} epoch {epoch} {speed:.0f} pieces/s"
            print(progress, shown, flush=True)
        if (step + 1) % options.every == 0 or step + 1 == options.steps:
            save(checkpoint, network, average, optimiser, step + 1, epoch, position + 1)


def save(
    file: Path,
    network: Network,
    average: Average,
    optimiser: torch.optim.Optimizer,
    step: int,
    epoch: int,
    position: int,
) -> None:
    """Write a checkpoint so that it is never half written."""
    state = {
        "network": network.state_dict(),
        "average": average.weights,
        "optimiser": optimiser.state_dict(),
        "random": torch.get_rng_state(),
        "step": step,
        "epoch": epoch,
        "position": position,
    }
    partial = file.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(file)


def parse_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--pieces", type=int, default=1200, help="per step, padding included")
    parser.add_argument("--every", type=int, default=250, help="steps between checkpoints")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bfloat16", action="store_true", help="where the processor has it")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    train(parse_options(sys.argv[1:]))
