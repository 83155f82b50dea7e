"""The embedded back end: writes, reads, refusals."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from kb.errors import InputError, QuerySyntaxError, StoreError, StoreLocked
from kb.store import Value, iri, literal, open_store
from kb.store.oxigraph import OxigraphStore
from kb.store.updates import by_graph, change_request, update_request

G1, G2 = "https://example.org/g/1", "https://example.org/g/2"
ALL = "SELECT ?o { ?s <https://example.org/p> ?o } ORDER BY ?o"


def quad(subject: str, value: str | ox.NamedNode | ox.Literal, graph: str = G1) -> ox.Quad:
    node = ox.NamedNode
    term = ox.Literal(value) if isinstance(value, str) else value
    example = "https://example.org/"
    return ox.Quad(node(example + subject), node(example + "p"), term, node(graph))


def values(store: OxigraphStore) -> list[str]:
    return [row["o"] for row in store.select(ALL).texts()]


@pytest.fixture
def store() -> OxigraphStore:
    return OxigraphStore(None)


def test_default_graph_is_the_union(store: OxigraphStore) -> None:
    store.replace_graphs([quad("a", "one"), quad("b", "two", G2)], [])
    assert values(store) == ["one", "two"]
    assert store.graphs() == [G1, G2]
    assert store.count() == 2


def test_from_narrows_the_default_graph(store: OxigraphStore) -> None:
    store.replace_graphs([quad("a", "from"), quad("b", "two", G2)], [])
    narrowed = ALL.replace("{", f"FROM <{G2}> {{", 1)
    assert [row["o"] for row in store.select(narrowed).texts()] == ["two"]
    mentioned = ALL.replace("}", "FILTER(?from = 'FROM' || ?o = 'from' || ?o = 'two') # FROM\n}")
    assert [row["o"] for row in store.select(mentioned).texts()] == ["from", "two"]


def test_replace_drops_and_inserts(store: OxigraphStore) -> None:
    store.replace_graphs([quad("a", "one"), quad("b", "two", G2)], [])
    store.replace_graphs([quad("a", "three")], [G1, "https://example.org/g/none"])
    assert values(store) == ["three", "two"]
    store.replace_graphs([], [G1])
    assert store.graphs() == [G2]


def test_replace_keeps_every_character(store: OxigraphStore) -> None:
    text = 'a "quote" \\ back\nline\ttab } é 日本 \U0001f600 . GRAPH <x> {'
    store.replace_graphs([quad("a", text)], [])
    assert values(store) == [text]


def test_failed_replace_leaves_the_store_as_it_was(store: OxigraphStore) -> None:
    store.replace_graphs([quad("a", "one")], [])
    before = store.generation
    stray = ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Literal("c"))
    with pytest.raises(StoreError, match="needs a named graph"):
        store.replace_graphs([quad("a", "two"), stray], [G1])
    assert values(store) == ["one"]
    assert store.generation == before


def test_generation_changes_with_each_write_and_survives_reopening(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with OxigraphStore(path) as store:
        seen = [store.generation]
        store.replace_graphs([quad("a", "one")], [])
        seen.append(store.generation)
        store.load([quad("a", "two")])
        seen.append(store.generation)
    assert len(set(seen)) == 3
    with OxigraphStore(path) as store:
        assert store.generation == seen[-1]
        assert values(store) == ["one", "two"]


def test_load_into_empty_and_into_filled_store(tmp_path: Path) -> None:
    with OxigraphStore(tmp_path / "store") as store:
        store.load(quad(f"s{n}", f"{n:05}") for n in range(100))
        store.load(quad(f"s{n}", f"{n:05}") for n in range(50, 10_200))
        assert store.count() == 10_200


def test_select_gives_plain_values(store: OxigraphStore) -> None:
    store.replace_graphs(
        [
            quad("a", ox.Literal("2024-12-11", datatype=ox.NamedNode(literal(date.min).datatype))),
            quad("b", ox.Literal("Kyjev", language="cs")),
            quad("c", ox.NamedNode("https://example.org/x")),
            quad("d", ox.Literal(7)),
        ],
        [],
    )
    found = store.select("SELECT ?o ?none { ?s <https://example.org/p> ?o } ORDER BY ?s")
    assert found.variables == ("o", "none")
    assert [row[0].python() for row in found.rows if row[0]] == [
        date(2024, 12, 11),
        "Kyjev",
        "https://example.org/x",
        7,
    ]
    assert found.rows[1][0] == Value(
        "literal", "Kyjev", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "cs"
    )
    assert list(found.dicts())[2] == {"o": iri("https://example.org/x")}


def test_our_prefixes_need_no_declaration(store: OxigraphStore) -> None:
    assert store.ask("ASK { BIND(kb:Event AS ?x) FILTER(STRENDS(STR(?x), 'ns#Event')) }")


def test_answer_by_media_type(store: OxigraphStore) -> None:
    store.replace_graphs([quad("a", "one")], [])
    assert store.answer(ALL, "text/csv") == b"o\r\none\r\n"
    assert store.answer(ALL, "application/sparql-results+json") == (
        b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"one"}}]}}'
    )
    described = store.answer("DESCRIBE <https://example.org/a>", "application/n-triples")
    assert described == b'<https://example.org/a> <https://example.org/p> "one" .\n'
    with pytest.raises(InputError, match="SELECT or ASK query has no answer as text/turtle"):
        store.answer(ALL, "text/turtle")
    with pytest.raises(InputError, match="choose one of text/turtle"):
        store.answer("DESCRIBE <https://example.org/a>", "text/csv")


def test_wrong_form_is_said(store: OxigraphStore) -> None:
    with pytest.raises(InputError, match="needs a SELECT"):
        store.select("ASK {}")
    with pytest.raises(InputError, match="needs an ASK"):
        store.ask("SELECT * {}")
    with pytest.raises(InputError, match="needs a CONSTRUCT"):
        store.construct("ASK {}")


def test_syntax_error_has_line_and_column(store: OxigraphStore) -> None:
    with pytest.raises(QuerySyntaxError, match="line 2, column 8") as caught:
        store.select("SELECT ?s {\n ?s ? }")
    assert (caught.value.line, caught.value.column) == (2, 8)


def test_query_cannot_write(store: OxigraphStore) -> None:
    with pytest.raises(QuerySyntaxError):
        store.select("INSERT DATA { <a:a> <a:b> <a:c> }")
    assert store.count() == 0


def test_dump_leaves_the_stores_own_description_out(store: OxigraphStore) -> None:
    store.replace_graphs([quad("a", "one")], [])
    written = io.BytesIO()
    store.dump(written)
    assert written.getvalue() == (
        b'<https://example.org/a> <https://example.org/p> "one" <https://example.org/g/1> .\n'
    )


def test_reader_sees_the_data_of_its_making(tmp_path: Path) -> None:
    with OxigraphStore(tmp_path / "store") as store:
        store.replace_graphs([quad("a", "one")], [])
        reader = store.reader(tmp_path / "copy")
        store.replace_graphs([quad("a", "two")], [G1])
        assert [row["o"] for row in reader().select(ALL).texts()] == ["one"]


def test_rdflib_view_shares_the_data(store: OxigraphStore) -> None:
    store.replace_graphs([quad("a", "one"), quad("b", "two", G2)], [])
    rows = store.as_rdflib().query(ALL)
    assert [str(row[0]) for row in rows] == ["one", "two"]


def test_locked_store_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "store"
    OxigraphStore(path).close()
    holder = "import pyoxigraph, sys; s = pyoxigraph.Store(sys.argv[1]); print('open'); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreLocked) as caught:
            OxigraphStore(path)
        assert str(caught.value) == (
            f"the store {path} is in use: process {other.pid} holds it; "
            "stop that or choose another with --store"
        )
        other.stdin.close()
    OxigraphStore(path).close()


def test_missing_and_foreign_directories(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store in"):
        open_store(str(tmp_path / "none"), create=False)
    assert not (tmp_path / "none").exists()
    (tmp_path / "journal").mkdir()
    open_store(str(tmp_path)).close()
    (tmp_path / "CURRENT").unlink()
    (tmp_path / "letters.txt").write_text("x")
    with pytest.raises(StoreError, match="not a store and not an empty directory"):
        open_store(str(tmp_path))


@pytest.mark.parametrize(
    ("version", "remedy"), [("0", "run `kb upgrade`"), ("99", "run a newer version")]
)
def test_other_schema_version_is_refused(tmp_path: Path, version: str, remedy: str) -> None:
    raw = ox.Store(str(tmp_path / "store"))
    node = ox.NamedNode
    raw.add(
        ox.Quad(
            node("https://w3id.org/gekb/id/store"),
            node("https://w3id.org/gekb/ns#schemaVersion"),
            ox.Literal(version),
            node("https://w3id.org/gekb/id/graph/store"),
        )
    )
    del raw
    with pytest.raises(StoreError, match=remedy):
        open_store(str(tmp_path / "store"))


def test_unwritable_place_is_one_line() -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store("/proc/kb-store")


def test_full_disk_leaves_the_store_intact(tmp_path: Path) -> None:
    """A write past the file size limit stands in for a full disk: the kernel refuses either."""
    script = """
