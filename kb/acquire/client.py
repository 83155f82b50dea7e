"""The one way out to the network: a guarded GET.

It connects to the address that was checked, not to the name again, so that a second answer of the
name server changes nothing; it checks every redirect anew; it caps redirects, bytes as sent and
as unpacked, their ratio, and the time of the whole exchange.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from kb.acquire.addresses import Resolver, Target, find_target, look_up
from kb.acquire.streams import MAX_BYTES, MAX_RATIO
from kb.errors import FetchError

MAX_REDIRECTS = 5
"""Redirects that are followed."""
MAX_UNPACKED = 30_000_000
"""Bytes that a response may unpack to; MAX_BYTES is the limit as sent."""

_REDIRECTS = (301, 302, 303, 307, 308)
_CONNECT = 10.0  # seconds
_CHUNK = 65536
_FREE = 1_000_000  # bytes that any response may unpack to
_TYPES = (
    "text/", "application/xhtml", "application/xml", "application/rss", "application/atom",
    "application/rdf", "application/json", "application/feed+json", "application/pdf",
    "application/octet-stream", "application/gzip", "application/x-gzip", "application/zip",
    "application/x-zip", "application/warc", "application/x-ndjson", "message/rfc822",
    "binary/octet-stream",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Response:
    """What a server sent. `raw` is the body as sent, `body` the unpacked one."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    raw: bytes
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of a header, "" where there is none."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Client:
    """How pages are asked for; `seconds` is the limit of one whole exchange."""

    user_agent: str
    private: bool = False
    seconds: float = 60.0
    resolve: Resolver = look_up
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        allowed: Callable[[str], None] = lambda url: None,
    ) -> Response:
        """Return the response to a GET, after redirects; its status may be any other.

        `allowed` is called with each address redirected to and raises FetchError to stop there.
        Raises FetchError where a guard stops the exchange or the connection fails.
        """
        for _ in range(MAX_REDIRECTS + 1):
            target = find_target(url, self.resolve, private=self.private)
            response = self._exchange(target, headers or {})
            location = response.header("Location")
            if response.status not in _REDIRECTS or not location:
                return response
            url = urljoin(url, location)
            find_target(url, self.resolve, private=self.private)
            allowed(url)
        raise FetchError(f"more than {MAX_REDIRECTS} redirects")

    def _exchange(self, target: Target, headers: Mapping[str, str]) -> Response:
        connection = _Pinned(target, self.context)
        late = threading.Event()
        timer = threading.Timer(self.seconds, connection.cut, [late])
        timer.daemon = True
        timer.start()
        try:
            connection.request("GET", target.path, headers={**self._headers(target), **headers})
            response = connection.getresponse()
            raw, body = _read_body(response)
        except FetchError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            if late.is_set():
                raise FetchError(f"took longer than {self.seconds:g} s") from error
            reason = " ".join(str(error).split()) or type(error).__name__
            raise FetchError(f"the connection failed: {reason[:160]}", wait=1) from error
        finally:
            timer.cancel()
            connection.close()
        if late.is_set():
            raise FetchError(f"took longer than {self.seconds:g} s")
        sent = tuple(response.getheaders())
        return Response(target.url, response.status, response.reason, sent, raw, body)

    def _headers(self, target: Target) -> dict[str, str]:
        return {
            "Host": target.authority,
            "User-Agent": self.user_agent,
            "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }


class _Pinned(http.client.HTTPConnection):
    """A connection to a checked address, whatever its host's name means by then."""

    def __init__(self, target: Target, context: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=_CONNECT)
        self._target = target
        self._context = context

    def connect(self) -> None:
        """Connect to the address that was checked."""
        self.sock = socket.create_connection((self._target.address, self.port), _CONNECT)
        if self._target.scheme == "https":
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self, late: threading.Event) -> None:
        """End the exchange from another thread: whoever reads sees its end."""
        late.set()
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                self.sock.close()


def _read_body(response: http.client.HTTPResponse) -> tuple[bytes, bytes]:
    """Return the body as sent and unpacked."""
    if response.status in (*_REDIRECTS, 304):
        return b"", b""
    kind = (response.getheader("Content-Type") or "").strip().lower()
    if response.status == 200 and kind and not kind.startswith(_TYPES):
        raise FetchError(f"not a page but {kind.partition(';')[0][:60]}")
    unpack = _unpacker(response.getheader("Content-Encoding") or "")
    announced = response.getheader("Content-Length") or ""
    if announced.isdigit() and int(announced) > MAX_BYTES:
        raise FetchError(f"larger than {MAX_BYTES // 1_000_000} MB")
    raw, body = bytearray(), bytearray()
    while chunk := response.read1(_CHUNK):
        raw += chunk
        if len(raw) > MAX_BYTES:
            raise FetchError(f"larger than {MAX_BYTES // 1_000_000} MB")
        while chunk:
            part, chunk = unpack(chunk)
            body += part
            if len(body) > MAX_UNPACKED:
                raise FetchError(f"unpacks to more than {MAX_UNPACKED // 1_000_000} MB")
            if len(body) > max(_FREE, MAX_RATIO * len(raw)):
                raise FetchError(f"unpacks to more than {MAX_RATIO} times its size")
    if announced.isdigit() and len(raw) < int(announced):
        raise FetchError("the connection failed: the page ended too early", wait=1)
    return bytes(raw), bytes(body)


def _unpacker(encoding: str) -> Callable[[bytes], tuple[bytes, bytes]]:
    """Return a function from packed bytes to some unpacked ones and the packed bytes left."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return lambda chunk: (chunk, b"")
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"packed in a way that was not asked for: {encoding[:40]}")
    member = zlib.decompressobj(47 if encoding != "deflate" else 15)

    def unpack(chunk: bytes) -> tuple[bytes, bytes]:
        try:
            part = member.decompress(chunk, _CHUNK)
        except zlib.error as error:
            raise FetchError(f"damaged {encoding} data") from error
        return part, b"" if member.eof else member.unconsumed_tail

    return unpack
