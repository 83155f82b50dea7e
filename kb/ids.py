"""IRIs and ids derived from content: the same article always gets the same ones.

Patterns are those of docs/data-model.md: what names a thing in the text is keyed by the sentence,
never by the offset in the page, so that ids survive changes of the page's furniture.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from kb.namespaces import GRAPH, ID


def _hex(text: str, length: int, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def normalise_space(text: str) -> str:
    """Return `text` with runs of white space as one blank and none at the ends."""
    return " ".join(text.split())


def document_id(url: str | None, text: str) -> str:
    """Return 16 hex digits from the canonical URL, or from the normalised text if there is none."""
    return _hex(url if url else normalise_space(text), 16)


def sentence_key(text: str) -> str:
    """Return 8 hex digits of a sentence's white-space-normalised text."""
    return _hex(normalise_space(text), 8, "sha1")


def slug(name: str) -> str:
    """Return a name as lower-case ASCII words joined by hyphens: "Élysée" -> "elysee"."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded.replace("'", "")).strip("-") or _hex(name, 10)


def document_iri(doc: str) -> str:
    """Return the IRI of a document."""
    return f"{ID}doc/{doc}"


def graph_iri(doc: str) -> str:
    """Return the named graph that holds everything extracted from a document."""
    return f"{GRAPH}doc/{doc}"


def cluster_iri(cluster: str) -> str:
    """Return the IRI of a cluster of documents that are copies of one text."""
    return f"{ID}cluster/{cluster}"


def links_graph_iri(doc: str) -> str:
    """Return the named graph that links a document's event mentions to events."""
    return f"{GRAPH}links/{doc}"


def span_iri(doc: str, start: int, end: int) -> str:
    """Return the RFC 5147 IRI of a span of a document's text."""
    return f"{document_iri(doc)}#char={start},{end}"


def reference_time_iri(item: str) -> str:
    """Return the IRI of the time that an item of a page counts its relative dates from."""
    return f"{item}/time"


def event_mention_iri(doc: str, sentence: str, offset: int) -> str:
    """Return the IRI of an event mention: sentence key and trigger offset inside the sentence."""
    return f"{document_iri(doc)}/em/{sentence}-{offset}"


def claim_iri(doc: str, sentence: str, offset: int, claimant: str) -> str:
    """Return the IRI of a claim: sentence key, cue offset inside the sentence, claimant slug."""
    return f"{document_iri(doc)}/claim/{sentence}-{offset}-{claimant}"


def event_iri(founding_mention: str) -> str:
    """Return the IRI minted for a new event from its founding mention's IRI."""
    return f"{ID}event/{_hex(founding_mention, 12)}"


def actor_iri(actor_slug: str) -> str:
    """Return the IRI of a catalogue actor."""
    return f"{ID}actor/{actor_slug}"


def place_iri(place_slug: str) -> str:
    """Return the IRI of a catalogue place."""
    return f"{ID}place/{place_slug}"


def office_iri(office_slug: str) -> str:
    """Return the IRI of an office."""
    return f"{ID}office/{office_slug}"


def candidate_iri(kind: str, name: str) -> str:
    """Return the IRI of an actor that no catalogue row names: one per kind and normalised name."""
    return f"{ID}actor/x-{_hex(kind + ' ' + slug(name), 10)}"


def candidate_place_iri(name: str) -> str:
    """Return the IRI of a place that no catalogue row names."""
    return f"{ID}place/x-{_hex(slug(name), 10)}"


def unnamed_actor_iri(doc: str, description: str) -> str:
    """Return the IRI of an unnamed source, which exists in one document only."""
    return f"{document_iri(doc)}/actor/{slug(description)}"


def event_graph_iri(event: str) -> str:
    """Return the named graph of an event: its identity and its flat view, replaced whole."""
    return f"{GRAPH}event/{event.rpartition('/')[2]}"
