"""Events on which sources take opposite sides."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kb.query.browse import Contradiction, Side, find_contradictions, list_sources, ranked
from webapp.negotiate import as_csv, as_json, as_page
from webapp.site import kept, store
from webapp.timeline import filter_chips, read_filters

bp = Blueprint("contradictions", __name__)

HEADER = (
    "event", "label", "earliest", "latest", "says", "speaker", "speaker_label", "stance", "cue",
    "publisher", "publisher_label", "article", "sentence",
)  # fmt: skip


@bp.get("/contradictions")
@bp.get("/contradictions.<any(json,csv):ext>")
def contradictions(ext: str = "html") -> ResponseReturnValue:
    """List contradicted events, newest first, with those who affirm and those who deny each."""
    filters = read_filters(request.args)
    found = kept(find_contradictions, filters)
    if ext == "json":
        return as_json(contradictions=found)
    if ext == "csv":
        return as_csv(HEADER, _cells(found), "contradictions")
    return as_page(
        "contradictions.html",
        ["json", "csv"],
        found=found,
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
