"""What analysts' queries may not do."""

from __future__ import annotations

import pytest

from kb.errors import QueryRefused, QuerySyntaxError
from kb.store.guard import QueryKind, check_query

OUR_GRAPH = "<https://w3id.org/gekb/id/graph/vocab>"


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * { ?s ?p ?o }", QueryKind.SELECT),
        ("ask { ?s a kb:Event }", QueryKind.ASK),
        ("CONSTRUCT WHERE { ?s ?p ?o }", QueryKind.CONSTRUCT),
        ("DESCRIBE <https://w3id.org/gekb/id/actor/x>", QueryKind.DESCRIBE),
        (f"SELECT * FROM {OUR_GRAPH} FROM NAMED {OUR_GRAPH} {{ ?s ?p ?o }}", QueryKind.SELECT),
        ("BASE <https://w3id.org/gekb/id/> ASK FROM <graph/vocab> {}", QueryKind.ASK),
        ("ASK FROM <graph/vocab> {}", QueryKind.ASK),
        ("PREFIX g: <https://w3id.org/gekb/id/graph/> ASK FROM g:vocab {}", QueryKind.ASK),
        (
            "# SERVICE <http://x/>\nSELECT * { ?service ?p 'SERVICE <http://x/> {}' }",
            QueryKind.SELECT,
        ),
        ("SELECT * { ?s ?p <http://x/SERVICE#> ; <http://x/load> ?load }", QueryKind.SELECT),
    ],
)
def test_reads_pass(query: str, kind: QueryKind) -> None:
    assert check_query(query) is kind


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SeRvIcE\n#{\n<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        "PREFIX x: <http://127.0.0.1:1/> SELECT * { SERVICE x:y { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?e SERVICE ?e { ?a ?b ?c } }",
        "SELECT * { ?s ?p ?o FILTER NOT EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
        "SELECT * { ?s ?p ?o MINUS { { } UNION { SERVICE <http://127.0.0.1:1/> {} } } }",
        "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://127.0.0.1:1/> {} } } } }",
        "SELECT (EXISTS { SERVICE <http://127.0.0.1:1/> {} } AS ?x) {}",
        "SELECT * { ?s ?p ?o } ORDER BY EXISTS { SERVICE <http://127.0.0.1:1/> {} }",
        "SELECT * { GRAPH ?g { BIND(IF(EXISTS{SERVICE<http://127.0.0.1:1/>{}}, 1, 2) AS ?x) } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "ASK { SERVICE <\\u0068ttp://127.0.0.1:1/> {} }",
    ],
)
def test_service_is_refused_in_every_spelling(query: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE is not allowed"):
        check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <http://127.0.0.1:1/x> { ?s ?p ?o }",
        "BASE <http://127.0.0.1:1/> SELECT * FROM <graph/doc/a> { ?s ?p ?o }",
        "BASE <http://127.0.0.1:1/> BASE <sub/> SELECT * FROM NAMED <g> { ?s ?p ?o }",
        "PREFIX g: <https://w3id.org/gekb/id/graph/../../../> SELECT * FROM g:x { ?s ?p ?o }",
        "select * from\n#<https://w3id.org/gekb/id/graph/x>\n<file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM <\\u0068ttp://127.0.0.1:1/x> { ?s ?p ?o }",
        f"SELECT * FROM {OUR_GRAPH} FROM NAMED <http://127.0.0.1:1/x> {{ ?s ?p ?o }}",
        "PREFIX x: <file:///etc/> ASK FROM x:passwd {}",
        "PREFIX kb: <http://127.0.0.1:1/> ASK FROM kb:x {}",
        "ASK FROM unknown:x {}",
        "DESCRIBE <http://x> FROM <http://127.0.0.1:1/>",
        "BASE <http://127.0.0.1:1/> ASK FROM <x> {}",
    ],
)
def test_foreign_from_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused, match=r"FROM .* is not allowed"):
        check_query(query)


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:1/>",
        "load silent <http://127.0.0.1:1/> into graph <a:b>",
        "PREFIX x: <y:> DROP ALL",
        "CLEAR DEFAULT ; INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(update: str) -> None:
    with pytest.raises(QueryRefused, match="updates are not accepted"):
        check_query(update)


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT ?s WHERE {\n  ?s kb:type ?t .\n  ?s rdfs:label\n}", 4, 1),
        ("SELECT ?s { ?s kb:type } ORDER", 1, 24),
        ("SELECT * {\n ?s ?p ?o .. }", 2, 12),
    ],
)
def test_syntax_error_says_where(query: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check_query(query)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"line {line}, column {column}" in str(caught.value)


@pytest.mark.parametrize(
    "query",
    ["", "SELECT * { << ?s ?p ?o >> ?q ?v }", "SELECT * { LATERAL { ?s ?p ?o } }", "\\u0053ERVICE"],
)
def test_what_is_not_sparql_11_is_not_run(query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        check_query(query)


def test_parse_bombs_are_refused() -> None:
    with pytest.raises(QueryRefused, match="longer than 100000 characters"):
        check_query("SELECT * {" + " " * 100_000 + "}")
    with pytest.raises(QueryRefused, match="nested too deeply"):
        check_query("SELECT * " + "{" * 2000 + "}" * 2000)
