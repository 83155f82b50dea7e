"""`kb actors` on the shipped catalogue."""

from __future__ import annotations

import pytest

from kb.cli import main


def test_find_by_another_spelling(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actors", "find", "hizballah"]) == 0
    assert capsys.readouterr().out == "actor/hezbollah\tArmedGroup\tHezbollah\n"


def test_show_at_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actors", "show", "ahmed-al-sharaa", "--on", "2024-06-01"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "code: SYR REB" in lines
    assert "acts for: hayat-tahrir-al-sham" in lines
    assert "office: President of Syria, 2025-01-29 to ?" in lines


def test_show_by_iri_gives_actor_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actors", "show", "https://w3id.org/gekb/id/actor/mali"]) == 0
    out = capsys.readouterr().out
    assert "kind: State" in out
    assert "kind: country" in out


def test_check_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--catalogue"]) == 0
    assert capsys.readouterr().out.endswith("data/catalogue: sound\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["find", "Zzyzx Brigade"], "kb: no actor or place is called Zzyzx Brigade\n"),
        (["show", "zzyzx"], "kb: no actor or place has the id zzyzx\n"),
    ],
)
def test_unknown(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    assert main(["actors", *arguments]) == 1
    assert capsys.readouterr().err == message
