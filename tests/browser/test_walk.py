from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
PAGES = [
    "/contradictions",
    "/compare?actor=norland&actor=river-front",
    "/",
    "/events",
    "/actors",
    "/actor/norland",
    "/event/e1",
    "/article/aaaa/1",
    "/article/cccc/1",
    "/sources",
    "/source/lakeside-courier",
    "/places",
    "/place/mill-valley",
    "/office/foreign-minister-norland",
    "/search?q=norland",
    "/search?q=norland&kind=event",
    "/queries",
    "/sparql?query=SELECT+*+%7B+%3Fs+a+kb%3AEvent+%7D",
    "/data",
    "/about",
    "/nothing-here",
]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_home_to_the_sentence(visit: Open, scripts: bool) -> None:
    seen = visit(java_script_enabled=scripts)
    page = seen.go("/")
    page.get_by_role("link", name="Norland", exact=True).first.click()
    page.wait_for_url("**/actor/norland")
    page.get_by_role("link", name="Norland arms River Front").first.click()
    page.wait_for_url("**/event/e1")
    assert page.locator(".report mark.m-trigger").all_inner_texts() == ["sent", "sending"]
    page.get_by_role("link", name="Norland arms the River Front").click()
    page.wait_for_url("**/article/aaaa/1#s-1")
    assert page.locator("#s-1").inner_text().startswith("An unnamed official told")
    assert seen.complaints == []
    assert seen.outside == []


def test_search_to_actor(visit: Open) -> None:
    page = visit().go("/")
    page.locator("#search-box").fill("port ansel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=port+ansel")
    assert "also called Port Ansel" in page.locator("main").inner_text()
    page.get_by_role("link", name="Norland", exact=True).click()
    page.wait_for_url("**/actor/norland")


def test_suggestions_by_keyboard(visit: Open) -> None:
    seen = visit()
    page = seen.go("/")
    box = page.locator("#search-box")
    box.press_sequentially("port an")
    option = page.get_by_role("option")
    option.first.wait_for()
    assert "Norland State – also called Port Ansel" in option.first.inner_text()
    page.keyboard.press("Escape")
    assert option.count() == 0 or not option.first.is_visible()
    box.press_sequentially("s")
    option.first.wait_for()
    page.keyboard.press("ArrowDown")
    assert option.first.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == option.first.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/actor/norland")
    assert seen.complaints == []
    assert seen.outside == []


def test_suggested_actors_fill_the_form_of_comparison(visit: Open) -> None:
    page = visit().go("/compare")
    for number, typed in ((1, "norl"), (2, "rive")):
        page.get_by_label(f"Actor {number}").press_sequentially(typed)
        page.locator(f"#actor-{number}-suggestions").get_by_role("option").first.click()
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare?actor=Norland&actor=River+Front**")
    assert page.get_by_role("heading", name="Shared events").is_visible()


def test_filters_by_form(visit: Open) -> None:
    page = visit().go("/events")
    page.get_by_label("Status").select_option("denied")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**/events?**status=denied**")
    assert page.locator(".timeline > li").count() == 1
    page.get_by_role("link", name=re.compile("^Status: claimed: denied")).click()
    assert page.locator(".timeline > li").count() == 3


def test_keyboard_reaches_the_content(visit: Open) -> None:
    page = visit().go("/actor/norland")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")


def test_query_with_an_error_and_without(visit: Open) -> None:
    seen = visit(java_script_enabled=False)  # with scripts: test_query.py
    page = seen.go("/sparql")
    page.get_by_role("textbox").nth(0).fill("SELECT ?e WHERE { ?e a kb:Event }")
    page.get_by_role("button", name="Run").click()
    assert page.locator("main table tbody tr").count() == 3
    page.get_by_role("textbox").nth(0).fill("SELECT ?e WHERE { ?e a a kb:Event }")
    page.get_by_role("button", name="Run").click()
    assert "line 1, column" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_scrolls_sideways_or_complains(visit: Open, path: str, width: int) -> None:
    seen = visit(viewport={"width": width, "height": 800})
    page = seen.go(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    missing = ["the server responded with a status of 404"] if path == "/nothing-here" else []
    assert [c for c in seen.complaints if not any(m in c for m in missing)] == []
    assert seen.outside == []


@pytest.mark.parametrize("path", ["/actor/norland", "/event/e1"])
def test_print_and_dark_keep_the_text_readable(visit: Open, path: str) -> None:
    page = visit(color_scheme="dark").go(path)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(20, 24, 30)"
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator(".site-head").is_visible()
    folded = page.locator("details > :not(summary)").first
    assert folded.evaluate("node => node.getBoundingClientRect().height") > 0


def test_hostile_article_does_nothing(visit: Open) -> None:
    seen = visit()
    dialogs: list[str] = []
    seen.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in ("/article/cccc/1", "/event/e3", "/actor/x-evil"):
        page = seen.go(path)
        assert page.locator("main img, main script").count() == 0
    assert dialogs == []
    assert seen.complaints == []
    assert seen.outside == []
