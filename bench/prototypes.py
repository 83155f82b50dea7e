"""Would embeddings type the verbs that the lexicon lacks? Measured on our own training sentences.

    python -m bench.prototypes [--keep FOLDER]

Each verb is described by the sentence embeddings of its clause (the verb with the heads of its
arguments) and of its lemma alone. Five-fold cross-validation with all verbs of one lemma in one
fold, so that each is typed as one never seen: by the five nearest examples, and by a linear head
(ridge regression on one column per type). The table of thresholds is in docs/quality.md; neither
is part of the product.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.scorers.annotations import TRAINING, read_passages
from bench.scorers.reading import Reader
from kb.config import Settings
from kb.extract.syntax import Tree, tree_of

Array = NDArray[np.float64]
FOLDS, NEIGHBOURS, RIDGE, BATCH = 5, 5, 3.0, 128
NO_EVENT = "none"


def main() -> None:
    """Print precision and recall of both methods at several thresholds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep annotations here")
    reader = Reader(Settings(), parser.parse_args().keep)
    rows = list(_verbs(reader))
    reader.keep()
    clauses, lemmas, types = ([row[i] for row in rows] for i in range(3))
    vectors = np.hstack([_embed(reader, clauses), _embed(reader, lemmas)])
    order = sorted(set(lemmas))
    np.random.default_rng(0).shuffle(order)
    folds = np.array([order.index(lemma) % FOLDS for lemma in lemmas])
    gold = np.array(types)
    print(f"{len(rows)} verbs, {np.sum(gold != NO_EVENT)} of them events")
    for name, method in (("linear head", _linear), ("five nearest", _nearest)):
        found, scores = np.empty(len(gold), dtype=object), np.zeros(len(gold))
        for fold in range(FOLDS):
            inside = folds == fold
            labels, sure = method(vectors[~inside], gold[~inside], vectors[inside])
            found[inside], scores[inside] = labels, sure
        for threshold in (0.0, 0.2, 0.3, 0.4, 0.5):
            taken = (found != NO_EVENT) & (scores >= threshold)
            right = int(np.sum(taken & (found == gold)))
            precision, recall = right / max(1, taken.sum()), right / np.sum(gold != NO_EVENT)
            print(f"{name:14} {threshold:.1f}  precision {precision:.3f}  recall {recall:.3f}")


def _verbs(reader: Reader) -> Iterator[tuple[str, str, str]]:
    """Yield the clause, lemma and marked type of each verb of the training sentences."""
    for passage in read_passages(TRAINING):
        for sentence in reader.annotate(passage.text).sentences:
            tree = tree_of(sentence)
            for position, token in enumerate(tree.tokens):
                if token.upos == "VERB":
                    kind = next(
                        (
                            event.type or "own"
                            for event in passage.events
                            if token.start < event.trigger.end and event.trigger.start < token.end
                        ),
                        NO_EVENT,
                    )
                    yield _clause(tree, position), token.lemma, kind


def _clause(tree: Tree, verb: int) -> str:
    arguments = tree.kids(verb, "obj", "obl", "iobj")
    inner = [c for a in arguments for c in tree.kids(a, "case", "compound", "amod")]
    words = {verb, *arguments, *inner, *tree.kids(verb, "compound:prt", "xcomp", "advmod")}
    return " ".join(tree.lemma(p) if p == verb else tree.tokens[p].text for p in sorted(words))


def _embed(reader: Reader, texts: Sequence[str]) -> Array:
    batches = (texts[i : i + BATCH] for i in range(0, len(texts), BATCH))
    return np.concatenate([reader.tools.core.embed(batch) for batch in batches]).astype(np.float64)


def _linear(known: Array, gold: NDArray[np.str_], asked: Array) -> tuple[list[str], Array]:
    classes = sorted(set(gold))
    wanted = (gold[:, None] == np.array(classes)).astype(np.float64)
    rows = np.hstack([known, np.ones((len(known), 1))])
    weights = np.linalg.solve(rows.T @ rows + RIDGE * np.eye(rows.shape[1]), rows.T @ wanted)
    scores = np.hstack([asked, np.ones((len(asked), 1))]) @ weights
    return [str(classes[i]) for i in scores.argmax(1)], scores.max(1)


def _nearest(known: Array, gold: NDArray[np.str_], asked: Array) -> tuple[list[str], Array]:
    similar = (asked @ known.T) / 2.0  # clause and lemma are unit vectors side by side
    labels, scores = [], []
    for row in similar:
        votes: Counter[str] = Counter()
        for i in np.argsort(-row)[:NEIGHBOURS]:
            votes[str(gold[i])] += float(row[i]) / NEIGHBOURS
        label, score = votes.most_common(1)[0]
        labels.append(label)
        scores.append(score)
    return labels, np.array(scores)


if __name__ == "__main__":
    main()
