"""`kb explain` on a short text: what was found, what was refused, in both forms."""

import re

import pytest

from kb.cli import main

TEXT = (
    "Norway sent 20 tanks to Ukraine on Tuesday, the defence ministry said.\n\n"
    "Storms <battered> the coast. The orchestra met in Vienna.\n"
)


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    path = tmp_path_factory.mktemp("explain") / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_lines_show_findings_with_their_rules(article, capsys):
    assert main(["explain", article]) == 0
    shown = capsys.readouterr().out
    event = re.search(r"^  event   sent: AID/arms-transfer, reported  \[([\w.-]+)\]$", shown, re.M)
    assert event, shown
    assert "initiator: Norway <- Norway" in shown
    assert re.search(r"^  claim   c1: .* asserts \(said\)  \[claim\.", shown, re.M)
    assert "says: Norway sends 20 tanks to Ukraine" in shown


def test_refusals_give_a_reason(article, capsys):
    main(["explain", article])
    shown = capsys.readouterr().out
    rows = shown.splitlines()
    at = next(i for i, row in enumerate(rows) if row.startswith("  refused met"))
    assert rows[at].endswith("]")
    assert rows[at + 1].strip()


def test_the_page_marks_words_and_escapes_them(article, capsys):
    assert main(["explain", "--html", article]) == 0
    page = capsys.readouterr().out
    assert '<mark class="event">sent</mark>' in page
    assert '<mark class="claim">said</mark>' in page
    assert "&lt;battered&gt;" in page
    assert "<battered>" not in page
    assert "<script" not in page


def test_a_missing_file_is_one_line(capsys, tmp_path):
    assert main(["explain", str(tmp_path / "none.txt")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
