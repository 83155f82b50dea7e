"""One round of each kind of `bench/kills.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.kills import MODES, check, document, play
from kb.store.oxigraph import OxigraphStore


@pytest.mark.parametrize("mode", MODES)
def test_killed_at_work(tmp_path: Path, mode: str) -> None:
    play(mode, tmp_path / "store", 0.3)


def test_the_check_can_fail(tmp_path: Path) -> None:
    with OxigraphStore(tmp_path / "store") as store:
        store.replace_graphs(document(0)[:-1], [])
    with pytest.raises(AssertionError, match="is not whole"):
        check(tmp_path / "store", [0])
    with OxigraphStore(tmp_path / "store") as store:
        store.replace_graphs(document(0), [document(0)[0].graph_name.value])
    with pytest.raises(AssertionError, match="of round 9 is of 0"):
        check(tmp_path / "store", [9])
