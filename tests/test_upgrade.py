"""`kb upgrade` on a store that an older version of the program has written."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Oxigraph

from kb.namespaces import KB
from kb.store.base import STORE_GRAPH, STORE_NODE

PAGE = (
    "Norway sent 20 tanks to Ukraine on Monday.\n\nOslo imposed sanctions on Belarus on Tuesday.\n"
)


@pytest.fixture
def old_store(tmp_path, kb_command):
    """Return a store with one document whose schema version is made an older one."""
    (tmp_path / "page.txt").write_text(PAGE)
    store = tmp_path / "store"
    done = kb_command("ingest", tmp_path / "page.txt", "--store", store)
    assert done.returncode == 0, done.stderr
    held = Oxigraph(str(store))
    node, schema = NamedNode(STORE_NODE), NamedNode(KB + "schemaVersion")
    for quad in list(held.quads_for_pattern(node, schema, None)):
        held.remove(quad)
    held.add(Quad(node, schema, Literal("0"), NamedNode(STORE_GRAPH)))
    del held
    return store


def test_an_older_store_says_what_to_do_and_upgrade_extracts_it_again(old_store, kb_command):
    refused = kb_command("stats", "--store", old_store)
    assert refused.returncode == 1
    assert "has schema version 0, this program needs 1: run `kb upgrade`" in refused.stderr
    upgraded = kb_command("upgrade", "--store", old_store)
    assert upgraded.returncode == 0, upgraded.stderr
    assert "1 document ingested" in upgraded.stdout + upgraded.stderr
    query = "ASK { ?m a kb:EventMention ; kb:initiator/skos:prefLabel 'Norway'@en }"
    (old_store.parent / "ask.rq").write_text(query)
    asked = kb_command("query", old_store.parent / "ask.rq", "--store", old_store)
    assert asked.returncode == 0, asked.stderr
    assert "true" in asked.stdout.lower() or "yes" in asked.stdout.lower()


def test_upgrade_of_a_current_store_extracts_nothing(old_store, kb_command):
    assert kb_command("upgrade", "--store", old_store).returncode == 0
    again = kb_command("upgrade", "--store", old_store)
    assert "0 documents ingested, 1 unchanged" in again.stdout + again.stderr
