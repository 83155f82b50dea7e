"""The language core on the model of the checkout; tests that need it are skipped without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.annotate.language import LanguageCore
from kb.annotate.language.lemmas import find_lemma
from kb.model import Token

MODEL = Path(__file__).parents[3] / "data" / "model"


@pytest.fixture(scope="session")
def core() -> LanguageCore:
    if not (MODEL / "encoder.onnx").is_file():
        pytest.skip(f"no trained model in {MODEL}")
    return LanguageCore.load(MODEL)


@pytest.fixture(scope="session")
def tree() -> Callable[[str], tuple[Token, ...]]:
    """Return a reader of trees written form/UPOS/head/relation, heads from 1."""

    def read(notation: str) -> tuple[Token, ...]:
        tokens = []
        for item in notation.split():
            form, upos, head, relation = item.rsplit("/", 3)
            lemma = find_lemma(form, upos)
            tokens.append(Token(0, len(form), form, lemma, upos, int(head) - 1, relation))
        return tuple(tokens)

    return read
