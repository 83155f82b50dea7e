"""Sentences, spans, times and chains of claims, read out of the small graph of a page."""

from __future__ import annotations

from collections.abc import Iterable

from kb.query.browse.pages import ArticleRef, ClaimStep, Mark, Passage, When
from kb.query.browse.reading import Names, Nodes, kind

UNKNOWN = When(None, None)


def code(iri: str | None) -> str | None:
    """Return the code of a vocabulary term: the last segment of its IRI."""
    return None if iri is None else iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def read_when(nodes: Nodes, node: str | None) -> When:
    """Return the time that a TimeSpan node holds; UNKNOWN where there is none."""
    if node is None or node not in nodes:
        return UNKNOWN
    anchor = nodes.one(node, "kb:anchor")
    first, last = nodes.one(anchor, "kb:earliest"), nodes.one(anchor, "kb:latest")
    return When(
        earliest=nodes.one(node, "kb:earliest"),
        latest=nodes.one(node, "kb:latest"),
        expression=nodes.one(node, "kb:expression"),
        basis=nodes.one(node, "kb:resolution"),
        granularity=nodes.one(node, "kb:granularity"),
        approximate=nodes.flag(node, "kb:approximate"),
        extent=code(nodes.one(node, "kb:spanKind")) == "Extent",
        anchor=None if first is None else first if first == last else f"{first}/{last}",
    )


def read_article(nodes: Nodes, names: Names, article: str) -> ArticleRef:
    """Return an article as other pages name it."""
    publisher = nodes.one(article, "schema:publisher")
    published = read_when(nodes, nodes.one(article, "kb:referenceTime"))
    day = nodes.one(article, "schema:datePublished")
    if published.earliest is None and day is not None:
        published = When(day[:10], day[:10])
    return ArticleRef(
        iri=article,
        headline=nodes.one(article, "schema:headline") or "(no headline)",
        publisher=names.ref(publisher) if publisher else None,
        published=published,
        kind=kind(nodes, article),
    )


def read_passage(nodes: Nodes, sentence: str | None, marks: Iterable[Mark]) -> Passage:
    """Return a sentence with those marks (given in the document's offsets) that lie inside it."""
    text = nodes.one(sentence, "nif:anchorOf") or ""
    begin = int(nodes.number(sentence, "nif:beginIndex") or 0)
    inside = {
        Mark(mark.start - begin, mark.end - begin, mark.role, mark.ref)
        for mark in marks
        if begin <= mark.start < mark.end <= begin + len(text)
    }
    ordered = sorted(inside, key=lambda m: (m.start, -m.end, m.role))
    return Passage(sentence or "", text, tuple(ordered))


def read_mark(
    nodes: Nodes, span: str | None, role: str, names: Names, iri: str | None
) -> list[Mark]:
    """Return the mark of a span node as `role`, in the document's offsets; none without offsets."""
    start, end = nodes.number(span, "nif:beginIndex"), nodes.number(span, "nif:endIndex")
    if start is None or end is None:
        return []
    return [Mark(int(start), int(end), role, names.ref(iri) if iri else None)]


def claim_marks(nodes: Nodes, names: Names, claim: str) -> list[Mark]:
    """Return the marks of a claim: its cue and its claimant."""
    claimant = nodes.one(claim, "kb:claimant")
    return read_mark(nodes, nodes.one(claim, "kb:cueSpan"), "cue", names, None) + read_mark(
        nodes, nodes.one(claim, "kb:claimantSpan"), "source", names, claimant
    )


def claim_sentence(nodes: Nodes, claim: str) -> str | None:
    """Return the sentence of a claim: where its cue stands, if it rests on several."""
    evidence = nodes.all(claim, "kb:evidence")
    cued = nodes.one(nodes.one(claim, "kb:cueSpan"), "kb:inSentence")
    return cued if cued in evidence else next(iter(evidence), None)


def read_claim(nodes: Nodes, names: Names, claim: str) -> ClaimStep:
    """Return one step of a chain of sources."""
    capacity = nodes.one(claim, "kb:claimantCapacity")
    addressee = nodes.one(claim, "kb:addressee")
    when = nodes.one(claim, "kb:claimTime")
    sentence = claim_sentence(nodes, claim)
    marks = claim_marks(nodes, names, claim)
    return ClaimStep(
        iri=claim,
        claimant=names.ref(nodes.one(claim, "kb:claimant") or claim),
        capacity=names.ref(capacity) if capacity else None,
        stance=code(nodes.one(claim, "kb:stance")) or "reports",
        cue=nodes.one(claim, "kb:cue"),
        via=names.refs_of(nodes.all(claim, "kb:via")),
        addressee=names.ref(addressee) if addressee else None,
        quote=nodes.one(claim, "kb:quote"),
        certainty=code(nodes.one(claim, "kb:certainty")),
        evidentiality=nodes.one(claim, "kb:evidentiality"),
        when=read_when(nodes, when) if when else None,
        passage=read_passage(nodes, sentence, marks) if sentence else None,
        rule=nodes.one(claim, "kb:rule"),
        confidence=nodes.number(claim, "kb:confidence"),
    )


def chains_to(nodes: Nodes, statement: str) -> list[tuple[str, ...]]:
    """Return the chains of claims about a statement, each from the outermost source inwards."""
    parents: dict[str, list[str]] = {}
    for claim in nodes.of_type("kb:Claim"):
        for content in nodes.all(claim, "kb:content"):
            parents.setdefault(content, []).append(claim)

    def climb(node: str, inner: tuple[str, ...]) -> list[tuple[str, ...]]:
        outer = [claim for claim in parents.get(node, ()) if claim not in inner]
        if not outer:
            return [inner] if inner else []
        return [chain for claim in outer for chain in climb(claim, (claim, *inner))]

    return climb(statement, ())
