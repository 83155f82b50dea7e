"""A list of events with its filters: read from an address, and put in order for a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from flask import abort, request

from kb.errors import InputError
from kb.namespaces import ID, PREFIXES, expand, shrink
from kb.query.browse import MOST_EVENTS, Filters, Found, find_events, read_names, read_rows
from kb.query.browse.pages import EventRow
from kb.store import Store
from webapp import words
from webapp.days import UNITS, unit_words
from webapp.links import slug_of
from webapp.site import kept
from webapp.strip import Strip, draw_strip

PAGE_SIZE = 100
# Filters in an address -> field and the kind of thing whose slug stands there.
_PARAMETERS = {
    "actor": ("actor", "actor"),
    "role": ("role", None),
    "with": ("with_actor", "actor"),
    "type": ("type", "type"),
    "place": ("place", "place"),
    "source": ("source", "actor"),
    "status": ("status", None),
    "confidence": ("confidence", None),
    "from": ("since", None),
    "to": ("until", None),
}
_NAMES = {
    "actor": "Actor",
    "role": "Role",
    "with": "With",
    "type": "Kind",
    "place": "Place",
    "source": "Source",
    "status": "Status",
    "confidence": "Confidence",
    "from": "From",
    "to": "To",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force, and the query string without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of events, ready to print.

    `matching` counts all events that match; `truncated` says that there are more than `matching`.
    `undated_at` is the address of the list of undated events, where there are any.
    """

    filters: Filters
    chips: tuple[Chip, ...]
    months: tuple[tuple[str, tuple[EventRow, ...]], ...]
    undated: tuple[EventRow, ...]
    strip: Strip | None
    matching: int
    dated: int
    truncated: bool
    newest_first: bool
    first: int
    last: int
    previous: str | None
    following: str | None
    query: str
    undated_at: str | None

    @property
    def rows(self) -> tuple[EventRow, ...]:
        """The events of this page of the list, undated ones last."""
        return (*(row for _, rows in self.months for row in rows), *self.undated)


def full_iri(kind: str, text: str) -> str:
    """Return the IRI for what stands in an address: a slug, a prefixed name or an IRI."""
    if "://" in text:
        return text
    if kind == "type":
        prefix = text.partition(":")[0]
        if ":" in text and prefix in PREFIXES:
            return expand(text)
        return expand(f"plover:{text}" if text.partition("-")[0].isupper() else f"kbt:{text}")
    return f"{ID}{kind}/{text}"


def short(kind: str | None, value: str) -> str:
    """Return what stands in an address for an IRI: the inverse of `full_iri`."""
    if kind is None:
        return value
    if kind == "type":
        return shrink(value)
    slug = slug_of(value)
    return slug if value == f"{ID}{kind}/{slug}" else value


def read_filters(arguments: Mapping[str, str], **fixed: str) -> Filters:
    """Return the filters of an address; `fixed` ones belong to the page itself.

    Raises InputError on a value that no filter can have, 400 on an unknown status.
    """
    given: dict[str, str] = {}
    for name, (field, kind) in _PARAMETERS.items():
        text = arguments.get(name, "").strip()
        if text:
            given[field] = full_iri(kind, text) if kind else text
    status = given.get("status")
    if status is not None and status not in words.STATUSES:
        abort(400, description=f"status: {status!r} is not one of {', '.join(words.STATUSES)}.")
    least = given.pop("confidence", None)
    return Filters(**{**given, **fixed}, confidence=None if least is None else _degree(least))


def _degree(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"confidence: {text!r} is not a number from 0 to 1") from None


