"""The journal: what a crash, a full disk, a second process and `forget` leave behind."""

import json
import os
import resource
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.errors import InputError, StoreError, StoreLocked
from kb.journal import Entry, Journal, journal_folder
from kb.model import Interval

ENTRY = Entry(
    doc="d1",
    fingerprint="f1",
    content_hash="sha256:" + "ab" * 32,
    source="pages/one.html",
    media_type="text/html",
    url=None,
    published=("2024-12-08", "2024-12-14"),
    title="One",
    publisher="The Gazette",
    given_publisher=None,
    verbatim=False,
    language="en",
    processed=True,
    ingested="2025-01-02T03:04:05+00:00",
    run="r1",
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "journal"


def test_entries_survive_reopening(folder):
    with Journal(folder) as journal:
        journal.keep_source(ENTRY.content_hash, b"<p>One</p>")
        journal.done(ENTRY)
    with Journal(folder) as journal:
        assert journal.entries == (ENTRY,)
        assert journal.with_fingerprint("f1") == ENTRY
        assert journal.with_fingerprint("f2") is None
        item = ENTRY.raw_item(journal.source(ENTRY))
    assert item.content == b"<p>One</p>"
    assert item.published == Interval(date(2024, 12, 8), date(2024, 12, 14))
    assert item.publisher is None


def test_a_later_line_replaces_an_earlier(folder):
    with Journal(folder) as journal:
        journal.done(ENTRY)
        journal.done(replace(ENTRY, fingerprint="f2"))
        assert journal.with_fingerprint("f1") is None
    with Journal(folder) as journal:
        assert [entry.fingerprint for entry in journal.entries] == ["f2"]


def test_a_line_cut_short_is_dropped(folder):
    with Journal(folder) as journal:
        journal.done(ENTRY)
    with (folder / "documents.jsonl").open("a") as out:
        out.write('{"doc": "d2", "finger')
    with Journal(folder) as journal:
        assert [entry.doc for entry in journal.entries] == ["d1"]
        journal.done(replace(ENTRY, doc="d3", fingerprint="f3"))
    lines = (folder / "documents.jsonl").read_text().splitlines()
    assert [json.loads(line)["doc"] for line in lines] == ["d1", "d3"]


def test_a_damaged_line_is_named(folder):
    with Journal(folder) as journal:
        journal.done(ENTRY)
    with (folder / "documents.jsonl").open("a") as out:
        out.write("nonsense\n")
    with pytest.raises(StoreError, match=r"documents\.jsonl, line 2: damaged"):
        Journal(folder)


def test_forget_leaves_no_trace(folder):
    other = replace(
        ENTRY, doc="d2", fingerprint="f2", source="two", content_hash="sha256:" + "cd" * 32
    )
    with Journal(folder) as journal:
        for entry in (ENTRY, other):
            journal.keep_source(entry.content_hash, entry.source.encode())
            journal.failed("r0", "2025-01-01", entry.source, "was empty")
            journal.done(entry)
        journal.forget(["d1", "unknown"])
    with Journal(folder) as journal:
        assert journal.entries == (other,)
        assert journal.source(other) == b"two"
        with pytest.raises(StoreError, match="kept text of document d1"):
            journal.source(ENTRY)
    for path in folder.rglob("*"):
        if path.is_file():
            assert b"pages/one.html" not in path.read_bytes(), path
            assert "ab" * 32 not in path.name


def test_shared_bytes_stay_while_one_document_needs_them(folder):
    with Journal(folder) as journal:
        journal.keep_source(ENTRY.content_hash, b"x")
        journal.done(ENTRY)
        journal.done(replace(ENTRY, doc="d2", fingerprint="f2"))
        journal.forget(["d1"])
        assert journal.source(replace(ENTRY, doc="d2")) == b"x"


def test_only_runs_that_ended_count(folder):
    with Journal(folder) as journal:
        assert journal.last_extractor() is None
        journal.record_run(run="r1", state="begun", extractor="1+a")
        assert journal.last_extractor() is None
        journal.record_run(run="r1", state="ended")
        journal.record_run(run="r2", state="begun", extractor="1+b")
    with Journal(folder) as journal:
        assert journal.last_extractor() == "1+a"


def test_a_doubted_document_is_done_again(folder):
    with Journal(folder) as journal:
        journal.done(ENTRY)
        journal.doubt("d1")
        journal.doubt("unknown")
        assert journal.with_fingerprint("f1") is None
    with Journal(folder) as journal:
        assert [entry.doc for entry in journal.entries] == ["d1"]
        assert journal.with_fingerprint("") is None


def test_a_second_process_is_told(folder, checkout):
    code = f"from kb.journal import Journal; Journal(__import__('pathlib').Path({str(folder)!r}))"
    with Journal(folder):
        with pytest.raises(StoreLocked, match="another command is changing the store"):
            Journal(folder)
        other = subprocess.run(
            [sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True
        )
        assert "StoreLocked" in other.stderr
    Journal(folder).close()


def test_a_full_disk_leaves_whole_lines(folder):
    """A limit on file size stands in for a full disk: the write fails in the middle of a line."""
    with Journal(folder) as journal:
        journal.done(ENTRY)
        size = (folder / "documents.jsonl").stat().st_size
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, limits[1]))
        try:
            with pytest.raises(StoreError, match=r"cannot write .*documents\.jsonl: "):
                journal.done(replace(ENTRY, doc="d2", fingerprint="f2"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert os.path.getsize(folder / "documents.jsonl") == size
        assert [entry.doc for entry in journal.entries] == ["d1"]


def test_an_unwritable_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot write .*file/journal: Not a directory"):
        Journal(tmp_path / "file" / "journal")


def test_folder_of_a_store(tmp_path):
    assert journal_folder("my/store") == Path("my/store/journal")
    server = journal_folder("https://ana:secret@kb.example.org:7878/query?x=1", tmp_path)
    assert server.parent == tmp_path / "servers"
    assert server.name.startswith("kb.example.org-7878-query-")
    assert "secret" not in str(server)
    assert journal_folder("https://kb.example.org:7878/query", tmp_path) == server
    assert journal_folder("https://kb.example.org:7878/other", tmp_path) != server
    with pytest.raises(InputError, match="gone when the command ends"):
        journal_folder("memory:")
