"""The list of actors and the page of one actor with its timeline."""

from __future__ import annotations

import unicodedata
from collections import Counter

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from kb.errors import InputError
from kb.query.browse import (
    Filters,
    actor_page,
    find_events,
    list_actors,
    ranked,
    read_sides,
)
from kb.query.browse.actors import ActorRow
from kb.query.names import find_node
from webapp import words
from webapp.identity import as_graph
from webapp.links import iri_of, page_path, slug_of
from webapp.negotiate import as_csv, as_json, as_page
from webapp.site import kept, store
from webapp.timeline import read_timeline

bp = Blueprint("actors", __name__)

PAGE_SIZE = 200
MOST_READ = 1_000_000  # events of one actor: all of them
HEADER = ("actor", "label", "kind", "country", "country_label", "aliases", "events", "claims")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def _initial(label: str) -> str:
    first = _folded(label.removeprefix("The "))[:1].upper()
    return first if first.isalpha() else "#"


def _matches(row: ActorRow, text: str) -> bool:
    return any(text in _folded(name) for name in (row.actor.label, *row.aliases))


def _country(row: ActorRow) -> str:
    return slug_of(row.country.iri) if row.country else ""


def _cells(row: ActorRow) -> tuple[object, ...]:
    country = (row.country.iri, row.country.label) if row.country else (None, None)
    names = "; ".join(row.aliases)
    return (
        row.actor.iri, row.actor.label, row.actor.kind, *country, names, row.events, row.claims
    )  # fmt: skip


@bp.get("/actors")
@bp.get("/actors.<any(json,csv):ext>")
def actors(ext: str = "html") -> ResponseReturnValue:
    """List actors A to Z, by kind, country, initial or by a text in any of their names."""
    everyone = kept(list_actors)
    kind, initial = request.args.get("kind", ""), request.args.get("initial", "")
    country = request.args.get("country", "")
    text = request.args.get("q", "").strip()
    page = max(request.args.get("page", 1, type=int), 1)
    rows = [
        row
        for row in everyone
        if (not kind or row.actor.kind == kind)
        and (not country or _country(row) == country)
        and (not initial or _initial(row.actor.label) == initial)
        and (not text or _matches(row, _folded(text)))
    ]
    if ext == "json":
        return as_json(actors=rows)
    if ext == "csv":
        return as_csv(HEADER, map(_cells, rows), "actors")
    kinds = sorted(
        Counter(row.actor.kind for row in everyone).items(), key=lambda item: words.kind(item[0])
    )
    countries = Counter(row.country for row in everyone if row.country)
    initials = sorted({_initial(row.actor.label) for row in everyone})
    return as_page(
        "actors.html",
        ["json", "csv"],
        rows=rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        matching=len(rows),
        page=page,
        pages=-(-len(rows) // PAGE_SIZE),
        total=len(everyone),
        kinds=kinds,
        countries=sorted(countries.items(), key=lambda item: _folded(item[0].label)),
        country=country,
        initials=initials,
        kind=kind,
        initial=initial,
        text=text,
    )


@bp.get("/actor/<slug>")
@bp.get("/actor/<slug>.<any(json,csv,ttl,nt,jsonld,rdf):ext>")
def actor(slug: str, ext: str = "html") -> ResponseReturnValue:
    """Show an actor of the catalogue or a candidate; other names of it lead to its address."""
    shown = _show(iri_of("actor", slug), ext)
    if shown is not None:
        return shown
    try:
        found = find_node(store(), "actor", slug)
    except InputError as error:
        abort(404, description=f"There is {error}.")
    suffix = "" if ext == "html" else f".{ext}"
    return redirect(f"{request.script_root}{page_path(found)}{suffix}", 302)


@bp.get("/actor/<document>/<slug>")
@bp.get("/actor/<document>/<slug>.<any(json,csv,ttl,nt,jsonld,rdf):ext>")
def unnamed(document: str, slug: str, ext: str = "html") -> ResponseReturnValue:
    """Show an unnamed source, which exists in one document only."""
    shown = _show(iri_of("doc", document, "actor", slug), ext)
    if shown is None:
        abort(404)
    return shown


def _show(iri: str, ext: str) -> ResponseReturnValue | None:
    """Return the page of an actor or its data, None where nothing is known of it."""
    page = kept(actor_page, iri)
    if page is None:
        return None
    here = f"{request.script_root}{page_path(iri)}"
    suffix = "" if ext == "html" else f".{ext}"
    if page.replaced_by is not None:
        return redirect(f"{request.script_root}{page_path(page.replaced_by)}{suffix}", 301)
    if ext == "html" and "role" not in request.args and page.claims and not page.events:
        return redirect(f"{here}?role=speaker", 302)
    if ext in ("ttl", "nt", "jsonld", "rdf"):
        return as_graph(iri, ext)
    timeline = read_timeline(store(), actor=iri)
    disputes = _count_contradicted(iri)
    if ext == "json":
        return as_json(
            actor=page,
            contradictions=disputes,
            events=timeline.rows,
            matching=timeline.matching,
        )
    if ext == "csv":
        return redirect(f"{here}/timeline.csv?{timeline.query}", 302)
    return as_page(
        "actor.html",
        ["json", "ttl", "jsonld"],
        page=page,
        contradictions=disputes,
        timeline=timeline,
        tabs=[(None, page.events), *page.roles],
        types=kept(ranked, "types", 40),
    )


def _count_contradicted(actor: str) -> int:
    """Return in how many contradicted events an actor takes part."""
    disputed = kept(read_sides)
    if not disputed:
        return 0
    everything = kept(find_events, Filters(actor=actor), False, MOST_READ)
    return sum(1 for item in everything if item.event in disputed)
