"""The query page: the editor over the plain form, and answers as table, timeline and map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.usefixtures("libraries")

Open = Callable[..., Any]
DATED = """SELECT ?what ?date ?status ?event WHERE {
  ?event rdfs:label ?what ; kb:date ?date ; kb:status ?status }"""
PLACED = """SELECT ?what ?lat ?long WHERE {
  ?e rdfs:label ?what ; kb:place [ wgs:lat ?lat ; wgs:long ?long ] }"""


def editor(page: Page) -> Page:
    """Wait for the editor and put the cursor at the end of an empty one."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    return page


def written(page: Page) -> str:
    return str(page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()"))


def choose(page: Page, text: str, offered: str) -> None:
    """Type, wait until the first completion is the one offered, and take it."""
    page.keyboard.type(text)
    expect(page.locator(".CodeMirror-hint").first).to_contain_text(offered)
    page.keyboard.press("Enter")


def test_completes_from_this_store_alone(visit: Open) -> None:
    seen = visit()
    page = editor(seen.go("/sparql"))
    page.keyboard.type("SELECT DISTINCT ?who WHERE { ?e ")
    choose(page, "kb:initi", "kb:initiator")
    page.keyboard.type(" ?who ; kb:recipient ")
    choose(page, '"River Fr', "River Front")
    page.keyboard.type(" }")
    assert written(page).replace("\n", " ") == (
        "SELECT DISTINCT ?who WHERE { ?e kb:initiator ?who ; "
        "kb:recipient <https://w3id.org/gekb/id/actor/river-front> }"
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("main table tbody tr")).to_have_count(1)
    assert page.locator("main table tbody").inner_text().strip() == "Norland"
    assert seen.outside == []
    assert seen.complaints == []


def test_prefixes_variables_and_words_on_demand(visit: Open) -> None:
    page = editor(visit().go("/sparql"))
    choose(page, "PREFIX sch", "schema: <http://schema.org/>")
    assert written(page) == "PREFIX schema: <http://schema.org/>"
    editor(page)
    page.keyboard.type("SELECT ?event WHERE { ?ev")
    page.keyboard.press("Control+Space")
    choose(page, "", "?event")
    page.keyboard.type(" a report")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint", has_text="kb:reportCount")).to_be_visible()
    page.keyboard.press("Escape")
    assert written(page).startswith("SELECT ?event WHERE { ?event a report")


def test_marks_the_line_of_an_error(visit: Open) -> None:
    seen = visit()
    page = seen.go("/sparql?query=" + quote("SELECT * WHERE {\n  ?s a a kb:Event\n}"))
    assert "line 2, column 11" in page.get_by_role("alert").inner_text()
    expect(page.locator(".faulty")).to_have_count(1)
    expect(page.locator(".fault-mark")).to_have_text("!")
    place = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getCursor()")
    assert (place["line"], place["ch"]) == (1, 10)
    page.locator(".fault-mark").hover()
    assert [c for c in seen.complaints if "400" not in c] == []


def test_undeclared_prefixes_of_the_store_are_no_error(visit: Open) -> None:
    page = visit().go("/sparql")
    expect(page.locator(".CodeMirror")).to_be_visible()
    expect(page.locator(".fault-mark")).to_have_count(0)
    editor(page)
    page.keyboard.type("SELECT * WHERE { ?s nowhere:x ?o }")
    expect(page.locator(".fault-mark")).to_have_attribute(
        "title", "Prefix 'nowhere' is not defined"
    )


def test_keyboard_enters_and_leaves_the_editor(visit: Open) -> None:
    page = visit().go("/sparql")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+End")
    page.keyboard.type(" # end")
    assert written(page).endswith("# end")


def test_answer_as_a_timeline(visit: Open) -> None:
    seen = visit()
    page = seen.go("/sparql?query=" + quote(DATED))
    page.get_by_role("navigation", name="View of the answer").get_by_text("Timeline").click()
    figure = page.get_by_role("group", name="The answer as a timeline")
    expect(figure).to_have_attribute("data-state", "drawn")
    expect(figure.locator(".event-label")).to_have_count(2)
    expect(figure.locator(".vis-item.look-denied .event-label")).to_have_count(1)
    assert "2 events drawn" in figure.get_by_role("status").inner_text()
    assert page.locator("main table tbody tr").count() == 2
    assert seen.complaints == []
    assert seen.outside == []


def test_answer_as_a_map(visit: Open) -> None:
    seen = visit()
    page = seen.go("/sparql?view=map&query=" + quote(PLACED))
    figure = page.get_by_role("group", name="The answer as a map")
    expect(figure).to_have_attribute("data-state", "drawn")
    expect(figure.locator("circle")).to_have_count(1)
    expect(figure.locator("svg text")).to_have_text("Norland arms River Front")
    page.get_by_role("button", name="Run").click()  # a changed query keeps the view
    page.wait_for_url("**view=map**")
    assert seen.complaints == []
    assert seen.outside == []


def test_link_to_the_query_can_be_copied(visit: Open) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"]).go(
        "/sparql?query=" + quote(DATED)
    )
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("http://127.0.0.1:")
    assert "query=SELECT" in page.evaluate("navigator.clipboard.readText()")


def test_plain_form_without_scripts(visit: Open) -> None:
    page = visit(java_script_enabled=False).go("/sparql")
    page.get_by_role("textbox", name="SPARQL 1.1").fill(DATED)
    page.get_by_role("button", name="Run").click()
    assert page.locator("main table tbody tr").count() == 2
    views = page.get_by_role("navigation", name="View of the answer")
    views.get_by_role("link", name="Timeline").click()
    assert "needs JavaScript" in page.locator(".drawing").inner_text()
    assert page.locator("main table tbody tr").count() == 2
