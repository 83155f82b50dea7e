"""Pictures of the pages of the sample, for a look at them:

SCREENSHOTS=FOLDER python -m pytest tests/browser/test_screenshots.py
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PICTURES = {
    "home": ("/", {}),
    "actor": ("/actor/norland", {}),
    "actor-dark": ("/actor/norland", {"color_scheme": "dark"}),
    "actor-phone": ("/actor/norland", {"viewport": {"width": 360, "height": 780}}),
    "event": ("/event/e1", {}),
    "event-phone": ("/event/e1", {"viewport": {"width": 360, "height": 780}}),
    "article": ("/article/aaaa/1", {}),
    "events": ("/events", {}),
    "actors": ("/actors", {}),
    "sparql": ("/sparql?query=SELECT+*+%7B+%3Fe+kb%3Ainitiator+%3Fwho+%7D", {}),
    "about": ("/about", {}),
    "not-found": ("/actor/nobody", {}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture(visit: Callable[..., Any], tmp_path: Path, name: str) -> None:
    path, options = PICTURES[name]
    page = visit(**{"viewport": {"width": 1280, "height": 860}, **options}).go(path)
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / f"{name}.png"
    page.screenshot(path=picture, full_page=True)
    assert picture.read_bytes().startswith(b"\x89PNG")
