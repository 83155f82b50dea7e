"""Polite fetching, against a real server on this machine."""

import json
import sqlite3
from dataclasses import replace

import pytest

from kb.acquire import Failure, read_paths
from kb.acquire.capture import Capture, remove_captures
from kb.acquire.client import Client
from kb.acquire.fetcher import Fetcher, Manners
from kb.acquire.reference import Reference
from kb.acquire.visits import Visits
from kb.acquire.watch import Watch
from kb.errors import StoreError
from kb.model import RawItem
from tests.acquire.web import page, redirect


class Time:
    """A clock that only moves when somebody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(round(seconds, 1))
        self.now += seconds

    def clock(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def fetcher(time):
    return make(time)


def make(time, **options):
    client = Client("gekb/1 (+mail@a.example)", private=True, seconds=20)
    return Fetcher(client, Manners("gekb", 2.0, time.sleep, time.clock), Visits(), **options)


def fetched(fetcher, *urls):
    return list(fetcher.resolve([Reference(url, url) for url in urls]))


def test_article_with_what_its_list_says(web, fetcher):
    web.pages["/a"] = lambda handler: handler.reply(
        200, page(), Content_Type="text/html; charset=windows-1252"
    )
    reference = Reference(web.url("/a?utm_source=rss"), "list, line 1", "Title", None, "Outlet")
    web.pages["/a?utm_source=rss"] = web.pages["/a"]
    (item,) = fetcher.resolve([reference])
    assert item == RawItem(
        "list, line 1",
        page().encode(),
        "text/html",
        url=web.url("/a"),
        title="Title",
        publisher="Outlet",
        charset="windows-1252",
    )


def test_robots_txt_is_obeyed_also_after_a_redirect(web, fetcher):
    web.pages["/robots.txt"] = "User-agent: *\nDisallow: /private\nDisallow: /*.cgi"
    web.pages |= {"/private/a": page(), "/b": redirect("/private/a"), "/c": page()}
    *refused, good = fetched(fetcher, *map(web.url, ("/private/a", "/x.cgi", "/b", "/c")))
    assert {item.reason for item in refused} == {"robots.txt of the site asks not to fetch it"}
    assert isinstance(good, RawItem)
    assert [path for path, _ in web.asked].count("/robots.txt") == 1
    assert "/private/a" not in web.paths()


def test_site_whose_robots_txt_fails_is_let_alone(web, fetcher):
    web.pages |= {"/robots.txt": 500, "/a": page()}
    (failure,) = fetched(fetcher, web.url("/a"))
    assert failure.reason == "robots.txt cannot be read now (status 500)"
    assert web.paths() == []


def test_delay_between_requests_to_one_host(web, fetcher, time):
    web.pages |= {"/a": page(), "/b": page()}
    fetched(fetcher, web.url("/a"), web.url("/b"))
    assert time.slept == [2.0, 2.0]  # after robots.txt, and between the pages


def test_crawl_delay_of_the_site(web, fetcher, time):
    web.pages |= {"/robots.txt": "User-agent: *\nCrawl-delay: 7", "/a": page(), "/b": page()}
    fetched(fetcher, web.url("/a"), web.url("/b"))
    assert time.slept == [2.0, 7.0]


def test_hosts_take_turns(web, fetcher, time):
    web.pages |= {"/a": page(), "/b": page()}
    hosts = ("127.0.0.1", "localhost")
    urls = [web.url(path, host) for host in hosts for path in ("/a", "/b")]
    fetched(fetcher, *urls)
    asked = [headers["Host"].split(":")[0] for path, headers in web.asked if path in "/a/b"]
    assert asked[:2] == ["127.0.0.1", "localhost"]


def busy(web, value):
    """Answer with 429 once and then with the page."""

    def answer(handler):
        if web.paths().count("/a") == 1:
            handler.reply(429, b"", Retry_After=value)
        else:
            handler.reply(200, page())

    return answer


def test_retry_after_is_waited_for(web, fetcher, time):
    web.pages["/a"] = busy(web, "30")
    assert isinstance(fetched(fetcher, web.url("/a"))[0], RawItem)
    assert 30.0 in time.slept


def test_host_that_asks_for_hours_is_let_alone(web, fetcher):
    web.pages |= {"/a": busy(web, "7200"), "/b": page()}
    reasons = {item.reason for item in fetched(fetcher, web.url("/a"), web.url("/b"))}
    assert reasons == {"the host asks to wait 7200 s (status 429)"}
    assert web.paths() == ["/a"]


def test_errors_of_the_server_are_tried_again_and_others_not(web, fetcher):
    web.pages |= {"/a": 502, "/b": 404}
    first, second = fetched(fetcher, web.url("/a"), web.url("/b"))
    assert first.reason.startswith("status 502")
    assert web.paths() == ["/a", "/a", "/a", "/b"]
    assert second.reason == "status 404 Not Found"
    (again,) = fetched(fetcher, web.url("/b"))
    assert again.reason == "is gone (status 404 when last asked)"
    assert web.paths().count("/b") == 1


def test_article_at_hand_is_asked_for_only_if_changed(web, time):
    def answer(handler):
        if handler.headers.get("If-None-Match") == '"v1"':
            handler.reply(304, b"")
        else:
            handler.reply(200, page(), ETag='"v1"')

    web.pages["/a"] = answer
    fetcher = make(time, known=lambda url: True)
    assert len(fetched(fetcher, web.url("/a"))) == 1
    assert fetched(fetcher, web.url("/a")) == []
    assert fetcher.unchanged == [web.url("/a")]
    assert len(fetched(replace(fetcher, known=lambda url: False), web.url("/a"))) == 1


def test_redirected_article_is_known_and_forgotten_by_both_addresses(web, time, tmp_path):
    def answer(handler):
        if handler.headers.get("If-None-Match") == '"v1"':
            handler.reply(304, b"")
        else:
            handler.reply(200, page(), ETag='"v1"')

    web.pages |= {"/short": redirect("/a"), "/a": answer}
    held = set()
    fetcher = replace(
        make(time, known=held.__contains__), visits=Visits(tmp_path / "visits.sqlite")
    )
    (item,) = fetched(fetcher, web.url("/short"))
    held.add(item.url)
    assert item.url == web.url("/a")
    assert fetched(fetcher, web.url("/short")) == []
    assert fetcher.unchanged == [web.url("/short")]
    fetcher.visits.forget([item.url])
    assert fetcher.visits.last(web.url("/short")) is None
    fetcher.visits.close()
    assert b"/short" not in (tmp_path / "visits.sqlite").read_bytes()


def test_memory_of_another_version_is_emptied(tmp_path):
    with sqlite3.connect(tmp_path / "visits.sqlite") as base:
        base.execute("CREATE TABLE visits (url TEXT PRIMARY KEY, status INTEGER)")
        base.execute("INSERT INTO visits VALUES ('http://a.example/', 200)")
    base.close()
    with Visits(tmp_path / "visits.sqlite") as visits:
        assert visits.last("http://a.example/") is None


FEED = (
    """<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet</title>{}</channel></rss>"""
)


def feed(*paths):
    return FEED.format(
        "".join(f"<item><title>T{path}</title><link>{path}</link></item>" for path in paths)
    )


def test_feed_is_followed_to_its_articles(web, fetcher):
    web.pages |= {"/feed": feed("/a", "/b"), "/a": page("A"), "/b": 404}
    article, failure = fetched(fetcher, web.url("/feed"))
    assert (article.title, article.publisher) == ("T/a", "Outlet")
    assert failure.reason == f"status 404 Not Found ({web.url('/b')})"


def test_lists_of_lists_end(web, fetcher):
    web.pages["/feed"] = feed("/feed?")
    web.pages["/feed?"] = web.pages["/feed"]
    (failure,) = fetched(fetcher, web.url("/feed"))
    assert failure.reason.startswith("lists of lists of lists are not followed (")


def test_capture_gives_the_same_items_again_without_network(web, time, tmp_path):
    page_text = page().replace("Kestria", "Késtria")
    web.pages["/a"] = lambda handler: handler.reply(
        200, page_text.encode("cp1252"), Content_Type="text/html; charset=windows-1252"
    )
    web.pages["/feed"] = feed("/a")
    capture = Capture(tmp_path / "captures", 10_000_000)
    (item,) = fetched(make(time, capture=capture), web.url("/feed"))
    capture.close()
    web.pages.clear()
    (again,) = read_paths([tmp_path / "captures"])
    assert replace(again, source=item.source) == item


def test_removed_pages_leave_the_captures(web, time, tmp_path):
    web.pages |= {"/a": page(), "/b": page("Kestria opens its harbour")}
    capture = Capture(tmp_path, 10_000_000)
    visits = Visits(tmp_path / "visits.sqlite")
    fetched(replace(make(time, capture=capture), visits=visits), web.url("/a"), web.url("/b"))
    capture.close()
    remove_captures(tmp_path, {web.url("/a")})
    visits.forget([web.url("/a")])
    (kept,) = read_paths([tmp_path])
    assert kept.url == web.url("/b")
    assert visits.last(web.url("/a")) is None
    assert visits.last(web.url("/b")).status == 200


def test_budget_of_captures(web, time, tmp_path):
    web.pages |= {"/a": page(), "/b": page()}
    capture = Capture(tmp_path, 400)
    first, second = fetched(make(time, capture=capture), web.url("/a"), web.url("/b"))
    assert isinstance(first, RawItem)
    assert "fill their budget of 400 bytes" in second.reason
    assert web.paths() == ["/a"]
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot write a capture"):
        fetched(make(time, capture=Capture(tmp_path / "file", 400)), web.url("/a"))


def test_dump_with_addresses_is_fetched(web, fetcher, tmp_path):
    web.pages["/a"] = page()
    rows = [{"url": web.url("/a"), "title": "T"}, {"url": "file:///etc/passwd"}]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, rows)))
    items = list(read_paths([tmp_path / "d.jsonl"], fetcher.resolve))
    assert {type(item) for item in items} == {RawItem, Failure}


# ---------------------------------------------------------------------------- watching


def watched(web, fetcher, time):
    watch = Watch([web.url("/feed")], fetcher, 60)

    def ask():
        feed, seconds = watch.wait()
        time.sleep(seconds)
        found = watch.ask(feed, fetcher.known)
        return [item.title for item in found] if isinstance(found, list) else found.reason

    return watch, ask


def test_watch_names_what_is_new_and_backs_off(web, fetcher, time):
    web.pages["/feed"] = feed("/a", "/b")
    watch, ask = watched(web, fetcher, time)
    assert ask() == ["T/a", "T/b"]
    assert watch.feeds[0].interval == 60
    assert ask() == []
    assert watch.feeds[0].interval == 90
    web.pages["/feed"] = 500
    assert ask().startswith("status 500")
    assert watch.feeds[0].interval == 180
    web.pages["/feed"] = feed("/a", "/c")
    assert ask() == ["T/c"]
    assert watch.feeds[0].interval == 60


def test_watch_asks_on_condition_once_nothing_is_new(web, fetcher, time):
    def answer(handler):
        if handler.headers.get("If-None-Match") == '"v1"':
            handler.reply(304, b"")
        else:
            handler.reply(200, feed("/a"), ETag='"v1"')

    web.pages["/feed"] = answer
    _, ask = watched(web, fetcher, time)
    assert [ask(), ask(), ask()] == [["T/a"], [], []]
    conditions = [h.get("If-None-Match") for path, h in web.asked if path == "/feed"]
    assert conditions == [None, None, '"v1"']


def test_watched_page_that_is_no_feed(web, fetcher, time):
    web.pages["/feed"] = page()
    _, ask = watched(web, fetcher, time)
    assert ask() == "not a feed, sitemap or list of addresses"
