"""Events on which sources take opposite sides."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kb.query.browse import (
    Contradiction,
    Side,
    find_contradicted,
    list_sources,
    ranked,
    read_contradictions,
    read_sides,
)
from webapp.negotiate import as_csv, as_json, as_page
from webapp.site import kept, store
from webapp.timeline import filter_chips, read_filters

bp = Blueprint("contradictions", __name__)

PAGE_SIZE = 50
HEADER = (
    "event", "label", "earliest", "latest", "says", "speaker", "speaker_label", "stance", "cue",
    "publisher", "publisher_label", "article", "sentence",
)  # fmt: skip


@bp.get("/contradictions")
@bp.get("/contradictions.<any(json,csv):ext>")
def contradictions(ext: str = "html") -> ResponseReturnValue:
    """List contradicted events, newest first, with those who affirm and those who deny each."""
    filters = read_filters(request.args)
    sides = kept(read_sides)
    events = find_contradicted(store(), filters, sides)
    if ext == "csv":
        return as_csv(HEADER, _cells(read_contradictions(store(), events, sides)), "contradictions")
    page = max(request.args.get("page", 1, type=int), 1)
    shown = events[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    found = read_contradictions(store(), shown, sides)
    if ext == "json":
        return as_json(contradictions=found, matching=len(events))
    given = {name: value for name, value in request.args.items() if name != "page" and value}
    return as_page(
        "contradictions.html",
        ["json", "csv"],
        found=found,
        matching=len(events),
        previous="?" + urlencode({**given, "page": page - 1}) if page > 1 else None,
        following="?" + urlencode({**given, "page": page + 1})
        if page * PAGE_SIZE < len(events)
        else None,
        chips=filter_chips(store(), filters),
        actors=kept(ranked, "actors", 60),
        types=kept(ranked, "types", 60),
        places=kept(ranked, "places", 60),
        sources=[row.source for row in kept(list_sources)],
    )


def _cells(found: list[Contradiction]) -> Iterator[tuple[object, ...]]:
    for item in found:
        event = (
            item.row.event.iri,
            item.row.event.label,
            item.row.hull.earliest,
            item.row.hull.latest,
        )
        for says, sides in (("yes", item.affirmed), ("no", item.denied)):
            for side in sides:
                yield (*event, says, *_side(side))


def _side(side: Side) -> tuple[object, ...]:
    speaker, publisher = side.speaker, side.publisher
    return (
        speaker.iri if speaker else None,
        speaker.label if speaker else None,
        side.stance,
        side.cue,
        publisher.iri if publisher else None,
        publisher.label if publisher else None,
        side.article,
        side.sentence,
    )
