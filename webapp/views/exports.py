"""Timelines of actors as files; the filters of the address hold."""

from __future__ import annotations

import io

from flask import Blueprint, Response, abort, request

from kb.export.formats import find_format
from kb.query.browse import find_events, read_names
from kb.query.timeline import LIMIT, read_events
from kb.rows import Named, Timeline
from webapp.links import iri_of
from webapp.site import store
from webapp.timeline import filter_words, read_filters

bp = Blueprint("exports", __name__)


@bp.get("/actor/<slug>/timeline.<ending>")
def timeline(slug: str, ending: str) -> Response:
    """Return the timeline of an actor in the format of a file ending (csv, ics, ...)."""
    return _export(iri_of("actor", slug), ending, slug)


@bp.get("/actor/<document>/<slug>/timeline.<ending>")
def unnamed(document: str, slug: str, ending: str) -> Response:
    """Return the timeline of an unnamed source."""
    return _export(iri_of("doc", document, "actor", slug), ending, slug)


def _export(iri: str, ending: str, name: str) -> Response:
    form = find_format(ending)
    names = read_names(store(), [iri]).refs
    if not names[iri].kind:
        abort(404)
    filters = read_filters(request.args, actor=iri)
    found = find_events(store(), filters, limit=LIMIT + 1)
    rows = read_events(store(), [item.event for item in found[:LIMIT]], iri)
    content = io.BytesIO()
    form.write(
        Timeline(
            Named(iri, names[iri].label),
            tuple(rows),
            len(found) > LIMIT,
            tuple(filter_words(store(), filters, actor=iri)),
        ),
        content,
    )
    response = Response(content.getvalue(), content_type=form.media_type)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{name}-timeline.{form.ending}"'
    )
    if len(found) > LIMIT:
        response.headers["X-KB-Truncated"] = "true"
    return response
