"""From articles to pages: a few sample articles and a hostile one, ingested and walked through."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import icalendar
import networkx
import openpyxl
import pytest
import rdflib
from playwright.sync_api import expect

from kb.store import open_store

from .conftest import serving

pytestmark = pytest.mark.usefixtures("libraries")

Open = Callable[..., Any]
ARTICLES = ("finland-joins-nato.txt", "ukraine-hts-drones.txt", "icc-warrant-putin.html")
HOSTILE = """<!doctype html><html><head><title>&lt;script&gt;alert(1)&lt;/script&gt; Norway</title>
<meta property="article:published_time" content="2025-01-14"></head><body><article>
<h1>&lt;script&gt;alert(1)&lt;/script&gt; Norway sends generators to Moldova</h1>
<p>OSLO, 14 January 2025 - Norway sent 40 generators to Moldova &lt;img src=x onerror=alert(2)&gt;
on Monday, the \u202eNorwegian\u202c foreign ministry said.</p>
<p>=cmd|' /C calc'!A0 said that Norway attacked Moldova on Tuesday.</p>
<p><a href="javascript:alert(3)">Norway accused Russia</a> of an attack on a hospital in Kyiv on
Wednesday. The ministry said the generators would be delivered to hospitals in Chisinau.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def ingested(
    tmp_path_factory: pytest.TempPathFactory, kb_command: Callable[..., Any], checkout: Path
) -> Iterator[str]:
    """The address of the application over a store that `kb ingest` made."""
    folder = tmp_path_factory.mktemp("ingested")
    hostile = folder / "hostile.html"
    hostile.write_text(HOSTILE, encoding="utf-8")
    samples = [checkout / "data" / "articles" / name for name in ARTICLES]
    done = kb_command("ingest", *samples, hostile, "--store", folder / "store")
    assert done.returncode == 0, done.stderr
    with open_store(str(folder / "store"), read_only=True) as store, serving(store) as address:
        yield address


def test_every_page_from_home_to_the_sentence(visit: Open, ingested: str) -> None:
    seen = visit(ingested)
    dialogs: list[str] = []
    seen.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = seen.go("/")
    page.get_by_role("link", name="Norway", exact=True).first.click()
    page.wait_for_url("**/actor/norway**")
    page.locator(".timeline .what > a").first.click()
    page.wait_for_url("**/event/**")
    assert page.locator(".report mark").count() > 0
    page.locator(".report .body > p a").last.click()
    page.wait_for_url("**/article/**#s-**")
    for path in ("/timeline?lanes=type", "/map", "/network", "/queries/newest_events"):
        expect(seen.go(path).locator("figure.drawing")).to_have_attribute("data-state", "drawn")
        assert page.locator("figure :is(img, b, script:not([type]))").count() == 0
    for path in (
        "/search?q=norway",
        "/places",
        "/sources",
        "/actors",
        "/contradictions",
        "/sparql",
    ):
        assert seen.go(path).locator("h1").count() == 1
        assert page.locator("main img").count() == 0
    assert dialogs == []
    assert seen.complaints == []
    assert seen.outside == []


def test_every_export_is_read_back_and_inert(ingested: str) -> None:
    def export(ending: str) -> bytes:
        with urlopen(f"{ingested}/timeline.{ending}") as answer:
            return bytes(answer.read())

    events = json.loads(export("json"))["events"]
    assert any("Norway sends" in event["label"] for event in events)
    count = len(events)
    for ending in ("csv", "claims.csv"):
        rows = list(csv.reader(io.StringIO(export(ending).decode())))
        assert len(rows) > count
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "\t")]
    dated = sum(1 for event in events if event["earliest"])
    calendar = icalendar.Calendar.from_ical(export("ics").decode())
    assert len(calendar.walk("VEVENT")) == dated
    assert len(json.loads(export("timelinejs.json"))["events"]) == dated
    assert len(json.loads(export("geojson"))["features"]) >= count
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx")))
    assert book["events"].max_row == count + 1
    assert "f" not in {cell.data_type for row in book["claims"].iter_rows() for cell in row}
    assert networkx.parse_graphml(export("graphml").decode()).number_of_nodes() > 5
    graph = rdflib.Graph().parse(data=export("ttl"), format="turtle")
    assert len(graph) == len(rdflib.Graph().parse(data=export("jsonld"), format="json-ld"))
    for ending in ("html", "md", "timelinejs.json"):
        assert not re.search(r"(?<!\\)<img", export(ending).decode()), ending
