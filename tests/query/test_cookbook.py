"""Every query of docs/query-cookbook.md runs and finds something."""

from __future__ import annotations

import re

import pytest

from kb.config import resource
from kb.export.formats import FORMATS
from kb.query.catalog import TYPES, load_catalog
from kb.store.guard import QueryKind, check_query
from kb.store.oxigraph import OxigraphStore

TEXT = resource("docs/query-cookbook.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sparql\n(.*?)```", TEXT, re.DOTALL)


def test_there_are_queries() -> None:
    assert len(QUERIES) == 8


@pytest.mark.parametrize("query", QUERIES)
def test_query_finds_something(store: OxigraphStore, query: str) -> None:
    assert check_query(query) is QueryKind.SELECT
    assert store.select(query).rows


def test_every_format_and_parameter_type_is_explained() -> None:
    for name, form in FORMATS.items():
        assert f"`{name}`" in TEXT
        assert f"`.{form.ending}`" in TEXT
    for name in TYPES:
        assert f"`{name}`" in TEXT


def test_every_saved_query_is_listed_with_its_parameters() -> None:
    for query in load_catalog().values():
        params = " ".join(f"`{p.name}`" + ("" if p.required else "?") for p in query.params)
        assert f"| `{query.name}` | {query.title} | {params} |" in TEXT
