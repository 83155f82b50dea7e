"""Every page against the rules of WCAG 2.1 AA that axe-core can check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe

PAGES = [
    "/contradictions",
    "/compare?actor=norland&actor=river-front",
    "/",
    "/events?status=denied",
    "/actors",
    "/actor/norland",
    "/event/e1",
    "/article/aaaa/1",
    "/sources",
    "/source/lakeside-courier",
    "/places",
    "/place/mill-valley",
    "/office/foreign-minister-norland",
    "/search?q=norland",
    "/search?q=norland&kind=event",
    "/queries",
    "/queries/cq01_timeline?actor=norland",
    "/sparql?query=SELECT+*+%7B+%3Fs+a+kb%3AEvent+%7D",
    "/sparql?query=CONSTRUCT+WHERE+%7B+%3Fs+a+kb%3AEvent+%7D",
    "/sparql?query=SELECT",
    "/data",
    "/about",
    "/nothing-here",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule(visit: Callable[..., Any], scheme: str) -> None:
    seen = visit(color_scheme=scheme)
    axe = Axe()
    broken = {}
    for path in PAGES:
        found = axe.run(seen.go(path))["violations"]
        broken[path] = [
            f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]
        ]
    assert {path: found for path, found in broken.items() if found} == {}