def _shown(store: Store, filters: Filters, fixed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the filters in force, but for the page's own, as parameter and words."""
    shown = [
        (name, kind, getattr(filters, field))
        for name, (field, kind) in _PARAMETERS.items()
        if field not in fixed and getattr(filters, field) is not None
    ]
    names = read_names(store, [value for _, kind, value in shown if kind])
    return [
        (name, names.ref(value).label if kind else _word(name, value))
        for name, kind, value in shown
    ]


def filter_words(store: Store, filters: Filters, **fixed: str) -> list[tuple[str, str]]:
    """Return the filters in force, but for the page's own, as a name and a value in words."""
    return [(_NAMES[name].lower(), words_) for name, words_ in _shown(store, filters, fixed)]


def filter_chips(store: Store, filters: Filters, **fixed: str) -> tuple[Chip, ...]:
    """Return the filters in force, each with the current address without it."""
    given = {name: request.args[name] for name in request.args if name != "page"}
    return tuple(
        Chip(
            _NAMES[name],
            value,
            "?" + urlencode({key: text for key, text in given.items() if key != name}),
        )
        for name, value in _shown(store, filters, fixed)
    )


def _word(name: str, value: object) -> str:
    if name == "confidence":
        return f"at least {value}"
    text = str(value)
    if name == "status":
        status = words.status(text)
        return f"{status.group}: {status.word}"
    return words.ROLES.get(text, text) if name == "role" else text


def read_timeline(store: Store, newest_first: bool = False, **fixed: str) -> Timeline:
    """Return the page of events that the current request asks for.

    `fixed` filters belong to the page itself; `newest_first` is the order if none is asked for.
    """
    filters = read_filters(request.args, **fixed)
    order = request.args.get("order")
    newest_first = order == "newest" if order in ("newest", "oldest") else newest_first
    found = kept(find_events, filters, newest_first)
    truncated = len(found) > MOST_EVENTS
    found = found[:MOST_EVENTS]
    page = max(request.args.get("page", 1, type=int), 1)
    start = (page - 1) * PAGE_SIZE
    shown = found[start : start + PAGE_SIZE]
    rows = read_rows(store, [item.event for item in shown])
    dated = [row for row in rows if row.when.earliest is not None]
    dated_all = sum(1 for item in found if item.earliest is not None)
    query = {key: value for key, value in request.args.items() if key != "page" and value}
    return Timeline(
        filters=filters,
        chips=filter_chips(store, filters, **fixed),
        months=_by_unit(dated, read_unit()),
        undated=tuple(
            sorted(
                (row for row in rows if row.when.earliest is None),
                key=lambda row: row.reported.earliest or "9999",
            )
        ),
        strip=draw_strip(found),
        matching=len(found),
        dated=dated_all,
        truncated=truncated,
        newest_first=newest_first,
        first=start + 1 if shown else 0,
        last=start + len(shown),
        previous="?" + urlencode({**query, "page": page - 1}) if page > 1 else None,
        following="?" + urlencode({**query, "page": page + 1})
        if len(found) > start + PAGE_SIZE
        else None,
        query=urlencode(query),
        undated_at=f"?{urlencode({**query, 'page': dated_all // PAGE_SIZE + 1})}#undated"
        if dated_all < len(found)
        else None,
    )


def all_rows(store: Store, **fixed: str) -> tuple[list[EventRow], bool]:
    """Return every event that the request asks for, up to the cap, and whether there are more."""
    found: list[Found] = find_events(store, read_filters(request.args, **fixed))
    return read_rows(store, [item.event for item in found[:MOST_EVENTS]]), len(found) > MOST_EVENTS


def read_unit() -> str:
    """Return the unit of time by which the request wants events grouped: a month by default."""
    unit = request.args.get("by") or "month"
    if unit not in UNITS:
        abort(400, description=f"by: {unit!r} is not one of {', '.join(UNITS)}.")
    return unit


def _by_unit(rows: list[EventRow], unit: str) -> tuple[tuple[str, tuple[EventRow, ...]], ...]:
    return tuple(
        (heading, tuple(group))
        for heading, group in groupby(
            rows, key=lambda row: unit_words(row.when.earliest, row.when.latest, unit)
        )
    )


ROW_HEADER = (
    "event",
    "label",
    "type",
    "status",
    "earliest",
    "latest",
    "reported",
    "initiators",
    "recipients",
    "others",
    "places",
    "sources",
    "reports",
    "independent_sources",
)


def csv_row(row: EventRow) -> tuple[object, ...]:
    """Return an event as a flat row of a table."""
    others = (p.actor.label for p in row.participants if p.role not in ("initiator", "recipient"))
    return (
        row.event.iri,
        row.event.label,
        row.type.label if row.type else "",
        row.status,
        row.when.earliest,
        row.when.latest,
        row.reported.earliest,
        "; ".join(a.label for a in row.actors("initiator")),
        "; ".join(a.label for a in row.actors("recipient")),
        "; ".join(others),
        "; ".join(p.label for p in row.places),
        "; ".join(s.label for s in row.sources),
        row.reports,
        row.independent,
    )
