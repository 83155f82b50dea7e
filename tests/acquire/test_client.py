"""The guarded client, attacked over a real connection on this machine."""

import ssl

import pytest

from kb.acquire.addresses import find_target, is_allowed, tidy
from kb.acquire.client import Client
from kb.errors import FetchError
from tests.acquire import web as attacks


def client(**options):
    return Client("tester", **{"private": True, "seconds": 20, **options})


def refusal(url, **options):
    with pytest.raises(FetchError) as caught:
        client(**options).get(url)
    return str(caught.value)


def test_a_page_is_fetched_under_our_name(web):
    web.pages["/a?b=1"] = "<p>hello"
    response = client().get(web.url("/a?b=1#part"))
    assert (response.status, response.body) == (200, b"<p>hello")
    ((_, headers),) = web.asked
    assert (headers["User-Agent"], headers["Host"]) == ("tester", f"127.0.0.1:{web.port}")


def test_redirect_to_the_metadata_service_of_a_cloud(web):
    web.pages["/a"] = attacks.redirect("http://169.254.169.254/latest/meta-data/")
    assert refusal(web.url("/a")) == (
        "the address 169.254.169.254 of 169.254.169.254 is not public: not fetched"
    )


def test_answer_of_the_name_server_that_changes(web):
    """The connection goes to the address that was checked: the name is not asked again."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"], ["169.254.169.254"]])
    web.pages["/a"] = "<p>hello"
    web.pages["/b"] = attacks.redirect("/a")
    pinned = client(resolve=lambda host, port: next(answers))
    assert pinned.get(web.url("/a", "rebind.example")).body == b"<p>hello"
    assert web.asked[-1][1]["Host"] == f"rebind.example:{web.port}"
    with pytest.raises(FetchError, match=r"169\.254\.169\.254 of rebind\.example is not public"):
        pinned.get(web.url("/b", "rebind.example"))


def test_one_private_address_among_public_ones_is_enough(web):
    answers = ["93.184.215.14", "127.0.0.1"]
    assert "127.0.0.1 of x.example is not public" in refusal(
        "http://x.example/", private=False, resolve=lambda host, port: answers
    )
    assert web.asked == []


def test_gzip_bomb(web):
    web.pages["/a"] = attacks.bomb
    assert refusal(web.url("/a")) == "unpacks to more than 100 times its size"


def test_endless_body(web):
    web.pages["/a"] = attacks.endless
    assert refusal(web.url("/a")) == "larger than 10 MB"


@pytest.mark.parametrize("attack", [attacks.drip, attacks.drip_headers])
def test_slow_drip(web, attack):
    web.pages["/a"] = attack
    assert refusal(web.url("/a"), seconds=0.5) == "took longer than 0.5 s"


def test_twenty_redirects(web):
    for number in range(20):
        web.pages[f"/{number}"] = attacks.redirect(f"/{number + 1}")
    assert refusal(web.url("/0")) == "more than 5 redirects"
    assert len(web.asked) == 6


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://a.example/1", "ftp://a.example/", "data:text/html,x"]
)
def test_other_schemes(web, url):
    assert refusal(url).startswith("only http and https are fetched, not ")
    web.pages["/a"] = attacks.redirect(url)
    assert refusal(web.url("/a")).startswith("only http and https are fetched, not ")


def test_size_and_type_are_refused_before_the_body(web):
    web.pages["/a"] = lambda handler: handler.reply(200, b"x", Content_Type="image/png")
    assert refusal(web.url("/a")) == "not a page but image/png"
    web.pages["/b"] = lambda handler: handler.reply(200, b"x", Content_Encoding="br")
    assert refusal(web.url("/b")) == "packed in a way that was not asked for: br"

    def boast(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**10))
        handler.end_headers()

    web.pages["/c"] = boast
    assert refusal(web.url("/c")) == "larger than 10 MB"


def test_page_that_ends_too_early(web):
    def lie(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"<p>half")
        handler.close_connection = True

    web.pages["/a"] = lie
    assert "the connection failed" in refusal(web.url("/a"))


def test_what_is_no_tls_fails_in_one_line(web):
    reason = refusal(web.url("/a").replace("http:", "https:"), context=ssl.create_default_context())
    assert reason.startswith("the connection failed: ")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::",
        "nonsense",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not is_allowed(address)


def test_addresses_that_are():
    assert is_allowed("93.184.215.14")
    assert is_allowed("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert is_allowed("127.0.0.1", private=True)
    assert is_allowed("::1", private=True)
    assert not is_allowed("169.254.169.254", private=True)
    assert not is_allowed("::ffff:169.254.169.254", private=True)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://user:secret@a.example/", "an address with a user name is not fetched: a.example"),
        ("http://a.example:22/", "port 22 is not fetched from, only 80 and 443: "),
        ("http:///path", "no host in the address: "),
        ("http://a.example/\r\nX: y", "no valid address: "),
        ("http://[::1", "no valid address: "),
        ("http://127.1/", "the address 127.0.0.1 of 127.1 is not public"),
        ("http://2130706433/", "the address 127.0.0.1 of 2130706433 is not public"),
    ],
)
def test_disguised_addresses(url, reason):
    with pytest.raises(FetchError) as caught:
        find_target(url)
    assert reason in str(caught.value)


def test_tidy_addresses():
    assert tidy("https://a.example/x?utm_source=rss&id=3#top") == "https://a.example/x?id=3"
    assert tidy("https://a.example/x") == "https://a.example/x"
