"""Handing reads and writes to the process that holds an embedded store.

Only one process can open such a store for writing. The one that has it offers it on a loopback
port; address and token stand in a file in the store's folder that its owner alone may read. A
second process that finds the store locked becomes a guest: it sends its queries, and its quads as
N-Quads, and each answer says that the work is done. A request that breaks off changes nothing.
"""

from __future__ import annotations

import hmac
import http.client
import json
import logging
import os
import secrets
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyoxigraph as ox

from kb.errors import KbError, QuerySyntaxError, StoreError
from kb.store.answers import Found, Queryable
from kb.store.base import SOLUTION_TYPES, Bindings, Dataset, Store
from kb.store.binding import bind
from kb.store.oxigraph import OWNER_FILE, OxigraphStore, lock_holder
from kb.store.rdffiles import read_quads
from kb.store.side import SIDE_FILE, SideTables, Source
from kb.store.updates import by_graph

HOST = "127.0.0.1"
TIMEOUT = 600.0  # seconds for one request: a large join beside a busy server
_CHUNK = 50_000  # quads per request of a guest's `load`
_PAUSE = 30.0  # seconds at most until the next such request
_N_QUADS = ox.RdfFormat.N_QUADS
_N_TRIPLES = ox.RdfFormat.N_TRIPLES

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """Where the owner of a store takes work, and the token that it wants to see."""

    port: int
    token: str


