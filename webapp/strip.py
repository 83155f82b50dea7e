"""The strip above a timeline: every event as a bar from its earliest to its latest day, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.query.browse import Found
from webapp.days import MONTHS, span_words
from webapp.words import status

WIDTH = 1000
_MARGIN = 8
_BAR = 9
_GAP = 3
_LANES = 14
# A bar is never thinner than this, so that a single day can be seen.
_LEAST = 5.0
_AXIS = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One event on the strip."""

    event: str
    x: float
    y: float
    width: float
    look: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line and its label on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole drawing; `hidden` counts events that found no free lane."""

    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    hidden: int


def draw_strip(
    found: Sequence[Found], beside: Sequence[Found] = (), fewest: int = 2
) -> Strip | None:
    """Return the strip of dated events, or None where fewer than `fewest` are dated.

    The scale also covers the days of `beside`, so that several strips can stand below each other.
    """
    dated = sorted(
        (
            (date.fromisoformat(f.earliest), date.fromisoformat(f.latest or f.earliest), f)
            for f in found
            if f.earliest is not None
        ),
        key=lambda item: (item[0], item[1], item[2].event),
    )
    if len(dated) < fewest:
        return None
    days_shown = [f.earliest for f in beside if f.earliest] + [f.latest for f in beside if f.latest]
    others = [date.fromisoformat(day) for day in days_shown]
    first = min([*others, *(item[0] for item in dated)])
    last = max([*others, *(item[1] for item in dated)])
    days = max((last - first).days, 1)
    scale = (WIDTH - 2 * _MARGIN) / days
    ends: list[float] = []
    bars: list[Bar] = []
    for start, end, item in dated:
        x = _MARGIN + (start - first).days * scale
        width = max((end - start).days * scale, _LEAST)
        lane = next((i for i, free in enumerate(ends) if free <= x), len(ends))
        if lane == _LANES:
            continue
        ends[lane : lane + 1] = [x + width + 2]
        bars.append(
            Bar(
                item.event,
                round(min(x, WIDTH - _MARGIN - width), 1),
                lane * (_BAR + _GAP) + _GAP,
                round(width, 1),
                status(item.status).look,
                span_words(item.earliest, item.latest),
            )
        )
    height = len(ends) * (_BAR + _GAP) + _GAP + _AXIS
    return Strip(height, tuple(bars), _ticks(first, last, scale), len(dated) - len(bars))


def _ticks(first: date, last: date, scale: float) -> tuple[Tick, ...]:
    """Return at most about ten ticks at the beginnings of years, quarters or months."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 12000) if months / s <= 10)
    ticks = []
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 1):
        year, month = divmod(number, 12)
        if number % step or not 1 <= year <= 9999:
            continue
        x = _MARGIN + (date(year, month + 1, 1) - first).days * scale
        if 0 <= x <= WIDTH - 40:
            label = str(year) if step >= 12 else f"{MONTHS[month][:3]} {year}"
            ticks.append(Tick(round(x, 1), label))
    return tuple(ticks)
