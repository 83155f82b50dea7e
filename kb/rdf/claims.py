"""The claim part of a graph: who says what, and what a text says of who holds which office."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kb.model import Claim, Extraction, OfficeEvidence, Span
from kb.rdf.names import Names, last_part
from kb.rdf.spans import add_span
from kb.rdf.terms import Triples, boolean, decimal, english, name, text


def add_claims(triples: Triples, names: Names, extraction: Extraction) -> None:
    """Write every claim; each is one attribution step and nests by kb:content."""
    sentences = {s.index: s for s in extraction.annotation.sentences}
    for claim in extraction.claims:
        iri = names.claims[claim.id]
        content = [names.events[e] for e in claim.events] + [names.claims[c] for c in claim.claims]
        cued = claim.cue_end > claim.cue_start
        triples.add(
            iri,
            a=name("kb:Claim"),
            kb_inArticle=NamedNode(names.article(sentences[claim.sentence].article)),
            kb_evidence=[NamedNode(s) for s in _evidence(names, claim)],
            kb_claimant=NamedNode(claim.claimant.iri),
            kb_claimantSpan=_span(triples, names, claim.start, claim.end),
            kb_claimantCapacity=NamedNode(claim.capacity) if claim.capacity else None,
            kb_via=NamedNode(claim.via.iri) if claim.via else None,
            kb_addressee=NamedNode(claim.addressee.iri) if claim.addressee else None,
            kb_stance=name(f"stance:{claim.stance}"),
            kb_cue=text(names.document.text[claim.cue_start : claim.cue_end]) if cued else None,
            kb_cueSpan=_span(triples, names, claim.cue_start, claim.cue_end),
            kb_certainty=name(f"fact:{claim.certainty}") if claim.certainty else None,
            kb_evidentiality=text(claim.evidentiality) if claim.evidentiality else None,
            kb_content=[NamedNode(node) for node in content],
            kb_contentSpan=[add_span(triples, names, s.start, s.end) for s in claim.spans],
            kb_quote=text(claim.quote) if claim.quote else None,
            kb_claimTime=NamedNode(names.times[claim.time]) if claim.time else None,
            kb_claimEvent=NamedNode(names.events[claim.event]) if claim.event else None,
            kb_rule=text(claim.rule),
            kb_confidence=decimal(claim.confidence),
            prov_wasGeneratedBy=NamedNode(names.run),
        )


def _span(triples: Triples, names: Names, start: int, end: int) -> NamedNode | None:
    return add_span(triples, names, start, end) if end > start else None


def _evidence(names: Names, claim: Claim) -> set[str]:
    """Return the claim's own sentence and those that its cue and content lie in."""
    spans = (*claim.spans, Span(claim.cue_start, claim.cue_end))
    found = {s.index for span in spans for s in names.sentences_over(span.start, span.end)}
    return {names.sentence(index) for index in found | {claim.sentence}}


def add_tenures(triples: Triples, names: Names, extraction: Extraction) -> None:
    """Write what the text says of who holds which office, as tenures without invented dates."""
    mentions = {m.id: m for m in extraction.annotation.mentions}
    for evidence in extraction.annotation.offices:
        holder = mentions[evidence.holder].actor
        if holder is None:
            continue
        time = _as_of(names, evidence)
        triples.add(
            f"{names.doc}/tenure/{last_part(evidence.office)}/{last_part(holder)}",
            a=name("kb:Tenure"),
            kb_holder=NamedNode(holder.iri),
            kb_office=NamedNode(evidence.office),
            kb_asOf=NamedNode(time) if time else None,
            kb_evidence=[
                NamedNode(names.sentence(s.index))
                for s in names.sentences_over(evidence.start, evidence.end)
            ],
            kb_span=add_span(triples, names, evidence.start, evidence.end),
        )
        if last_part(evidence.office).startswith("x-"):
            _add_office(triples, evidence)


def _as_of(names: Names, evidence: OfficeEvidence) -> str | None:
    if evidence.time:
        return names.times[evidence.time]
    sentence = names.sentence_at(evidence.start)
    articles = {a.index: a for a in names.document.articles}
    return names.article_time(articles[sentence.article]) if sentence else None


def _add_office(triples: Triples, evidence: OfficeEvidence) -> None:
    """Describe an office that the catalogue does not hold."""
    organisation = evidence.organisation
    triples.add(
        evidence.office,
        a=name("kb:Office"),
        skos_prefLabel=english(evidence.label),
        org_postIn=NamedNode(organisation) if organisation else None,
        kb_candidate=boolean(True),
    )
