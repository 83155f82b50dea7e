"""GeoJSON (RFC 7946): one feature per event and place."""

from __future__ import annotations

from typing import IO, Any

from kb.export.jsonfile import write_members
from kb.export.words import cut, title, when
from kb.rows import Located, Timeline, TimelineRow


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline as a FeatureCollection.

    Events without coordinates keep a feature without geometry. Times stand in the properties and
    in the foreign member `when` of Linked Places.
    """
    features = (_feature(row, place) for row in timeline.rows for place in (row.places or (None,)))
    data = {
        "type": "FeatureCollection",
        "title": title(timeline),
        "truncated": timeline.truncated,
        "note": cut(timeline),
    }
    write_members(data, "features", features, fp)


def _feature(row: TimelineRow, located: Located | None) -> dict[str, Any]:
    feature: dict[str, Any] = {
        "type": "Feature",
        "id": row.event + (f"#{located.place.iri.rpartition('/')[2]}" if located else ""),
        "geometry": _point(located),
        "properties": {
            "event": row.event,
            "label": row.label,
            "type": row.type.label if row.type else None,
            "status": row.status,
            "earliest": row.earliest.isoformat() if row.earliest else None,
            "latest": row.latest.isoformat() if row.latest else None,
            "precision": row.precision,
            "when": when(row),
            "place": located.place.iri if located else None,
            "place_label": located.place.label if located else None,
            "parties": [
                {"role": p.role, "id": p.actor.iri, "label": p.actor.label} for p in row.parties
            ],
            "reports": row.report_count,
            "independent_sources": row.source_count,
            "sources": list(row.source_urls),
        },
    }
    if row.earliest and row.latest:
        start, end = {"earliest": row.earliest.isoformat()}, {"latest": row.latest.isoformat()}
        feature["when"] = {"timespans": [{"start": start, "end": end}]}
    return feature


def _point(located: Located | None) -> dict[str, Any] | None:
    if located is None or located.latitude is None or located.longitude is None:
        return None
    return {"type": "Point", "coordinates": [located.longitude, located.latitude]}
