import io
import json
from datetime import date

import pytest

from kb.acquire import Failure, read_jsonl
from kb.model import Interval, RawItem


def read(*lines):
    return list(read_jsonl(io.BytesIO("\n".join(lines).encode("utf-8", "surrogatepass"))))


def test_line_with_all_fields():
    line = json.dumps(
        {
            "id": "a1",
            "text": "Iran fired missiles.  \n",
            "published": "2024-12-11",
            "title": "Strike",
            "url": "https://outlet.example/a",
            "publisher": "Outlet",
        }
    )
    assert read(line) == [
        RawItem(
            "a1",
            b"Iran fired missiles.  \n",
            "text/plain",
            url="https://outlet.example/a",
            published=Interval(date(2024, 12, 11), date(2024, 12, 11)),
            title="Strike",
            publisher="Outlet",
            verbatim=True,
        )
    ]


def test_pair_of_days_and_time_stamp():
    pair, stamp = read(
        '{"id": "a", "text": "x", "published": ["2024-12-08", "2024-12-14"]}',
        '{"id": "b", "text": "x", "published": "2024-12-11T23:30:00-05:00"}',
    )
    assert pair.published == Interval(date(2024, 12, 8), date(2024, 12, 14))
    assert stamp.published == Interval(date(2024, 12, 11), date(2024, 12, 11))


def test_bad_line_fails_alone_under_its_id():
    items = read('{"id": "a", "text": "x"}', "{not json", "", '{"id": "c"}', '{"text": "last"}')
    assert [item.source for item in items] == ["a", "line 2", "c", "line 5"]
    assert items[1].reason.startswith("not JSON: ")
    assert items[2] == Failure("c", '"text" is missing')
    assert items[3].content == b"last"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[1]", "not a JSON object"),
        ('{"id": "a", "text": 3}', '"text" must be a string'),
        ('{"id": "a", "text": "  "}', '"text" is empty'),
        ('{"id": "a", "text": "\\ud800"}', '"text" holds half of a surrogate pair'),
        ('{"id": ["a"], "text": "x"}', '"id" must be a string'),
        ('{"id": "a", "text": "x", "title": 1}', '"title" must be a string'),
        (
            '{"id": "a", "text": "x", "published": "yesterday"}',
            "\"published\" is no day of the form 2024-12-31: 'yesterday'",
        ),
        (
            '{"id": "a", "text": "x", "published": ["2024-12-14", "2024-12-08"]}',
            '"published": interval ends before it begins: 2024-12-14..2024-12-08',
        ),
        (
            '{"id": "a", "text": "x", "published": []}',
            '"published" must be a day or a pair of days',
        ),
        ("[" * 100_000, "not JSON: nested too deeply"),
    ],
)
def test_reasons(line, reason):
    (failure,) = read(line)
    assert failure.reason == reason


def test_bytes_that_are_not_utf8():
    (failure,) = read_jsonl(io.BytesIO(b'{"id": "a", "text": "\xff"}'))
    assert failure == Failure("line 1", "not UTF-8")


def test_overlong_line_is_skipped_and_the_next_one_read():
    stream = io.BytesIO(b'{"text": "' + b"x" * 11_000_000 + b'"}\n{"text": "short"}\n')
    long, short = read_jsonl(stream)
    assert long == Failure("line 1", "larger than 10 MB")
    assert short.source == "line 2"
