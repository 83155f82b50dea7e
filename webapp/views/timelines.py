"""The timeline of everything: filters, lanes, a drawing, the list, and files of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from kb.query.browse import (
    LANES,
    MOST_EVENTS,
    Found,
    find_events,
    list_sources,
    ranked,
    read_labels,
    read_lanes,
)
from kb.query.browse.pages import Ref
from webapp import words
from webapp.days import UNITS, span_words
from webapp.drawing import Item, as_data
from webapp.links import page_path
from webapp.marking import visible
from webapp.negotiate import as_compact_json, as_page
from webapp.site import kept, store
from webapp.strip import Strip, draw_strip
from webapp.timeline import read_filters, read_timeline, read_unit

bp = Blueprint("timelines", __name__)

# The kinds of lanes, in words; "" is one lane for all.
LANE_NAMES = {
    "": "one for all",
    "type": "kind of event",
    "actor": "initiator",
    "place": "place",
    "source": "publisher",
    "status": "status",
}
# More lanes than this cannot be read: the smaller ones are drawn together.
MOST_LANES = 12
OTHERS = "all others"
UNKNOWN = "not stated"


@bp.get("/timeline")
def timeline() -> ResponseReturnValue:
    """Show all events that the filters let through, drawn and listed."""
    shown = read_timeline(store())
    lanes = _lanes()
    found = _found()
    return as_page(
        "timeline.html",
        ["json", "csv"],
        timeline=shown,
        lanes=lanes,
        lane_names=LANE_NAMES,
        unit=read_unit(),
        units=UNITS,
        strips=_strips(found, lanes) if lanes else (),
        types=kept(ranked, "types", 60),
        actors=kept(ranked, "actors", 60),
        places=kept(ranked, "places", 60),
        sources=[row.source for row in kept(list_sources)],
    )


@bp.get("/timeline/items.json")
def items() -> Response:
    """Return what the drawing shows: every matching event with label, days, status and lane."""
    found, lanes = _found(), _lanes()
    labels = read_labels(store(), found)
    by_event = _by_event(found, lanes)
    return as_compact_json(
        items=as_data(
            item for f in found for item in _items(f, labels.get(f.event, "?"), by_event)
        ),
        events=len(found),
        lanes=_order(by_event.values()),
        by=request.args.get("by") or None,
    )


def _found() -> list[Found]:
    return kept(find_events, read_filters(request.args))[:MOST_EVENTS]


def _lanes() -> str:
    lanes = request.args.get("lanes", "")
    if lanes not in LANE_NAMES:
        abort(400, description=f"lanes: {lanes!r} is not one of {', '.join(LANE_NAMES)[2:]}.")
    return lanes


def _by_event(found: Sequence[Found], lanes: str) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the lanes in which each event stands; small lanes are put together."""
    if lanes == "status":
        return {f.event: (_told(f.status),) for f in found}
    if lanes not in LANES:
        return {}
    known = read_lanes(store(), found, lanes)
    named = {f.event: _labels(known.get(f.event, ())) for f in found}
    largest = _order(named.values())
    if len(largest) <= MOST_LANES:
        return named
    apart = {*largest[: MOST_LANES - 1], UNKNOWN}
    return {
        event: tuple(dict.fromkeys(lane if lane in apart else OTHERS for lane in names))
        for event, names in named.items()
    }


def _order(lanes: Iterable[Sequence[str]]) -> list[str]:
    """Return the names of lanes, the largest first, those that are not one thing last."""
    sizes = Counter(lane for names in lanes for lane in names)
    return sorted(sizes, key=lambda lane: (lane in (OTHERS, UNKNOWN), -sizes[lane], lane))


def _labels(refs: Sequence[Ref]) -> tuple[str, ...]:
    return tuple(visible(ref.label) for ref in refs) or (UNKNOWN,)


def _told(code: str) -> str:
    status = words.status(code)
    return f"{status.group}: {status.word}"


def _items(found: Found, label: str, lanes: Mapping[str, tuple[str, ...]]) -> Iterator[Item]:
    for lane in lanes.get(found.event, ("",)):
        yield Item(
            label=visible(label),
            url=f"{request.script_root}{page_path(found.event)}",
            start=found.earliest,
            end=found.latest,
            when=span_words(found.earliest, found.latest),
            look=words.status(found.status).look,
            told=_told(found.status),
            lane=lane,
        )


def _strips(found: Sequence[Found], lanes: str) -> list[tuple[str, int, Strip | None]]:
    """Return one strip per lane on a common scale, the largest lane first."""
    by_lane: dict[str, list[Found]] = {}
    by_event = _by_event(found, lanes)
    for event in found:
        for lane in by_event.get(event.event, ()):
            by_lane.setdefault(lane, []).append(event)
    return [
        (lane, len(by_lane[lane]), draw_strip(by_lane[lane], beside=found, fewest=1))
        for lane in _order(by_event.values())
    ]
