"""The store of `events.py` for all tests of queries."""

from __future__ import annotations

import pytest

from kb.store.oxigraph import OxigraphStore
from tests.query.events import DATA, parse


@pytest.fixture(scope="session")
def store() -> OxigraphStore:
    opened = OxigraphStore(None)
    opened.load(parse(DATA))
    return opened
