"""The frozen dataclasses that the pipeline stages hand to one another.

`acquire` yields `RawItem`; `clean` turns it into `Document`; `annotate` adds everything found
in the text (`Annotation`); `extract` adds events and claims (`Extraction`). `kb.record` writes
the last two as JSON, `kb.rdf` as quads. All offsets are Unicode code points into
`Document.text`, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

# ---------------------------------------------------------------- acquire -> clean


@dataclass(frozen=True, slots=True)
class Interval:
    """A day known to lie between `earliest` and `latest`, both inclusive."""

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError(f"interval ends before it begins: {self.earliest}..{self.latest}")


@dataclass(frozen=True, slots=True)
class RawItem:
    """Bytes as acquired and where they come from.

    `published`, `title` and `publisher` are what the giver of the item states (a feed, a JSONL
    field, a command-line option); `verbatim` says that the text is to be taken as it stands,
    without clean-up, so that offsets refer to exactly that string. `listed` is the day that the
    list which named the article gives for it: what the page itself says goes before. `charset` is
    the encoding that its carrier states.
    """

    source: str
    content: bytes
    media_type: str
    url: str | None = None
    published: Interval | None = None
    title: str | None = None
    publisher: str | None = None
    verbatim: bool = False
    listed: Interval | None = None
    charset: str | None = None


# ---------------------------------------------------------------- clean -> annotate


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of `Document.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article was published, how that is known, and what spoke for other days.

    `basis` is one of given, metadata, feed, url, visible, text, caption, sibling, override.
    """

    interval: Interval
    basis: str
    confidence: float = 1.0
    candidates: tuple[tuple[str, Interval], ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One editorial item of a page: the main story or a teaser of another story.

    `paragraphs` are the body; `captions` (photo captions and credits) are kept apart, never a
    source of events. `published` is None while nothing is known; `url` is where the story stands
    that a teaser points to.
    """

    index: int
    kind: str  # main | teaser
    start: int
    end: int
    headline: Span | None
    dek: Span | None
    paragraphs: tuple[Span, ...]
    captions: tuple[Span, ...] = ()
    authors: tuple[str, ...] = ()
    section: str | None = None
    published: Publication | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Another story that a page points to: headline, address and the text of its teaser, if any."""

    title: str
    url: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One cleaned page: the unit of ingest, one named graph each.

    `modified` is when the page says that its main story was last changed, `agencies` are the news
    agencies that the story is credited to, `related` the stories that the page names without a text
    of theirs.
    """

    id: str
    text: str
    source: str
    content_hash: str  # "sha256:" + hex of the acquired bytes
    articles: tuple[Article, ...]
    url: str | None = None
    publisher: str | None = None
    language: str = "en"
    modified: Interval | None = None
    agencies: tuple[str, ...] = ()
    related: tuple[Link, ...] = ()


# ---------------------------------------------------------------- annotate -> extract


@dataclass(frozen=True, slots=True)
class Token:
    """One syntactic word. `head` is an index into the sentence's tokens, -1 for the root."""

    start: int
    end: int
    text: str
    lemma: str
    upos: str
    head: int
    deprel: str


@dataclass(frozen=True, slots=True)
class Role:
    """One argument of a predicate: PropBank label, head token, first and last token."""

    label: str
    head: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate token with its PropBank sense (or None) and roles."""

    token: int
    sense: str | None
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name span found by the language core, in tokens of its sentence (last inclusive)."""

    first: int
    last: int
    kind: str  # PER ORG LOC NORP FAC MISC


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one article with its syntax. `part` is headline, dek or body."""

    index: int
    article: int
    part: str
    start: int
    end: int
    tokens: tuple[Token, ...]
    names: tuple[Name, ...] = ()
    predicates: tuple[Predicate, ...] = ()
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor or place of the catalogue, or a candidate found in the text.

    `kind` is the local name of the ontology class (State, Person, ArmedGroup, Place, ...).
    """

    iri: str
    kind: str
    label: str
    wikidata: str | None = None
    acts_for: str | None = None
    part_of: str | None = None
    rolls_up_to: str | None = None
    candidate: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names or describes an actor or a place.

    A name may denote both (a state and its territory): `actor` and `place` are then both set.
    `office` is the IRI of the office that the mention states ("President X"); `antecedent` the
    id of the mention that a nominal or pronoun was resolved to; `rule` how it was linked.
    """

    id: str
    sentence: int
    start: int
    end: int
    text: str
    kind: str  # PER ORG LOC NORP FAC MISC NOMINAL
    actor: Entity | None
    place: Entity | None
    score: float
    rule: str
    antecedent: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A temporal expression and what it resolves to.

    `interval` is None where the anchor is unknown. `extent` says that the thing lasted the whole
    interval rather than happened at some point inside it. `anchor` is published, none (absolute)
    or the id of another expression.
    """

    id: str
    start: int
    end: int
    text: str
    type: str  # DATE TIME DURATION SET
    timex: str
    interval: Interval | None
    granularity: str  # day week month quarter season year decade century
    approximate: bool
    extent: bool
    edtf: str | None
    anchor: str
    rule: str


@dataclass(frozen=True, slots=True)
class OfficeEvidence:
    """What a text says of who holds which office, as of `time` (a time id or None)."""

    office: str
    label: str
    holder: str  # mention id
    organisation: str | None  # IRI of the actor the office belongs to
    start: int
    end: int
    time: str | None


@dataclass(frozen=True, slots=True)
class Annotation:
    """A document with everything found in its text, before events and claims."""

    document: Document
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    times: tuple[TimeExpression, ...]
    offices: tuple[OfficeEvidence, ...] = ()


# ---------------------------------------------------------------- extract -> rdf


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor in a role of an event: by a mention of the clause, or inferred by a rule."""

    role: str  # initiator recipient counterpart host victim absentee participant
    actor: Entity
    mention: str | None
    start: int | None
    end: int | None
    in_capacity: str | None
    inferred: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Item:
    """A thing transferred, used, lost or demanded, with its stated amount."""

    kind: str  # local name in the item vocabulary
    amount: float | None
    amount_min: float | None
    amount_max: float | None
    approximate: bool
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EventPlace:
    """A place of an event; `role` is place, origin or destination."""

    role: str
    mention: str
    place: Entity


@dataclass(frozen=True, slots=True)
class Event:
    """What one article says of one event (an event mention), seen from the author.

    `type` is a PLOVER type or None, `subtype` the local name of one of our own narrower types;
    `time`, `concerns`, `result_of` and `part_of` are ids inside the same extraction.
    """

    id: str
    sentence: int
    start: int  # trigger
    end: int
    type: str | None
    mode: str | None
    subtype: str | None
    contexts: tuple[str, ...]
    label: str
    participants: tuple[Participant, ...]
    items: tuple[Item, ...]
    instruments: tuple[Item, ...]
    places: tuple[EventPlace, ...]
    time: str | None
    polarity: str  # positive negative
    certainty: str  # certain probable possible uncommitted
    temporality: str  # past ongoing future hypothetical historical
    status: str
    confidence: float
    rule: str
    concerns: str | None = None
    result_of: str | None = None
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One attribution step: a claimant takes a stance to events or to other claims.

    `claimant_mention` is None where the claimant is unnamed and was minted from a description.
    """

    id: str
    sentence: int
    claimant: Entity
    claimant_mention: str | None
    start: int  # claimant span
    end: int
    capacity: str | None
    via: Entity | None
    addressee: Entity | None
    cue_start: int
    cue_end: int
    stance: str
    certainty: str | None
    evidentiality: str | None
    spans: tuple[Span, ...]
    events: tuple[str, ...]
    claims: tuple[str, ...]
    quote: str | None
    time: str | None
    confidence: float
    rule: str
    event: str | None = None  # the speech act itself, where it is an event of its own


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything extracted from one document: what the record and the graph hold."""

    annotation: Annotation
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one ingest did. `errors` pairs a source with a one-line reason."""

    ingested: tuple[str, ...]
    unchanged: tuple[str, ...]
    errors: tuple[tuple[str, str], ...]
    events: int
    claims: int
    started: datetime
    seconds: float
