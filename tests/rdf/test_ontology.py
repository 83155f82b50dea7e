from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, Quad

from kb.config import resource
from kb.errors import KbError
from kb.namespaces import DEFAULT_BASE, GRAPH, KB, VOCAB, expand
from kb.rdf import ontology
from kb.rdf.ontology import ontology_graphs, ontology_quads, read_turtle
from tests.fixtures.world import world_quads

ROOT = Path(__file__).parents[2]
DIRECTORY = resource("ontology")
FILES = sorted([*DIRECTORY.glob("*.ttl"), *DIRECTORY.glob("vocab/*.ttl")])
QUADS = ontology_quads(DIRECTORY)
LABEL, COMMENT, DEFINITION = (
    NamedNode(expand(name)) for name in ("rdfs:label", "rdfs:comment", "skos:definition")
)


def subjects(kind: str) -> set[str]:
    wanted, type_ = NamedNode(expand(kind)), NamedNode(expand("rdf:type"))
    return {q.subject.value for q in QUADS if q.predicate == type_ and q.object == wanted}


def having(predicate: NamedNode) -> set[str]:
    return {q.subject.value for q in QUADS if q.predicate == predicate}


def values(subject: str, predicate: str) -> list[str]:
    node, path = NamedNode(expand(subject)), NamedNode(expand(predicate))
    return sorted(q.object.value for q in QUADS if q.subject == node and q.predicate == path)


DECLARED = subjects("owl:Class") | subjects("owl:ObjectProperty") | subjects("owl:DatatypeProperty")


def test_every_class_and_property_has_a_label_and_a_comment() -> None:
    assert len(DECLARED) > 150
    assert having(LABEL) >= DECLARED
    assert having(COMMENT) >= DECLARED


def test_every_term_in_a_graph_is_declared(
    gazette_quads: list[Quad], wire_quads: list[Quad]
) -> None:
    used = set()
    for quad in [*gazette_quads, *wire_quads, *world_quads(), *QUADS]:
        terms = [quad.predicate]
        if quad.predicate.value == expand("rdf:type"):
            terms.append(quad.object)
        used |= {term.value for term in terms if term.value.startswith(KB)}
    assert len(used) > 80
    assert used <= DECLARED


@pytest.mark.parametrize(
    "path", sorted((ROOT / "kb/query/queries").glob("*.rq")), ids=lambda p: p.stem
)
def test_every_term_in_a_saved_query_is_declared(path: Path) -> None:
    text = re.sub(r"^#.*$", "", path.read_text(), flags=re.MULTILINE)
    used = {KB + local for local in re.findall(r"\bkb:(\w+)", text)}
    assert used <= DECLARED


def test_every_code_has_a_definition_of_our_own() -> None:
    ours = subjects("kb:Status") | subjects("kb:Stance") | subjects("kb:Role")
    ours |= subjects("kb:ItemKind") | subjects("kb:OfficeClass") | subjects("kb:Factuality")
    ours |= subjects("kb:EventMode") | subjects("kb:EventContext")
    ours |= {t for t in subjects("kb:EventType") if t.startswith(VOCAB + "type/")}
    ours |= {t for t in subjects("kb:EventType") if t.startswith(VOCAB + "plover/")}
    ours |= {VOCAB + f"cameo/{root:02}" for root in range(1, 21)}
    assert len(ours) > 260
    assert not ours - having(DEFINITION)


def test_size_of_the_code_lists() -> None:
    plover = {t for t in subjects("kb:EventType") if t.startswith(VOCAB + "plover/")}
    cameo = {t for t in subjects("kb:EventType") if t.startswith(VOCAB + "cameo/")}
    assert (len(plover), len(subjects("kb:EventMode"))) == (16, 67)
    assert (len(subjects("kb:EventContext")), len(subjects("kb:Sector"))) == (37, 32)
    assert len(cameo) == 315
    assert (len(subjects("kb:Status")), len(subjects("kb:Stance"))) == (10, 13)
    assert len(subjects("kb:ItemKind")) >= 60


def test_conflict_scores_have_the_sign_of_their_class() -> None:
    types = {t for t in subjects("kb:EventType") if t.startswith(VOCAB + "plover/")}
    for iri in types:
        name = "plover:" + iri.rpartition("/")[2]
        (score,), (quad,) = values(name, "kb:conflictScore"), values(name, "kb:quadClass")
        if name == "plover:REQUEST":
            assert float(score) == 0
        else:
            assert (float(score) > 0) == (int(quad) <= 2), name
    assert values("plover:ACCUSE", "kb:conflictScore") == ["-3.0"]


