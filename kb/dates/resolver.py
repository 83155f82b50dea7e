"""Anchors found expressions: spans with symbolic values -> `TimeExpression`s with intervals.

Everything is evaluated from the earliest and from the latest day the anchor may be; the result
reaches from the one's earliest to the other's latest day. A narrower anchor never widens a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from kb.dates.edtf import write_edtf
from kb.dates.evaluation import Context, Reading, evaluate
from kb.dates.finder import find, read
from kb.dates.found import Found
from kb.dates.traits import anchor_of
from kb.errors import InputError
from kb.model import Interval, Span, TimeExpression

_UNANCHORED = date(2000, 1, 1)  # only the pattern of what is evaluated there is used


def find_times(
    text: str,
    anchor: Interval | None,
    *,
    mode: str = "news",
    ranges: bool = True,
    spans: Sequence[Span] | None = None,
    offset: int = 0,
    tenses: Mapping[tuple[int, int], str] | None = None,
    prefix: str = "t",
    first: int = 0,
) -> list[TimeExpression]:
    """Finds and resolves the temporal expressions of one article.

    `anchor` is the publication interval, None while unknown: relative expressions then have no
    interval. `mode`, `ranges` and `spans` are those of `find`. `offset` is where `text` begins in
    the document; the offsets returned count from there. `tenses` gives, for spans (start, end) of
    the document that overlap an expression, the tense of its clause: "past" or "future". Ids are
    `prefix` and a number from `first`.
    """
    founds = [
        replace(
            found,
            start=found.start + offset,
            end=found.end + offset,
            tense=_given_tense(found, offset, tenses) or found.tense,
        )
        for found in find(text, mode=mode, ranges=ranges, spans=spans)
    ]
    resolved: dict[int, TimeExpression] = {}

    def take(index: int) -> TimeExpression:
        if index not in resolved:
            base = founds[index].base
            resolved[index] = resolve(
                founds[index],
                anchor,
                take(base) if base is not None else None,
                id=f"{prefix}{first + index}",
            )
        return resolved[index]

    return [take(index) for index in range(len(founds))]


def _given_tense(
    found: Found, offset: int, tenses: Mapping[tuple[int, int], str] | None
) -> str | None:
    for (start, end), tense in (tenses or {}).items():
        if start < found.end + offset and found.start + offset < end:
            return tense
    return None


def resolve(
    found: Found, anchor: Interval | None, base: TimeExpression | None = None, *, id: str = "t0"
) -> TimeExpression:
    """Resolves one found expression against the publication interval or the mention `base`."""
    name, grain, interval = "published", None, anchor
    if anchor_of(found.value) == "none":
        name, interval = "none", Interval(_UNANCHORED, _UNANCHORED)
    elif base is not None:
        name, grain, interval = base.id, base.granularity, base.interval
    context = Context(
        _UNANCHORED, found.tense, grain, base is not None and base.start > found.start
    )
    low, high = _evaluate_ends(found, interval, context)
    return _express(found, id, name, low, high if interval is not None else None)


def _evaluate_ends(
    found: Found, interval: Interval | None, context: Context
) -> tuple[Reading, Reading]:
    ends = interval or Interval(_UNANCHORED, _UNANCHORED)
    low = _evaluate(found, replace(context, day=ends.earliest))
    if ends.earliest == ends.latest:
        return low, low
    return low, _evaluate(found, replace(context, day=ends.latest))


def _evaluate(found: Found, context: Context) -> Reading:
    try:
        return evaluate(found.value, context)
    except (ValueError, OverflowError):
        return Reading("XXXX-XX-XX", "XXXX-XX-XX", None, "day", approximate=True)


def _express(
    found: Found, id: str, anchor: str, low: Reading, high: Reading | None
) -> TimeExpression:
    interval = None
    timex = low.pattern
    approximate, extent = low.approximate, low.extent
    if high is not None:
        timex = low.timex if low.timex == high.timex else low.pattern
        if low.interval and high.interval:
            interval = Interval(
                min(low.interval.earliest, high.interval.earliest),
                max(low.interval.latest, high.interval.latest),
            )
            extent = low.extent and low.interval == high.interval
    return TimeExpression(
        id=id,
        start=found.start,
        end=found.end,
        text=found.text,
        type=found.type,
        timex=timex,
        interval=interval,
        granularity=low.granularity,
        approximate=approximate,
        extent=extent,
        edtf=write_edtf(interval, timex, low.granularity, approximate) if interval else None,
        anchor=anchor,
        rule=f"{found.rule}:{found.tense}" if anchor != "none" else found.rule,
    )


def reresolve(
    expressions: Sequence[TimeExpression], anchor: Interval | None
) -> tuple[TimeExpression, ...]:
    """The stored expressions of one article under another publication interval.

    Needs nothing but what is stored: text, rule (with the clause's tense) and anchor. Raises
    InputError for an expression whose text its rule does not read.
    """
    known = {expression.id: expression for expression in expressions}
    done: dict[str, TimeExpression] = {}

    def redo(expression: TimeExpression) -> TimeExpression:
        if expression.id not in done:
            base = known.get(expression.anchor)
            done[expression.id] = _redo(expression, anchor, redo(base) if base else None)
        return done[expression.id]

    return tuple(redo(expression) for expression in expressions)


def _redo(
    expression: TimeExpression, anchor: Interval | None, base: TimeExpression | None
) -> TimeExpression:
    if expression.anchor == "none":
        return expression
    rule, _, tense = expression.rule.partition(":")
    found = read(expression.text, rule, tense or "past?")
    if found is None:
        raise InputError(f"time {expression.id}: rule {rule!r} cannot read {expression.text!r}")
    found = replace(found, start=expression.start, end=expression.end)
    return resolve(found, anchor, base, id=expression.id)
