"""The search page: names, events, headlines and sentences, narrowed by facets."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from urllib.parse import urlencode

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kb.namespaces import expand
from kb.query.browse import read_names, read_rows
from kb.query.facets import Facet, Narrowing, narrow
from kb.query.fulltext import MOST_HITS, TextHit
from webapp import words
from webapp.links import slug_of
from webapp.negotiate import as_csv, as_json, as_page
from webapp.site import store
from webapp.timeline import full_iri, short

bp = Blueprint("search", __name__)

PAGE_SIZE = 50
LONGEST = 200  # letters of a text to look for
HEADER = tuple(field.name for field in fields(TextHit))
# Facets in the address, which holds short forms of the IRIs.
_FACETS = ("kind", "type", "status", "year", "source")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its words, its hits, where it leads, and whether it is in force."""

    label: str
    hits: int
    href: str
    chosen: bool


@bp.get("/search")
@bp.get("/search.<any(json,csv):ext>")
def search_page(ext: str = "html") -> ResponseReturnValue:
    """List what has the words in a name, headline or sentence, with ways to narrow it."""
    text = request.args.get("q", "")[:LONGEST]
    given = {name: request.args[name] for name in _FACETS if request.args.get(name)}
    to = _narrowing(given)
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_HITS // PAGE_SIZE)
    # A file holds all hits that can be leafed through.
    size = MOST_HITS if ext == "csv" else PAGE_SIZE
    hits, facets = narrow(store(), text, to, size, (page - 1) * PAGE_SIZE)
    if ext == "json":
        return as_json(query=text, hits=hits.hits, total=hits.total, facets=facets)
    if ext == "csv":
        return as_csv(HEADER, map(astuple, hits.hits), "search")
    last = min(-(-hits.total // PAGE_SIZE), MOST_HITS // PAGE_SIZE)
    return as_page(
        "search.html",
        ["json", "csv"],
        hits=hits,
        rows=read_rows(store(), [hit.iri for hit in hits.hits]) if to.kind == "event" else (),
        facets=[(facet.name, _choices(facet, to, text, given)) for facet in facets],
        previous=_address(text, given, page - 1) if page > 1 else None,
        following=_address(text, given, page + 1) if page < last else None,
        narrowed=bool(given),
        anew=_address(text, {}),
    )


def _narrowing(given: dict[str, str]) -> Narrowing:
    full = dict(given)
    if given.get("kind") == "event" and "type" in given:
        full["type"] = full_iri("type", given["type"])
    if "status" in given:
        full["status"] = expand("st:" + given["status"])
    if "source" in given:
        full["source"] = full_iri("actor", given["source"])
    return Narrowing(**full)


def _address(text: str, given: dict[str, str], page: int = 1) -> str:
    return "?" + urlencode({"q": text, **given, **({"page": str(page)} if page > 1 else {})})


def _choices(facet: Facet, to: Narrowing, text: str, given: dict[str, str]) -> list[Choice]:
    names = read_names(store(), [v for v, _ in facet.values if v.startswith("http")])
    choices = []
    for value, number in facet.values:
        chosen = getattr(to, facet.name) == value
        # A kind takes the facets of the kind before with it.
        kept = {} if facet.name == "kind" else given
        other = {name: kept[name] for name in kept if name != facet.name}
        after = other if chosen else {**other, facet.name: _short(facet.name, value)}
        label = _label(facet.name, value) or names.ref(value).label
        choices.append(Choice(label, number, _address(text, after), chosen))
    return choices


def _short(facet: str, value: str) -> str:
    if facet == "status":
        return slug_of(value)
    if facet == "source":
        return short("actor", value)
    return short("type", value) if facet == "type" and "/" in value else value


def _label(facet: str, value: str) -> str | None:
    """Return the words for a value; None where it is a thing with a name of its own."""
    if facet == "kind":
        return words.FOUND[value]
    if facet == "status":
        status = words.status(slug_of(value))
        return f"{status.group}: {status.word}"
    if facet == "type" and "/" not in value:
        return words.kind(value)
    return value if facet == "year" else None
