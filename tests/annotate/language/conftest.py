"""The language core on the model of the checkout; tests that need it are skipped without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.annotate.language import LanguageCore

MODEL = Path(__file__).parents[3] / "data" / "model"


@pytest.fixture(scope="session")
def core() -> LanguageCore:
    if not (MODEL / "encoder.onnx").is_file():
        pytest.skip(f"no trained model in {MODEL}")
    return LanguageCore.load(MODEL)
