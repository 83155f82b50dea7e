"""Core SHACL shapes checked in plain Python, fast enough for every ingest.

`load_shapes` compiles `ontology/shapes.ttl`: the one place where the shapes are written. It knows
the part of SHACL Core that the file uses and refuses any other; tests prove the verdict equal to
pyshacl's on good and on mutated data. SHACL: https://www.w3.org/TR/shacl/
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kb.config import resource
from kb.errors import KbError, ShapeViolation
from kb.namespaces import BASE, DEFAULT_BASE, PREFIXES, shrink
from kb.rdf.ontology import ontology_quads

SH = "http://www.w3.org/ns/shacl#"
RDF = PREFIXES["rdf"]
XSD = PREFIXES["xsd"]
TYPE = RDF + "type"
SUBCLASS = PREFIXES["rdfs"] + "subClassOf"

Node = NamedNode | Literal | BlankNode
Properties = Mapping[str, list[Node]]


@dataclass(frozen=True, slots=True)
class Rule:
    """The constraints on the values that a node has for one property."""

    path: str
    least: int = 0
    most: int | None = None
    datatype: str | None = None
    iri: bool = False
    classes: tuple[str, ...] = ()
    allowed: tuple[Node, ...] = ()
    value: Node | None = None
    pattern: re.Pattern[str] | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    less_than: str | None = None
    less_or_equal: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape: whom it concerns, what holds of each, and alternatives of which one holds."""

    name: str
    classes: frozenset[str]
    subjects_of: frozenset[str]
    rules: tuple[Rule, ...]
    alternatives: tuple[tuple[Rule, ...], ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """All core shapes, with what the ontology knows: concepts' classes and their superclasses."""

    shapes: tuple[Shape, ...]
    concepts: Mapping[str, frozenset[str]]
    supers: Mapping[str, frozenset[str]]


@dataclass(slots=True)
class _Data:
    """The quads of one document by subject, and the classes of its nodes."""

    nodes: dict[str, dict[str, list[Node]]]
    shapes: Shapes
    classes: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, node: str) -> frozenset[str]:
        found = self.classes.get(node)
        if found is None:
            own = [t.value for t in self.nodes.get(node, {}).get(TYPE, ())]
            wide = (self.shapes.supers.get(c, frozenset((c,))) for c in own)
            found = self.shapes.concepts.get(node, frozenset()).union(*wide)
            self.classes[node] = found
        return found


def check_shapes(quads: Iterable[Quad], shapes: Shapes | None = None) -> None:
    """Raise ShapeViolation with one line, the first problem and their number, if there is any.

    `shapes` are those that come with the program unless given.
    """
    problems = sorted(find_violations(quads, shapes or _shipped_shapes()))
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise ShapeViolation(problems[0] + more)


@cache
def _shipped_shapes() -> Shapes:
    return load_shapes(resource("ontology"))


def find_violations(quads: Iterable[Quad], shapes: Shapes) -> Iterator[str]:
    """Yield a line for each constraint of the core shapes that the quads break."""
    nodes: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in {(q.subject, q.predicate, q.object) for q in quads}:
        nodes[_plain(subject).value][predicate.value].append(_plain(value))
    data = _Data({node: dict(properties) for node, properties in nodes.items()}, shapes)
    for node, properties in data.nodes.items():
        classes = data.of(node)
        for shape in shapes.shapes:
            if not (shape.classes.isdisjoint(classes) and shape.subjects_of.isdisjoint(properties)):
                yield from _broken(node, properties, shape, data)


def _broken(node: str, properties: Properties, shape: Shape, data: _Data) -> Iterator[str]:
    for rule in shape.rules:
        for problem in _problems(rule, properties, data):
            yield f"{node}: {shrink(rule.path)} {problem}"
    if shape.alternatives and not any(
        not any(True for rule in rules for _ in _problems(rule, properties, data))
        for rules in shape.alternatives
    ):
        wanted = " or ".join(
            " and ".join(shrink(rule.path) for rule in rules) for rules in shape.alternatives
        )
        yield f"{node}: none of the alternatives holds ({wanted})"