import resource, signal, sys
import pyoxigraph as ox
from pathlib import Path
from kb.errors import StoreError
from kb.store.oxigraph import OxigraphStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = OxigraphStore(Path(sys.argv[1]))
n = ox.NamedNode
store.replace_graphs([ox.Quad(n("a:a"), n("a:p"), ox.Literal("kept"), n("a:g"))], [])
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
try:
    store.replace_graphs(
        (ox.Quad(n(f"a:{i}"), n("a:p"), ox.Literal("x" * 200), n("a:g")) for i in range(5000)),
        ["a:g"],
    )
except StoreError as error:
    print("refused:", error)
"""
    path = tmp_path / "store"
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith(f"refused: the store {path} cannot be written: "), done
    assert done.stdout.count("\n") == 1
    with OxigraphStore(path) as store:
        assert [row["o"] for row in store.select("SELECT ?o { ?s <a:p> ?o }").texts()] == ["kept"]


def test_closed_store_says_so(store: OxigraphStore) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.count()


def test_update_request_is_sorted_and_escaped() -> None:
    request = update_request([quad("a", 'x"} ; DROP ALL #')], [G2, G1])
    assert request.startswith(f"DROP SILENT GRAPH <{G1}> ;\nDROP SILENT GRAPH <{G2}> ;\n")
    assert '"x\\"} ; DROP ALL #"' in request


@pytest.mark.parametrize("stays", [0, 1, 3, 4])
def test_replacing_a_graph_writes_the_difference(store: OxigraphStore, stays: int) -> None:
    before = [quad("a", str(n)) for n in range(4)]
    after = [*before[:stays], quad("a", "new"), quad("b", "other", G2)]
    store.replace_graphs(before, [])
    request = change_request(by_graph(after), {G1: set(before)})
    assert ("DROP" in request) == (stays < 2)
    assert ('"0"' in request) == (stays == 1)  # else what stays is not written again
    store.replace_graphs(after, [G1])
    assert sorted(map(str, store.quads())) == sorted(map(str, after))
    store.replace_graphs([], [G1])
    assert store.graphs() == [G2]


def test_blank_nodes_are_replaced_with_their_graph(store: OxigraphStore) -> None:
    def named(label: str) -> list[ox.Quad]:
        node, graph = ox.NamedNode("https://example.org/p"), ox.NamedNode(G1)
        return [quad("a", "x"), quad("a", "y"), ox.Quad(ox.BlankNode(label), node, node, graph)]

    store.replace_graphs(named("one"), [])
    store.replace_graphs(named("two"), [G1])
    assert store.count() == 3


def test_generation_changes_with_every_write_and_survives(tmp_path: Path) -> None:
    seen = []
    with OxigraphStore(tmp_path / "s") as store:
        for write in (
            lambda: store.replace_graphs([quad("a", "x")], [G1]),
            lambda: store.replace_graphs([quad("a", "y")], [G1]),
            lambda: store.replace_graphs([quad("a", "y")], [G1]),
            lambda: store.load([quad("c", "z", G2)]),
            lambda: store.replace_graphs([], [G2]),
        ):
            write()
            seen.append(store.generation)
    assert len(set(seen)) == 5
    with OxigraphStore(tmp_path / "s") as store:
        assert store.generation == seen[-1]


def test_a_folder_that_was_left_while_a_store_was_made_is_one_to_be(tmp_path: Path) -> None:
    """RocksDB writes CURRENT last; a process killed before that leaves files without data."""
    for name in ("LOCK", "LOG", "IDENTITY", "MANIFEST-000001", "000001.dbtmp"):
        (tmp_path / name).write_bytes(b"")
    with OxigraphStore(tmp_path) as store:
        assert store.count() == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "000005.sst").write_bytes(b"data of a store that lost its CURRENT")
    with pytest.raises(StoreError, match="not a store and not an empty directory"):
        OxigraphStore(other)
