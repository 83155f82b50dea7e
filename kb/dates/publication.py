"""Infers when articles without a stated date were published, from near evidence only.

A date in an article's own photo captions or an absolute day that its text narrates nearby gives
the first possible day; what the text says of "this weekend" or "earlier this month" bounds the
last one. Where nothing is near, an undated teaser lies within two weeks of the other teasers of
its page; else the date stays unknown. The day of reading is never used as a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.dates import calendar
from kb.dates.evaluation import Context, evaluate
from kb.dates.finder import find
from kb.dates.found import Found
from kb.dates.traits import anchor_of
from kb.dates.values import Part, PartialDate, Unit, Value, Weekday
from kb.model import Article, Document, Interval, Publication, Span

_NEAR = 14  # days that count as near
_STALE = 300  # days after which a writer would name the year
_FIRST_YEAR = 1990
_DATELINE_PATTERN = re.compile(
    r"\s*[A-Z][\w.'’-]*(?:[ ,/]+[A-Z][\w.'’-]*){0,4},\s(?P<date>[\w., ]{6,20}?\d{4})"
    r"\s*(?:\([^)]{2,40}\))?\s*(?:-|–|—|--|_|:)"
)
_ARCHIVED = re.compile(
    r"\bFILE\b|\b(?:file|archive) (?:photo|picture|image)|\barchiv", re.IGNORECASE
)
# Confidence: shares of 419 news pages whose stated date was hidden and lay in the inferred
# interval (docs/dates.md); that of a dateline is an estimate, that of siblings the agreed ceiling
_DATELINE, _SAME_WEEKDAY, _NEAR_EVIDENCE, _SIBLING = 0.8, 0.7, 0.3, 0.5


@dataclass(frozen=True, slots=True)
class _Clues:
    """What one article tells of its publication day."""

    dateline: date | None
    captions: tuple[date, ...]
    archived: tuple[date, ...]
    narrated: tuple[date, ...]
    announced: tuple[date, ...]
    relative: tuple[Found, ...]


def infer_publication(
    document: Document, *, not_after: date | None = None
) -> tuple[Publication | None, ...]:
    """One publication per article, in order: the stated ones as they are, others inferred.

    `not_after` is a day by which the page is known to have existed (the day of reading): it only
    bounds what is inferred. None where the article gives no near evidence.
    """
    stated = [article.published for article in document.articles]
    own = [
        published or _infer_from_clues(_collect_clues(document.text, article), not_after)
        for article, published in zip(document.articles, stated, strict=True)
    ]
    return reinfer_siblings(
        [article.kind for article in document.articles], own, not_after=not_after
    )


def reinfer_siblings(
    kinds: Sequence[str],
    published: Sequence[Publication | None],
    *,
    not_after: date | None = None,
) -> tuple[Publication | None, ...]:
    """The publications of a page with those taken from siblings derived afresh.

    `kinds` are the kinds of the page's articles in order. To be called after one publication was
    corrected (basis "override"): an undated teaser beside it moves with it.
    """
    own = [one if one is None or one.basis != "sibling" else None for one in published]
    return tuple(
        one or _infer_from_siblings(kinds, own, index, not_after) for index, one in enumerate(own)
    )


def _collect_clues(text: str, article: Article) -> _Clues:
    founds = find(text, spans=article.paragraphs)
    days = [(found, day) for found in founds if (day := _full_day(found.value)) is not None]
    return _Clues(
        dateline=_find_dateline(text, article.paragraphs[:1]),
        captions=_caption_days(text, article.captions, archived=False),
        archived=_caption_days(text, article.captions, archived=True),
        narrated=tuple(day for found, day in days if found.tense.startswith("past")),
        announced=tuple(day for found, day in days if found.tense.startswith("future")),
        relative=tuple(
            found
            for found in founds
            if anchor_of(found.value) == "published" and not _is_attributive(text, found)
        ),
    )


def _caption_days(text: str, captions: Sequence[Span], *, archived: bool) -> tuple[date, ...]:
    """The days of photos that are said to be from the archive, or of the others."""
    spans = [
        span for span in captions if bool(_ARCHIVED.search(text, span.start, span.end)) is archived
    ]
    days = (_full_day(found.value) for found in find(text, spans=spans))
    return tuple(day for day in days if day is not None)


def _is_attributive(text: str, found: Found) -> bool:
    """Whether a bare month names a thing ("the December offensive") rather than dates a clause."""
    value = found.value
    if not (isinstance(value, PartialDate) and value.day is None):
        return False
    return (
        re.search(
            r"\b(?:in|since|until|by|during|last|of)\s$",
            text[max(0, found.start - 8) : found.start],
        )
        is None
    )


def _find_dateline(text: str, first: Sequence[Span]) -> date | None:
    """The day of "CITY, 11 November 2025 (Agency) -" at the very beginning of an article."""
    for span in first:
        match = _DATELINE_PATTERN.match(text[span.start : span.end])
        if match:
            return next(
                (day for found in find(match["date"]) if (day := _full_day(found.value))), None
            )
    return None


def _full_day(value: Value) -> date | None:
    """The day that a value names with its year, if an article may be about it."""
    if isinstance(value, PartialDate) and value.day and isinstance(value.year, int):
        if value.year < _FIRST_YEAR:
            return None
        try:
            return date(value.year, value.month, value.day)
        except ValueError:
            return None
    return None


def _infer_from_clues(clues: _Clues, not_after: date | None) -> Publication | None:
    if clues.dateline is not None:
        day = Interval(clues.dateline, clues.dateline)
        return Publication(day, "text", _DATELINE, (("text", day),))
    past = max(clues.narrated, default=date.min)
    photo = max(clues.captions, default=date.min)
    file_photo = max(clues.archived, default=date.min)
    if file_photo > photo and _is_tied(file_photo, clues.relative):
        photo = file_photo
    if photo > date.min and photo >= past:
        return _bound("caption", photo, clues, not_after)
    if past > date.min and _is_corroborated(past, clues):
        return _bound("text", past, clues, not_after)
    return None


def _is_corroborated(day: date, clues: _Clues) -> bool:
    """Whether a day without its year that the text narrates is within two weeks of `day`."""
    return any(
        _names_day(found.value) and _is_near(found, day)
        for found in clues.relative
        if found.tense.startswith("past")
    )


def _is_tied(day: date, relative: Sequence[Found]) -> bool:
    """Whether the text speaks of the time around its dated evidence at all."""
    if {_current_unit(found.value) for found in relative} & {"week", "weekend", "month"}:
        return True
    return _shares_weekday(day, relative) or any(
        _named_month(found.value) is not None and _is_near(found, day)
        for found in relative
        if found.tense.startswith("past")
    )


def _shares_weekday(day: date, relative: Sequence[Found]) -> bool:
    """Whether the text narrates the weekday, or "this weekend", on which the evidence falls."""
    return any(
        (isinstance(found.value, Weekday) and found.value.weekday == day.weekday())
        or (_current_unit(found.value) == "weekend" and day.weekday() >= 5)
        for found in relative
        if found.tense.startswith("past")
    )


def _names_day(value: Value) -> bool:
    return isinstance(value, PartialDate) and value.year is None and value.day is not None


def _is_near(found: Found, day: date) -> bool:
    reading = _read_at(found, calendar.add_days(day, _NEAR))
    return reading is not None and abs((reading.earliest - day).days) <= _NEAR


def _read_at(found: Found, day: date) -> Interval | None:
    try:
        return evaluate(found.value, Context(day, "past")).interval
    except ValueError:
        return None


def _bound(basis: str, first: date, clues: _Clues, not_after: date | None) -> Publication | None:
    last = _last_day(first, clues.relative)
    limits = [day for day in clues.announced if day >= first]
    last = min([last, *limits, *([not_after] if not_after else [])])
    days = [
        day
        for offset in range((last - first).days + 1)
        if _is_consistent(day := calendar.add_days(first, offset), clues.relative)
    ]
    if not days:
        return None
    confidence = _SAME_WEEKDAY if _shares_weekday(first, clues.relative) else _NEAR_EVIDENCE
    evidence = (basis, Interval(first, first))
    return Publication(Interval(days[0], days[-1]), basis, confidence, (evidence,))


def _last_day(first: date, relative: Sequence[Found]) -> date:
    """The last day the article may be of.

    "This weekend" and "this week" are taken for those of the dated evidence or the week after it,
    "this month" for its month.
    """
    units = {_current_unit(found.value) for found in relative}
    near = calendar.add_days(first, _NEAR)
    if units & {"weekend", "week"}:
        return calendar.add_days(first, 6)
    if "month" in units:
        return max(calendar.unit_around(first, "month").latest, near)
    return near


def _current_unit(value: Value) -> str | None:
    if isinstance(value, Part):
        return _current_unit(value.of)
    if isinstance(value, Unit) and value.offset == 0 and not value.previous:
        return value.unit
    return None


def _is_consistent(day: date, relative: Sequence[Found]) -> bool:
    return all(_allows(found, day) for found in relative)


def _allows(found: Found, day: date) -> bool:
    """Whether an article of `day` would have said this: nothing past that is yet to come."""
    if isinstance(found.value, Unit) and found.value.until is not None:
        return _allows_within(found.value, day)
    past = found.tense.startswith("past")
    month = _named_month(found.value)
    if month is None or not past:
        return True
    if month == day.month and isinstance(found.value, PartialDate) and found.value.day is None:
        return False  # a writer says "this month"
    reading = _read_at(found, day)
    return reading is not None and reading.earliest < day and (day - reading.latest).days <= _STALE


def _allows_within(value: Unit, day: date) -> bool:
    unit = calendar.unit_around(day, value.unit if value.unit != "weekend" else "week")
    return day > unit.earliest if value.until == "past" else day < unit.latest


def _named_month(value: Value) -> int | None:
    if isinstance(value, Part):
        return _named_month(value.of)
    if isinstance(value, PartialDate) and value.year is None:
        return value.month
    return None


def _infer_from_siblings(
    kinds: Sequence[str],
    own: Sequence[Publication | None],
    index: int,
    not_after: date | None,
) -> Publication | None:
    """Teasers of one page appear together; a main story may be older than all of them."""
    if kinds[index] != "teaser":
        return None
    dated = [
        (abs(other - index), published)
        for other, published in enumerate(own)
        if published is not None and kinds[other] == "teaser"
    ]
    if not dated:
        return None
    nearest = min(dated, key=lambda pair: pair[0])[1]
    first = calendar.add_days(nearest.interval.earliest, -_NEAR)
    last = calendar.add_days(nearest.interval.latest, _NEAR)
    if not_after is not None:
        last = max(first, min(last, not_after))
    return Publication(
        Interval(first, last),
        "sibling",
        min(_SIBLING, nearest.confidence),
        (("sibling", nearest.interval),),
    )