def read_offer(path: Path) -> Offer | None:
    """Return what the owner of the store in `path` offers, None where nobody offers it."""
    try:
        found = json.loads((path / OWNER_FILE).read_text(encoding="utf-8"))
        offer = Offer(int(found["port"]), str(found["token"]))
        owner = int(found["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # A file left by a process that was killed must not send the token to whoever has its port now.
    # A process is not told of its own lock.
    return offer if lock_holder(path) in (owner, None) and _alive(owner) else None


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Owner:
    """Offers an open store to other processes of the same user, until closed.

    Raises StoreError where no port can be had or the file with the token cannot be written.
    """

    def __init__(self, store: OxigraphStore, writes: Store | None = None) -> None:
        """Offer `store`; what guests write goes through `writes`, a view of the same store."""
        self._file = Path(store.location) / OWNER_FILE
        token = secrets.token_urlsafe(32)
        handler = type(
            "Handler", (_Handler,), {"work": _Work(store, writes or store), "token": token}
        )
        try:
            self._server = ThreadingHTTPServer((HOST, 0), handler)
            about = {"port": self._server.server_port, "token": token, "pid": os.getpid()}
            _write_private(self._file, json.dumps(about))
        except OSError as error:
            raise StoreError(f"the store {store.location} cannot be offered: {error}") from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more work; what is under way is done first."""
        self._file.unlink(missing_ok=True)
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
    part.replace(path)


class _Work:
    """What an owner does for its guests; each method takes a request's body and returns one."""

    def __init__(self, store: OxigraphStore, writes: Store) -> None:
        self._store = store
        self._writes = writes
        self._writing = threading.Lock()

    def query(self, body: bytes) -> bytes:
        found = self._store.evaluate(body.decode())
        if isinstance(found, ox.QuerySolutions | ox.QueryBoolean):
            form = ox.QueryResultsFormat.from_media_type(SOLUTION_TYPES["json"])
            return found.serialize(format=form) or b""
        return ox.serialize(found, format=_N_TRIPLES) or b""

    def replace(self, body: bytes) -> bytes:
        head, _, lines = body.partition(b"\n")
        with self._writing:
            self._writes.replace_graphs(ox.parse(lines, _N_QUADS), json.loads(head))
        return b""

    def load(self, body: bytes) -> bytes:
        with self._writing:
            self._writes.side.hold(_PAUSE)
            self._writes.load(ox.parse(body, _N_QUADS))
            self._writes.side.hold(_PAUSE)
        return b""

    def loaded(self, body: bytes) -> bytes:
        self._writes.side.refresh()
        return b""

    def quads(self, body: bytes) -> bytes:
        return ox.serialize(self._store.quads(body.decode() or None), format=_N_QUADS) or b""

    def graphs(self, body: bytes) -> bytes:
        return "\n".join(self._store.graphs()).encode()

    def count(self, body: bytes) -> bytes:
        return str(self._store.count()).encode()

    def generation(self, body: bytes) -> bytes:
        return self._store.generation.encode()


_TASKS = ("query", "replace", "load", "loaded", "quads", "graphs", "count", "generation")


class _Handler(BaseHTTPRequestHandler):
    """One connection of a guest; `work` and `token` are set by the owner."""

    work: _Work
    token: str
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet per small answer
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Check the token, read the whole body, do the work, answer."""
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True  # the guest has gone: nothing is done of what it began
            return
        given = self.headers.get("Authorization", "")
        task = self.path.removeprefix("/")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.token}".encode()):
            self._answer(HTTPStatus.FORBIDDEN, b"wrong token")
        elif task not in _TASKS:
            self._answer(HTTPStatus.NOT_FOUND, b"no such task")
        else:
            self._do(task, body)

    def _do(self, task: str, body: bytes) -> None:
        try:
            answer = getattr(self.work, task)(body)
        except QuerySyntaxError as error:
            self._answer(HTTPStatus.BAD_REQUEST, str(error).encode())
        except (KbError, SyntaxError, ValueError) as error:
            self._answer(HTTPStatus.CONFLICT, str(error).encode())
        except Exception as error:
            log.exception("hand-over of %s failed", task)
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, str(error).encode())
        else:
            self._answer(HTTPStatus.OK, answer)

    def _answer(self, status: HTTPStatus, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Log at debug level only: a run of a guest is thousands of requests."""
        log.debug(format, *arguments)


class GuestStore(Queryable):
    """A store that another process holds; see `kb.store.base.Store` for the methods.

    Usable from one thread. Raises StoreError where the owner does not answer.
    """

    def __init__(self, path: Path, offer: Offer) -> None:
        self.location = str(path)
        self._path = path
        self._token = offer.token
        self._connection = http.client.HTTPConnection(HOST, offer.port, timeout=TIMEOUT)
        self._ask("generation")
        source = Source(lambda: self.generation, self.graphs, self.quads)
        self.side = SideTables(path / SIDE_FILE, source, writable=False)

    def _ask(self, task: str, body: bytes = b"") -> bytes:
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            self._connection.request("POST", f"/{task}", body, headers)
            response = self._connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise StoreError(
                f"the process that holds the store {self.location} does not answer "
                f"({type(error).__name__}): run the command again, it goes on where it stopped"
            ) from None
        if response.status == HTTPStatus.BAD_REQUEST:
            raise QuerySyntaxError(answer.decode())
        if response.status != HTTPStatus.OK:
            raise StoreError(f"the holder of the store {self.location} says: {answer.decode()}")
        return answer

    @property
    def generation(self) -> str:
        """An opaque token that changes with every write."""
        return self._ask("generation").decode()

    def evaluate(
        self, query: str, bindings: Bindings | None = None, dataset: Dataset | None = None
    ) -> Found:
        """Have the owner evaluate a query; a dataset beside it is not handed over."""
        if dataset is not None:
            raise StoreError("graphs for a query that is handed over must stand in its text")
        text = bind(query, bindings) if bindings else query
        answer = self._ask("query", text.encode())
        if answer.startswith(b"{"):
            return ox.parse_query_results(answer, ox.QueryResultsFormat.JSON)
        return [quad.triple for quad in ox.parse(answer, _N_TRIPLES)]

    def replace_graphs(self, quads: Iterable[ox.Quad], drop: Collection[str]) -> None:
        """Have the owner drop graphs and insert quads in one step."""
        added = list(quads)
        by_graph(added)
        lines = ox.serialize(added, format=_N_QUADS) or b""
        self._ask("replace", json.dumps(sorted(drop)).encode() + b"\n" + lines)

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Have the owner add many quads, in several requests."""
        remaining = iter(quads)
        while chunk := list(islice(remaining, _CHUNK)):
            by_graph(chunk)
            self._ask("load", ox.serialize(chunk, format=_N_QUADS) or b"")
        self._ask("loaded")

    def load_files(self, files: Sequence[Path]) -> None:
        """Have the owner add the quads of RDF files."""
        self.load(quad for file in files for quad in read_quads(file))

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Yield all quads, or those of one named graph; all of them one graph at a time."""
        for name in self.graphs() if graph is None else [graph]:
            yield from ox.parse(self._ask("quads", name.encode()), _N_QUADS)

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return self._ask("graphs").decode().split()

    def count(self) -> int:
        """Return the number of quads."""
        return int(self._ask("count"))

    def dump(self, fp: IO[bytes]) -> None:
        """Write all quads as N-Quads, graph by graph."""
        ox.serialize(self.quads(), fp, format=_N_QUADS)

    def reader(self, directory: Path) -> Callable[[], Queryable]:
        """Return how another process opens a copy of the data; `directory` is not used."""
        return partial(OxigraphStore, self._path, read_only=True)

    def close(self) -> None:
        """Let the owner go; closing twice is harmless."""
        self.side.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
