"""Stores of any size in our model, from the ICEWS quadruples (actor, relation, actor, day).

Real: who did what to whom on which day. Invented: articles of four quadruples each, publishers,
sentences, places, claims, and every tenth quadruple being reported by a second article, one in
five of these with a denial. Each document has the graphs that an ingest makes of it: what it says,
its links, and one graph per event with the flat view.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha1
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kb import ids
from kb.namespaces import expand

ARCHIVE = "identity/icews-quadruples.tar.gz"
PER_ARTICLE = 4
PUBLISHERS = 60
_PLACES = 200
_TYPES = (
    "plover:CONSULT", "plover:ACCUSE", "plover:AID", "plover:ASSAULT", "plover:COERCE",
    "plover:AGREE", "plover:SUPPORT", "plover:REQUEST", "plover:PROTEST", "plover:COOPERATE",
    "plover:REJECT", "plover:THREATEN", "plover:SANCTION", "plover:RETREAT", "plover:MOBILIZE",
    "plover:CONCEDE", "kbt:arms-transfer", "kbt:summit",
)  # fmt: skip

Node = ox.NamedNode
_NODES: dict[str, Node] = {}


@dataclass(frozen=True, slots=True)
class Fact:
    """One quadruple, with its place in the archive as a number."""

    number: int
    actor: str
    relation: str
    target: str
    day: str


@dataclass(frozen=True, slots=True)
class Written:
    """What the ingest of one article writes: graphs to drop and quads to insert in one step."""

    doc: str
    quads: list[ox.Quad]

    @property
    def graphs(self) -> list[str]:
        """The graphs that the quads stand in."""
        return list(dict.fromkeys(map(graph_of, self.quads)))


def read_facts(corpora: Path) -> list[Fact]:
    """Return the quadruples of the archive in the order of their days."""
    rows: list[tuple[str, str, str, str]] = []
    with tarfile.open(corpora / ARCHIVE) as archive:

        def lines(name: str) -> list[list[str]]:
            content = archive.extractfile(name)
            assert content is not None
            return [line.split("\t") for line in content.read().decode().splitlines() if line]

        for part in ("test", "valid"):
            rows += [
                (a, r, b, day.strip())
                for a, r, b, day in lines(f"icews-tkg/TemporalKGs/icews14/icews_2014_{part}.txt")
            ]
        base = "icews-tkg-renet/data/ICEWS18"
        actors = {number.strip(): name for name, number in lines(f"{base}/entity2id.txt")}
        kinds = {number.strip(): name for name, number in lines(f"{base}/relation2id.txt")}
        for part in ("test", "valid"):
            for line in lines(f"{base}/{part}.txt"):
                a, r, b, hours = (cell.strip() for cell in line[:4])
                day = date(2018, 1, 1) + timedelta(days=int(hours) // 24)
                rows.append((actors[a], kinds[r], actors[b], day.isoformat()))
    unique = sorted(set(rows), key=lambda row: (row[3], row))
    return [Fact(number, *row) for number, row in enumerate(unique)]


def _node(iri: str) -> Node:
    found = _NODES.get(iri)
    if found is None:
        found = _NODES[iri] = Node(iri)
    return found


def _name(name: str) -> Node:
    return _node(expand(name))


def _text(text: str, language: str | None = None) -> ox.Literal:
    return ox.Literal(text, language=language) if language else ox.Literal(text)


def _day(day: str) -> ox.Literal:
    return ox.Literal(day, datatype=_name("xsd:date"))


def _number(number: int) -> ox.Literal:
    return ox.Literal(number)


class _Graph:
    """Quads of one named graph, written as subject and properties."""

    def __init__(self, graph: str, quads: list[ox.Quad]) -> None:
        self._graph = Node(graph)
        self._quads = quads

    def add(self, subject: str, *pairs: tuple[str, Node | ox.Literal]) -> None:
        node = Node(subject)
        self._quads += [ox.Quad(node, _name(p), value, self._graph) for p, value in pairs]


def actor_of(name: str) -> str:
    """Return the IRI of an actor of the quadruples: a candidate."""
    return ids.candidate_iri("Organization", name)


def event_of(fact: Fact) -> str:
    """Return the IRI of a quadruple's event."""
    return ids.event_iri(f"fact {fact.number}")


