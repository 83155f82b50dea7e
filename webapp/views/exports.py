"""Timelines as files, of one actor or of everybody; the filters of the address hold."""

from __future__ import annotations

import tempfile
from typing import IO, cast

from flask import Blueprint, Response, abort, request
from werkzeug.wsgi import wrap_file

from kb.export.formats import find_format
from kb.query.browse import find_events, read_names
from kb.query.timeline import LIMIT, EventRows
from kb.rows import Named, Timeline
from webapp.clients import client_name, hang_up_check
from webapp.links import iri_of
from webapp.site import site, store
from webapp.timeline import filter_words, read_filters

bp = Blueprint("exports", __name__)

# Bytes of a file that are kept in memory before it goes to disk.
_MOST_IN_MEMORY = 4_000_000


@bp.get("/timeline.<ending>")
def everything(ending: str) -> Response:
    """Return the timeline of all events in the format of a file ending (csv, ics, ...)."""
    return _export(None, ending, "timeline")


@bp.get("/actor/<slug>/timeline.<ending>")
def timeline(slug: str, ending: str) -> Response:
    """Return the timeline of an actor."""
    return _export(iri_of("actor", slug), ending, f"{slug}-timeline")


@bp.get("/actor/<document>/<slug>/timeline.<ending>")
def unnamed(document: str, slug: str, ending: str) -> Response:
    """Return the timeline of an unnamed source."""
    return _export(iri_of("doc", document, "actor", slug), ending, f"{slug}-timeline")


def _export(iri: str | None, ending: str, name: str) -> Response:
    """Return the file; events are read a few at a time, so that memory does not grow with them."""
    form = find_format(ending)
    fixed = {} if iri is None else {"actor": iri}
    actor = None if iri is None else _actor(iri)
    filters = read_filters(request.args, **fixed)
    found = find_events(store(), filters, limit=LIMIT + 1)
    truncated = len(found) > LIMIT
    rows = EventRows(store(), [item.event for item in found[:LIMIT]], iri)
    shown = Timeline(actor, rows, truncated, tuple(filter_words(store(), filters, **fixed)))
    spool = tempfile.SpooledTemporaryFile(max_size=_MOST_IN_MEMORY)  # noqa: SIM115 (sent below)
    content = cast(IO[bytes], spool)
    with site().exports.turn(client_name(), hang_up_check()):
        form.write(shown, content)
    size = content.tell()
    content.seek(0)
    body = wrap_file(request.environ, content)
    response = Response(body, content_type=form.media_type, direct_passthrough=True)
    response.content_length = size
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form.ending}"'
    if truncated:
        response.headers["X-KB-Truncated"] = "true"
    return response


def _actor(iri: str) -> Named:
    ref = read_names(store(), [iri]).ref(iri)
    if not ref.kind:
        abort(404)
    return Named(iri, ref.label)
