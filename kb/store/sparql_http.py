"""The back end for a SPARQL 1.1 server, by SPARQLWrapper."""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlencode, urljoin, urlsplit, urlunsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithPriorAuth,
    OpenerDirector,
    Request,
    build_opener,
)

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, TURTLE, URLENCODED, SPARQLWrapper

from kb.errors import KbError, QueryTimeout, StoreError
from kb.namespaces import ID, KB, sparql_prefixes
from kb.store.answers import Found, Queryable
from kb.store.base import SCHEMA_VERSION, STORE_GRAPH, STORE_NODE, XSD, Bindings, Dataset
from kb.store.binding import bind, query_form
from kb.store.failures import is_older, one_line, other_schema, syntax_error
from kb.store.rdffiles import read_quads
from kb.store.side import SideTables, Source
from kb.store.updates import by_graph, own_graphs, update_request

TIMEOUT = 60.0  # seconds of silence after which a request is given up
CHUNK = 20_000  # quads per update request: about 4 MB
# Virtuoso's parser gives up between 2,000 and 5,000 triples in one request (measured, 7.2.5).
VIRTUOSO_CHUNK = 2_000
# Graphs that Virtuoso keeps for itself: no part of the data, but for queries over everything.
_SERVER_GRAPHS = (
    "http://www.openlinksw.com/",
    "http://localuriqaserver/",
    "urn:virtuoso:",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#",
)
_BOOLEAN = XSD + "boolean"
_UNION_REMEDY = (
    "does not show named graphs in its default graph: switch its union default graph on "
    "(Oxigraph: --union-default-graph, Jena: tdb2:unionDefaultGraph true)"
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a server takes queries and updates, and as whom."""

    query: str
    update: str
    user: str | None = None
    password: str | None = None

    @property
    def urls(self) -> tuple[str, str]:
        """Both URLs."""
        return self.query, self.update

    @property
    def shown(self) -> str:
        """The query URL, without credentials."""
        return self.query


def parse_location(location: str) -> Endpoint:
    """Return the endpoint that a store location names.

    `http://host:7878` stands for `/query` and `/update` there; a URL ending in `/query` for itself
    and its `/update`; any other URL for both; `QUERY_URL|UPDATE_URL` for two. User and password
    may stand in the first URL (`http://user:password@host/sparql`), percent-encoded.
    """
    first, _, second = location.partition("|")
    parts = urlsplit(first)
    host = parts.netloc.rpartition("@")[2]
    query = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    update = second or re.sub(r"/query$", "/update", query)
    if parts.path in ("", "/") and not second:
        base = query.rstrip("/")
        query, update = base + "/query", base + "/update"
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password or "") if user else None
    return Endpoint(query, update, user, password)


class _Request(SPARQLWrapper):
    """A request that signs in by what the server asks for (Basic or Digest).

    SPARQLWrapper's own Digest changes how the whole process opens URLs.
    """

    def __init__(self, endpoint: Endpoint, url: str, opener: OpenerDirector) -> None:
        super().__init__(endpoint.query, updateEndpoint=url)
        self._opener = opener

    def _query(self) -> tuple[HTTPResponse, str]:
        return self._opener.open(self._createRequest(), timeout=self.timeout), self.returnFormat


class _Basic(HTTPBasicAuthHandler):
    """Signs in unasked once a server has asked for Basic, and not because Digest has worked."""

    passwd: HTTPPasswordMgrWithPriorAuth

    def http_response(self, req: Request, response: HTTPResponse) -> HTTPResponse:
        return response

    https_response = http_response

    def retry_http_basic_auth(self, host: str, req: Request, realm: str) -> HTTPResponse | None:
        self.passwd.update_authenticated(urljoin(req.full_url, "/"), True)
        return super().retry_http_basic_auth(host, req, realm)


def _opener(endpoint: Endpoint) -> OpenerDirector:
    if endpoint.user is None:
        return build_opener()
    known = HTTPPasswordMgrWithPriorAuth()
    hosts = [urljoin(url, "/") for url in endpoint.urls]
    known.add_password(None, hosts, endpoint.user, endpoint.password or "")
    return build_opener(_Basic(known), HTTPDigestAuthHandler(known))


class HttpStore(Queryable):
    """A store behind a SPARQL 1.1 server; see `kb.store.base.Store` for the methods.

    `replace_graphs` is one request, and so one transaction on servers that have them, up to
    `CHUNK` quads (fewer on Virtuoso); beyond that readers may see a part of the new graphs until
    the last request.
    The server must show the union of all graphs as its default graph: that is checked here.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        timeout: float = TIMEOUT,
        read_only: bool = False,
        create: bool = True,
        renew: bool = False,
        side: Path | None = None,
    ) -> None:
        self.location = endpoint.shown
        self._opener = _opener(endpoint)
        self._endpoint = endpoint
        self._server = ""  # what it calls itself, once it has answered
        self._timeout = timeout
        # Kept on this machine: a server has no text search of ours.
        source = Source(lambda: self.generation, self.graphs, self.quads)
        self.side = SideTables(side, source, writable=not read_only)
        self._check(make=create and not read_only, renew=renew)

    def _check(self, *, make: bool, renew: bool) -> None:
        found = self._describe("schemaVersion")
        if found is None and make:
            self._update(update_request((), ()))
            found = self._describe("schemaVersion")
        if found is None:
            raise StoreError(f"there is no store at {self.location}: `kb ingest` makes one")
        if renew and is_older(found):
            self.replace_graphs((), own_graphs(self.graphs()))
        elif found != str(SCHEMA_VERSION):
            raise other_schema(self.location, found)
        if not self.ask(f"ASK {{ <{STORE_NODE}> <{KB}schemaVersion> ?version }}"):
            raise StoreError(f"the server {self.location} {_UNION_REMEDY}")

    def _describe(self, name: str) -> str | None:
        node = f"<{STORE_NODE}> <{KB}{name}>"
        rows = self.select(f"SELECT ?v {{ GRAPH <{STORE_GRAPH}> {{ {node} ?v }} }}").texts()
        return next((row["v"] for row in rows), None)

    @property
    def generation(self) -> str:
        """An opaque token that changes with every write by this program, from wherever."""
        return self._describe("generation") or "0"

    def evaluate(
        self, query: str, bindings: Bindings | None = None, dataset: Dataset | None = None
    ) -> Found:
        """Ask the server and return its parsed answer."""
        text = bind(query, bindings) if bindings else query
        # On one line, so that the line numbers of a syntax error stay those of the query.
        text = f"BASE <{ID}> " + sparql_prefixes(text).replace("\n", " ") + text
        form = query_form(query)
        rows = form in ("SELECT", "ASK")
        accept = JSON if rows else TURTLE
        content = self._send(self._endpoint.query, text, form, accept, dataset or Dataset())
        try:
            if rows:
                # pyoxigraph reads the rows later: an answer that breaks off is to be noticed now.
                table = json.loads(content)
                if self._is_virtuoso:
                    content = json.dumps(_standard(table)).encode()
                return ox.parse_query_results(content, ox.QueryResultsFormat.JSON)
            return [quad.triple for quad in ox.parse(content, ox.RdfFormat.TURTLE)]
        except (SyntaxError, ValueError, KeyError, EOFError) as error:
            reason = one_line(error)
            raise StoreError(f"the server {self.location} broke off its answer: {reason}") from None

    def _update(self, request: str) -> None:
        self._send(self._endpoint.update, request, "INSERT", JSON, Dataset())

    def _send(self, url: str, text: str, form: str, accept: str, dataset: Dataset) -> bytes:
        wrapper = _Request(self._endpoint, url, self._opener)
        wrapper.setQuery(text)
        wrapper.queryType = form  # SPARQLWrapper's own guess reads comments as code
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(URLENCODED)
        wrapper.setReturnFormat(accept)
        wrapper.setOnlyConneg(True)
        for graph in dataset.default:
            wrapper.addDefaultGraph(graph)
        for graph in dataset.named:
            wrapper.addNamedGraph(graph)
        wrapper.setTimeout(max(1, round(self._timeout)))
        try:
            response = wrapper.query().response
            self._server = response.headers.get("Server", "")
            return bytes(response.read())
        except (OSError, HTTPException, EOFError) as error:
            raise self._failure(url, error) from None

    def _failure(self, url: str, error: Exception) -> KbError:
        """Return what to tell the user about a failed request."""
        if isinstance(error, HTTPError):
            return self._refusal(url, error)
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            return QueryTimeout(f"the server {url} gave no answer within {self._timeout:g} s")
        text = getattr(reason, "strerror", None) or one_line(error)
        return StoreError(f"the server {url} cannot be reached: {text}")

    def _refusal(self, url: str, error: HTTPError) -> KbError:
        """Return what a server's answer other than 200 means."""
        if error.code in (401, 403):
            return StoreError(f"the server {url} refused the user name and password")
        if error.code == 404:
            return StoreError(f"the server {url} has no SPARQL endpoint there (404)")
        said = " ".join(error.read().decode("utf-8", "replace").split())[:300]
        if error.code == 400:
            return syntax_error(SyntaxError(said))
        return StoreError(
            f"the server {url} failed ({error.code} {error.reason}){': ' if said else ''}{said}"
        )

    def replace_graphs(self, quads: Iterable[ox.Quad], drop: Collection[str]) -> None:
        """Drop the named graphs `drop` and insert `quads`: one request up to `CHUNK` quads."""
        added = list(quads)
        written = by_graph(added)
        before = self.generation
        with self.side.writing({*drop, *written}):
            chunks = _chunks(added, VIRTUOSO_CHUNK if self._is_virtuoso else CHUNK)
            self._update(update_request(next(chunks, []), drop))
            for chunk in _chunks(itertools.chain.from_iterable(chunks), CHUNK):
                self._add(chunk)
            self.side.apply(written, drop, before)

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads in requests of `CHUNK`."""
        with self.side.writing(()):
            for chunk in _chunks(quads, CHUNK):
                self.side.expect(set(map(_name, chunk)))
                self._add(chunk)
            self._update(update_request((), ()))

    def _add(self, quads: list[ox.Quad]) -> None:
        if self._is_virtuoso:
            self._post(quads)
        else:
            self._update(update_request(quads, ()))

    @property
    def _is_virtuoso(self) -> bool:
        return self._server.startswith("Virtuoso")

    def _post(self, quads: list[ox.Quad]) -> None:
        """Add quads by Virtuoso's graph store protocol, five times faster than by its updates."""
        by_graph: dict[str, list[ox.Triple]] = defaultdict(list)
        for quad in quads:
            by_graph[_name(quad)].append(quad.triple)
        address = self._endpoint.update.replace("/sparql", "/sparql-graph-crud", 1)
        for graph, triples in by_graph.items():
            url = f"{address}?{urlencode({'graph-uri': graph})}"
            body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
            headers = {"Content-Type": "text/turtle; charset=utf-8"}
            try:
                request = Request(url, body, headers, method="POST")  # noqa: S310 (the store's own)
                self._opener.open(request, timeout=self._timeout).close()
            except (OSError, HTTPException) as error:
                raise self._failure(address, error) from None

    def load_files(self, files: Sequence[Path]) -> None:
        """Fill an empty store from RDF files, in requests of `CHUNK` quads."""
        self.load(quad for file in files for quad in read_quads(file))

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Yield all quads, or those of one named graph; one request per graph."""
        for name in self.graphs() if graph is None else [graph]:
            node = ox.NamedNode(name)
            for triple in self.construct(
                f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}"
            ):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, node)

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        # Virtuoso takes minutes for SELECT DISTINCT ?g, and no time for this.
        counted = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        rows = self.select(counted).texts()
        own = (STORE_GRAPH, *_SERVER_GRAPHS)
        return sorted(row["g"] for row in rows if not row["g"].startswith(own))

    def count(self) -> int:
        """Return the number of quads in named graphs."""
        others = " && ".join(f'!STRSTARTS(STR(?g), "{name}")' for name in _SERVER_GRAPHS)
        rows = self.select(
            f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} "
            f"FILTER(?g != <{STORE_GRAPH}> && {others}) }}"
        ).texts()
        return sum(int(row["n"]) for row in rows)

    def dump(self, fp: IO[bytes]) -> None:
        """Write all quads as N-Quads, graph by graph."""
        ox.serialize(self.quads(), fp, format=ox.RdfFormat.N_QUADS)

    def reader(self, directory: Path) -> Callable[[], Queryable]:
        """Return how another process reaches the same server; `directory` is not used."""
        return partial(HttpStore, self._endpoint, timeout=self._timeout, read_only=True)

    def close(self) -> None:
        """Close the side tables; no connection is kept."""
        self.side.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _name(quad: ox.Quad) -> str:
    if not isinstance(quad.graph_name, ox.NamedNode):
        raise StoreError(f"every quad needs a named graph: {quad}")
    return quad.graph_name.value


def _standard(answer: dict[str, Any]) -> dict[str, Any]:
    """Return Virtuoso's JSON as the standard has it.

    Its ASK is a table of one row or none, and its booleans are 1 and 0.
    """
    rows = answer["results"]["bindings"]
    if answer["head"].get("vars") == ["__ASK_RETVAL"]:
        return {"head": {}, "boolean": bool(rows)}
    for term in (term for row in rows for term in row.values()):
        if term.get("datatype") == _BOOLEAN:
            term["value"] = {"1": "true", "0": "false"}.get(term["value"], term["value"])
    return answer


def _chunks(quads: Iterable[ox.Quad], size: int) -> Iterator[list[ox.Quad]]:
    """Yield the quads in lists of `size`; blank nodes, which end with a request, in the first."""
    with_nodes: list[ox.Quad] = []
    others: list[ox.Quad] = []
    for quad in quads:
        nodes = ox.BlankNode in (type(quad.subject), type(quad.object))
        (with_nodes if nodes else others).append(quad)
    if with_nodes:
        yield with_nodes
    remaining = iter(others)
    while chunk := list(itertools.islice(remaining, size)):
        yield chunk
