"""Feeds that are asked again and again: which one next, and what is new in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.acquire.addresses import tidy
from kb.acquire.failure import Failure
from kb.acquire.fetcher import Fetcher
from kb.acquire.fields import FieldMap
from kb.acquire.paths import Opening, read_stream
from kb.acquire.reference import Reference
from kb.errors import FetchError, InputError

LONGEST = 24 * 3600.0
"""Seconds after which a feed is asked again at the latest."""

_QUIETER = 1.5  # by how much the interval grows after an answer without news
_FAILING = 2.0  # and after none


@dataclass(slots=True)
class Feed:
    """A feed's address, when it is asked next, and after how many seconds again."""

    url: str
    due: float
    interval: float


class Watch:
    """The feeds of one watch. `interval` is the least time between two questions, in seconds.

    Intervals grow while a feed has nothing new, and faster while it fails; news bring them back.
    """

    def __init__(self, urls: Sequence[str], fetcher: Fetcher, interval: float) -> None:
        self._fetcher = fetcher
        self._interval = interval
        self._clock: Callable[[], float] = fetcher.manners.clock
        self._named: set[str] = set()
        self.feeds = [Feed(url, self._clock(), interval) for url in dict.fromkeys(urls)]

    def wait(self) -> tuple[Feed, float]:
        """Return the feed that is to be asked next and in how many seconds."""
        feed = min(self.feeds, key=lambda feed: feed.due)
        return feed, max(0.0, feed.due - self._clock())

    def ask(self, feed: Feed, known: Callable[[str], bool]) -> list[Reference] | Failure:
        """Return the articles of a feed that are not known yet, or why it gave none.

        An article that was asked for before is not named again, whatever came of it. The feed is
        asked unconditionally until an answer brings nothing new, so that no news are lost where
        the work on them is cut short.
        """
        try:
            visit = self._fetcher.visits.last(feed.url)
            response = self._fetcher.get(feed.url, visit.condition if visit else {})
            if response.status not in (200, 304):
                raise FetchError(f"status {response.status} {response.reason}".rstrip())
            found = []
            if response.status == 200:
                opening = Opening(FieldMap({}), response.url, depth=1)
                found = list(read_stream(io.BytesIO(response.body), feed.url, opening))
        except (FetchError, InputError) as error:
            wait = getattr(error, "wait", None) or 0.0
            self._rest(feed, max(wait, feed.interval * _FAILING))
            return Failure(feed.url, str(error))
        named = [item for item in found if isinstance(item, Reference)]
        if found and not named:
            self._rest(feed, feed.interval * _FAILING)
            return Failure(feed.url, "not a feed, sitemap or list of addresses")
        new = [reference for reference in named if not self._seen(reference, known)]
        self._rest(feed, self._interval if new else feed.interval * _QUIETER)
        if not new:
            self._fetcher.visits.remember(feed.url, response)
        return new

    def put_back(self, references: Sequence[Reference]) -> None:
        """Let articles be named again that could not be worked on."""
        self._named -= {tidy(reference.url) for reference in references}

    def _seen(self, reference: Reference, known: Callable[[str], bool]) -> bool:
        url = tidy(reference.url)
        visit = self._fetcher.visits.last(url)
        failed = visit is not None and visit.status not in (200, 304)
        if known(url) or url in self._named or failed:
            return True
        self._named.add(url)
        return False

    def _rest(self, feed: Feed, interval: float) -> None:
        feed.interval = min(LONGEST, max(self._interval, interval))
        feed.due = self._clock() + feed.interval
