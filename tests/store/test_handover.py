"""Working on a store that another process holds: by hand-over, whole or not at all."""

from __future__ import annotations

import http.client
import json
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kb.errors import QuerySyntaxError, StoreError, StoreLocked
from kb.namespaces import expand
from kb.store import handover, iri, open_store, side, tables
from kb.store.handover import GuestStore, Owner, read_offer
from kb.store.oxigraph import OWNER_FILE, OxigraphStore

G1, G2 = "https://example.org/g/1", "https://example.org/g/2"
P = "https://example.org/p"
KIND = ox.NamedNode(expand("kb:Actor"))


def quad(subject: str, value: str, graph: str = G1) -> ox.Quad:
    node = ox.NamedNode
    return ox.Quad(node(f"https://example.org/{subject}"), node(P), ox.Literal(value), node(graph))


@pytest.fixture
def owned(tmp_path: Path) -> Iterator[OxigraphStore]:
    with OxigraphStore(tmp_path / "store") as store:
        owner = Owner(store)
        yield store
        owner.close()


@pytest.fixture
def guest(owned: OxigraphStore) -> Iterator[GuestStore]:
    with open_store(owned.location) as store:
        assert isinstance(store, GuestStore)
        yield store


def test_guest_writes_what_the_owner_then_reads(owned: OxigraphStore, guest: GuestStore) -> None:
    before = guest.generation
    text = 'a "quote"\nand a line \U0001f600'
    guest.replace_graphs([quad("a", text), quad("b", "two", G2)], [])
    assert owned.graphs() == guest.graphs() == [G1, G2]
    assert guest.generation == owned.generation != before
    guest.replace_graphs([quad("a", "new")], [G1, "https://example.org/g/none"])
    assert sorted(q.object.value for q in owned.quads()) == ["new", "two"]
    guest.load(quad("c", str(n)) for n in range(3))
    assert guest.count() == owned.count() == 5
    assert set(guest.quads()) == set(owned.quads())
    assert len(list(guest.quads(G2))) == 1


def test_readers_wait_for_the_end_of_a_large_write(
    owned: OxigraphStore, guest: GuestStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A graph that comes in many pieces is read into the side tables once, at the end."""
    monkeypatch.setattr(handover, "_CHUNK", 10)
    derived, counts = [], []
    monkeypatch.setattr(side, "derive", lambda quads: derived.append(1) or tables.derive(quads))
    label = ox.NamedNode(expand("skos:prefLabel"))

    def quads() -> Iterator[ox.Quad]:
        for n in range(95):
            counts.append(owned.side.rows("SELECT COUNT(*) FROM names")[0][0])
            node = ox.NamedNode(f"https://example.org/{n}")
            yield ox.Quad(node, ox.NamedNode(expand("rdf:type")), KIND, ox.NamedNode(G1))
            yield ox.Quad(node, label, ox.Literal(f"name {n}"), ox.NamedNode(G1))

    guest.load(quads())
    assert (set(counts), len(derived)) == ({0}, 1)
    assert owned.side.rows("SELECT COUNT(*) FROM names") == [(95,)]
    guest.replace_graphs([], [G1])
    assert owned.side.rows("SELECT COUNT(*) FROM names") == [(0,)]


def test_guest_asks_as_the_owner_does(owned: OxigraphStore, guest: GuestStore) -> None:
    owned.replace_graphs([quad("a", "one"), quad("b", "two", G2)], [])
    query = f"SELECT ?s ?o {{ ?s <{P}> ?o }} ORDER BY ?o"
    assert guest.select(query) == owned.select(query)
    bound = {"s": iri("https://example.org/b")}
    assert [row["o"] for row in guest.select(query, bound).texts()] == ["two"]
    assert guest.ask(f"ASK {{ ?s <{P}> 'two' }}")
    assert not guest.ask(f"ASK {{ ?s <{P}> 'three' }}")
    assert len(guest.construct(f"CONSTRUCT {{ ?s <{P}> ?o }} WHERE {{ ?s <{P}> ?o }}")) == 2
    assert guest.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p 'none' . ?s ?p ?o }") == []
    with pytest.raises(QuerySyntaxError, match="line 1"):
        guest.select("SELEC ?s { ?s ?p ?o }")


def test_quads_without_graph_are_refused(owned: OxigraphStore, guest: GuestStore) -> None:
    with pytest.raises(StoreError, match="needs a named graph"):
        guest.replace_graphs([ox.Quad(ox.NamedNode(P), ox.NamedNode(P), ox.Literal("x"))], [])
    assert owned.count() == 0


def test_only_the_user_may_read_the_token(owned: OxigraphStore) -> None:
    file = Path(owned.location) / OWNER_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    offer = read_offer(Path(owned.location))
    assert offer is not None
    for token in ("", "wrong", offer.token[:-1]):
        connection = http.client.HTTPConnection("127.0.0.1", offer.port, timeout=10)
        connection.request("POST", "/graphs", b"", {"Authorization": f"Bearer {token}"})
        assert connection.getresponse().status == 403
        connection.close()


def test_owner_listens_on_loopback_only(owned: OxigraphStore) -> None:
    offer = read_offer(Path(owned.location))
    assert offer is not None
    with socket.socket() as probe:  # the same port is free on every other address
        probe.bind(("127.0.0.2", offer.port))


def test_broken_request_changes_nothing(owned: OxigraphStore, guest: GuestStore) -> None:
    offer = read_offer(Path(owned.location))
    assert offer is not None
    body = f"[]\n{quad('a', 'half')} .\n".encode()
    head = (
        f"POST /replace HTTP/1.1\r\nAuthorization: Bearer {offer.token}\r\n"
        f"Content-Length: {len(body) + 100}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", offer.port), timeout=10) as link:
        link.sendall(head.encode() + body)
        link.shutdown(socket.SHUT_WR)
        assert link.recv(100) == b""  # the owner hangs up without an answer
    assert guest.count() == 0


def test_malformed_quads_change_nothing(owned: OxigraphStore, guest: GuestStore) -> None:
    owned.replace_graphs([quad("a", "one")], [])
    with pytest.raises(StoreError, match="says"):
        guest._ask("replace", json.dumps([G1]).encode() + b"\n<a> <b> no quad .\n")
    assert guest.count() == 1


def test_without_an_owner_a_held_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with OxigraphStore(path) as store:
        owner = Owner(store)
        with pytest.raises(StoreLocked):
            open_store(str(path), guest=False)
        owner.close()
        assert not (path / OWNER_FILE).exists()
        with pytest.raises(StoreLocked):
            open_store(str(path))


OWNER = """
import sys, time
from pathlib import Path
from kb.store.handover import Owner
from kb.store.oxigraph import OxigraphStore
store = OxigraphStore(Path(sys.argv[1]))
owner = Owner(store)
print("ready", flush=True)
time.sleep(600)
"""


def test_owner_that_dies_loses_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        with open_store(str(path)) as store:
            assert isinstance(store, GuestStore)
            store.replace_graphs([quad("a", "kept")], [])
            process.kill()
            process.wait()
            with pytest.raises(StoreError, match="run the command again"):
                store.replace_graphs([quad("b", "lost")], [])
    assert (path / OWNER_FILE).exists()  # what the dead owner left is of no consequence
    assert read_offer(path) is None
    with open_store(str(path)) as again:
        assert isinstance(again, OxigraphStore)
        assert [q.object.value for q in again.quads()] == ["kept"]
