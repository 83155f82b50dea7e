"""Timeline, map and network in the browser: drawn, filtered, zoomed, and whole without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import networkx
import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.usefixtures("libraries")

Open = Callable[..., Any]
PATHS = ("/timeline?lanes=type", "/map", "/network")


def drawn(page: Page) -> Locator:
    """Return the figure of a page once it is drawn."""
    figure = page.locator("figure.drawing")
    expect(figure).to_have_attribute("data-state", "drawn")
    return figure


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [360, 1440])
def test_draws_within_the_page_and_without_a_complaint(visit: Open, path: str, width: int) -> None:
    seen = visit(viewport={"width": width, "height": 800})
    page = seen.go(path)
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.complaints == []
    assert seen.outside == []
    assert any(url.startswith(f"{seen.address}/static/vendor/") for url in seen.requests)


@pytest.mark.parametrize("path", [*PATHS, "/sparql"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_with_scripts(visit: Open, path: str, scheme: str) -> None:
    page = visit(color_scheme=scheme).go(path)
    expect(page.locator(".CodeMirror, [data-state=drawn]").first).to_be_visible()
    found = Axe().run(page)["violations"]
    assert [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]] == []


@pytest.mark.parametrize("path", PATHS)
def test_nothing_below_a_drawing_jumps(visit: Open, path: str) -> None:
    """The layout shift that Lighthouse counts, over the whole loading of a page."""
    seen = visit()
    seen.page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => {"
        " for (const entry of list.getEntries()) window.shift += entry.value;"
        "}).observe({type: 'layout-shift', buffered: true});"
    )
    page = seen.go(path)
    drawn(page)
    assert page.evaluate("window.shift") < 0.1


def test_timeline_shows_lanes_ranges_and_looks(visit: Open) -> None:
    page = visit().go("/timeline?lanes=type")
    figure = drawn(page)
    expect(figure.locator(".lane-label")).to_have_text(["Arms transfer 1", "Reject 1"])
    expect(figure.locator(".vis-item.look-denied.vague .event-label")).to_have_count(1)
    expect(figure.locator(".vis-item.look-unreal .event-label")).to_have_count(1)
    said = figure.get_by_role("status").inner_text()
    assert said.startswith("2 events drawn in 2 lanes, 1 without a date left out.")
    page.get_by_role("link", name="1 of them without a date").click()
    expect(page.locator("#undated")).to_be_in_viewport()


def test_timeline_is_zoomed_and_moved_by_buttons(visit: Open) -> None:
    page = visit(reduced_motion="reduce").go("/timeline")
    figure = drawn(page)
    stage = figure.locator(".stage")
    expect(stage).to_have_attribute("data-insight", "2")
    for name, insight in (("Zoom so that single days", "0"), ("Show all", "2"), ("Later", "1")):
        figure.get_by_role("button", name=name).click()
        expect(stage).to_have_attribute("data-insight", insight)
    figure.get_by_role("button", name="Show all").click()
    expect(stage).to_have_attribute("data-insight", "2")
    for _ in range(3):
        figure.get_by_role("button", name="Zoom in").click()
    expect(stage).not_to_have_attribute("data-insight", "2")


def test_an_event_on_the_timeline_leads_to_its_page(visit: Open) -> None:
    page = visit().go("/timeline")
    drawn(page).locator(".event-label", has_text="Norland arms River Front").click()
    page.wait_for_url("**/event/e1")


def test_each_filter_of_the_form_holds_in_drawing_and_files(visit: Open) -> None:
    page = visit().go("/timeline")
    for name, value, expected in (
        ("status", "planned", 1),
        ("confidence", "0.8", 0),
        ("status", "", 1),
        ("type", "kbt:arms-transfer", 1),
        ("actor", "norland", 1),
        ("place", "mill-valley", 1),
        ("source", "harbour-wire", 1),
    ):
        page.locator(f"select[name={name}]").select_option(value)
        page.get_by_role("button", name="Apply").click()
        page.wait_for_load_state()
        if expected:
            expect(drawn(page).locator(".event-label")).to_have_count(expected)
        else:
            expect(page.get_by_text("No event matches these filters.")).to_be_visible()
    with page.expect_download() as loading:
        page.get_by_role("link", name="GraphML of actors").click()
    graph = networkx.read_graphml(loading.value.path())
    assert sorted(label for _, label in graph.nodes(data="label")) == ["Norland", "River Front"]
    with page.expect_download() as loading:
        page.get_by_role("link", name="JSON", exact=True).first.click()
    assert len(json.loads(loading.value.path().read_text())["events"]) == 1
    page.get_by_role("link", name="Confidence: at least 0.8").click()
    expect(page.locator("select[name=confidence]")).to_have_value("")
    expect(page.locator("select[name=actor]")).to_have_value("norland")


def test_map_has_land_places_and_zoom(visit: Open) -> None:
    seen = visit()
    figure = drawn(seen.go("/map"))
    expect(figure.locator("svg text")).to_have_text("Mill Valley")
    before = figure.locator("path.land").get_attribute("d")
    figure.get_by_role("button", name="Show the whole world").click()
    expect(figure.locator("path.land")).not_to_have_attribute("d", before or "")
    assert [url for url in seen.requests if "countries" in url] == []
    figure.locator("circle").click()
    seen.page.wait_for_url("**/place/mill-valley")


def test_network_draws_the_pairs_of_the_table(visit: Open) -> None:
    page = visit().go("/network?actor=norland")
    expect(drawn(page).locator(".stage")).to_have_attribute("data-nodes", "2")
    row = page.locator("main table tbody tr")
    expect(row).to_have_count(1)
    row.get_by_role("link", name="1 events of Norland with River Front").click()
    page.wait_for_url("**/timeline?**with=river-front**")
    assert page.locator(".timeline > li").count() == 1


def test_keyboard_alone_reaches_filter_buttons_and_list(visit: Open) -> None:
    page = visit(reduced_motion="reduce").go("/timeline")
    figure = drawn(page)
    page.locator("select[name=confidence]").focus()
    reached = []
    for _ in range(16):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert [text for text in ("Apply", "←", "All") if text in reached] == ["Apply", "←", "All"]
    assert "Norland arms River Front" in reached
    figure.get_by_role("button", name="Later").focus()
    page.keyboard.press("Enter")
    expect(figure.locator(".stage")).to_have_attribute("data-insight", "1")


@pytest.mark.parametrize("path", PATHS)
def test_everything_is_there_without_scripts(visit: Open, path: str) -> None:
    seen = visit(java_script_enabled=False)
    page = seen.go(path)
    text = page.locator("main").inner_text()
    assert {"/timeline?lanes=type": "Arms transfer", "/map": "Mill Valley"}.get(
        path, "Norland"
    ) in text
    if path.startswith("/timeline"):
        assert page.locator(".strip .bar").count() == 2
        page.locator("select[name=status]").select_option("planned")
        page.get_by_role("button", name="Apply").click()
        assert page.locator(".timeline > li").count() == 1
    assert seen.complaints == []


@pytest.mark.parametrize("path", PATHS)
def test_print_leaves_the_tools_out(visit: Open, path: str) -> None:
    page = visit().go(path)
    drawn(page)
    page.emulate_media(media="print")
    assert not page.locator(".tools").first.is_visible()
    assert page.locator("main h1").is_visible()


def test_hostile_labels_are_text_in_every_drawing(visit: Open) -> None:
    seen = visit()
    dialogs: list[str] = []
    seen.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = seen.go("/timeline?actor=x-evil&lanes=actor")
    figure = drawn(page)
    expect(figure.locator(".event-label")).to_have_text("<b>bold</b> event")
    expect(figure.locator(".lane-label")).to_have_text("=cmd|' /C calc'!A0 1")
    assert figure.locator("b, img, script:not([type])").count() == 0
    drawn(seen.go("/network"))
    assert dialogs == []
    assert seen.complaints == []
    assert seen.outside == []


@pytest.mark.parametrize("path", ["/timeline", "/timeline?lanes=type"])
def test_data_and_scripts_of_a_timeline_are_asked_for_at_once_and_once(
    visit: Open, path: str
) -> None:
    seen = visit()
    page = seen.go(path)
    drawn(page)
    source = page.locator("[data-source]").get_attribute("data-source")
    assert page.locator("link[rel=preload]").get_attribute("href") == source
    needed = [f"{seen.address}{source}"]
    for link in page.locator("link[rel=modulepreload]").all():
        needed.append(f"{seen.address}{link.get_attribute('href')}")
    assert len(needed) == 3
    assert [seen.requests.count(url) for url in needed] == [1, 1, 1]
    assert seen.complaints == []
