"""The network: MiniLM with all layers tuned, and one small head per task.

Trees after Dozat and Manning (2017), "Deep Biaffine Attention for Neural Dependency Parsing";
roles by the same bilinear form over predicate and argument.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER, LAYERS = 384, 12, 1536, 6
VOCABULARY, POSITIONS, CASES, LIST_BITS = 30522, 512, 10, 7
ARC_SIZE, LABEL_SIZE, ROLE_SIZE, NAME_SIZE = 256, 64, 96, 256
DROPOUT = 0.3
MASKED = -10000.0


class Layer(nn.Module):
    """One transformer layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.output = nn.Linear(WIDTH, WIDTH)
        self.attention_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(rows, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        if (
            self.training
        ):  # in 32 bits: the 16 bit gradient of this operation is fifteen times slower
            with torch.autocast("cpu", enabled=False):
                mixed = functional.scaled_dot_product_attention(
                    q.float(), k.float(), v.float(), attn_mask=mask
                )
        else:  # written out: the exporter makes plain products of it
            scale = math.sqrt(WIDTH // HEADS)
            mixed = torch.softmax(q @ k.transpose(-1, -2) / scale + mask, -1) @ v
        x = self.attention_norm(x + self.output(mixed.transpose(1, 2).reshape(x.shape)))
        return self.norm(x + self.outer(functional.gelu(self.inner(x))))


class Embeddings(nn.Module):
    """Word piece and position embeddings; frozen, so that both branches share them."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.register_buffer("segment", torch.zeros(WIDTH))

    def forward(self, ids: Tensor) -> Tensor:
        return self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]] + self.segment)


def attention_mask(mask: Tensor) -> Tensor:
    """Return what is added to attention scores: nothing, or a large negative number."""
    return (1.0 - mask[:, None, None, :].float()) * MASKED


def load_minilm(file: Path, embeddings: Embeddings, layers: nn.ModuleList) -> None:
    """Copy the weights of all-MiniLM-L6-v2 into `embeddings` and `layers`."""
    weights = {name.removeprefix("bert."): value for name, value in load_file(file).items()}
    with torch.no_grad():
        embeddings.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
        embeddings.positions.weight.copy_(weights["embeddings.position_embeddings.weight"])
        embeddings.segment.copy_(weights["embeddings.token_type_embeddings.weight"][0])
        for name in ("weight", "bias"):
            getattr(embeddings.norm, name).copy_(weights[f"embeddings.LayerNorm.{name}"])
        parts = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "output": "attention.output.dense",
            "attention_norm": "attention.output.LayerNorm",
            "inner": "intermediate.dense",
            "outer": "output.dense",
            "norm": "output.LayerNorm",
        }
        for number, layer in enumerate(layers):
            for own, theirs in parts.items():
                for name in ("weight", "bias"):
                    value = weights[f"encoder.layer.{number}.{theirs}.{name}"]
                    getattr(getattr(layer, own), name).copy_(value)


class ListFeature(nn.Module):
    """A vector per list of names; those of the lists that a word is in are added up."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.zeros(LIST_BITS, size))
        codes = torch.arange(2**LIST_BITS)[:, None] >> torch.arange(LIST_BITS)
        self.register_buffer("bits", (codes & 1).float(), persistent=False)
        self.table: Tensor | None = None

    def freeze(self) -> None:
        """Keep the sums of all combinations: the exported file needs them only."""
        self.table = (self.bits @ self.vectors).detach()

    def forward(self, listed: Tensor) -> Tensor:
        """Return the vectors [..., size] of the bits `listed` [...]."""
        table = self.bits @ self.vectors if self.table is None else self.table
        return functional.embedding(listed, table)


class Network(nn.Module):
    """Encoder and heads. Words are represented by their first and last piece."""

    def __init__(self, tags: int, relations: int, names: int, roles: int) -> None:
        super().__init__()
        word = 2 * WIDTH
        self.relations, self.roles = relations, roles
        self.embeddings = Embeddings()
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.case = nn.Embedding(CASES, WIDTH)
        nn.init.zeros_(self.case.weight)
        self.listed = ListFeature(WIDTH)
        self.mix = nn.Parameter(torch.linspace(0, 1, LAYERS + 1))
        self.tags = nn.Linear(word, tags)
        self.names_inner = nn.Linear(word, NAME_SIZE)
        self.names_case = nn.Embedding(CASES, NAME_SIZE)
        nn.init.zeros_(self.names_case.weight)
        self.names_listed = ListFeature(NAME_SIZE)
        self.names = nn.Linear(NAME_SIZE, names)
        # Scores of a label after a label; last row: at the beginning of a sentence.
        self.name_transitions = nn.Parameter(torch.zeros(names + 1, names))
        self.arc_dependent = nn.Linear(word, ARC_SIZE)
        self.arc_head = nn.Linear(word, ARC_SIZE)
        self.arc_weights = nn.Parameter(torch.randn(ARC_SIZE, ARC_SIZE) * 0.02)
        self.arc_bias = nn.Parameter(torch.zeros(ARC_SIZE))
        self.label_dependent = nn.Linear(word, LABEL_SIZE)
        self.label_head = nn.Linear(word, LABEL_SIZE)
        self.label_weights = _bilinear(LABEL_SIZE, relations)
        self.predicate = nn.Linear(word, 2)
        self.role_predicate = nn.Linear(word, ROLE_SIZE)
        self.role_argument = nn.Linear(word, ROLE_SIZE)
        self.role_weights = _bilinear(ROLE_SIZE, roles)

    def _drop(self, x: Tensor) -> Tensor:
        """Drop whole features of a sentence, the same ones for all its words."""
        if not self.training:
            return x
        keep = torch.rand(x.shape[0], 1, x.shape[2]) > DROPOUT
        return x * keep.to(x.dtype) / (1 - DROPOUT)

    def encode(
        self, ids: Tensor, case: Tensor, listed: Tensor, mask: Tensor, first: Tensor, last: Tensor
    ) -> Tensor:
        """Return the vectors of the root and the words."""
        x = self.embeddings(ids) + self.case(case) + self.listed(listed)
        added = attention_mask(mask)
        weights = torch.softmax(self.mix, 0)
        total = weights[0] * x
        for number, layer in enumerate(self.layers):
            x = layer(x, added)
            total = total + weights[number + 1] * x
        wide = (-1, -1, WIDTH)
        firsts = torch.gather(total, 1, first[:, :, None].expand(*wide))
        lasts = torch.gather(total, 1, last[:, :, None].expand(*wide))
        return torch.cat([firsts, lasts], -1)

    def forward(
        self, ids: Tensor, case: Tensor, listed: Tensor, mask: Tensor, first: Tensor, last: Tensor
    ) -> dict[str, Tensor]:
        """Return the scores of all heads; names as the outputs of the shipped file."""
        words = self.encode(ids, case, listed, mask, first, last)
        x = self._drop(words)
        tags = self.tags(x[:, 1:])
        place = first[:, 1:]
        features = self.names_case(torch.gather(case, 1, place))
        features = features + self.names_listed(torch.gather(listed, 1, place))
        names = self.names(self._drop(functional.gelu(self.names_inner(x[:, 1:]) + features)))
        x = self._drop(words)

        def project(layer: nn.Linear) -> Tensor:
            return self._drop(functional.leaky_relu(layer(x), 0.1))

        dependents, heads = project(self.arc_dependent), project(self.arc_head)
        arcs = (dependents @ self.arc_weights) @ heads.transpose(1, 2)
        return {
            "pos": tags,
            "ner": names,
            "arc": arcs + (heads * self.arc_bias).sum(-1)[:, None, :],
            "ld": project(self.label_dependent),
            "lh": project(self.label_head),
            "pred": self.predicate(x[:, 1:]),
            "rp": project(self.role_predicate)[:, 1:],
            "ra": project(self.role_argument)[:, 1:],
        }

    def score_labels(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Score the relations of pairs [n, size], [n, size] -> [n, relations]."""
        weighted = (_with_one(dependents) @ self.label_weights).view(
            -1, self.relations, LABEL_SIZE + 1
        )
        return (weighted * _with_one(heads)[:, None, :]).sum(-1)

    def score_roles(self, predicates: Tensor, arguments: Tensor) -> Tensor:
        """Score roles of each predicate [n, size] and word [n, w, size] -> [n, w, roles]."""
        weighted = (_with_one(predicates) @ self.role_weights).view(-1, self.roles, ROLE_SIZE + 1)
        return _with_one(arguments) @ weighted.transpose(1, 2)


def sequence_loss(scores: Tensor, transitions: Tensor, labels: Tensor, length: Tensor) -> Tensor:
    """Return minus the log probability of whole label sequences, per word.

    `scores` [rows, words, labels], `transitions` [labels + 1, labels], `labels` [rows, words] and
    the `length` of each row. Source: Lafferty, McCallum and Pereira (2001), "Conditional Random
    Fields".
    """
    _, words, count = scores.shape
    gold = scores.gather(2, labels[:, :, None])[:, :, 0]
    before = torch.cat([torch.full_like(labels[:, :1], count), labels[:, :-1]], 1)
    gold = gold + transitions[before, labels]
    present = torch.arange(words)[None] < length[:, None]
    total = scores[:, 0] + transitions[count]
    for index in range(1, words):
        following = torch.logsumexp(total[:, :, None] + transitions[None, :count], 1)
        total = torch.where(present[:, index, None], following + scores[:, index], total)
    return (torch.logsumexp(total, 1).sum() - (gold * present).sum()) / length.sum()


def _bilinear(size: int, labels: int) -> nn.Parameter:
    return nn.Parameter(torch.randn(size + 1, labels * (size + 1)) * 0.02)


def _with_one(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)
