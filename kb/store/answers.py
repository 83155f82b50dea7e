"""From the engine's results to plain values and to the standard serialisations."""

from __future__ import annotations

import csv
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, TypeAlias, TypeVar
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kb.errors import InputError
from kb.namespaces import PREFIXES
from kb.store.base import GRAPH_TYPES, SOLUTION_TYPES, XSD, Bindings, Dataset, Solutions, Value
from kb.store.failures import reading
from kb.store.terms import Term, to_value

# What a query gives, lazily; triples of an embedded store or parsed from a server's answer.
Found: TypeAlias = "ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]"
Row: TypeAlias = "Sequence[Term | ox.Triple | None]"
T = TypeVar("T")


class Queryable(ABC):
    """The reading half of a store, once `evaluate` is given."""

    location: str

    @abstractmethod
    def evaluate(
        self, query: str, bindings: Bindings | None = None, dataset: Dataset | None = None
    ) -> Found:
        """Start a query on all graphs, or on a dataset of them; return its results unread."""

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
class Written:
    """What was written of an answer: how many rows or triples, and whether some were left out."""

    rows: int
    truncated: bool


def write_capped(found: Found, media_type: str, fp: IO[bytes], *, rows: int, size: int) -> Written:
    """Write at most `rows` rows or triples and about `size` bytes to `fp`, always well-formed.

    Nothing is gathered: an answer of any length takes the memory of one row. `size` counts a
    graph in N-Triples, whatever format it is written in.
    """
    if isinstance(found, ox.QueryBoolean):
        _check_type(media_type, "SELECT or ASK", SOLUTION_TYPES)
        found.serialize(fp, format=ox.QueryResultsFormat.from_media_type(media_type))
        return Written(1, False)
    if isinstance(found, ox.QuerySolutions):
        _check_type(media_type, "SELECT or ASK", SOLUTION_TYPES)
        head, row_text, between, tail = _WRITERS[media_type]([v.value for v in found.variables])
        fp.write(head.encode())
        capped = _Capped(rows, size)
        for text in capped.take((row_text(tuple(row)) for row in found), str.encode):
            fp.write((between + text).encode() if capped.count > 1 else text.encode())
        fp.write(tail.encode())
        return Written(capped.count, capped.truncated)
    _check_type(media_type, "CONSTRUCT or DESCRIBE", GRAPH_TYPES)
    capped = _Capped(rows, size)
    triples = capped.take(iter(found), lambda triple: f"{triple} .\n".encode())
    ox.serialize(triples, fp, format=ox.RdfFormat.from_media_type(media_type), prefixes=PREFIXES)
    return Written(capped.count, capped.truncated)


class _Capped:
    """Counts what passes and stops it at a number of things or bytes."""

    def __init__(self, most: int, size: int) -> None:
        self.count, self.truncated = 0, False
        self._most, self._size = most, size

    def take(self, things: Iterator[T], encoded: Callable[[T], bytes]) -> Iterator[T]:
        """Yield the things that fit and note whether there were more."""
        for thing in things:
            self._size -= len(encoded(thing))
            if self.count == self._most or self._size < 0:
                self.truncated = True
                return
            self.count += 1
            yield thing


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