def test_mappings_are_never_exact_and_lead_somewhere() -> None:
    defined = {q.subject for q in QUADS}
    mappings = [q for q in QUADS if q.predicate.value.startswith(expand("skos:"))]
    assert not [q for q in mappings if q.predicate.value == expand("skos:exactMatch")]
    links = ("skos:broadMatch", "skos:closeMatch", "skos:broader", "kb:impliesContext")
    targets = {q.object for q in QUADS if q.predicate.value in map(expand, links)}
    foreign = {t for t in targets if not t.value.startswith(VOCAB)}
    assert all("grasp" in t.value for t in foreign)
    assert targets - foreign <= defined


def test_own_types_stand_below_plover_types() -> None:
    assert values("kbt:summit", "skos:broader") == [expand("plover:CONSULT")]
    assert values("kbt:non-attendance", "skos:broader") == [expand("plover:REJECT")]
    assert values("kbt:influence", "skos:broader") == []


def test_stances_have_signs() -> None:
    signs = {s.rpartition("/")[2]: values("stance:" + s.rpartition("/")[2], "kb:sign") for s in
             subjects("kb:Stance")}  # fmt: skip
    assert {s for s, sign in signs.items() if sign == ["-1"]} == {"denies"}
    assert {s for s, sign in signs.items() if sign == ["0"]} == {
        "demands",
        "doubts",
        "asks",
        "declines-comment",
    }
    assert all(len(sign) == 1 for sign in signs.values())


def test_the_lexicon_uses_only_codes_that_are_defined() -> None:
    defined = {q.subject.value for q in QUADS}
    used = set()
    for path in sorted(resource("data/lexicon").glob("*.toml")):
        table = tomllib.loads(path.read_text())
        used |= {expand(f"item:{kind}") for kind in table.get("kinds", {})}
        type_ = table.get("type")
        used |= {expand(f"plover:{type_}")} if type_ else set()
        for entry in table.get("entry", []):
            if entry.get("subtype"):
                used.add(expand(f"kbt:{entry['subtype']}"))
            if entry.get("mode"):
                used.add(expand(f"plover:{type_}-{entry['mode']}"))
            used |= {expand(f"ctx:{context}") for context in entry.get("contexts", [])}
    assert len(used) > 80
    assert used <= defined, used - defined


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_files_use_the_one_namespace(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"https://w3id\.org/\w+/?", text)) == {DEFAULT_BASE}


def test_a_set_namespace_takes_the_place_of_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ontology, "BASE", "https://example.org/kb/")
    quads = read_turtle(DIRECTORY / "schemes.ttl", "urn:g")
    assert not [q for q in quads if DEFAULT_BASE in str(q)]
    assert [q for q in quads if q.subject.value == "https://example.org/kb/vocab/type/summit"]


def test_graphs_of_the_ontology() -> None:
    assert {q.graph_name.value for q in QUADS} == set(ontology_graphs(DIRECTORY))
    assert ontology_graphs(DIRECTORY) == [
        GRAPH + "ontology",
        *(GRAPH + f"vocab/{name}" for name in ("acled", "cameo", "plover", "ucdp")),
    ]


def test_a_malformed_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "kb.ttl").write_text("kb:nothing a .")
    with pytest.raises(KbError, match=r"ontology file .*kb\.ttl: "):
        read_turtle(tmp_path / "kb.ttl", "urn:g")
    with pytest.raises(KbError, match=r"ontology file .*none\.ttl: "):
        read_turtle(tmp_path / "none.ttl", "urn:g")


def test_json_ld_context_names_every_term() -> None:
    context = json.loads((DIRECTORY / "context.jsonld").read_text())["@context"]
    named = {v if isinstance(v, str) else v["@id"] for v in context.values() if v != 1.1}
    assert {f"kb:{iri.removeprefix(KB)}" for iri in DECLARED} <= named


def test_json_ld_context_works() -> None:
    context = json.loads((DIRECTORY / "context.jsonld").read_text())
    page = {**context, "id": "urn:e", "type": "Event", "label": "Talks", "reportCount": 2,
            "eventKind": "urn:t", "earliest": "2024-05-03"}  # fmt: skip
    graph = rdflib.Graph().parse(data=json.dumps(page), format="json-ld")
    event = rdflib.URIRef("urn:e")
    assert set(graph) == {
        (event, rdflib.RDF.type, rdflib.URIRef(KB + "Event")),
        (event, rdflib.RDFS.label, rdflib.Literal("Talks", lang="en")),
        (event, rdflib.URIRef(KB + "type"), rdflib.URIRef("urn:t")),
        (event, rdflib.URIRef(KB + "reportCount"), rdflib.Literal(2)),
        (
            event,
            rdflib.URIRef(KB + "earliest"),
            rdflib.Literal("2024-05-03", datatype=rdflib.XSD.date),
        ),
    }
