"""A slice of the W3C suites through the service, which passes what pyoxigraph itself passes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.w3c import Service, run_protocol, run_queries, run_updates, unpack

CORPORA = os.environ.get("KB_CORPORA")
pytestmark = pytest.mark.skipif(not CORPORA, reason="the suites lie in KB_CORPORA")
SLICE = ("bind/", "construct/", "csv-tsv-res/")


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(Path(str(CORPORA)), tmp_path_factory.mktemp("w3c"))


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    opened = Service()
    yield opened
    opened.close()


def test_queries_pass_where_they_pass_raw(suite: Path, service: Service) -> None:
    outcome = run_queries(suite, service, lambda case: case.name.startswith(SLICE))
    assert len(outcome) >= 20
    assert [name for name, (raw, ours) in outcome.items() if raw and not ours] == []
    assert sum(ours for _, ours in outcome.values()) > 0.9 * len(outcome)


def test_updates_are_refused(suite: Path, service: Service) -> None:
    outcome = run_updates(suite, service)
    assert len(outcome) == 149
    assert [name for name, refused in outcome.items() if not refused] == []


def test_the_protocol_holds(suite: Path, service: Service) -> None:
    outcome = run_protocol(suite, service)
    assert len(outcome) == 34
    assert [name for name, passed in outcome.items() if not passed] == []