def articles(facts: list[Fact]) -> Iterator[Written]:
    """Yield an article for each four quadruples, and second reports of every tenth among them."""
    for start in range(0, len(facts), PER_ARTICLE):
        told = facts[start : start + PER_ARTICLE]
        yield _article(f"a{start}", told, second=False)
        again = [fact for fact in told if fact.number % 10 == 0]
        if again:
            yield _article(f"b{start}", again, second=True)


def _article(key: str, facts: list[Fact], *, second: bool) -> Written:
    doc = sha1(key.encode(), usedforsecurity=False).hexdigest()[:16]
    quads: list[ox.Quad] = []
    graph = _Graph(ids.graph_iri(doc), quads)
    links = _Graph(ids.links_graph_iri(doc), quads)
    document, item, day = ids.document_iri(doc), f"{ids.document_iri(doc)}/item/1", facts[-1].day
    publisher = _node(ids.actor_iri(f"outlet-{(facts[0].number * 7 + second) % PUBLISHERS}"))
    graph.add(
        document, ("rdf:type", _name("kb:Document")), ("dcterms:language", _text("en")),
        ("schema:url", _text(f"https://outlet.example/{doc}")), ("kb:contentHash", _text(doc)),
    )  # fmt: skip
    graph.add(publisher.value, ("rdf:type", _name("kb:MediaOutlet")),
              ("skos:prefLabel", _text(publisher.value.rpartition("/")[2].title(), "en")),
              ("kb:candidate", ox.Literal(True)))  # fmt: skip
    graph.add(
        item, ("rdf:type", _name("kb:MainStory")), ("dcterms:isPartOf", _node(document)),
        ("kb:itemOrder", _number(1)), ("schema:publisher", publisher),
        ("schema:headline", _text(f"{facts[0].actor}: {facts[0].relation}")),
        ("kb:referenceTime", _node(item + "/time")),
    )  # fmt: skip
    graph.add(item + "/time", ("rdf:type", _name("kb:TimeSpan")), ("kb:earliest", _day(day)),
              ("kb:latest", _day(day)), ("kb:resolution", _text("metadata")))  # fmt: skip
    graph.add(document + "/run", ("kb:extractorVersion", _text("bench")))
    named = {name for fact in facts for name in (fact.actor, fact.target)}
    for name in sorted(named):
        graph.add(
            actor_of(name),
            ("rdf:type", _name("kb:Organization")),
            ("skos:prefLabel", _text(name, "en")),
            ("kb:candidate", ox.Literal(True)),
        )
        links.add(actor_of(name), ("kb:rollsUpTo", _node(actor_of(name))))
    offset = 0
    for fact in facts:
        offset = _report(graph, links, doc, item, fact, offset, second=second)
        _flat(quads, fact, second=second)
    return Written(doc, quads)


