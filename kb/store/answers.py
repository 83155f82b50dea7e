"""From the engine's results to plain values and to the standard serialisations."""

from __future__ import annotations

import csv
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kb.errors import InputError
from kb.namespaces import PREFIXES
from kb.store.base import GRAPH_TYPES, SOLUTION_TYPES, XSD, Bindings, Solutions, Value
from kb.store.failures import reading
from kb.store.terms import Term, to_value

# What a query gives, lazily; triples of an embedded store or parsed from a server's answer.
Found: TypeAlias = "ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]"
Row: TypeAlias = "Sequence[Term | ox.Triple | None]"


class Queryable(ABC):
    """The reading half of a store, once `evaluate` is given."""

    location: str

    @abstractmethod
    def evaluate(self, query: str, bindings: Bindings | None = None) -> Found:
        """Start a query and return its results unread."""

    def select(self, query: str, bindings: Bindings | None = None) -> Solutions:
        """Return the rows of a SELECT query."""
        found = self.evaluate(query, bindings)
        if not isinstance(found, ox.QuerySolutions):
            raise InputError("select() needs a SELECT query")
        names = tuple(variable.value for variable in found.variables)
        seen: dict[ox.NamedNode, Value] = {}  # the same IRIs come again and again

        def plain(term: Term | ox.Triple | None) -> Value | None:
            if type(term) is not ox.NamedNode:
                return None if term is None else to_value(term)
            value = seen.get(term)
            if value is None:
                value = seen[term] = Value("iri", term.value)
            return value

        with reading(self.location):
            rows = [tuple([plain(term) for term in row]) for row in found]
        return Solutions(names, rows)

    def ask(self, query: str, bindings: Bindings | None = None) -> bool:
        """Return the answer to an ASK query."""
        found = self.evaluate(query, bindings)
        if not isinstance(found, ox.QueryBoolean):
            raise InputError("ask() needs an ASK query")
        return bool(found)

    def construct(self, query: str, bindings: Bindings | None = None) -> list[ox.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        found = self.evaluate(query, bindings)
        if isinstance(found, ox.QuerySolutions | ox.QueryBoolean):
            raise InputError("construct() needs a CONSTRUCT or DESCRIBE query")
        with reading(self.location):
            return list(found)

    def answer(self, query: str, media_type: str, bindings: Bindings | None = None) -> bytes:
        """Return the whole serialised answer to a query of any form."""
        found = self.evaluate(query, bindings)
        if isinstance(found, ox.QuerySolutions | ox.QueryBoolean):
            _check_type(media_type, "SELECT or ASK", SOLUTION_TYPES)
            form = ox.QueryResultsFormat.from_media_type(media_type)
            with reading(self.location):
                return found.serialize(format=form) or b""
        with reading(self.location):
            return serialize_triples(found, media_type)


def serialize_triples(triples: Iterable[ox.Triple], media_type: str) -> bytes:
    """Return triples in a media type of `GRAPH_TYPES`, with our prefixes."""
    _check_type(media_type, "CONSTRUCT or DESCRIBE", GRAPH_TYPES)
    form = ox.RdfFormat.from_media_type(media_type)
    return ox.serialize(triples, format=form, prefixes=PREFIXES) or b""


@dataclass(frozen=True, slots=True)
class Body:
    """A serialised answer: how many rows or triples it holds, and whether some were left out."""

    content: bytes
    rows: int
    truncated: bool


def serialize_capped(found: Found, media_type: str, *, rows: int, size: int) -> Body:
    """Serialise at most `rows` rows or triples and about `size` bytes, always well-formed."""
    if isinstance(found, ox.QueryBoolean):
        _check_type(media_type, "SELECT or ASK", SOLUTION_TYPES)
        form = ox.QueryResultsFormat.from_media_type(media_type)
        return Body(found.serialize(format=form) or b"", 1, False)
    if isinstance(found, ox.QuerySolutions):
        _check_type(media_type, "SELECT or ASK", SOLUTION_TYPES)
        names = [variable.value for variable in found.variables]
        head, row_text, between, tail = _WRITERS[media_type](names)
        texts, truncated = _take((row_text(tuple(row)) for row in found), rows, size)
        return Body((head + between.join(texts) + tail).encode(), len(texts), truncated)
    lines, truncated = _take((f"{triple} .\n" for triple in found), rows, size)
    parsed = (quad.triple for quad in ox.parse("".join(lines), ox.RdfFormat.N_TRIPLES))
    return Body(serialize_triples(parsed, media_type), len(lines), truncated)


def _take(texts: Iterator[str], count: int, size: int) -> tuple[list[str], bool]:
    """Return the texts that fit, and whether there were more."""
    taken: list[str] = []
    for text in texts:
        size -= len(text.encode())
        if len(taken) == count or size < 0:
            return taken, True
        taken.append(text)
    return taken, False


def _check_type(media_type: str, form: str, types: Mapping[str, str]) -> None:
    if media_type not in types.values():
        choice = ", ".join(types.values())
        raise InputError(f"a {form} query has no answer as {media_type}: choose one of {choice}")


# Each writer takes the variables and returns: head, row -> text, text between rows, tail.
Writer: TypeAlias = Callable[[list[str]], tuple[str, Callable[[Row], str], str, str]]


def _json_writer(names: list[str]) -> tuple[str, Callable[[Row], str], str, str]:
    keys = [json.dumps(name) + ":" for name in names]

    def text(row: Row) -> str:
        cells = [key + _json_term(t) for key, t in zip(keys, row, strict=True) if t is not None]
        return "{" + ",".join(cells) + "}"

    head = json.dumps({"vars": names}, separators=(",", ":"))
    return f'{{"head":{head},"results":{{"bindings":[', text, ",", "]}}"


def _json_term(term: Term | ox.Triple) -> str:
    kind = {ox.NamedNode: "uri", ox.BlankNode: "bnode"}.get(type(term), "literal")
    value = to_value(term)
    node = {"type": kind, "value": value.value}
    if value.language:
        node["xml:lang"] = value.language
    elif value.datatype and value.datatype != XSD + "string":
        node["datatype"] = value.datatype
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))


