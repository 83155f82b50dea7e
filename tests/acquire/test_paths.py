import io
import os
import sys
import tracemalloc
from pathlib import Path

import pytest

from kb.acquire import Failure, read_paths
from kb.model import RawItem

HTML = b"<!DOCTYPE html><html><body><p>Some words.</p></body></html>"
TEXT = b"A ship sailed from Odesa.\n"


def only(paths):
    items = list(read_paths(paths))
    assert len(items) == 1
    return items[0]


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_kind_is_told_from_content_not_from_name(tmp_path):
    html = write(tmp_path / "page.txt", HTML)
    text = write(tmp_path / "page.html", TEXT)
    assert only([html]) == RawItem(str(html), HTML, "text/html")
    assert only([text]) == RawItem(str(text), TEXT, "text/plain")


def test_directory_is_read_recursively_and_sorted(tmp_path):
    for name in ("b/two.htm", "a.txt", "b/one.html", "notes.md", ".hidden.html", "b/pic.jpg"):
        write(tmp_path / name, HTML)
    names = [Path(item.source).relative_to(tmp_path).as_posix() for item in read_paths([tmp_path])]
    assert names == ["a.txt", "b/one.html", "b/two.htm"]


def test_order_of_paths_is_kept_and_a_failure_stops_nothing(tmp_path):
    good = write(tmp_path / "good.txt", TEXT)
    items = list(read_paths([tmp_path / "missing.txt", good]))
    assert items[0] == Failure(str(tmp_path / "missing.txt"), "no such file or directory")
    assert items[1].source == str(good)


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT)))
    assert only(["-"]) == RawItem("-", TEXT, "text/plain")


def test_directory_without_articles(tmp_path):
    write(tmp_path / "readme.md", TEXT)
    failure = only([tmp_path])
    assert failure.reason.startswith("the directory holds no articles (.atom, .csv, .eml, ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\t \r\n", "the file holds nothing but white space"),
        (b"\xef\xbb\xbf  ", "the file holds nothing but white space"),
        (b"abc\x00def", "not a text file: it holds NUL bytes"),
        (bytes(range(1, 32)) * 20, "not a text file: it holds control characters"),
        (b"\x89PNG...", "not a text or HTML file but a PNG image"),
        (b"PK\x03\x04zip", "damaged ZIP archive: File is not a zip file"),
    ],
)
def test_what_is_not_text_gets_one_clear_line(tmp_path, content, reason):
    path = write(tmp_path / "page.txt", content)
    assert only([path]) == Failure(str(path), reason)


def test_large_file_is_refused_without_reading_it_all(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.write(b"word " * 10_000_000)
    tracemalloc.start()
    failure = only([path])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert failure == Failure(str(path), "larger than 10 MB")
    assert peak < 25_000_000


def test_special_file_is_refused(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert only([path]) == Failure(str(path), "not a regular file")


def test_unreadable_file(tmp_path, monkeypatch):
    path = write(tmp_path / "secret.txt", TEXT)

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert only([path]) == Failure(str(path), "cannot be read: Permission denied")


def test_name_that_no_file_can_have():
    assert only(["a\x00b"]).reason.startswith("cannot be read:")


def test_wide_encodings_with_a_mark_are_text(tmp_path):
    path = write(tmp_path / "wide.txt", HTML.decode().encode("utf-16"))
    assert only([path]).media_type == "text/html"


def test_text_that_quotes_markup_stays_text(tmp_path):
    path = write(tmp_path / "quote.txt", b"The tag <p> opens a paragraph.")
    assert only([path]).media_type == "text/plain"


def test_thousands_of_comments_are_told_from_markup_at_once(tmp_path):
    path = write(tmp_path / "comments.txt", b"<!---->" * 2000 + b"no markup")
    assert only([path]).media_type == "text/plain"
    path = write(tmp_path / "comments.html", b"<!-- x -->\n" * 200 + b"<p>markup")
    assert only([path]).media_type == "text/html"
