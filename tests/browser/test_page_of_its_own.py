"""The HTML export: opened as a file, without any server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import expect

Open = Callable[..., Any]


def test_opens_as_a_file_and_filters(visit: Open, address: str, tmp_path: Path) -> None:
    file = tmp_path / "timeline.html"
    with urlopen(f"{address}/timeline.html") as answer:
        file.write_bytes(answer.read())
    seen = visit(at=file.as_uri())
    dialogs: list[str] = []
    seen.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = seen.go("")
    shown = page.locator("li.event:visible")
    expect(shown).to_have_count(3)
    assert page.locator("svg rect").count() == 2
    page.get_by_label("Words").fill("river front")
    expect(shown).to_have_count(1)
    expect(page.locator("output")).to_have_text("1 of 3 events")
    page.get_by_label("Words").fill("")
    page.get_by_label("Status").select_option("planned")
    expect(shown.locator("a").first).to_have_text("<b>bold</b> event")
    assert page.locator("b, img").count() == 0
    assert (dialogs, seen.complaints, seen.outside) == ([], [], [])


def test_reads_whole_without_scripts(visit: Open, address: str, tmp_path: Path) -> None:
    file = tmp_path / "timeline.html"
    with urlopen(f"{address}/timeline.html") as answer:
        file.write_bytes(answer.read())
    page = visit(at=file.as_uri(), java_script_enabled=False).go("")
    assert page.locator("li.event:visible").count() == 3
    assert not page.locator("form").is_visible()
