"""Calibrates the confidence of events, and shows how far it can be trusted.

    python -m bench.calibration [--fit] [--keep FOLDER]

Prints the reliability table of own gold: per bin of confidence its mean, the share of events that
are right (as `bench/scorers/own_gold.py` judges them) and their number. `--fit` first fits the
weights on `training/annotated/`, never on the gold, and writes `data/lexicon/calibration.toml`.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.scorers.annotations import GOLD, TRAINING, read_passages
from bench.scorers.own_gold import Pair, calibration_error, match, reliability
from bench.scorers.reading import Reader
from kb.config import Settings, resource
from kb.extract.calibration import FEATURES, features
from kb.pipeline import Tools

_RIDGE = 2.0  # pulls all weights but the constant to nought: some 200 events, seven weights
_ROUNDS = 50


def main() -> None:
    """Fit where asked, then print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fit", action="store_true", help="fit the weights and write them")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep annotations here")
    arguments = parser.parse_args()
    reader = Reader(Settings(), arguments.keep)
    if arguments.fit:
        _use(reader, {})
        weights = fit(judged(reader, TRAINING))
        _write(weights)
        _use(reader, weights)
    graded = [(p.found.confidence, p.right) for p in judged(reader, GOLD) if p.found]
    print("| confidence | right | events |\n|---|---|---|")
    for mean, right, count in reliability(graded):
        print(f"| {mean:.2f} | {right:.2f} | {count} |")
    print(f"\nexpected calibration error {calibration_error(graded):.3f} over {len(graded)} events")
    reader.keep()


def judged(reader: Reader, folder: Path) -> list[Pair]:
    """The events found in a folder's sentences with the marked ones beside them."""
    return [
        pair
        for passage in read_passages(folder)
        for pair in match(passage, reader.read(passage.text))
        if pair.found and pair.counts
    ]


def fit(pairs: list[Pair]) -> dict[str, float]:
    """Weights of a logistic regression with a ridge, by Newton's method."""
    x = np.array([features(pair.found) for pair in pairs if pair.found])
    y = np.array([float(pair.right) for pair in pairs])
    ridge = np.full(len(FEATURES), _RIDGE)
    ridge[0] = 0.0
    w = np.zeros(len(FEATURES))
    for _ in range(_ROUNDS):
        p = 1.0 / (1.0 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + ridge * w
        hessian = (x.T * (p * (1.0 - p))) @ x + np.diag(ridge + 1e-9)
        w -= np.linalg.solve(hessian, gradient)
    return {name: round(float(value), 3) for name, value in zip(FEATURES, w, strict=True)}


def _use(reader: Reader, weights: Mapping[str, float]) -> None:
    tools: Tools = reader.tools
    reader.tools = replace(tools, lexicon=replace(tools.lexicon, calibration=weights))


def _write(weights: Mapping[str, float]) -> None:
    rows = "".join(f'"{name}" = {value}\n' for name, value in weights.items())
    (resource("data/lexicon") / "calibration.toml").write_text(
        "# Written by `python -m bench.calibration --fit`; see kb/extract/calibration.py.\n"
        f"[weights]\n{rows}",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
