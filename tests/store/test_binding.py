"""Values bound to variables of a query."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis.strategies import text

from kb.errors import InputError
from kb.store import Value, iri, literal
from kb.store.binding import bind
from kb.store.oxigraph import OxigraphStore

E = "https://example.org/"


@pytest.fixture
def store() -> OxigraphStore:
    found = OxigraphStore(None)
    triples = [("a", "p", "v1"), ("a", "q", "v2"), ("b", "p", "v3"), ("b", "r", "v4")]
    found.replace_graphs(
        (
            ox.Quad(ox.NamedNode(E + s), ox.NamedNode(E + p), ox.Literal(o), ox.NamedNode(E + "g"))
            for s, p, o in triples
        ),
        [],
    )
    return found


def rows(store: OxigraphStore, query: str, **values: Value | list[Value]) -> list[str]:
    texts = (" ".join(row.values()) for row in store.select(query, values).texts())
    return sorted(text for text in texts if text == "2" or text.startswith(("v", E)))


def test_variable_need_not_be_projected(store: OxigraphStore) -> None:
    assert rows(store, "SELECT ?o { ?s ?p ?o }", s=iri(E + "a")) == ["v1", "v2"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }", ["2"]),
        (
            "SELECT ?o { { ?x ?p ?o FILTER(?x = ?s && ?o = 'v1') } UNION { ?s ?p ?o } }",
            ["v1"] * 2 + ["v2"],
        ),
        (
            "SELECT ?o { ?x ?p ?o OPTIONAL { ?y ?z 'v4' FILTER(?x = ?s) } FILTER(!BOUND(?y)) }",
            ["v3", "v4"],
        ),
        ("SELECT ?o { ?x ?p ?o FILTER EXISTS { ?x ?q ?v FILTER(?x = ?s) } }", ["v1", "v2"]),
        ("SELECT ?o { ?x ?p ?o MINUS { ?x ?q ?v FILTER(?x = ?s) } }", ["v3", "v4"]),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", ["v1", "v2"]),
        (
            "SELECT $o { VALUES (?p ?o) { (<https://example.org/p> 'v1') (UNDEF 'v4') } $s ?p $o }",
            ["v1"],
        ),
        ("# s {\nSELECT ?o { ?s ?p ?o FILTER(?o != \"{ ?s\" && ?o<'v2') }", ["v1"]),
    ],
)
def test_every_scope_sees_the_value(store: OxigraphStore, query: str, expected: list[str]) -> None:
    assert rows(store, query, s=iri(E + "a")) == expected


def test_several_values_are_alternatives(store: OxigraphStore) -> None:
    query = "SELECT ?o { ?s <https://example.org/p> ?o }"
    assert rows(store, query, s=[iri(E + "a"), iri(E + "b")]) == ["v1", "v3"]
    assert rows(store, query, s=[]) == []


def test_construct_template_is_left_alone(store: OxigraphStore) -> None:
    made = store.construct("CONSTRUCT { ?s a ?o } WHERE { ?s ?p ?o }", {"s": iri(E + "a")})
    assert sorted(str(t.object.value) for t in made) == ["v1", "v2"]


def test_text_cannot_break_out(store: OxigraphStore) -> None:
    evil = 'v1" } UNION { ?s ?p ?o } #'
    assert rows(store, "SELECT ?s { ?s ?p ?o }", o=literal(evil)) == []
    assert rows(store, "SELECT ?s { ?s ?p ?o }", o=literal("v1")) == [E + "a"]


@pytest.mark.parametrize("bad", ["https://e/> } #", "no scheme", "https://e/\n"])
def test_malformed_iri_is_refused(bad: str) -> None:
    with pytest.raises(InputError, match=r"parameter s: .* is not a valid term"):
        bind("SELECT ?s { ?s ?p ?o }", {"s": iri(bad)})


def test_malformed_name_is_refused() -> None:
    with pytest.raises(InputError, match="not the name of a SPARQL variable"):
        bind("SELECT ?s { ?s ?p ?o }", {"s } #": literal("x")})


def test_nothing_to_bind_in() -> None:
    with pytest.raises(InputError, match="no WHERE group"):
        bind("DESCRIBE <https://example.org/a>", {"s": literal("x")})
    with pytest.raises(InputError, match="no WHERE group"):
        bind("CONSTRUCT WHERE { ?s ?p ?o }", {"s": literal("x")})


def test_without_bindings_the_text_is_untouched() -> None:
    query = "SELECT ?s { ?s ?p ?o }"
    assert bind(query, {}) is query


@given(text())
def test_any_text_comes_through_unchanged(value: str) -> None:
    empty = OxigraphStore(None)
    (row,) = empty.select("SELECT ?x { FILTER(?x = ?x) }", {"x": literal(value)}).rows
    assert row == (literal(value),)


def test_a_sub_select_alone_in_its_braces_is_bound_within() -> None:
    """`{ VALUES ... SELECT ...` would be no SPARQL."""
    query = "SELECT ?o { { SELECT DISTINCT ?s ?o { { SELECT ?s { ?s ?p ?x } } ?s ?p ?o } } }"
    bound = bind(query, {"s": iri("x:y")})
    assert bound.count("VALUES ?s") == 3
    assert "VALUES ?s { <x:y> } SELECT" not in bound
    store = OxigraphStore(None)
    graph = ox.NamedNode("x:g")
    things = [ox.NamedNode(f"x:{name}") for name in "yz"]
    store.replace_graphs([ox.Quad(t, graph, ox.Literal(t.value), graph) for t in things], [])
    assert [row["o"] for row in store.select(query, {"s": iri("x:y")}).texts()] == ["x:y"]
    whole = "SELECT ?o WHERE { SELECT ?s ?o WHERE { ?s ?p ?o } }"
    assert [row["o"] for row in store.select(whole, {"s": iri("x:z")}).texts()] == ["x:z"]
