"""Dumps hold the store exactly, go on where they were broken off, and load back."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Collection
from pathlib import Path

import pyoxigraph as ox
import pytest

from kb.errors import InputError, StoreError
from kb.store import dumps, open_store
from kb.store.dumps import MANIFEST, Manifest, dump, list_dumps, load, read_manifest
from kb.store.oxigraph import OxigraphStore
from tests.query.events import parse
from tests.store.test_side import act, content

ODD = """GRAPH <graph/doc/odd> { <doc/odd> a kb:Document ;
  rdfs:label "a \\"quote\\"\\n\\\\ \\u00e9\\U0001F600 } GRAPH <x> {"@en-GB , "" , "1"^^xsd:integer , "01"^^xsd:integer ,
  "2024-01-01"^^xsd:date , "x"^^<http://example.org/own> ; kb:confidence 0.10 . }"""  # noqa: E501


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    filled = OxigraphStore(None)
    choose = random.Random(4)
    filled.replace_graphs(parse(ODD), [])
    for _ in range(12):
        act(filled, choose, kinds=3)
    return filled


def texts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("form", ["nquads", "trig"])
def test_exact_round_trip(store: OxigraphStore, tmp_path: Path, form: str) -> None:
    manifest = dump(store, tmp_path / "dump", form=form, part=40)
    assert len(manifest.parts) > 2
    assert manifest.quads == store.count()
    with open_store(str(tmp_path / "new")) as loaded:
        assert load(loaded, [tmp_path / "dump"]) == store.count()
        assert set(loaded.quads()) == set(store.quads())
        assert content(loaded.side) == content(store.side)
        dump(loaded, tmp_path / "again", form=form, part=40)
    first, second = texts(tmp_path / "dump"), texts(tmp_path / "again")
    assert first.keys() == second.keys()
    assert {n: c for n, c in first.items() if n != MANIFEST} == {
        n: c for n, c in second.items() if n != MANIFEST
    }


def test_sorted_by_graph_and_inside(store: OxigraphStore, tmp_path: Path) -> None:
    manifest = dump(store, tmp_path, part=40)
    lines = [
        line
        for part in manifest.parts
        for line in gzip.decompress((tmp_path / part.file).read_bytes()).decode().splitlines()
    ]
    graphs = [line.rsplit(" ", 2)[1] for line in lines]
    assert graphs == sorted(graphs)
    for graph in set(graphs):
        own = [line for line, name in zip(lines, graphs, strict=True) if name == graph]
        assert own == sorted(own)


class Killed(BaseException):
    pass


def test_goes_on_where_it_was_broken_off(
    store: OxigraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = dump(store, tmp_path / "whole", part=40)
    written: list[str] = []
    write = dumps._write_whole

    def dying(path: Path, content: bytes) -> None:
        if path.name.startswith("part-") and len(written) == 2:
            raise Killed
        write(path, content)
        written.append(path.name) if path.name.startswith("part-") else None

    monkeypatch.setattr(dumps, "_write_whole", dying)
    with pytest.raises(Killed):
        dump(store, tmp_path / "dump", part=40)
    with pytest.raises(InputError, match="no whole dump"):
        read_manifest(tmp_path / "dump")
    monkeypatch.setattr(dumps, "_write_whole", lambda p, c: written.append(p.name) or write(p, c))
    assert dump(store, tmp_path / "dump", part=40) == whole
    assert [name for name in written if name.startswith("part-")] == [p.file for p in whole.parts]
    assert texts(tmp_path / "dump") == texts(tmp_path / "whole")


def test_begins_anew_when_the_store_has_changed(tmp_path: Path) -> None:
    changing = OxigraphStore(None)
    changing.replace_graphs(parse(ODD), [])
    first = dump(changing, tmp_path)
    changing.replace_graphs(parse(ODD.replace("doc/odd", "doc/other")), [])
    second = dump(changing, tmp_path)
    assert second.quads == 2 * first.quads == changing.count()
    assert sorted(texts(tmp_path)) == sorted([MANIFEST, *(part.file for part in second.parts)])


def test_some_graphs_only(store: OxigraphStore, tmp_path: Path) -> None:
    graph = next(name for name in store.graphs() if name.endswith("odd"))
    assert dump(store, tmp_path, graphs=[graph]).quads == len(list(store.quads(graph)))
    with pytest.raises(InputError, match="no graph http://nowhere"):
        dump(store, tmp_path / "none", graphs=[graph, "http://nowhere"])


def test_without_text_no_sentence_is_left(store: OxigraphStore, tmp_path: Path) -> None:
    manifest = dump(store, tmp_path, text=False)
    assert manifest.text is False
    everything = b"".join(
        gzip.decompress((tmp_path / part.file).read_bytes()) for part in manifest.parts
    )
    assert b'"words ' not in everything
    assert b"anchorOf" in everything
    assert manifest.quads == store.count()


def test_a_folder_with_other_things_is_left_alone(store: OxigraphStore, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match=r"thesis\.txt"):
        dump(store, tmp_path)
    assert list(texts(tmp_path)) == ["thesis.txt"]


def test_damaged_dumps_are_not_loaded(store: OxigraphStore, tmp_path: Path) -> None:
    manifest = dump(store, tmp_path / "dump", part=40)
    part = tmp_path / "dump" / manifest.parts[1].file
    kept = part.read_bytes()
    with open_store(str(tmp_path / "new")) as loaded:
        part.write_bytes(kept[:-1] + b"x")
        with pytest.raises(InputError, match="checksum differs"):
            load(loaded, [tmp_path / "dump"])
        part.unlink()
        with pytest.raises(InputError, match="is missing"):
            load(loaded, [tmp_path / "dump"])
        (tmp_path / "dump" / MANIFEST).write_text("{}")
        with pytest.raises(InputError, match="is damaged"):
            load(loaded, [tmp_path / "dump"])
        assert loaded.count() == 0


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.nq", "<http://a> <http://b> no quad .\n", r"a\.nq cannot be loaded"),
        ("a.nq", "<http://a> <http://b> <http://c> .\n", "needs a named graph"),
        ("a.nq.gz", "not compressed", r"a\.nq\.gz cannot be loaded"),
        ("a.ttl", "<http://a> <http://b> <http://c> .\n", r"load N-Quads \(\.nq\) or TriG"),
    ],
)
def test_malformed_files_leave_the_store_empty(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    good = tmp_path / "good.nq"
    good.write_text("<http://a> <http://b> <http://c> <http://g> .\n")
    (tmp_path / name).write_text(text)
    with open_store(str(tmp_path / "new")) as store:
        with pytest.raises(InputError, match=reason):
            load(store, [good, tmp_path / name])
        assert store.count() == 0
        assert load(store, [good]) == 1
        with pytest.raises(StoreError, match="holds data"):
            load(store, [good])


def test_half_loaded_store_says_so(
    store: OxigraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = dump(store, tmp_path / "dump", part=40)
    load_file = OxigraphStore._load_file

    def dying(self: OxigraphStore, file: Path, form: ox.RdfFormat) -> None:
        load_file(self, file, form)
        raise Killed

    monkeypatch.setattr(OxigraphStore, "_load_file", dying)
    half = open_store(str(tmp_path / "new"))
    with pytest.raises(Killed):
        load(half, [tmp_path / "dump"])
    half.close()
    monkeypatch.undo()
    for read_only in (True, False):
        with pytest.raises(StoreError, match="half loaded: run `kb load` again"):
            open_store(str(tmp_path / "new"), read_only=read_only, create=False)
    with open_store(str(tmp_path / "new"), renew=True) as again:
        assert load(again, [tmp_path / "dump"]) == manifest.quads
        assert set(again.quads()) == set(store.quads())


def test_dumps_in_a_folder_are_listed(store: OxigraphStore, tmp_path: Path) -> None:
    (tmp_path / "not-yet").mkdir()
    made: Collection[Manifest] = [dump(store, tmp_path / name) for name in ("a", "b")]
    assert list_dumps(tmp_path) == list(zip([tmp_path / "a", tmp_path / "b"], made, strict=True))
    assert list_dumps(tmp_path / "none") == []
    assert json.loads((tmp_path / "a" / MANIFEST).read_text())["quads"] == store.count()
