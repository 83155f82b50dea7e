"""`kb ingest` and `kb watch` over a real connection to this machine."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from kb.acquire import read_paths
from tests.acquire.web import Web, page

ROOT = Path(__file__).resolve().parents[2]
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet</title>
<item><title>Harbour</title><link>/a</link></item></channel></rss>"""
SETTINGS = {"KB_CONTACT": "mail@a.example", "KB_FETCH_PRIVATE": "true", "KB_FETCH_DELAY": "0.01"}


@pytest.fixture
def web():
    web = Web()
    yield web
    web.close()


def test_nothing_is_fetched_without_a_contact_or_in_a_dry_run(web, kb_command, tmp_path):
    url = web.url("/a")
    done = kb_command("clean", url, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"kb: {url}: not fetched, as a contact is needed to fetch: ")
    done = kb_command("ingest", url, "--dry-run", "--store", "s", cwd=tmp_path, env=SETTINGS)
    assert (done.returncode, done.stdout) == (0, f"fetch {url}\n")
    assert web.asked == []
    assert not (tmp_path / "s").exists()


def test_private_addresses_are_refused_unless_allowed(web, kb_command, tmp_path):
    web.pages["/a"] = page()
    url = web.url("/a")
    env = SETTINGS | {"KB_FETCH_PRIVATE": "false"}
    done = kb_command("clean", url.replace(str(web.port), "80"), cwd=tmp_path, env=env)
    assert "the address 127.0.0.1 of 127.0.0.1 is not public: not fetched" in done.stderr
    assert web.asked == []
    done = kb_command("clean", url, cwd=tmp_path, env=SETTINGS)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["url"] == url


def test_hostile_pages_cost_one_line_each(web, kb_command, tmp_path):
    """Deep nesting, a WARC record of a claimed 10 GB, a ZIP that leads out, a page without end."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../evil.html", page())
    claim = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n"
        b"WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: 10000000000\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x"
    )
    sentence = "<p>The ministers agreed on Friday to open the border to trade, officials said.</p>"
    web.pages |= {
        "/deep": "<!doctype html><html>" + "<div>" * 200_000,
        "/warc": lambda handler: handler.reply(200, claim, Content_Type="application/warc"),
        "/zip": lambda handler: handler.reply(
            200, archive.getvalue(), Content_Type="application/zip"
        ),
        "/long": f"<html><body><article>{sentence * 49_000}</article></body></html>",
        "/good": page(),
    }
    addresses = [web.url(path) for path in ("/deep", "/warc", "/zip", "/long", "/good")]
    env = SETTINGS | {"KB_TIME_LIMIT": "2"}
    done = kb_command("clean", *addresses, "--jobs", "1", cwd=tmp_path, env=env)
    assert done.returncode == 1
    assert json.loads(done.stdout)["url"] == web.url("/good")
    reasons = dict(line.removeprefix("kb: ").split(": ", 1) for line in done.stderr.splitlines())
    assert len(reasons) == 4, done.stderr
    assert reasons[web.url("/deep")].startswith("HTML")
    assert any("2 s" in reason for reason in reasons.values()), reasons
    assert any("leads out" in reason for reason in reasons.values()), reasons
    assert not list(tmp_path.rglob("*.html"))


def test_article_that_has_not_changed_is_counted(web, kb_command, tmp_path):
    def answer(handler):
        if handler.headers.get("If-None-Match") == '"v1"':
            handler.reply(304, b"")
        else:
            handler.reply(200, page(), ETag='"v1"')

    web.pages["/a"] = answer
    first, second = (
        kb_command("ingest", web.url("/a"), "--store", "s", cwd=tmp_path, env=SETTINGS)
        for _ in range(2)
    )
    assert first.stdout.startswith("1 document ingested, 0 unchanged, 0 failed; ")
    assert second.stdout.startswith("0 documents ingested, 1 unchanged, 0 failed; ")
    assert [headers.get("If-None-Match") for path, headers in web.asked if path == "/a"] == [
        None,
        '"v1"',
    ]


def test_watch_ingests_what_is_new_and_stops_when_told(web, tmp_path):
    web.pages |= {"/feed": FEED, "/a": page()}
    documents = tmp_path / "store" / "journal" / "documents.jsonl"
    command = [sys.executable, "-m", "kb", "watch", web.url("/feed"), "--interval", "1"]
    env = {**os.environ, **SETTINGS, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        [*command, "--store", "store"],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 240
    while not (documents.exists() and documents.read_bytes().endswith(b"\n")):
        assert time.monotonic() < deadline
        assert running.poll() is None, running.communicate()
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=120)
    assert (running.returncode, err) == (0, "")
    assert out.splitlines()[:2] == [f"{web.url('/feed')}: 1 new", "1 ingested, 0 failed"]
    assert web.paths().count("/a") == 1
    (agent,) = {headers["User-Agent"] for _, headers in web.asked}
    assert agent == "geopolitical-event-kb/0.1.0 (+mail@a.example)"
    (item,) = read_paths([tmp_path / "store" / "journal" / "captures"])
    assert (item.url, item.title, item.publisher) == (web.url("/a"), "Harbour", "Outlet")
