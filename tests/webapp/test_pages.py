from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.config import Settings
from kb.errors import StoreError
from kb.store import Store, open_store
from webapp import create_app

PAGES = [
    "/",
    "/events",
    "/contradictions",
    "/compare",
    "/compare?actor=norland&actor=river-front",
    "/actors",
    "/actor/norland",
    "/actor/aaaa/unnamed-official?role=speaker",
    "/event/e1",
    "/event/e2",
    "/event/e3",
    "/article/aaaa/1",
    "/article/bbbb/1",
    "/article/cccc/1",
    "/sources",
    "/source/lakeside-courier",
    "/places",
    "/place/mill-valley",
    "/office/foreign-minister-norland",
    "/search?q=norland",
    "/search?q=norland&kind=event&status=disputed",
    "/sparql",
    "/data",
    "/about",
]


def html(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == status, path
    assert response.mimetype == "text/html"
    return response.text


def words(page: str) -> str:
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1])).split())
    return re.sub(r"(\() | (?=[,.;:)])", r"\1", text)


class Markup(HTMLParser):
    """The elements and attributes that a browser would see."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag == "script":
            self.scripts.append(dict(attrs))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_without_scripts(client: FlaskClient, path: str) -> None:
    page = html(client, path)
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    markup = Markup(page)
    assert markup.elements.count("h1") == 1
    assert not {"style", "iframe", "object"}.intersection(markup.elements)
    for script in markup.scripts:  # files of our own or data, never code in the page
        own = (script.get("src") or "").startswith("/static/")
        assert own or script == {"type": "application/json"}
    assert "style" not in markup.attributes
    assert not [name for name in markup.attributes if name.startswith("on")]


@pytest.mark.parametrize("path", PAGES)
def test_head_answers_as_get_without_a_body(client: FlaskClient, path: str) -> None:
    response = client.head(path, headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert response.data == b""


def test_home_says_what_its_numbers_count(client: FlaskClient) -> None:
    text = words(html(client, "/"))
    assert "4 articles and teasers on 3 pages, from 3 publishers" in text
    assert "3 events, told in 4 reports" in text
    assert "3 claims by 3 sources" in text


def test_actors_by_country(client: FlaskClient) -> None:
    text = words(html(client, "/actors?country=norland"))
    assert "2 actors; events are counted once" in text
    assert "River Front" not in text
    rows = client.get("/actors.csv?country=norland").text.splitlines()
    assert "/actor/norland,Norland,State," in rows[-1]


def test_actor_page_separates_roles(client: FlaskClient) -> None:
    text = words(html(client, "/actor/norland"))
    assert "As initiator 1" in text
    assert "As recipient 0" in text
    assert "As speaker 1" in text
    assert "Foreign minister of Norland Ilse Varga from 2 May 2023" in text
    assert "April 2031" in text
    assert "claimed disputed" in text
    assert "1 of the events is contradicted." in text
    assert "Member of River League (from 3 February 2001)" in text
    assert "2 reports from 2 publishers, 2 independent" in text


def test_undated_events_have_a_list_of_their_own(client: FlaskClient) -> None:
    page = html(client, "/actor/sudmark")
    text = words(page)
    assert "1 event matches, 1 of them without a date" in text
    assert "No date given The articles do not say when" in text
    assert "no date given reported 20 May 2031" in text


def test_filters_are_in_the_address_and_can_be_removed(client: FlaskClient) -> None:
    page = html(client, "/events?type=kbt:arms-transfer&status=denied&from=2031")
    assert "Norland arms River Front" in page
    assert "Kind: <bdi>Arms transfer</bdi>" in page
    assert 'href="?type=kbt%3Aarms-transfer&amp;from=2031"' in page
    assert "No event matches these filters" in words(html(client, "/events?status=negated"))


def test_event_page_tells_claims_sources_and_sentence(client: FlaskClient) -> None:
    page = html(client, "/event/e1")
    text = words(page)
    assert "2 reports from 2 publishers, 2 independent → 1 event" in text
    assert '<mark class="m-trigger" title="the words that tell the event">sent</mark>' in page
    assert re.search(
        r"Lakeside Courier writes that .*Harbour Wire reports .*an unnamed official "
        r"asserts via Harbour Wire .*Norland sends drones to the River Front",
        text,
    )
    assert "“last month”, counted from the article's date (20 May 2031)" in text
    assert "inferred, confidence medium, 0.60" in text
    assert "transfer.svo" in text
    assert "Where the reports differ" in text
    assert 'href="/article/aaaa/1#s-1"' in page


def test_article_page_shows_sentences_with_what_rests_on_them(client: FlaskClient) -> None:
    page = html(client, "/article/aaaa/1")
    assert 'id="s-1"' in page
    assert 'href="/event/e1"' in page
    assert '<a href="/actor/river-front">River Front</a></mark>' in page
    assert 'href="/article/aaaa/2"' in page


def test_teaser_leads_to_the_whole_story(client: FlaskClient) -> None:
    assert 'href="https://lakeside.example/talks"' in html(client, "/article/aaaa/2")
    assert "The whole story" not in html(client, "/article/aaaa/1")


def test_article_of_a_document_is_its_first(client: FlaskClient) -> None:
    response = client.get("/article/aaaa")
    assert (response.status_code, response.location) == (302, "/article/aaaa/1")


def test_who_only_speaks_is_shown_speaking(client: FlaskClient) -> None:
    response = client.get("/actor/aaaa/unnamed-official")
    assert (response.status_code, response.location) == (
        302,
        "/actor/aaaa/unnamed-official?role=speaker",
    )
    text = words(html(client, "/actor/aaaa/unnamed-official?role=speaker"))
    assert "1 event matches" in text


def test_merged_actor_leads_to_its_successor(client: FlaskClient) -> None:
    response = client.get("/actor/old-name")
    assert (response.status_code, response.location) == (301, "/actor/river-front")


def test_other_names_of_an_actor_lead_to_its_address(client: FlaskClient) -> None:
    for name in ("RF", "River%20Front", "river%20front"):
        response = client.get(f"/actor/{name}")
        assert (response.status_code, response.location) == (302, "/actor/river-front")
    assert client.get("/actor/RF.json").location == "/actor/river-front.json"
    text = words(html(client, "/actor/Nordland", 404))
    assert "no actor named 'Nordland'; did you mean Norland?" in text


def test_links_inside_the_pages_all_work(client: FlaskClient) -> None:
    seen: set[str] = set()
    for path in PAGES:
        for link in re.findall(r'href="([^"#]*)', html(client, path)):
            target = link.replace("&amp;", "&")
            if target.startswith("?"):
                target = path.partition("?")[0] + target
            if target.startswith("/") and target not in seen:
                seen.add(target)
                response = client.get(target, headers={"Accept": "text/html"})
                assert response.status_code in (200, 301, 302), (path, target)
    assert len(seen) > 60


def test_lists_come_as_csv_and_json(client: FlaskClient) -> None:
    response = client.get("/events.csv?status=denied")
    lines = response.text.splitlines()
    assert lines[0].startswith("event,label,type,status,earliest,latest,reported,initiators")
    assert lines[1].split(",")[1:6] == [
        "Norland arms River Front",
        "Arms transfer",
        "disputed",
        "2031-04-01",
        "2031-04-30",
    ]
    assert len(lines) == 2
    actors = client.get("/actors.json?kind=State").get_json()
    assert actors["ok"] is True
    assert [row["actor"]["label"] for row in actors["actors"]] == ["Norland", "Sudmark"]
    assert client.get("/sources.csv").status_code == 200
    assert client.get("/places.csv").text.splitlines()[1].endswith("Mill Valley,1")


@pytest.mark.parametrize("path", [p for p in PAGES if p not in ("/sparql", "/about")])
def test_every_page_comes_as_json(client: FlaskClient, path: str) -> None:
    base, _, query = path.partition("?")
    response = client.get(f"{base if base != '/' else '/home'}.json?{query}")
    assert response.status_code == 200
    assert response.get_json()["ok"] is True


def test_empty_store_says_so(empty_app: Flask) -> None:
    client = empty_app.test_client()
    assert "The store is empty" in html(client, "/")
    assert "No event matches." in html(client, "/events")
    assert "No actor matches" in html(client, "/actors")
    for path in ("/sources", "/places", "/search?q=x"):
        assert "notice" in html(client, path)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/actor/none/nobody",
        "/event/none",
        "/article/none",
        "/article/none/1",
        "/place/none",
        "/event/a%20b%3E",
    ],
)
def test_unknown_things_are_404_with_a_search_box(client: FlaskClient, path: str) -> None:
    page = html(client, path, 404)
    assert "Nothing is known under this address" in page
    assert 'name="q"' in page.split("<main", 1)[1]


def test_errors_as_data(client: FlaskClient) -> None:
    response = client.get("/actor/nobody.json")
    assert response.status_code == 404
    assert json.loads(response.text)["ok"] is False
    assert client.get("/actor/nobody.ttl").mimetype == "text/plain"


@pytest.mark.parametrize("query", ["from=yesterday", "status=odd", "role=king"])
def test_filters_that_mean_nothing_are_400(client: FlaskClient, query: str) -> None:
    assert "That cannot be used" in html(client, f"/actor/norland?{query}", 400)


def test_pages_are_read_only(client: FlaskClient) -> None:
    response = client.post("/actor/norland")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_mistake_of_the_server_shows_no_traceback(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("webapp.views.events.event_page", broken)
    response = app.test_client().get("/event/e1")
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "The server made a mistake" in response.text


def test_store_that_cannot_be_read_is_said(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise StoreError("the server at http://127.0.0.1:9/ cannot be reached")

    monkeypatch.setattr("webapp.views.events.event_page", broken)
    page = html(app.test_client(), "/event/e1", 503)
    assert "No answer at the moment" in page
    assert "cannot be reached" in page


def test_application_below_a_path(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/actor/norland", environ_overrides={"SCRIPT_NAME": "/kb"}).text
    own = list(re.findall(r'(?:href|action)="(/[^"]*)', page))
    assert len(own) > 20
    assert [link for link in own if not link.startswith("/kb/")] == []


def test_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/event/e1")
    again = client.get("/event/e1", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/event/e2", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_kept_answers_go_when_the_store_changes(sample_store: Store) -> None:
    with open_store("memory:") as store:
        store.load(list(sample_store.quads()))
        client = create_app(Settings(), store).test_client()
        first = client.get("/events")
        assert "Norland arms River Front" in first.text
        event_graph = "https://w3id.org/gekb/id/graph/derived/events"
        store.replace_graphs([], [event_graph])
        again = client.get("/events", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 200
        assert "No event matches" in again.text
