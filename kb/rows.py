"""The rows that queries hand to exports and pages: plain data, ids always beside labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Named:
    """A thing of the graph with its label."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in a role of an event: initiator, recipient, counterpart, host, victim, ..."""

    role: str
    actor: Named


@dataclass(frozen=True, slots=True)
class Located:
    """A place, with coordinates in degrees (WGS 84) where they are known."""

    place: Named
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A thing transferred, used, lost or demanded, in a report's words; `amount` where stated."""

    kind: Named
    text: str
    amount: float | None


@dataclass(frozen=True, slots=True)
class Voice:
    """One step of an attribution: who takes which stance, through which outlet."""

    claimant: Named
    stance: str
    via: Named | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says of an event: the sentence it rests on and where it stands.

    `published` is the day or (first, last) day of publication; `voices` are the chains of sources,
    each outermost first, empty where the article speaks for itself.
    """

    mention: str
    article: str
    headline: str | None
    publisher: Named | None
    url: str | None
    published: tuple[date, date] | None
    sentence: str
    start: int | None
    end: int | None
    status: str
    confidence: float | None
    voices: tuple[tuple[Voice, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event of a timeline.

    It happened between `earliest` and `latest` (inclusive, None where nothing says when); `days`
    is the best supported date, `DAY` or `DAY/DAY`. `roles` are those of the actor whose timeline
    it is. `status` is the first by precedence of `statuses`. `report_count` counts articles,
    `source_count` independent first-hand sources.
    """

    event: str
    label: str
    type: Named | None
    earliest: date | None
    latest: date | None
    days: str | None
    status: str
    statuses: tuple[str, ...]
    roles: tuple[str, ...]
    parties: tuple[Party, ...]
    places: tuple[Located, ...]
    items: tuple[Stated, ...]
    reports: tuple[Report, ...]
    report_count: int
    source_count: int
    confidence: float | None

    def actors(self, *roles: str) -> tuple[Named, ...]:
        """Return the actors in any of the roles, each once."""
        return tuple(dict.fromkeys(party.actor for party in self.parties if party.role in roles))

    @property
    def precision(self) -> str:
        """How finely the event is dated: day, week, month, year, longer or none."""
        if self.earliest is None or self.latest is None:
            return "none"
        days = (self.latest - self.earliest).days + 1
        steps = ((1, "day"), (7, "week"), (31, "month"), (366, "year"))
        return next((name for most, name in steps if days <= most), "longer")

    @property
    def publishers(self) -> tuple[Named, ...]:
        """The publishers of the reports, each once."""
        return tuple(dict.fromkeys(r.publisher for r in self.reports if r.publisher))

    @property
    def claimants(self) -> tuple[Named, ...]:
        """Everybody to whom a report attributes the event, each once."""
        voices = (voice for report in self.reports for chain in report.voices for voice in chain)
        return tuple(dict.fromkeys(voice.claimant for voice in voices))

    @property
    def source_urls(self) -> tuple[str, ...]:
        """The addresses of the articles, each once."""
        return tuple(dict.fromkeys(report.url for report in self.reports if report.url))


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of an actor, or of everybody, in order of time, undated ones last.

    `rows` may be read from the store as they are walked through.

    `truncated` says that more events match than the limit let through; `filters` are the
    conditions as given, in words.
    """

    actor: Named | None
    rows: Sequence[TimelineRow]
    truncated: bool
    filters: tuple[tuple[str, str], ...] = ()
