"""Addresses: from the IRI of a thing to its page and back."""

from __future__ import annotations

import re
from urllib.parse import quote

from kb.namespaces import ID

_PLAIN = ("actor", "event", "place", "office")
_DOCUMENT = re.compile(r"doc/([^/#]+)(?:/item/(\d+)|/actor/([^/#]+))?(?:#.*)?")
_PART = re.compile(r"doc/[^/#]+/(?:em|claim|s)/[^/#]+")


def page_path(iri: str) -> str | None:
    """Return the path of the page about an IRI of ours, None where it has no page."""
    if not iri.startswith(ID):
        return None
    path = iri.removeprefix(ID)
    kind, _, slug = path.partition("/")
    if kind in _PLAIN and slug and "/" not in slug:
        return f"/{kind}/{quote(slug)}"
    if _PART.fullmatch(path):
        return f"/id/{quote(path)}"  # which knows the page that shows it
    if match := _DOCUMENT.fullmatch(path):
        document, item, unnamed = match.groups()
        if item:
            return f"/article/{quote(document)}/{item}"
        if unnamed:
            return f"/actor/{quote(document)}/{quote(unnamed)}"
        return f"/article/{quote(document)}"
    return None


def iri_of(*segments: str) -> str:
    """Return the IRI of a thing from the segments of its page's address, made harmless."""
    return ID + "/".join(quote(segment, safe="") for segment in segments)


def slug_of(iri: str) -> str:
    """Return the last segment of an IRI, as it stands in the filters of a page's address."""
    return iri.rstrip("/").rpartition("/")[2]


def anchor_of(iri: str) -> str:
    """Return the id of a sentence on its article's page."""
    return "s-" + slug_of(iri)


def external(url: str | None) -> str | None:
    """Return a URL that may be linked to (http and https only), else None."""
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None


def outside_name(url: str) -> str:
    """Return a short name for a link that leads elsewhere: "Wikidata Q212", else its host."""
    if match := re.fullmatch(r"https?://www\.wikidata\.org/(?:entity|wiki)/(Q\d+)", url):
        return f"Wikidata {match[1]}"
    return re.sub(r"^https?://(?:www\.)?([^/]+).*$", r"\1", url)
