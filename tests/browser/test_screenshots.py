"""Pictures of the pages, of the sample or of any store:

SCREENSHOTS=docs/screenshots SCREENSHOT_STORE=DIRECTORY \\
    python -m pytest tests/browser/test_screenshots.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from kb.query.browse import Filters, event_page, find_events, ranked, read_rows
from kb.store import Store
from webapp.links import page_path

# Pixels of a page that a picture shows: long lists say nothing new further down.
TALLEST = 1400
PHONE = {"viewport": {"width": 360, "height": 780}}
DARK = {"color_scheme": "dark"}
PICTURES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "home": ("/", {}),
    "events": ("/events", {}),
    "actors": ("/actors", {}),
    "actor": ("actor", {}),
    "actor-dark": ("actor", DARK),
    "actor-phone": ("actor", PHONE),
    "event": ("event", {}),
    "event-dark": ("event", DARK),
    "event-phone": ("event", PHONE),
    "article": ("article", {}),
    "sources": ("/sources", {}),
    "places": ("/places", {}),
    "questions": ("/queries", {}),
    "timeline": ("/timeline", {}),
    "timeline-lanes-dark": ("/timeline?lanes=type", DARK),
    "timeline-phone": ("/timeline", PHONE),
    "map": ("/map", {}),
    "network": ("/network", {}),
    "search": ("/search?q=syria", {}),
    "contradictions": ("/contradictions", {}),
    "question": ("/queries/newest_events", {}),
    "sparql": ("/sparql?query=SELECT+%3Fevent+%3Fwho+%7B+%3Fevent+kb%3Ainitiator+%3Fwho+%7D", {}),
    "about": ("/about", {}),
    "not-found": ("/actor/nobody", {}),
}


@pytest.fixture(scope="session")
def examples(pictured: tuple[str, Store]) -> dict[str, str]:
    """The main actor, the event with most reports and the first article that reports it."""
    store = pictured[1]
    rows = read_rows(store, [found.event for found in find_events(store, Filters())])
    event = max(rows, key=lambda row: (row.reports, len(row.statuses), row.event.iri)).event.iri
    page = event_page(store, event)
    assert page is not None
    things = {
        "actor": ranked(store, "actors", 1)[0].ref.iri,
        "event": event,
        "article": page.reports[0].article.iri,
    }
    return {name: page_path(iri) or "/" for name, iri in things.items()}


@pytest.mark.parametrize("name", PICTURES)
def test_picture(
    visit: Callable[..., Any],
    pictured: tuple[str, Store],
    examples: dict[str, str],
    tmp_path: Path,
    name: str,
) -> None:
    path, options = PICTURES[name]
    seen = visit(pictured[0], **{"viewport": {"width": 1280, "height": 860}, **options})
    page = seen.go(examples.get(path, path))
    if page.locator("[data-draw]").count():
        expect(page.locator("[data-draw]")).to_have_attribute("data-state", "drawn")
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / f"{name}.png"
    width, height = page.evaluate(
        "[innerWidth, Math.max(innerHeight, document.documentElement.scrollHeight)]"
    )
    shown = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)}
    page.screenshot(path=picture, full_page=True, clip=shown)
    shrink(picture)
    assert picture.read_bytes().startswith(b"\x89PNG")


def shrink(picture: Path) -> None:
    """A palette of 64 colours makes a page's picture a third as large and looks the same."""
    with Image.open(picture) as opened:
        plain = opened.convert("RGB").quantize(64, dither=Image.Dither.NONE)
    plain.save(picture, optimize=True)