def _report(
    graph: _Graph, links: _Graph, doc: str, item: str, fact: Fact, offset: int, *, second: bool
) -> int:
    """Add one event mention with its sentence, spans, time and claims; return the next offset."""
    document = ids.document_iri(doc)
    label = f"{fact.actor}: {fact.relation}, {fact.target}"
    text = (
        f"{fact.actor} on {fact.day}: {fact.relation}, towards {fact.target} (no. {fact.number})."
    )
    key = ids.sentence_key(text)
    sentence, mention = f"{document}/s/{key}", ids.event_mention_iri(doc, key, 0)
    denied = second and fact.number % 50 == 0
    graph.add(
        sentence, ("rdf:type", _name("kb:Sentence")), ("nif:anchorOf", _text(text)),
        ("nif:beginIndex", _number(offset)), ("nif:endIndex", _number(offset + len(text))),
        ("kb:inArticle", _node(item)), ("kb:part", _text("body")), ("kb:paragraph", _number(0)),
    )  # fmt: skip
    spans = []
    for name, begin in ((fact.actor, 0), (fact.target, text.index(fact.target))):
        span = ids.span_iri(doc, offset + begin, offset + begin + len(name))
        spans.append(span)
        graph.add(
            span, ("rdf:type", _name("kb:Mention")), ("nif:anchorOf", _text(name)),
            ("nif:beginIndex", _number(offset + begin)),
            ("nif:endIndex", _number(offset + begin + len(name))),
            ("kb:inSentence", _node(sentence)), ("gaf:denotes", _node(actor_of(name))),
            ("kb:mentionKind", _text("NAMED")), ("kb:linkScore", ox.Literal(0.9)),
        )  # fmt: skip
    time = f"{document}/t/{key}-0"
    graph.add(
        time, ("rdf:type", _name("kb:TimeSpan")), ("kb:expression", _text(f"on {fact.day}")),
        ("kb:earliest", _day(fact.day)), ("kb:latest", _day(fact.day)),
        ("kb:spanKind", _name("kb:Within")), ("kb:resolution", _text("absolute")),
    )  # fmt: skip
    status = "denied" if denied else "reported" if fact.number % 3 == 0 else "asserted"
    graph.add(
        mention, ("rdf:type", _name("kb:EventMention")), ("skos:prefLabel", _text(label, "en")),
        ("kb:eventType", _name(_type(fact))), ("kb:eventTime", _node(time)),
        ("kb:inArticle", _node(item)), ("kb:evidence", _node(sentence)),
        ("kb:polarity", _name("fact:positive")), ("kb:certainty", _name("fact:certain")),
        ("kb:temporality", _name("fact:past")), ("kb:status", _name(f"st:{status}")),
        ("kb:confidence", ox.Literal(0.8)), ("kb:rule", _text("bench")),
        ("prov:wasGeneratedBy", _node(document + "/run")), ("kb:trigger", _node(spans[0])),
        ("kb:eventPlace", _node(_place(fact))),
    )  # fmt: skip
    for role, name, span in zip(
        ("initiator", "recipient"), (fact.actor, fact.target), spans, strict=True
    ):
        part = f"{mention}/{role}/{actor_of(name).rpartition('/')[2]}"
        graph.add(
            mention, (f"kb:{role}", _node(actor_of(name))), ("kb:hasParticipation", _node(part))
        )
        graph.add(
            part, ("rdf:type", _name("kb:Participation")), ("kb:role", _name(f"role:{role}")),
            ("kb:actor", _node(actor_of(name))), ("kb:inferred", ox.Literal(False)),
            ("kb:confidence", ox.Literal(0.9)), ("kb:span", _node(span)),
        )  # fmt: skip
    if _type(fact) == "kbt:arms-transfer":
        thing = f"{mention}/item/1"
        graph.add(mention, ("kb:item", _node(thing)))
        graph.add(thing, ("rdf:type", _name("kb:Item")), ("kb:itemKind", _name("item:drone")),
                  ("kb:amount", _number(fact.number % 90 + 1)),
                  ("kb:amountText", _text(f"{fact.number % 90 + 1} drones")))  # fmt: skip
    if fact.number % 3 == 0 or denied:
        claimant = fact.target if denied else fact.actor
        claim = ids.claim_iri(doc, key, 0, actor_of(claimant).rpartition("/")[2])
        stance = "denies" if denied else "reports"
        graph.add(
            claim, ("rdf:type", _name("kb:Claim")), ("kb:claimant", _node(actor_of(claimant))),
            ("kb:stance", _name(f"stance:{stance}")), ("kb:content", _node(mention)),
            ("kb:cue", _text("said")), ("kb:evidence", _node(sentence)),
            ("kb:inArticle", _node(item)), ("kb:confidence", ox.Literal(0.8)),
            ("kb:rule", _text("bench")),
        )  # fmt: skip
    links.add(
        mention,
        ("kb:refersTo", _node(event_of(fact))),
        ("kb:joinKey", _text(sha1(label.encode(), usedforsecurity=False).hexdigest()[:12])),
    )
    return offset + len(text) + 1


