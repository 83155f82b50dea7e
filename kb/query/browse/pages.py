"""What the pages show, as plain frozen dataclasses: the same data make HTML, JSON and CSV."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing named on a page; `kind` is the local name of its class, "" where unknown."""

    iri: str
    label: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A time as known: ISO days (inclusive), the words of the text, and how they were resolved.

    `extent` says that the thing lasted from `earliest` to `latest` rather than happened at some
    point between; `basis` is the method of resolution, `anchor` the day or days it counts from
    (`DAY` or `DAY/DAY`).
    """

    earliest: str | None
    latest: str | None
    expression: str | None = None
    basis: str | None = None
    granularity: str | None = None
    approximate: bool = False
    extent: bool = False
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A thing and how many of something (the page says of what) belong to it."""

    ref: Ref
    count: int


@dataclass(frozen=True, slots=True)
class RoleRef:
    """An actor in a role of an event."""

    role: str
    actor: Ref


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as a list shows it: the flat view of the derived graph.

    `status` is the weightiest of `statuses`, which reports give it; `when` is the best supported
    date, `hull` the stretch from the earliest to the latest day of all reports, `reported` the
    stretch in which the articles were published.
    """

    event: Ref
    type: Ref | None
    status: str
    statuses: tuple[str, ...]
    when: When
    hull: When
    reported: When
    participants: tuple[RoleRef, ...]
    places: tuple[Ref, ...]
    sources: tuple[Ref, ...]
    reports: int
    independent: int

    def actors(self, role: str) -> tuple[Ref, ...]:
        """Return the actors of one role."""
        return tuple(p.actor for p in self.participants if p.role == role)


# ---------------------------------------------------------------- evidence


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch of a text, in code points from the text's start; `role` says as what."""

    start: int
    end: int
    role: str
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of an article with what is marked in it."""

    iri: str
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article as other pages name it."""

    iri: str
    headline: str
    publisher: Ref | None
    published: When
    kind: str


@dataclass(frozen=True, slots=True)
class Participation:
    """An actor in a role as one report has it."""

    role: str
    actor: Ref
    capacity: Ref | None
    inferred: bool
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Thing:
    """An item or instrument with its stated amount."""

    kind: Ref | None
    text: str
    amount: float | None
    amount_min: float | None
    amount_max: float | None
    approximate: bool


@dataclass(frozen=True, slots=True)
class ClaimStep:
    """One step of a chain of sources: who says it, how, to or through whom."""

    iri: str
    claimant: Ref
    capacity: Ref | None
    stance: str
    cue: str | None
    via: tuple[Ref, ...]
    addressee: Ref | None
    quote: str | None
    certainty: str | None
    evidentiality: str | None
    when: When | None
    passage: Passage | None
    rule: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says of an event: one event mention with its evidence and claims.

    Each chain runs from the outermost source to the one that makes the statement.
    """

    iri: str
    label: str
    article: ArticleRef
    passage: Passage
    trigger: str | None
    type: Ref | None
    mode: Ref | None
    contexts: tuple[Ref, ...]
    status: str
    polarity: str | None
    certainty: str | None
    temporality: str | None
    when: When
    participants: tuple[Participation, ...]
    places: tuple[RoleRef, ...]
    items: tuple[Thing, ...]
    chains: tuple[tuple[ClaimStep, ...], ...]
    rule: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which reports differ: each value with the reports (indices) that give it."""

    field: str
    values: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class EventPage:
    """Everything known of one event; `roles` are those that any report gives."""

    row: EventRow
    roles: tuple[tuple[str, tuple[Ref, ...]], ...]
    reports: tuple[Report, ...]
    differences: tuple[Difference, ...]
    related: tuple[tuple[str, Ref], ...]


