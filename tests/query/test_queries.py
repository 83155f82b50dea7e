"""Every saved query is portable SPARQL 1.1: the same rows from Oxigraph and from rdflib.

Expected rows are read off the two articles of `tests/fixtures/extractions.py`.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse, serialize

from kb.config import resource
from kb.namespaces import expand, sparql_prefixes
from kb.query.catalog import CatalogQuery, bind_params, find_query, load_catalog
from kb.rdf.build import build_graph
from kb.rdf.lifecycle import ingest
from kb.rdf.ontology import ontology_quads
from kb.store.binding import bind
from kb.store.oxigraph import OxigraphStore
from tests.fixtures.extractions import GAZETTE, WIRE, gazette_page, wire_page
from tests.fixtures.world import world_quads

CATALOG = load_catalog()
# For queries that need values: what to ask of the two articles.
GIVEN = {
    "cq01_timeline": {"actor": "free-valley-front"},
    "cq03_claims_about": {"side": "norvania", "about": "free-valley-front"},
    "cq05_place_range": {"place": "kestria", "since": "2024-04", "until": "2024-05"},
    "events_between": {"actor": "norvania", "other": "free-valley-front"},
    "source_says": {"source": "petra-holm"},
}
Cell = str | None


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    opened = OxigraphStore(None)
    opened.load([*ontology_quads(resource("ontology")), *world_quads()])
    documents = {
        extraction.annotation.document.id: build_graph(extraction, "1.0", publisher)
        for extraction, publisher in ((gazette_page(), GAZETTE), (wire_page(), WIRE))
    }
    ingest(opened, documents, date(2024, 6, 1))
    return opened


@pytest.fixture(scope="module")
def dataset(store: OxigraphStore) -> rdflib.Dataset:
    data = rdflib.Dataset(default_union=True)
    data.parse(data=serialize(store.quads(), format=RdfFormat.N_QUADS), format="nquads")
    return data


def given(name: str, store: OxigraphStore) -> dict[str, str]:
    if name == "cq07_reporting_differs":
        (row,) = store.select("SELECT ?e { ?e kb:type kbt:arms-transfer }").rows
        assert row[0]
        return {"event": row[0].value}
    return GIVEN.get(name, {})


def ask(name: str, store: OxigraphStore, **params: str) -> list[dict[str, str]]:
    query = find_query(CATALOG, name)
    bindings = bind_params(store, query, params or given(query.name, store))
    return list(store.select(query.text, bindings).texts())


def columns(found: list[dict[str, str]], *names: str) -> list[tuple[Cell, ...]]:
    return [tuple(row.get(name) for name in names) for row in found]


def canonical(cell: str | None) -> Cell:
    """Return a cell whatever order GROUP_CONCAT took, whole numbers without a fraction."""
    for separator in (" | ", "; "):
        if cell and separator in cell:
            return separator.join(sorted(cell.split(separator)))
    return cell.removesuffix(".0") if cell else cell


@pytest.mark.parametrize("query", CATALOG.values(), ids=CATALOG.keys())
def test_same_rows_from_oxigraph_and_rdflib(
    query: CatalogQuery, store: OxigraphStore, dataset: rdflib.Dataset
) -> None:
    bindings = bind_params(store, query, given(query.name, store))
    text = bind(query.text, bindings)
    ours = store.select(query.text, bindings)
    theirs = dataset.query(sparql_prefixes(text) + text)
    assert [str(v) for v in theirs.vars or ()] == list(ours.variables)
    expected = sorted(([canonical(v.value if v else None) for v in r] for r in ours.rows), key=str)
    cells = [[canonical(str(v) if v is not None else None) for v in row] for row in theirs]
    found = sorted(cells, key=str)
    assert found == expected
    assert expected, "the query finds nothing in the two articles"


def test_all_thirteen_questions_are_there() -> None:
    numbers = [name[:4] for name in CATALOG if name.startswith("cq")]
    assert numbers == [f"cq{n:02}" for n in range(1, 14)]


@pytest.mark.parametrize("query", CATALOG.values(), ids=CATALOG.keys())
def test_header_and_portability(query: CatalogQuery) -> None:
    assert query.description.endswith(".")
    assert query.view in ("table", "timeline", "map", "network")
    assert "http" not in query.text, "IRIs are written with the prefixes of kb.namespaces"
    for parameter in query.params:
        assert f"?{parameter.name}" in query.text


def test_cq01_timeline_of_the_front(store: OxigraphStore) -> None:
    found = columns(ask("cq01", store), "earliest", "latest", "role", "status", "by", "publisher")
    reported, denied = "reported by another source", "denied"
    assert found == [
        (None, None, "recipient", reported, "Petra Holm", "Coast Wire"),
        (None, None, "recipient", denied, "Foreign Ministry of Norvania", "Harbour Gazette"),
        (
            "2024-04-01",
            "2024-04-30",
            "recipient",
            reported,
            "The Meridian Times",
            "Harbour Gazette",
        ),
        ("2024-04-20", "2024-04-30", "recipient", reported, "two regional officials", "Coast Wire"),
    ]


def test_cq01_between_dates(store: OxigraphStore) -> None:
    found = ask("cq01", store, actor="ada-lund", since="2024-05-04", until="2024-05-31")
    assert columns(found, "what") == [("Ada Lund visits Norvania",)]


def test_cq02_supply_with_kinds_and_amounts(store: OxigraphStore) -> None:
    found = ask("cq02", store, supplier="norvania")
    assert columns(found, "to", "inferred", "kind", "amount", "claimant", "via") == [
        ("Free Valley Front", "false", None, None, "Petra Holm", None),
        ("Free Valley Front", "true", "instructor", "6", "The Meridian Times", None),
        ("Free Valley Front", "true", "reconnaissance drone", "40", "The Meridian Times", None),
        ("Free Valley Front", "false", "drone", "30", "two regional officials", "Coast Wire"),
    ]
    assert ask("cq02", store, receiver="kestria") == []


def test_cq03_what_norvania_says_about_the_front(store: OxigraphStore) -> None:
    assert columns(ask("cq03", store), "speaker", "office", "stance", "quote") == [
        ("Foreign Ministry of Norvania", None, "denies", None),
        ("Petra Holm", "Foreign Minister of Norvania", "asserts", "We gave the Front nothing"),
    ]


def test_cq04_contradictions(store: OxigraphStore) -> None:
    assert columns(ask("cq04", store), "yes", "no", "noCue") == [
        ("The Meridian Times", "Foreign Ministry of Norvania", "denied"),
        ("The Meridian Times", "Petra Holm", "said"),
        ("two regional officials", "Foreign Ministry of Norvania", "denied"),
        ("two regional officials", "Petra Holm", "said"),
    ]


def test_cq05_places_inside_places(store: OxigraphStore) -> None:
    found = ask("cq05", store, place="Kestria", since="2024-04-15", until="2024-05-10")
    assert columns(found, "in", "earliest", "certain", "lat") == [
        ("Tal Varo", "2024-04-01", "false", "10"),
        ("Kestria City", "2024-05-03", "true", None),
    ]


def test_cq06_pairs(store: OxigraphStore) -> None:
    assert columns(ask("cq06", store), "a", "b", "events", "reports") == [
        ("Kestria", "Norvania", "2", "2"),
        ("Free Valley Front", "Norvania", "1", "4"),
        ("Kestria", "Emil Tarn", "1", "1"),
        ("Kestria", "gunmen", "1", "1"),
    ]


def test_cq07_reports_compared(store: OxigraphStore) -> None:
    found = columns(ask("cq07", store), "publisher", "status", "earliest", "sources")
    assert found == [
        ("Coast Wire", "reported by another source", None, "Petra Holm"),
        ("Coast Wire", "reported by another source", "2024-04-20", "two regional officials"),
        ("Harbour Gazette", "denied", None, "Foreign Ministry of Norvania"),
        ("Harbour Gazette", "reported by another source", "2024-04-01", "The Meridian Times"),
    ]


def test_cq08_who_was_head_of_state(store: OxigraphStore) -> None:
    found = set(columns(ask("cq08", store), "state", "holder", "sure"))
    assert found == {("Kestria", "Ada Lund", "true"), ("Norvania", "Ole Rask", "true")}


def test_cq09_leaders_by_office_named_or_held(store: OxigraphStore) -> None:
    (row,) = ask("cq09", store)
    assert (row["what"], row["leaders"], row["earliest"]) == (
        "Ole Rask meets Ada Lund",
        "2",
        "2024-05-03",
    )
    assert set(row["names"].split("; ")) == {
        "Ada Lund (President of Kestria)",
        "Ole Rask (President of Norvania)",
    }


def test_cq10_range_of_amounts(store: OxigraphStore) -> None:
    assert columns(ask("cq10", store), "kind", "lowest", "highest", "reports") == [
        ("soldier", "3", "3", "1"),
        ("drone", "30", "40", "2"),
        ("military adviser", "6", "6", "1"),
    ]


def test_cq11_months(store: OxigraphStore) -> None:
    assert columns(ask("cq11", store), "month", "type", "events") == [
        ("2024-04", "AID", "1"),
        ("2024-05", "ASSAULT", "1"),
        ("2024-05", "CONSULT", "1"),
        ("uncertain", "CONSULT", "2"),
        ("uncertain", "THREATEN", "1"),
    ]


def test_cq12_words_and_graph(store: OxigraphStore) -> None:
    found = [row for row in ask("cq12", store) if row["what"].startswith("Norvania delivers")]
    assert columns(found, "words", "inferred", "version", "rule") == [
        ("Norvania", "false", "1.0", "verb.delivered"),
        ("the Free Valley Front", "false", "1.0", "verb.delivered"),
    ]
    doc = wire_page().annotation.document
    assert {row["graph"] for row in found} == {expand("id:graph/doc/") + doc.id}
    for row in found:
        assert doc.text[int(row["begin"]) : int(row["end"])] == row["words"]


def test_cq13_relays(store: OxigraphStore) -> None:
    found = ask("cq13", store)
    assert columns(found, "publisher", "relay", "from", "unnamed") == [
        ("Coast Wire", None, "Petra Holm", "false"),
        ("Coast Wire", "Coast Wire", "two regional officials", "true"),
        ("Harbour Gazette", None, "Foreign Ministry of Norvania", "false"),
        ("Harbour Gazette", None, "Parliament of Kestria", "false"),
        ("Harbour Gazette", None, "The Meridian Times", "false"),
        ("Harbour Gazette", None, "her office", "true"),
        ("Harbour Gazette", "A diplomat", "Kestrian officers", "true"),
    ]


def test_newest_and_planned(store: OxigraphStore) -> None:
    assert columns(ask("newest_events", store), "date", "what")[:2] == [
        ("2024-05-14", "Gunmen attack a checkpoint near Tal Varo"),
        ("2024-05-03", "Ole Rask meets Ada Lund"),
    ]
    assert columns(ask("planned_events", store), "date", "what") == [
        ("2024-05-20/2024-05-26", "Ada Lund visits Norvania"),
        (None, "Kestria's parliament cancels the visit"),
    ]


def test_events_between_and_what_a_source_says(store: OxigraphStore) -> None:
    (row,) = ask("events_between", store)
    assert (row["reports"], row["sources"]) == ("2", "4")
    (said,) = ask("source_says", store)
    assert (said["polarity"], said["said"]) == ("negative", "2024-05-16")


def test_corroborated_events_by_independent_sources(store: OxigraphStore) -> None:
    found = columns(ask("corroborated_events", store), "sources", "reports", "what")
    assert found[0][:2] == ("4", "2")
    assert [sources for sources, _, _ in found] == sorted((s for s, _, _ in found), reverse=True)
    assert all(int(sources) >= 2 for sources, _, _ in found)


def test_unresolved_times(store: OxigraphStore) -> None:
    assert columns(ask("unresolved_times", store), "expression", "headline") == [
        ("some days before the talks", "Norvania armed valley rebels, paper says"),
        ("Monday", "River Summit opens"),
    ]


def blocks(language: str) -> list[str]:
    page = (Path(__file__).parents[2] / "docs/data-model.md").read_text()
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


@pytest.mark.parametrize("block", blocks("sparql"), ids=lambda b: b.splitlines()[0])
def test_first_queries_of_the_data_model_page(block: str, store: OxigraphStore) -> None:
    known = block.replace("Russia", "Norvania").replace("Ukraine", "Free Valley Front")
    assert store.select(known).rows


def test_example_of_the_data_model_page_is_what_the_program_makes(store: OxigraphStore) -> None:
    example = "\n".join(blocks("turtle"))
    head = sparql_prefixes(example).replace("PREFIX", "@prefix").replace(">\n", "> .\n")
    base = f"@base <{expand('id:')}> .\n"
    said = {(t.subject, t.predicate, t.object) for t in parse((base + head + example).encode(),
            format=RdfFormat.TURTLE)}  # fmt: skip
    made = {(q.subject, q.predicate, q.object) for q in store.quads()}
    assert len(said) > 50
    assert not said - made
