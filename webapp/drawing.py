"""What scripts draw: events as items of a timeline or points of a map, read from a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeAlias

from webapp.days import span_words
from webapp.marking import visible
from webapp.results import Cell, Shown
from webapp.words import STATUSES, status

_DAY = r"\d{4}-\d\d-\d\d"
_DAYS = re.compile(rf"({_DAY})(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?(?:/({_DAY}))?")
# Columns by their usual names, the most telling first.
_STARTS = ("earliest", "start", "from", "date", "day", "published", "said")
_ENDS = ("latest", "end", "until", "to")
_LABELS = ("what", "label", "name", "title", "event")
_LATITUDES = ("lat", "latitude")
_LONGITUDES = ("long", "lon", "lng", "longitude")
_LANES = ("type", "by", "publisher", "role", "in", "place")
MOST_LABEL = 200

_Rows: TypeAlias = Sequence[Sequence[Cell | None]]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to draw: `url` leads to its page; days are ISO, both ends included.

    `look` is the look of its status, `told` the status in words, `lane` the row it stands in,
    `count` the number of events at a place.
    """

    label: str
    url: str | None
    start: str | None = None
    end: str | None = None
    when: str = ""
    look: str = "asserted"
    told: str = ""
    lane: str = ""
    latitude: float | None = None
    longitude: float | None = None
    count: int | None = None


_FIELDS = tuple(field.name for field in fields(Item))


def as_data(items: Iterable[Item]) -> list[dict[str, object]]:
    """Return items as scripts read them: without what is not known."""
    return [
        {name: value for name in _FIELDS if (value := getattr(item, name)) not in (None, "")}
        for item in items
    ]


@dataclass(frozen=True, slots=True)
class Drawn:
    """How an answer is shown: the view chosen among `views`, and what it draws."""

    view: str
    views: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def data(self) -> list[dict[str, object]]:
        """The items that the view can draw, as scripts read them."""
        on_map = self.view == "map"
        fits = (i for i in self.items if (i.latitude if on_map else i.start) is not None)
        return as_data(fits)


def choose_view(shown: Shown, wanted: str) -> Drawn:
    """Return the view of an answer: the one wanted if it suits the rows, else the table."""
    items = read_items(shown)
    views = views_of(items)
    return Drawn(wanted if wanted in views else "table", views, items)


def views_of(items: Sequence[Item]) -> tuple[str, ...]:
    """Return the views that suit items: always a table, a timeline or a map where they fit."""
    found = ["table"]
    if any(item.start for item in items):
        found.append("timeline")
    if any(item.latitude is not None for item in items):
        found.append("map")
    return tuple(found)


def read_items(shown: Shown) -> tuple[Item, ...]:
    """Return the rows of an answer that have a date or coordinates as items.

    Columns are found by usual names (`earliest`, `latest`, `date`, `lat`, `long`, `what`,
    `status`, ...), else by their values: the first that holds days, and the day column after it.
    """
    named = {name.lower(): index for index, name in enumerate(shown.columns)}
    start = _column(named, _STARTS, shown.rows, _is_day)
    if start is None:
        start = next((i for i in range(len(shown.columns)) if _holds(shown.rows, i, _is_day)), None)
    columns = {
        "start": start,
        "end": _column(named, _ENDS, shown.rows, _is_day),
        "latitude": _column(named, _LATITUDES, shown.rows, _is_number),
        "longitude": _column(named, _LONGITUDES, shown.rows, _is_number),
        "label": next((named[name] for name in _LABELS if name in named), None),
        "status": named.get("status"),
        "lane": next((named[name] for name in _LANES if name in named), None),
    }
    items = (_item(row, columns) for row in shown.rows)
    return tuple(item for item in items if item.start or item.latitude is not None)


def _is_day(cell: Cell) -> bool:
    return _DAYS.fullmatch(cell.text) is not None and _calendar(cell.text[:10])


def _calendar(day: str) -> bool:
    try:
        return bool(date.fromisoformat(day))
    except ValueError:
        return False


def _is_number(cell: Cell) -> bool:
    return re.fullmatch(r"[-+]?\d+(\.\d*)?", cell.text) is not None


def _holds(rows: _Rows, column: int, fits: Callable[[Cell], bool]) -> bool:
    cells = [cell for row in rows if (cell := row[column]) is not None]
    return bool(cells) and all(map(fits, cells))


def _column(
    named: Mapping[str, int], names: Sequence[str], rows: _Rows, fits: Callable[[Cell], bool]
) -> int | None:
    """Return the first column of usual name whose values all fit."""
    return next((named[n] for n in names if n in named and _holds(rows, named[n], fits)), None)


def _item(row: Sequence[Cell | None], columns: Mapping[str, int | None]) -> Item:
    def text(name: str) -> str | None:
        cell = None if (index := columns[name]) is None else row[index]
        return None if cell is None else cell.text

    first, last = _days(text("start"), text("end"))
    known = [cell for cell in row if cell is not None]
    label = text("label") or (known[0].text if known else "")
    events = [cell.link for cell in known if (cell.link or "").startswith("/event/")]
    links = [cell.link for cell in known if (cell.link or "").startswith("/")]
    told = status(_code(text("status"))) if text("status") else None
    latitude, longitude = text("latitude"), text("longitude")
    placed = latitude is not None and longitude is not None
    return Item(
        label=visible(label)[:MOST_LABEL],
        url=next(iter((*events, *links)), None),
        start=first,
        end=last,
        when=span_words(first, last) if first else "",
        look=told.look if told else "asserted",
        told=f"{told.group}: {told.word}" if told else "",
        lane=visible(text("lane") or ""),
        latitude=float(latitude) if placed and latitude else None,
        longitude=float(longitude) if placed and longitude else None,
    )


def _code(text: str | None) -> str:
    """Return the code of a status from its code, its label in the graph or its words."""
    wanted = (text or "").lower().removeprefix("st:")
    return next((c for c, s in STATUSES.items() if wanted in (c, s.word, f"{c} {s.word}")), "")


def _days(start: str | None, end: str | None) -> tuple[str | None, str | None]:
    found = _DAYS.fullmatch(start or "")
    if found is None or not _calendar(found[1]):
        return None, None
    first, last = found[1], found[2] or (end or "")[:10] or found[1]
    return (first, last) if _calendar(last) and last >= first else (first, first)