def _problems(rule: Rule, properties: Properties, data: _Data) -> Iterator[str]:
    values = properties.get(rule.path, [])
    if len(values) < rule.least:
        yield "is missing" if not values else f"has fewer than {rule.least} values"
    if rule.most is not None and len(values) > rule.most:
        yield f"has {len(values)} values, at most {rule.most} allowed"
    if rule.value is not None and rule.value not in values:
        yield f"is not {rule.value.value}"
    for value in values:
        yield from _value_problems(rule, value, data)
    if rule.less_than or rule.less_or_equal:
        other = properties.get(rule.less_than or rule.less_or_equal or "", [])
        yield from _order_problems(rule, values, other)


def _value_problems(rule: Rule, value: Node, data: _Data) -> Iterator[str]:
    if rule.iri and not isinstance(value, NamedNode):
        yield f"is no IRI: {value.value!r}"
    if rule.datatype and not _has_datatype(value, rule.datatype):
        yield f"is no {shrink(rule.datatype)}: {value.value!r}"
    if rule.classes and data.of(value.value).isdisjoint(rule.classes):
        yield f"is no {' or '.join(shrink(c) for c in rule.classes)}: {shrink(value.value)}"
    if rule.allowed and value not in rule.allowed:
        yield f"is not one of the allowed values: {shrink(value.value)}"
    if rule.pattern and not rule.pattern.search(value.value):
        yield f"does not match {rule.pattern.pattern}: {value.value!r}"
    if rule.minimum is not None or rule.maximum is not None:
        number = _number(value)
        if (
            number is None
            or (rule.minimum is not None and number < rule.minimum)
            or (rule.maximum is not None and number > rule.maximum)
        ):
            yield f"is out of range: {value.value!r}"


def _order_problems(rule: Rule, values: list[Node], others: list[Node]) -> Iterator[str]:
    for value in values:
        for other in others:
            left, right = _comparable(value), _comparable(other)
            fits = type(left) is type(right) and left is not None
            if fits and rule.less_than:
                fits = left < right  # type: ignore[operator]  # of one type, checked above
            elif fits:
                fits = left <= right  # type: ignore[operator]  # of one type, checked above
            if not fits:
                yield f"comes after {shrink(rule.less_than or rule.less_or_equal or '')}"


def _plain(term: Node | Triple) -> Node:
    if isinstance(term, Triple):
        raise ShapeViolation(f"triple terms are not part of the data model: {term}")
    return term


_LEXICAL: Mapping[str, re.Pattern[str]] = {
    XSD + "integer": re.compile(r"[+-]?\d+"),
    XSD + "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    XSD + "boolean": re.compile("true|false|1|0"),
    XSD + "date": re.compile(r"\d{4}-\d\d-\d\d"),
}


def _has_datatype(value: Node, datatype: str) -> bool:
    if not isinstance(value, Literal) or value.datatype.value != datatype:
        return False
    lexical = _LEXICAL.get(datatype)
    if lexical and not lexical.fullmatch(value.value):
        return False
    return datatype != XSD + "date" or _day(value.value) is not None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(value: Node) -> Decimal | None:
    numeric = (XSD + "integer", XSD + "decimal", XSD + "double", XSD + "float")
    if not isinstance(value, Literal) or value.datatype.value not in numeric:
        return None
    try:
        return Decimal(value.value)
    except InvalidOperation:
        return None


def _comparable(value: Node) -> Decimal | date | None:
    if isinstance(value, Literal) and value.datatype.value == XSD + "date":
        return _day(value.value)
    return _number(value)


def load_shapes(directory: Path) -> Shapes:
    """Compile `shapes.ttl` of the ontology's directory, with the code lists that it refers to.

    Raises KbError where the file uses a part of SHACL that the compiler does not know.
    """
    content = (directory / "shapes.ttl").read_text(encoding="utf-8").replace(DEFAULT_BASE, BASE)
    graph: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for triple in parse(content.encode(), format=RdfFormat.TURTLE):
        graph[_plain(triple.subject)][triple.predicate.value].append(_plain(triple.object))
    supers, concepts = _hierarchy(directory)
    compiled = [
        _shape(node, graph)
        for node, properties in graph.items()
        if NamedNode(SH + "NodeShape") in properties.get(TYPE, [])
    ]
    return Shapes(tuple(sorted(compiled, key=lambda s: s.name)), concepts, supers)