def _xml_writer(names: list[str]) -> tuple[str, Callable[[Row], str], str, str]:
    variables = "".join(f"<variable name={quoteattr(name)}/>" for name in names)

    def text(row: Row) -> str:
        cells = [
            f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
            for name, term in zip(names, row, strict=True)
            if term is not None
        ]
        return "<result>" + "".join(cells) + "</result>"

    head = (
        '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
        f"<head>{variables}</head><results>"
    )
    return head, text, "", "</results></sparql>"


def _xml_term(term: Term | ox.Triple) -> str:
    value = to_value(term)
    text = escape(value.value, {"\r": "&#13;"})
    if value.kind == "iri":
        return f"<uri>{text}</uri>"
    if value.kind == "bnode":
        return f"<bnode>{text}</bnode>"
    if value.language:
        return f"<literal xml:lang={quoteattr(value.language)}>{text}</literal>"
    if value.datatype and value.datatype != XSD + "string":
        return f"<literal datatype={quoteattr(value.datatype)}>{text}</literal>"
    return f"<literal>{text}</literal>"


def _csv_writer(names: list[str]) -> tuple[str, Callable[[Row], str], str, str]:
    def line(cells: Iterable[str]) -> str:
        buffer = io.StringIO()
        csv.writer(buffer).writerow(cells)
        return buffer.getvalue()

    def text(row: Row) -> str:
        return line("" if term is None else _csv_term(term) for term in row)

    return line(names), text, "", ""


def _csv_term(term: Term | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.BlankNode) else to_value(term).value


def _tsv_writer(names: list[str]) -> tuple[str, Callable[[Row], str], str, str]:
    def text(row: Row) -> str:
        cells = ["" if term is None else str(term).replace("\t", "\\t") for term in row]
        return "\t".join(cells) + "\n"

    return "\t".join("?" + name for name in names) + "\n", text, "", ""


_WRITERS: Mapping[str, Writer] = {
    SOLUTION_TYPES["json"]: _json_writer,
    SOLUTION_TYPES["xml"]: _xml_writer,
    SOLUTION_TYPES["csv"]: _csv_writer,
    SOLUTION_TYPES["tsv"]: _tsv_writer,
}
