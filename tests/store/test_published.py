"""The public's view of a store whose texts may not be published."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from kb.errors import StoreError
from kb.namespaces import ID, expand
from kb.store import open_store
from kb.store import published as published_module
from kb.store.base import STORE_GRAPH
from kb.store.published import published, withhold_text
from kb.store.sparql_http import Endpoint, HttpStore
from kb.store.worker import QueryPool

GRAPH = ox.NamedNode(ID + "graph/doc/a")
SENTENCE = "Norland sent forty drones to the river."
TEXTS = "SELECT ?t { ?s nif:anchorOf|kb:quote|schema:headline ?t } ORDER BY ?t"


def quad(subject: str, predicate: str, text: str) -> ox.Quad:
    return ox.Quad(
        ox.NamedNode(ID + subject), ox.NamedNode(expand(predicate)), ox.Literal(text), GRAPH
    )


def document(sentence: str = SENTENCE) -> list[ox.Quad]:
    return [
        quad("doc/a/s/1", "nif:anchorOf", sentence),
        quad("doc/a/s/1", "nif:beginIndex", "12"),
        quad("doc/a#char=12,19", "nif:anchorOf", "Norland"),
        quad("doc/a#char=12,50", "nif:anchorOf", "Norland sent forty drones to the river"),
        quad("doc/a/claim/1", "kb:quote", "We sent nothing"),
        quad("doc/a/item/1", "schema:headline", "Drones on the river"),
        quad("doc/a/em/1", "skos:prefLabel", "Norland sends drones"),
    ]


def test_sentences_quotations_and_headlines_go_and_names_stay() -> None:
    left = [q.object.value for q in withhold_text(document())]
    assert left == ["", "12", "Norland", "", "", "", "Norland sends drones"]
    assert [(q.subject, q.predicate) for q in withhold_text(document())] == [
        (q.subject, q.predicate) for q in document()
    ]


@pytest.mark.parametrize("directory", [True, False])
def test_readers_see_no_text_and_the_store_keeps_it(tmp_path: Path, directory: bool) -> None:
    private = open_store(str(tmp_path / "store") if directory else "memory:")
    private.replace_graphs(document(), [])
    public = published(private, text=False)
    with public, QueryPool(public) as pool:
        assert [row["t"] for row in public.select(TEXTS).texts()] == ["", "", "", "", "Norland"]
        assert b"forty" not in pool.run(TEXTS).body
        assert SENTENCE in {row["t"] for row in private.select(TEXTS).texts()}
        dumped = io.BytesIO()
        public.dump(dumped)
        assert b"Norland" in dumped.getvalue()
        assert b"forty" not in dumped.getvalue()
        assert (public.count(), public.graphs()) == (private.count(), [GRAPH.value])
        assert all(q.graph_name.value != STORE_GRAPH for q in public.quads())
    assert [path.name for path in tmp_path.iterdir()] == (["store"] if directory else [])


def test_writes_through_it_and_past_it_are_seen(tmp_path: Path) -> None:
    private = open_store(str(tmp_path / "store"))
    with published(private, text=False) as public:
        before = public.generation
        public.replace_graphs(document("A second sentence is here."), [GRAPH.value])
        assert public.ask("ASK { ?s kb:quote '' }")
        assert private.ask("ASK { ?s nif:anchorOf 'A second sentence is here.' }")
        assert public.generation == private.generation != before
        private.replace_graphs([quad("doc/a/s/9", "nif:anchorOf", "Past it all went.")], [])
        assert [row["t"] for row in public.select(TEXTS).texts()] == ["", "", "", "", "", "Norland"]
        public.load([quad("doc/a/em/2", "skos:prefLabel", "loaded")])
        assert public.ask("ASK { ?s skos:prefLabel 'loaded' }")


def test_what_is_loaded_beside_readers_is_copied_in_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published_module, "_BATCH", 2)
    made = []
    copy = published_module.copy_of
    monkeypatch.setattr(published_module, "copy_of", lambda s: made.append(1) or copy(s))
    private = open_store(str(tmp_path / "store"))
    private.replace_graphs(document(), [])
    with published(private, text=False) as public:
        more = [quad(f"doc/b/s/{n}", "nif:anchorOf", f"Sentence number {n}.") for n in range(5)]
        public.load(more)
        assert (public.count(), len(made)) == (private.count(), 1) == (len(document()) + 5, 1)
        assert not public.ask("ASK { ?s nif:anchorOf ?t FILTER(CONTAINS(?t, 'number')) }")
        assert private.ask("ASK { ?s nif:anchorOf ?t FILTER(CONTAINS(?t, 'number 4')) }")


def test_where_text_may_be_published_nothing_is_copied() -> None:
    with open_store("memory:") as store:
        assert published(store, text=True) is store


def test_a_server_cannot_be_stripped() -> None:
    endpoint = Endpoint("http://127.0.0.1:9/query", "http://127.0.0.1:9/update")
    server = HttpStore.__new__(HttpStore)
    server.location = endpoint.shown
    with pytest.raises(StoreError, match="cannot be published without texts"):
        published(server, text=False)