def _type(fact: Fact) -> str:
    return _TYPES[sha1(fact.relation.encode(), usedforsecurity=False).digest()[0] % len(_TYPES)]


def _place(fact: Fact) -> str:
    return ids.place_iri(f"bench-{fact.number * 13 % _PLACES}")


def _flat(quads: list[ox.Quad], fact: Fact, *, second: bool) -> None:
    event = event_of(fact)
    graph = _Graph(ids.event_graph_iri(event), quads)
    actor, target = _node(actor_of(fact.actor)), _node(actor_of(fact.target))
    denied = second and fact.number % 50 == 0
    first = "reported" if fact.number % 3 == 0 else "asserted"
    statuses = {first, "denied"} if denied else {first}
    graph.add(
        event, ("rdf:type", _name("kb:Event")), ("dcterms:created", _day("2026-01-01")),
        ("rdfs:label", _text(f"{fact.actor}: {fact.relation}, {fact.target}", "en")),
        ("kb:type", _name(_type(fact))), ("kb:initiator", actor), ("kb:recipient", target),
        ("kb:participant", actor), ("kb:participant", target), ("kb:place", _node(_place(fact))),
        ("kb:earliest", _day(fact.day)), ("kb:latest", _day(fact.day)),
        ("kb:date", _text(fact.day)), ("kb:status", _name(f"st:{first}")),
        *(("kb:reportedStatus", _name(f"st:{status}")) for status in sorted(statuses)),
        ("kb:reportCount", _number(2 if second else 1)),
        ("kb:sourceCount", _number(2 if second else 1)),
    )  # fmt: skip


def reference() -> Iterator[ox.Quad]:
    """Yield the ontology, its code lists and the places of the invented events."""
    from kb.config import resource
    from kb.rdf import ontology_quads

    yield from ontology_quads(resource("ontology"))
    quads: list[ox.Quad] = []
    graph = _Graph(f"{expand('id:x')[:-1]}graph/curated/places", quads)
    for number in range(_PLACES):
        place = ids.place_iri(f"bench-{number}")
        above = ids.place_iri(f"bench-{number // 10}")
        graph.add(
            place,
            ("rdf:type", _name("kb:Place")),
            ("skos:prefLabel", _text(f"Place {number}", "en")),
        )
        if number >= 10:
            graph.add(place, ("kb:within", _node(above)))
    yield from quads


def store_of(corpora: Path, quads: int) -> list[Written]:
    """Return as many articles as make about `quads` quads; an event graph is told once only.

    Where the quadruples do not suffice they are told again in other years.
    """
    facts = read_facts(corpora)
    found: list[Written] = []
    count, round_ = 0, 0
    while count < quads:
        shift = round_ * len(facts)
        later = (
            Fact(f.number + shift, f.actor, f.relation, f.target, _shifted(f.day, round_))
            for f in facts
        )
        for article in articles(list(islice(later, quads // 80 + PER_ARTICLE))):
            found.append(article)
            count += len(article.quads)
            if count >= quads:
                break
        round_ += 1
    return found


def _shifted(day: str, years: int) -> str:
    return f"{int(day[:4]) + 5 * years}{day[4:]}".replace("-02-29", "-02-28")


def all_quads(written: Iterable[Written]) -> Iterator[ox.Quad]:
    """Yield every quad that is left when all articles were written: event graphs as last told."""
    last: dict[str, int] = {}
    listed = list(written)
    for position, article in enumerate(listed):
        last |= dict.fromkeys(article.graphs, position)
    for position, article in enumerate(listed):
        yield from (q for q in article.quads if last[graph_of(q)] == position)


def graph_of(quad: ox.Quad) -> str:
    """Return the address of the named graph in which a quad of ours always stands."""
    assert isinstance(quad.graph_name, ox.NamedNode), quad
    return quad.graph_name.value
