"""Two to four actors side by side."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kb.errors import InputError
from kb.query.browse import ComparePage, Filters, compare_page
from kb.query.browse.compare import MOST, Compared
from kb.query.names import find_node
from webapp.negotiate import as_csv, as_json, as_page
from webapp.site import kept, store
from webapp.strip import Strip, draw_strip
from webapp.timeline import ROW_HEADER, csv_row, filter_chips, full_iri, read_filters

bp = Blueprint("compare", __name__)


@bp.get("/compare")
@bp.get("/compare.<any(json,csv):ext>")
def compare(ext: str = "html") -> ResponseReturnValue:
    """Compare the actors of the address, given by name or identifier; a form asks for them."""
    given = [text.strip() for text in request.args.getlist("actor") if text.strip()]
    filters = read_filters({k: v for k, v in request.args.items() if k not in ("actor", "role")})
    page, error = None, None
    try:
        page = _read(given, filters) if given else None
    except InputError as problem:
        if ext != "html":
            raise
        error = str(problem)
    if ext == "json":
        return as_json(comparison=page)
    if ext == "csv":
        return as_csv(ROW_HEADER, map(csv_row, page.shared if page else ()), "shared-events")
    shown = as_page(
        "compare.html",
        ["json", "csv"] if page else [],
        page=page,
        error=error,
        given=(given + [""] * MOST)[:MOST],
        chips=filter_chips(store(), filters),
        strips=_strips(page.actors) if page else (),
    )
    return (shown, 400) if error else shown


def _read(given: list[str], filters: Filters) -> ComparePage:
    return kept(compare_page, tuple(map(_actor, given)), filters)


def _actor(text: str) -> str:
    """Return the IRI of an actor given by its slug, IRI or any of its names."""
    known = full_iri("actor", text)
    return known if " " not in text and "/" in text else find_node(store(), "actor", text)


def _strips(actors: tuple[Compared, ...]) -> list[tuple[Compared, Strip | None]]:
    everything = [event for each in actors for event in each.events]
    return [(each, draw_strip(each.events, beside=everything, fewest=1)) for each in actors]