def _hierarchy(
    directory: Path,
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return the classes above each class, itself included, and the classes of each concept."""
    above: dict[str, set[str]] = defaultdict(set)
    types: dict[str, set[str]] = defaultdict(set)
    for quad in ontology_quads(directory):
        if quad.predicate.value == SUBCLASS:
            above[_plain(quad.subject).value].add(_plain(quad.object).value)
        elif quad.predicate.value == TYPE:
            types[_plain(quad.subject).value].add(_plain(quad.object).value)
    supers = {c: frozenset(_closure(c, above)) for c in (*types, *above)}
    concepts = {
        node: frozenset().union(*(supers.get(c, frozenset((c,))) for c in classes))
        for node, classes in types.items()
    }
    return supers, concepts


def _closure(start: str, above: Mapping[str, set[str]]) -> set[str]:
    found, todo = {start}, [start]
    while todo:
        for higher in above.get(todo.pop(), ()):
            if higher not in found:
                found.add(higher)
                todo.append(higher)
    return found


_Graph = Mapping[Node, Mapping[str, list[Node]]]


def _shape(node: Node, graph: _Graph) -> Shape:
    properties = graph[node]
    known = {"property", "or", "targetClass", "targetSubjectsOf"}
    _refuse_unknown(node, properties, known)
    return Shape(
        node.value,
        frozenset(c.value for c in properties.get(SH + "targetClass", [])),
        frozenset(p.value for p in properties.get(SH + "targetSubjectsOf", [])),
        _rules(properties, graph),
        tuple(
            _rules(graph[option], graph)
            for head in properties.get(SH + "or", [])
            for option in _items(head, graph)
        ),
    )


def _rules(properties: Mapping[str, list[Node]], graph: _Graph) -> tuple[Rule, ...]:
    return tuple(_rule(graph[node], graph) for node in properties.get(SH + "property", []))


def _rule(properties: Mapping[str, list[Node]], graph: _Graph) -> Rule:
    known = (
        "path minCount maxCount datatype nodeKind class in hasValue pattern minInclusive "
        "maxInclusive lessThan lessThanOrEquals or"
    )
    path = properties[SH + "path"][0]
    _refuse_unknown(path, properties, set(known.split()))
    one = {key.removeprefix(SH): values[0] for key, values in properties.items()}

    def lexical(key: str) -> str | None:
        return one[key].value if key in one else None

    def decimal(key: str) -> Decimal | None:
        return Decimal(one[key].value) if key in one else None

    options = [graph[o] for o in _items(one["or"], graph)] if "or" in one else []
    classes = [one["class"]] if "class" in one else [o[SH + "class"][0] for o in options]
    return Rule(
        path.value,
        int(lexical("minCount") or 0),
        int(lexical("maxCount") or 0) if "maxCount" in one else None,
        lexical("datatype"),
        "nodeKind" in one,
        tuple(c.value for c in classes),
        tuple(_items(one["in"], graph)) if "in" in one else (),
        one.get("hasValue"),
        re.compile(lexical("pattern") or "") if "pattern" in one else None,
        decimal("minInclusive"),
        decimal("maxInclusive"),
        lexical("lessThan"),
        lexical("lessThanOrEquals"),
    )


def _refuse_unknown(node: Node, properties: Mapping[str, list[Node]], known: set[str]) -> None:
    used = {key.removeprefix(SH) for key in properties if key.startswith(SH)}
    if used - known:
        raise KbError(f"shapes.ttl: {node.value} uses sh:{min(used - known)}, which is not core")


def _items(head: Node, graph: _Graph) -> Iterator[Node]:
    while head != NamedNode(RDF + "nil"):
        yield graph[head][RDF + "first"][0]
        head = graph[head][RDF + "rest"][0]
