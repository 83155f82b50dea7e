"""`kb set-date` over the whole chain: the sample pages in, a date corrected, and back."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cli import main
from kb.ids import document_iri
from kb.store import open_store

PAGES = ("ukraine-hts-drones.txt", "idlib-drones-moscow-blames-kyiv.html", "wagner-mutiny.txt")
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    store = tmp_path_factory.mktemp("ingested") / "store"
    pages = [str(checkout / "data" / "articles" / page) for page in PAGES]
    assert main(["ingest", *pages, "--store", str(store)]) == 0
    return store


@pytest.fixture
def place(ingested: Path, tmp_path: Path) -> str:
    return str(shutil.copytree(ingested, tmp_path / "store"))


@pytest.fixture
def kb(place: str, capfd: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--store", place])
        out, err = capfd.readouterr()
        return status, out, err

    return run


def rows(place: str, query: str) -> list[dict[str, str]]:
    with open_store(place, create=False) as store:
        return list(store.select(query).texts())


def drones(place: str) -> str:
    """Return the id of the document of several items."""
    (row,) = rows(place, "SELECT ?d { ?i kb:itemOrder 4 ; dcterms:isPartOf ?d }")
    return row["d"].rpartition("/")[2]


def tuesday(place: str, doc: str) -> set[tuple[str, str]]:
    """Return the days that the weekday in the main story stands for."""
    found = rows(
        place,
        f"""SELECT ?first ?last {{ ?t kb:anchor <{document_iri(doc)}/item/1/time> ;
        kb:expression ?x ; kb:earliest ?first ; kb:latest ?last FILTER(?x = "Tuesday") }}""",
    )
    return {(row["first"], row["last"]) for row in found}


def dump(place: str) -> bytes:
    out = io.BytesIO()
    with open_store(place, create=False) as store:
        store.dump(out)
    return b"\n".join(sorted(out.getvalue().splitlines()))


def test_a_set_date_narrows_what_depends_on_it_and_back(kb: Command, place: str) -> None:
    before, doc = dump(place), drones(place)
    assert tuesday(place, doc) == {("2024-11-26", "2024-12-31")}
    assert kb("set-date", doc, "2024-12-11") == (
        0,
        f"publication of item 1 of document {doc} is now 2024-12-11, "
        "before 2024-12-02..2024-12-31\n",
        "",
    )
    assert tuesday(place, doc) == {("2024-12-10", "2024-12-10")}
    (basis,) = rows(place, f"SELECT ?b {{ <{document_iri(doc)}/item/1/time> kb:resolution ?b }}")
    assert basis == {"b": "override"}
    assert kb("set-date", document_iri(doc), "--undo") == (
        0,
        f"publication of item 1 of document {doc} is 2024-12-02..2024-12-31 again, "
        "no longer 2024-12-11\n",
        "",
    )
    assert dump(place) == before


def test_an_interval_of_an_item(kb: Command, place: str) -> None:
    before, doc = dump(place), drones(place)
    status, out, _ = kb("set-date", doc, "2025-11-12..2025-11-14", "--item", "2")
    assert (status, "item 2" in out, "now 2025-11-12..2025-11-14" in out) == (0, True, True)
    found = rows(
        place,
        f"""SELECT ?n ?first ?last {{ ?i dcterms:isPartOf <{document_iri(doc)}> ;
        kb:itemOrder ?n ; kb:referenceTime ?t . ?t kb:earliest ?first ; kb:latest ?last }}""",
    )
    assert sorted((row["n"], row["first"], row["last"]) for row in found) == [
        ("1", "2024-12-02", "2024-12-31"),
        ("2", "2025-11-12", "2025-11-14"),
        ("3", "2025-10-29", "2025-11-28"),
        ("4", "2025-10-29", "2025-11-28"),
    ]
    assert kb("set-date", doc, "--undo", "--item", "1")[0] == 1
    assert kb("set-date", doc, "--undo", "--item", "2")[0] == 0
    assert dump(place) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch", "2024-12-11"], "no document nosuch in the store: nothing was changed"),
        (["DOC", "2024-13-11"], "'2024-13-11' is no day such as 2024-12-11"),
        (["DOC", "2024-12-11..2024-12-08"], "'2024-12-11..2024-12-08' ends before it begins"),
        (["DOC", "2024-12-11", "--item", "9"], "document DOC has no item 9, but items 1 to 4"),
        (["DOC", "--undo"], "no date of document DOC was set: nothing to undo"),
        (["DOC"], "set-date takes either a day such as 2024-12-11 or --undo"),
        (
            ["DOC", "2024-12-11", "--undo"],
            "set-date takes either a day such as 2024-12-11 or --undo",
        ),
    ],
    ids=["document", "day", "interval", "item", "undo", "neither", "both"],
)
def test_bad_input_is_one_line(kb: Command, place: str, arguments: list[str], said: str) -> None:
    before, doc = dump(place), drones(place)
    given = [doc if word == "DOC" else word for word in arguments]
    assert kb("set-date", *given) == (1, "", f"kb: {said.replace('DOC', doc)}\n")
    assert dump(place) == before


def test_without_a_store(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    place = str(tmp_path / "none")
    assert main(["set-date", "d1", "2024-12-11", "--store", place]) == 1
    assert capfd.readouterr().err.startswith(f"kb: there is no store in {place}")
    assert not Path(place).exists()
