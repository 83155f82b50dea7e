"""The compiled shapes give the verdict of pyshacl, on good data and on data broken at random."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize
from pyshacl import validate

from kb.errors import KbError, ShapeViolation
from kb.namespaces import PREFIXES, expand
from kb.rdf.ontology import ontology_quads
from kb.rdf.shapes import Shapes, check_shapes, find_violations, load_shapes

ONTOLOGY = Path(__file__).parents[2] / "ontology"
XSD = PREFIXES["xsd"]
CODED = [
    "kb:EventType",
    "kb:EventMode",
    "kb:EventContext",
    "kb:Status",
    "kb:Stance",
    "kb:Role",
    "kb:ItemKind",
    "rdfs:subClassOf",
]


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return load_shapes(ONTOLOGY)


@pytest.fixture(scope="module")
def shacl() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")


@pytest.fixture(scope="module")
def full_shacl() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "shapes.ttl").parse(ONTOLOGY / "shapes-sparql.ttl")


def to_rdflib(quads: list[Quad], everything: bool = False) -> rdflib.Graph:
    """Return the triples with what they use of the code lists, or with all of the ontology."""
    used = {q.object for q in quads}
    listed = {NamedNode(expand(name)) for name in CODED}
    known = [
        q
        for q in ontology_quads(ONTOLOGY)
        if everything or (q.subject in used and q.object in listed) or q.predicate in listed
    ]
    lines = serialize([q.triple for q in (*quads, *known)], format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=lines, format="nt")


def conforms(quads: list[Quad], shacl: rdflib.Graph) -> bool:
    return bool(validate(to_rdflib(quads), shacl_graph=shacl, inference="none")[0])


def test_good_documents_conform(
    gazette_quads: list[Quad], wire_quads: list[Quad], shapes: Shapes, shacl: rdflib.Graph
) -> None:
    for quads in (gazette_quads, wire_quads):
        assert list(find_violations(quads, shapes)) == []
        assert conforms(quads, shacl)
        check_shapes(quads, shapes)


def test_good_documents_keep_to_the_sparql_constraints_too(
    wire_quads: list[Quad], full_shacl: rdflib.Graph
) -> None:
    label = NamedNode(expand("skos:prefLabel"))
    described = {q.subject for q in wire_quads if q.predicate == label}
    actors = {q.object for q in wire_quads if q.predicate == NamedNode(expand("kb:actor"))}
    named = [Quad(a, label, Literal("x")) for a in actors - described if isinstance(a, NamedNode)]
    graph = to_rdflib([*wire_quads, *named], everything=True)
    conform, _, report = validate(graph, shacl_graph=full_shacl, advanced=True, inference="none")
    assert conform, report


def test_sparql_constraints_find_a_false_quote_and_a_missing_claim(
    wire_quads: list[Quad], full_shacl: rdflib.Graph
) -> None:
    quote, content = NamedNode(expand("kb:quote")), NamedNode(expand("kb:content"))
    broken = [q for q in wire_quads if q.predicate not in (quote, content)]
    claim = next(q for q in wire_quads if q.predicate == quote)
    broken.append(Quad(claim.subject, quote, Literal("We gave them everything"), claim.graph_name))
    _, _, report = validate(
        to_rdflib(broken), shacl_graph=full_shacl, advanced=True, inference="none"
    )
    assert "word for word" in report
    assert "has a claim" in report


def drop(quads: list[Quad], chance: random.Random) -> list[Quad]:
    gone = chance.randrange(len(quads))
    return quads[:gone] + quads[gone + 1 :]


def duplicate(quads: list[Quad], chance: random.Random) -> list[Quad]:
    first = chance.choice(quads)
    other = chance.choice([q for q in quads if q.predicate == first.predicate])
    return [*quads, Quad(first.subject, first.predicate, other.object, first.graph_name)]


def retype(quads: list[Quad], chance: random.Random) -> list[Quad]:
    position = chance.choice([i for i, q in enumerate(quads) if isinstance(q.object, Literal)])
    old = quads[position]
    assert isinstance(old.object, Literal)
    kind = chance.choice(["string", "integer", "decimal", "date", "boolean", "anyURI"])
    new = Literal(old.object.value, datatype=NamedNode(XSD + kind))
    changed = Quad(old.subject, old.predicate, new, old.graph_name)
    return [*quads[:position], changed, *quads[position + 1 :]]


def revalue(quads: list[Quad], chance: random.Random) -> list[Quad]:
    position = chance.choice([i for i, q in enumerate(quads) if isinstance(q.object, Literal)])
    old = quads[position]
    assert isinstance(old.object, Literal)
    value = chance.choice(["-1", "7", "1.5", "2031-01-01", "2001-13-01", "x", "true"])
    new = Literal(value, datatype=old.object.datatype) if not old.object.language else old.object
    changed = Quad(old.subject, old.predicate, new, old.graph_name)
    return [*quads[:position], changed, *quads[position + 1 :]]


def redirect(quads: list[Quad], chance: random.Random) -> list[Quad]:
    links = [i for i, q in enumerate(quads) if isinstance(q.object, NamedNode)]
    position = chance.choice(links)
    old = quads[position]
    target = chance.choice([quads[chance.choice(links)].object, NamedNode("urn:x:nothing")])
    changed = Quad(old.subject, old.predicate, target, old.graph_name)
    return [*quads[:position], changed, *quads[position + 1 :]]


def to_literal(quads: list[Quad], chance: random.Random) -> list[Quad]:
    position = chance.choice([i for i, q in enumerate(quads) if isinstance(q.object, NamedNode)])
    old = quads[position]
    changed = Quad(old.subject, old.predicate, Literal("words"), old.graph_name)
    return [*quads[:position], changed, *quads[position + 1 :]]


MUTATIONS = (drop, duplicate, retype, revalue, redirect, to_literal)


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda m: m.__name__)
def test_same_verdict_as_pyshacl_on_mutated_data(
    mutate: Callable[[list[Quad], random.Random], list[Quad]],
    wire_quads: list[Quad],
    shapes: Shapes,
    shacl: rdflib.Graph,
) -> None:
    chance = random.Random(mutate.__name__)
    verdicts = set()
    for _ in range(12):
        broken = sorted(set(mutate(wire_quads, chance)), key=str)
        ours = not list(find_violations(broken, shapes))
        verdicts.add(ours)
        changed = set(broken) ^ set(wire_quads)
        assert ours == conforms(broken, shacl), [str(q) for q in changed]
    assert False in verdicts


def test_each_required_property_is_missed(
    gazette_quads: list[Quad], shapes: Shapes, shacl: rdflib.Graph
) -> None:
    """Every rule with a least number fires when the property is gone everywhere."""
    required = {(s.name, r.path) for s in shapes.shapes for r in s.rules if r.least}
    assert len(required) > 30
    for _, path in sorted(required):
        broken = [q for q in gazette_quads if q.predicate.value != path]
        if len(broken) == len(gazette_quads):
            continue
        assert list(find_violations(broken, shapes)), path
    paths = {q.predicate.value for q in gazette_quads}
    assert {path for _, path in required} <= paths


@pytest.mark.parametrize(
    ("predicate", "value", "line"),
    [
        ("kb:latest", Literal("2001-01-01", datatype=NamedNode(XSD + "date")), "kb:latest has 2"),
        ("kb:eventType", NamedNode("urn:x:dance"), "kb:eventType has 2 values"),
        ("kb:confidence", Literal("1.5", datatype=NamedNode(XSD + "decimal")), "out of range"),
        ("kb:polarity", NamedNode(expand("fact:past")), "not one of the allowed values: fact:past"),
    ],
)
def test_a_violation_is_one_line(
    predicate: str, value: Literal, line: str, wire_quads: list[Quad], shapes: Shapes
) -> None:
    kinds = ("/em/", "/t/")
    at = next(
        q
        for q in wire_quads
        if q.predicate == NamedNode(expand(predicate)) and any(k in str(q.subject) for k in kinds)
    )
    broken = [*wire_quads, Quad(at.subject, at.predicate, value, at.graph_name)]
    with pytest.raises(ShapeViolation) as caught:
        check_shapes(broken, shapes)
    assert "\n" not in str(caught.value)
    assert line in " ".join(find_violations(broken, shapes))
    assert at.subject.value in str(caught.value)


def test_one_end_of_a_time_span_is_not_enough(wire_quads: list[Quad], shapes: Shapes) -> None:
    latest = next(q for q in wire_quads if q.predicate == NamedNode(expand("kb:latest")))
    broken = [q for q in wire_quads if q != latest]
    (problem,) = find_violations(broken, shapes)
    assert "none of the alternatives holds" in problem


def test_a_document_is_checked_in_milliseconds(gazette_quads: list[Quad], shapes: Shapes) -> None:
    check_shapes(gazette_quads, shapes)
    begin = time.process_time()
    for _ in range(10):
        check_shapes(gazette_quads, shapes)
    assert (time.process_time() - begin) / 10 < 0.5


def test_shapes_outside_the_core_are_refused(tmp_path: Path) -> None:
    (tmp_path / "vocab").mkdir()
    for name in ("kb.ttl", "schemes.ttl"):
        (tmp_path / name).write_text("")
    (tmp_path / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:closed true ."
    )
    with pytest.raises(KbError, match="urn:s uses sh:closed"):
        load_shapes(tmp_path)


def test_no_blank_nodes_in_the_ontology() -> None:
    for quad in ontology_quads(ONTOLOGY):
        assert isinstance(quad.subject, NamedNode)
    assert list(parse((ONTOLOGY / "shapes.ttl").read_bytes(), format=RdfFormat.TURTLE))