# ---------------------------------------------------------------- actors


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of an actor. `reports` counts the mentions in articles, `sources` who uses it."""

    text: str
    mentions: int
    sources: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """An office held by a person: from/to where curated, `as_of` where only a text says so."""

    office: Ref
    holder: Ref
    start: str | None
    end: str | None
    as_of: When | None


@dataclass(frozen=True, slots=True)
class Belonging:
    """A membership: whose, in what, as what; ISO days, the end exclusive, where they are known."""

    member: Ref
    organisation: Ref
    role: str
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class ActorPage:
    """Everything known of one actor; `roles` counts events by the actor's part in them.

    `members` are its parts and agents; `belongs` says what it is a member of, `belonging` who is
    or was a member of it; `before` and `after` are the actors it continues or that continue it.

    `replaced_by` is the IRI that took this one's place, where an analyst merged the two.
    """

    actor: Ref
    replaced_by: str | None
    possibly_same: tuple[Ref, ...]
    aliases: tuple[Alias, ...]
    links: tuple[str, ...]
    candidate: bool
    sector: Ref | None
    acts_for: tuple[Ref, ...]
    part_of: tuple[Ref, ...]
    based_in: tuple[Ref, ...]
    members: tuple[Ref, ...]
    belongs: tuple[Belonging, ...]
    belonging: tuple[Belonging, ...]
    before: tuple[Ref, ...]
    after: tuple[Ref, ...]
    offices: tuple[Held, ...]
    events: int
    roles: tuple[tuple[str, int], ...]
    claims: int
    articles: int
    co_actors: tuple[Counted, ...]
    places: tuple[Counted, ...]
    sources: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class OfficePage:
    """An office, the organisation that it belongs to, and who holds or held it."""

    office: Ref
    organisations: tuple[Ref, ...]
    holders: tuple[Held, ...]


# ---------------------------------------------------------------- articles, sources, places, home


@dataclass(frozen=True, slots=True)
class SentenceEvent:
    """An event as one sentence tells it; `event` is None where it was not joined to one."""

    event: Ref | None
    label: str
    status: str


@dataclass(frozen=True, slots=True)
class ArticleSentence:
    """A sentence of an article page with the events and claims that rest on it."""

    passage: Passage
    part: str | None
    paragraph: int | None
    events: tuple[SentenceEvent, ...]
    claims: tuple[ClaimStep, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article as stored."""

    article: ArticleRef
    url: str | None
    story: str | None  # where the story stands that a teaser points to
    document: str
    siblings: tuple[ArticleRef, ...]
    sentences: tuple[ArticleSentence, ...]
    events: int
    claims: int

    @property
    def paragraphs(self) -> tuple[tuple[ArticleSentence, ...], ...]:
        """The sentences by paragraph; one whose paragraph is not known stands alone."""
        grouped: list[list[ArticleSentence]] = []
        for sentence in self.sentences:
            last = grouped[-1][-1] if grouped else None
            place = (sentence.part, sentence.paragraph)
            if last and sentence.paragraph is not None and (last.part, last.paragraph) == place:
                grouped[-1].append(sentence)
            else:
                grouped.append([sentence])
        return tuple(map(tuple, grouped))


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A publisher: its articles, what they report and whom they cite."""

    source: Ref
    articles: tuple[ArticleRef, ...]
    cited: tuple[Counted, ...]
    types: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A place with the places around and inside it."""

    place: Ref
    aliases: tuple[str, ...]
    within: tuple[Ref, ...]
    contains: tuple[Ref, ...]
    latitude: float | None
    longitude: float | None
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """How much is in the store."""

    documents: int
    articles: int
    publishers: int
    sentences: int
    reports: int
    events: int
    claims: int
    claimants: int
    actors: int
    places: int
    earliest: str | None
    latest: str | None


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the store holds at a glance."""

    totals: Totals
    newest: tuple[EventRow, ...]
    actors: tuple[Counted, ...]
    sources: tuple[Counted, ...]
    types: tuple[Counted, ...]
    statuses: tuple[Counted, ...]
