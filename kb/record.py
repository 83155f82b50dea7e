"""The extraction record: everything found in one document as one JSON object.

It is the contract of `kb extract` (docs/extraction-record.md): offsets are Unicode code points,
end exclusive; absent values are None or empty lists. What is in the record is in the graph and
the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.model import (
    Article,
    Claim,
    Entity,
    Event,
    Extraction,
    Item,
    Mention,
    OfficeEvidence,
    Publication,
    Span,
    TimeExpression,
)

Json = dict[str, Any]


def record(extraction: Extraction) -> Json:
    """Return the record of an extraction, made of values that `json.dumps` takes."""
    annotation = extraction.annotation
    document = annotation.document
    main = next((a for a in document.articles if a.kind == "main"), None)
    return {
        "id": document.id,
        "url": document.url,
        "publisher": document.publisher,
        "language": document.language,
        "published": _published(main.published if main else None),
        "items": [_article(a, document.text) for a in document.articles],
        "sentences": [
            {
                "start": s.start,
                "end": s.end,
                "item": s.article,
                "part": s.part,
                "paragraph": s.paragraph,
            }
            for s in annotation.sentences
        ],
        "mentions": [_mention(m) for m in annotation.mentions],
        "times": [_time(t) for t in annotation.times],
        "events": [_event(e, extraction) for e in extraction.events],
        "claims": [_claim(c, document.text) for c in extraction.claims],
        "offices": [_office(o, document.text) for o in annotation.offices],
    }


def _published(published: Publication | None) -> Json | None:
    if published is None:
        return None
    return {
        "earliest": published.interval.earliest.isoformat(),
        "latest": published.interval.latest.isoformat(),
        "basis": published.basis,
        "confidence": published.confidence,
    }


def _article(article: Article, text: str) -> Json:
    return {
        "kind": article.kind,
        "headline": _words(article.headline, text),
        "dek": _words(article.dek, text),
        "authors": list(article.authors),
        "section": article.section,
        "start": article.start,
        "end": article.end,
        "published": _published(article.published),
        "url": article.url,
    }


def _words(span: Span | None, text: str) -> str | None:
    return text[span.start : span.end] if span else None


def _iri(entity: Entity | None) -> str | None:
    return entity.iri if entity else None


def _mention(mention: Mention) -> Json:
    known = mention.actor or mention.place
    return {
        "id": mention.id,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "kind": mention.kind,
        "actor": _iri(mention.actor),
        "place": _iri(mention.place),
        "label": known.label if known else None,
        "wikidata": known.wikidata if known else None,
        "score": mention.score,
        "antecedent": mention.antecedent,
        "office": mention.office,
        "rule": mention.rule,
    }


def _time(time: TimeExpression) -> Json:
    return {
        "id": time.id,
        "start": time.start,
        "end": time.end,
        "text": time.text,
        "type": time.type,
        "timex": time.timex,
        "earliest": time.interval.earliest.isoformat() if time.interval else None,
        "latest": time.interval.latest.isoformat() if time.interval else None,
        "granularity": time.granularity,
        "approximate": time.approximate,
        "extent": time.extent,
        "edtf": time.edtf,
        "anchor": time.anchor,
        "rule": time.rule,
    }


def _event(event: Event, extraction: Extraction) -> Json:
    text = extraction.annotation.document.text
    return {
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "subtype": event.subtype,
        "contexts": list(event.contexts),
        "trigger": _quoted(event.start, event.end, text),
        "label": event.label,
        "participants": [
            {
                "role": p.role,
                "mention": p.mention,
                "actor": p.actor.iri,
                "label": p.actor.label,
                "start": p.start,
                "end": p.end,
                "in_capacity": p.in_capacity,
                "inferred": p.inferred,
                "confidence": p.confidence,
            }
            for p in event.participants
        ],
        "items": [_item(i) for i in event.items],
        "instrument": [_item(i) for i in event.instruments],
        "places": [
            {"role": p.role, "mention": p.mention, "place": p.place.iri, "label": p.place.label}
            for p in event.places
        ],
        "time": event.time,
        "polarity": event.polarity,
        "certainty": event.certainty,
        "temporality": event.temporality,
        "status": event.status,
        "concerns": event.concerns,
        "result_of": event.result_of,
        "part_of": event.part_of,
        "confidence": event.confidence,
        "rule": event.rule,
    }


def _item(item: Item) -> Json:
    return {
        "kind": item.kind,
        "amount": _whole(item.amount),
        "amount_min": _whole(item.amount_min),
        "amount_max": _whole(item.amount_max),
        "approximate": item.approximate,
        "text": item.text,
        "start": item.start,
        "end": item.end,
    }


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _quoted(start: int, end: int, text: str) -> Json:
    return {"start": start, "end": end, "text": text[start:end]}


def _claim(claim: Claim, text: str) -> Json:
    claimant: Mapping[str, Any] = {
        "mention": claim.claimant_mention,
        "actor": claim.claimant.iri,
        "label": claim.claimant.label,
        "start": claim.start,
        "end": claim.end,
    }
    return {
        "id": claim.id,
        "claimant": claimant,
        "capacity": claim.capacity,
        "via": _iri(claim.via),
        "addressee": _iri(claim.addressee),
        "cue": _quoted(claim.cue_start, claim.cue_end, text),
        "stance": claim.stance,
        "certainty": claim.certainty,
        "evidentiality": claim.evidentiality,
        "content": {
            "spans": [[span.start, span.end] for span in claim.spans],
            "events": list(claim.events),
            "claims": list(claim.claims),
        },
        "quote": claim.quote is not None,
        "quote_text": claim.quote,
        "event": claim.event,
        "time": claim.time,
        "confidence": claim.confidence,
        "rule": claim.rule,
    }


def _office(evidence: OfficeEvidence, text: str) -> Json:
    return {
        "office": evidence.office,
        "label": evidence.label,
        "holder": evidence.holder,
        "organisation": evidence.organisation,
        "evidence": _quoted(evidence.start, evidence.end, text),
        "as_of": evidence.time,
    }
