"""The IRIs of everything in one document, derived from its extraction (docs/data-model.md)."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TypeVar

from kb import ids
from kb.model import Article, Document, Entity, Extraction, Sentence

K = TypeVar("K", int, str)


@dataclass(frozen=True, slots=True)
class Names:
    """IRIs by the ids inside an extraction; sentences are in the order of the text."""

    document: Document
    sentences: tuple[Sentence, ...]
    sentence_keys: dict[int, str]
    times: dict[str, str]
    events: dict[str, str]
    claims: dict[str, str]

    @property
    def doc(self) -> str:
        """IRI of the document."""
        return ids.document_iri(self.document.id)

    @property
    def run(self) -> str:
        """IRI of the ingest run that made the graph."""
        return f"{self.doc}/run"

    def article(self, index: int) -> str:
        """Return the IRI of the page item with this index; items count from 1."""
        return f"{self.doc}/item/{index + 1}"

    def article_time(self, article: Article) -> str | None:
        """Return the IRI of an item's reference time, None while its date is unknown."""
        known = article.published is not None
        return ids.reference_time_iri(self.article(article.index)) if known else None

    def sentence(self, index: int) -> str:
        """Return the IRI of the sentence with this index."""
        return f"{self.doc}/s/{self.sentence_keys[index]}"

    def span(self, start: int, end: int) -> str:
        """Return the IRI of a stretch of the document's text."""
        return ids.span_iri(self.document.id, start, end)

    def sentence_at(self, offset: int) -> Sentence | None:
        """Return the sentence that holds the character at `offset`, None between sentences."""
        return _sentence_at(self.sentences, offset)

    def sentences_over(self, start: int, end: int) -> list[Sentence]:
        """Return the sentences that overlap a stretch of text."""
        return [s for s in self.sentences if s.start < end and start < s.end]


def name_nodes(extraction: Extraction) -> Names:
    """Return the IRIs of an extraction's sentences, times, events and claims."""
    document = extraction.annotation.document
    sentences = tuple(sorted(extraction.annotation.sentences, key=lambda s: (s.start, s.index)))
    keys = _sentence_keys(document, sentences)
    doc = ids.document_iri(document.id)
    by_index = {s.index: s for s in sentences}

    def place(offset: int, fallback: int | None = None) -> tuple[str, int]:
        sentence = _sentence_at(sentences, offset)
        if sentence is None and fallback is not None:
            sentence = by_index[fallback]
        # Text outside all sentences (a caption) has nothing steadier than its offset in the page.
        return (keys[sentence.index], offset - sentence.start) if sentence else ("page", offset)

    times = {}
    for time in extraction.annotation.times:
        key, offset = place(time.start)
        times[time.id] = f"{doc}/t/{key}-{offset}"
    events = {}
    for event in extraction.events:
        sentence = by_index[event.sentence]
        key = keys[sentence.index]
        events[event.id] = ids.event_mention_iri(document.id, key, event.start - sentence.start)
    claims = {}
    for claim in extraction.claims:
        key, offset = place(claim.cue_start, claim.sentence)
        claims[claim.id] = ids.claim_iri(document.id, key, offset, last_part(claim.claimant))
    return Names(document, sentences, keys, _unique(times), _unique(events), _unique(claims))


def last_part(entity: Entity | str) -> str:
    """Return the slug at the end of an entity's IRI."""
    iri = entity if isinstance(entity, str) else entity.iri
    return iri.rstrip("/").rpartition("/")[2]


def _sentence_at(sentences: tuple[Sentence, ...], offset: int) -> Sentence | None:
    at = bisect_right(sentences, offset, key=lambda s: s.start) - 1
    return sentences[at] if at >= 0 and offset < sentences[at].end else None


def _sentence_keys(document: Document, sentences: tuple[Sentence, ...]) -> dict[int, str]:
    plain = {s.index: ids.sentence_key(document.text[s.start : s.end]) for s in sentences}
    return _unique(plain)


def _unique(iris: dict[K, str]) -> dict[K, str]:
    """Tell equal IRIs apart by -2, -3 in the order in which they come."""
    seen: Counter[str] = Counter()
    unique = {}
    for key, iri in iris.items():
        seen[iri] += 1
        unique[key] = iri if seen[iri] == 1 else f"{iri}-{seen[iri]}"
    return unique
