"""Polite fetching: robots.txt, a delay for each host, conditions, Retry-After, few tries."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from protego import Protego

from kb.acquire.addresses import tidy
from kb.acquire.capture import Capture
from kb.acquire.client import Client, Response
from kb.acquire.failure import Failure
from kb.acquire.fields import FieldMap
from kb.acquire.paths import Found, Opening, read_stream
from kb.acquire.reference import Reference
from kb.acquire.visits import Visits
from kb.errors import FetchError, InputError
from kb.model import RawItem

_TRIES = 3
_LONGEST_WAIT = 120.0  # seconds that are waited for; who asks for more is not asked again
_ROBOTS_HOLD = 24 * 3600.0  # seconds
_MAX_ROBOTS = 500_000  # bytes that are read of it (RFC 9309)
_MAX_LEVELS = 2  # from a list of lists to an article
_AHEAD = 200  # references among which the one is taken whose host may be asked next


@dataclass(frozen=True, slots=True)
class Manners:
    """How pages are asked for; `sleep` and `clock` are exchanged in tests and to be interrupted."""

    agent: str
    delay: float = 2.0
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class _Host:
    """What is known of a host: its rules and until when they hold."""

    robots: Protego
    until: float


@dataclass(slots=True)
class Fetcher:
    """Fetches what references name. `known` tells which articles are at hand already.

    An article at hand is asked for on the condition that it has changed. Answers are kept in
    `capture`, if given, before anything is made of them; the addresses of those that have not
    changed are added to `unchanged`.
    """

    client: Client
    manners: Manners
    visits: Visits
    capture: Capture | None = None
    known: Callable[[str], bool] = lambda url: False
    unchanged: list[str] = field(default_factory=list)
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)
    _refused: dict[str, FetchError] = field(default_factory=dict)

    def resolve(self, found: Iterable[Found]) -> Iterator[RawItem | Failure]:
        """Yield the articles of references, fetched, and everything else as it is.

        Of the references at hand the one comes first whose host may be asked next. What cannot be
        fetched is a failure, unless its feed carried the whole of it; unchanged articles are left
        out.
        """
        waiting: list[Reference] = []
        for item in found:
            if not isinstance(item, Reference):
                yield item
                continue
            waiting.append(item)
            if len(waiting) >= _AHEAD:
                yield from self._take(waiting)
        while waiting:
            yield from self._take(waiting)

    def _take(self, waiting: list[Reference]) -> Iterator[RawItem | Failure]:
        chosen = min(waiting, key=lambda reference: self._next.get(_host(reference.url), 0.0))
        waiting.remove(chosen)
        try:
            for item in self._follow(chosen):
                if isinstance(item, Reference):
                    waiting.append(item)
                else:
                    yield item
        except (FetchError, InputError) as error:
            if chosen.content is not None:
                yield chosen.content
            else:
                yield Failure(chosen.source, _told(chosen, str(error)))

    def _follow(self, reference: Reference) -> Iterator[Found]:
        url = tidy(reference.url)
        visit = self.visits.last(url)
        known = self.known(visit.target if visit else url)
        if visit is not None and visit.gone and not known:
            raise FetchError(f"is gone (status {visit.status} when last asked)")
        condition = visit.condition if visit is not None and known else {}
        response = self.get(reference.url, condition)
        if response.status == 304:
            self.unchanged.append(url)
            return
        if response.status != 200:
            self.visits.remember(url, response, tidy(response.url))
            raise FetchError(f"status {response.status} {response.reason}".rstrip())
        if reference.level < _MAX_LEVELS:
            yield from self._read(reference, response)
        else:
            yield from self._read(reference, response, articles_only=True)
        self.visits.remember(url, response, tidy(response.url))

    def _read(
        self, reference: Reference, response: Response, *, articles_only: bool = False
    ) -> Iterator[Found]:
        opening = Opening(FieldMap({}), response.url, depth=1)
        for item in read_stream(io.BytesIO(response.body), reference.url, opening):
            if isinstance(item, Reference):
                if articles_only:
                    raise FetchError("lists of lists of lists are not followed")
                yield replace(item, level=reference.level + 1)
            elif isinstance(item, RawItem) and item.source == reference.url:
                yield self._article(item, reference, response)
            else:
                yield item

    def _article(self, item: RawItem, reference: Reference, response: Response) -> RawItem:
        about = {
            "title": reference.title,
            "listed": reference.listed and reference.listed.earliest.isoformat(),
            "publisher": reference.publisher,
        }
        url = tidy(response.url)
        if self.capture is not None:
            kept = {name: value for name, value in about.items() if value}
            self.capture.keep(url, response, kept)
        content_type = response.header("Content-Type").lower()
        charset = content_type.partition("charset=")[2].partition(";")[0].strip(" \"'")
        return replace(
            item,
            source=reference.source if reference.source != reference.url else url,
            url=url,
            title=reference.title,
            listed=reference.listed,
            publisher=reference.publisher,
            charset=charset or None,
        )

    def get(self, url: str, condition: Mapping[str, str]) -> Response:
        """Return the answer to a polite GET; FetchError where robots.txt or a guard forbids it."""
        host = _host(url)
        if self.capture is not None:
            self.capture.check()
        for attempt in range(_TRIES):
            if host in self._refused:
                raise self._refused[host]
            self._check_robots(url)
            try:
                self._wait_turn(host)
                response = self.client.get(url, condition, self._check_robots)
            except FetchError as error:
                if error.wait is None or attempt == _TRIES - 1:
                    raise
                self._pause(error.wait, attempt)
                continue
            if response.status in (429, 503):
                self._obey(host, response)
            elif response.status in (500, 502, 504) and attempt < _TRIES - 1:
                self._pause(1, attempt)
            else:
                return response
        raise FetchError(f"status {response.status} {response.reason}, {_TRIES} times".strip())

    def _pause(self, seconds: float, attempt: int) -> None:
        jitter = 1 + random.random() / 4  # noqa: S311 (spreads tries, protects nothing)
        self.manners.sleep(seconds * 2**attempt * jitter)

    def _obey(self, host: str, response: Response) -> None:
        """Wait as long as a busy host asks; where that is too long, let it alone in this run."""
        seconds = _retry_after(response.header("Retry-After"))
        if seconds > _LONGEST_WAIT:
            asked = f"the host asks to wait {seconds:.0f} s (status {response.status})"
            self._refused[host] = FetchError(asked, wait=seconds)
            raise self._refused[host]
        self._next[host] = self.manners.clock() + seconds

    def _wait_turn(self, host: str) -> None:
        now = self.manners.clock()
        if (turn := self._next.get(host, 0.0)) > now:
            self.manners.sleep(turn - now)
        known = self._hosts.get(host)
        asked = known.robots.crawl_delay(self.manners.agent) if known else None
        delay = max(self.manners.delay, min(float(asked or 0), _LONGEST_WAIT))
        self._next[host] = self.manners.clock() + delay

    def _check_robots(self, url: str) -> None:
        """Raise FetchError where the site's robots.txt keeps us out, or cannot be read."""
        host = _host(url)
        known = self._hosts.get(host)
        if known is None or known.until < self.manners.clock():
            known = self._read_robots(url, host)
        if not known.robots.can_fetch(url, self.manners.agent):
            raise FetchError("robots.txt of the site asks not to fetch it")

    def _read_robots(self, url: str, host: str) -> _Host:
        """By RFC 9309: without the file (4xx) all is allowed, on errors of the server nothing."""
        parts = urlsplit(url)
        self._wait_turn(host)
        response = self.client.get(f"{parts.scheme}://{parts.netloc}/robots.txt")
        if response.status >= 500 or response.status == 429:
            raise FetchError(f"robots.txt cannot be read now (status {response.status})", wait=60)
        body = response.body[:_MAX_ROBOTS] if response.status == 200 else b""
        until = self.manners.clock() + _ROBOTS_HOLD
        self._hosts[host] = _Host(Protego.parse(body.decode("utf-8", "replace")), until)
        return self._hosts[host]


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _told(reference: Reference, reason: str) -> str:
    return reason if reference.source == reference.url else f"{reason} ({reference.url})"


def _retry_after(value: str) -> float:
    """Return the seconds that a Retry-After header asks for, as number or date; 30 without one."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 30.0
