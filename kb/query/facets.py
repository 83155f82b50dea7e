"""Search results narrowed step by step: by kind of thing, and within a kind by what it has.

Named things narrow by class; events by type, status and year; articles and sentences by publisher
and year of publication. Answered by the store's side tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from kb.errors import InputError
from kb.query.fulltext import KINDS, TextHit, TextHits, match_of, rank_names, search
from kb.store.base import Store

MOST_VALUES = 12  # of a facet, the most frequent ones
_NAMED = ("actor", "place", "office", "type")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a search is narrowed to: a kind of thing and values of its facets, all optional.

    `type` is a local class name for named things and an IRI for events; `status` and `source` are
    IRIs, `year` four digits.
    """

    kind: str | None = None
    type: str | None = None
    status: str | None = None
    year: str | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        if self.kind is not None and self.kind not in KINDS:
            raise InputError(f"no kind {self.kind!r}: say one of {', '.join(KINDS)}")
        known = _facets_of(self.kind)
        for field in fields(self)[1:]:
            if getattr(self, field.name) is not None and field.name not in known:
                what = f"hits of kind {self.kind}" if self.kind else "hits of all kinds"
                raise InputError(f"{what} have no {field.name} to narrow by")


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow: `values` with their numbers of hits, the most frequent first."""

    name: str
    values: tuple[tuple[str, int], ...]


def _facets_of(kind: str | None) -> Mapping[str, str]:
    """Return the facets of a kind with the SQL of their values."""
    if kind in _NAMED:
        return {"type": ""}
    if kind == "event":
        return {"type": "e.type", "status": "e.status", "year": "substr(e.date, 1, 4)"}
    if kind in ("article", "sentence"):
        return {"source": "a.publisher", "year": "substr(a.earliest, 1, 4)"}
    return {}


_EVENTS = """titles_text t JOIN titles n ON n.id = t.rowid JOIN events e ON e.event = n.thing
WHERE titles_text MATCH :match AND n.kind = 'Event'"""
_ARTICLES = """titles_text t JOIN titles n ON n.id = t.rowid JOIN articles a ON a.article = n.thing
WHERE titles_text MATCH :match AND n.kind = 'Article'"""
_SENTENCES = """sentences_text t JOIN sentences n ON n.id = t.rowid
JOIN articles a ON a.article = n.article WHERE sentences_text MATCH :match"""
_FROM = {"event": _EVENTS, "article": _ARTICLES, "sentence": _SENTENCES}
_FIELDS = {"event": "label", "article": "headline", "sentence": "sentence"}


def narrow(
    store: Store, text: str, to: Narrowing, limit: int = 50, offset: int = 0
) -> tuple[TextHits, tuple[Facet, ...]]:
    """Return the hits for all words of `text` that `to` leaves, best first, and the facets.

    The first facet is the kind of thing, counted over all hits; the others are of that kind.
    """
    match = match_of(text)
    if match is None:
        return TextHits(text, (), 0, offset), ()
    kinds = _count_kinds(store, text, match)
    if to.kind is None:
        return search(store, text, (), limit, offset), (kinds,)
    if to.kind in _NAMED:
        hits, facets = _named(store, text, to)
        return TextHits(text, tuple(hits[offset : offset + limit]), len(hits), offset), (
            kinds,
            *facets,
        )
    found = _texts(store, text, match, to, limit, offset)
    return found, (kinds, *_count_values(store, match, to))


def _count_kinds(store: Store, text: str, match: str) -> Facet:
    counts = Counter(hit.kind for hit in rank_names(store, text, _NAMED))
    for kind, source in _FROM.items():
        counts[kind] = _number(store, f"SELECT COUNT(*) FROM {source}", {"match": match})  # noqa: S608
    return Facet("kind", tuple((kind, counts[kind]) for kind in KINDS if counts[kind]))


def _number(store: Store, sql: str, values: Mapping[str, object]) -> int:
    return int(str(store.side.rows(sql, values)[0][0]))


def _named(store: Store, text: str, to: Narrowing) -> tuple[list[TextHit], tuple[Facet, ...]]:
    hits = rank_names(store, text, (to.kind or "",))
    types = _most_frequent(Counter(hit.type for hit in hits).items())
    left = [hit for hit in hits if to.type in (None, hit.type)]
    return left, (Facet("type", types),)


def _most_frequent(counts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts, key=lambda item: (-item[1], item[0]))[:MOST_VALUES])


def _narrowed(to: Narrowing, without: str = "") -> tuple[str, dict[str, object]]:
    """Return the SQL that `to` adds to the conditions, but for one facet, and its values."""
    assert to.kind is not None
    chosen = {
        name: getattr(to, name)
        for name in _facets_of(to.kind)
        if name != without and getattr(to, name) is not None
    }
    where = "".join(f" AND {_facets_of(to.kind)[name]} = :{name}" for name in chosen)
    return _FROM[to.kind] + where, chosen


def _texts(store: Store, text: str, match: str, to: Narrowing, limit: int, offset: int) -> TextHits:
    assert to.kind is not None
    source, values = _narrowed(to)
    values |= {"match": match}
    total = _number(store, f"SELECT COUNT(*) FROM {source}", values)  # noqa: S608
    article = "n.article" if to.kind == "sentence" else "NULL"
    sql = f"""SELECT n.thing, n.text, {article} FROM {source}
        ORDER BY t.rank, n.thing LIMIT :limit OFFSET :offset"""  # noqa: S608
    hits = tuple(
        TextHit(
            iri=str(iri),
            kind=to.kind,
            type=to.kind.capitalize(),
            label=str(found),
            field=_FIELDS[to.kind],
            matched=str(found),
            article=None if where is None else str(where),
        )
        for iri, found, where in store.side.rows(sql, {**values, "limit": limit, "offset": offset})
    )
    return TextHits(text, hits, total, offset)


def _count_values(store: Store, match: str, to: Narrowing) -> list[Facet]:
    """Return the facets of texts; each counts the hits that the other facets leave."""
    facets = []
    for name, column in _facets_of(to.kind).items():
        source, values = _narrowed(to, without=name)
        sql = f"""SELECT {column} AS value, COUNT(*) FROM {source} AND {column} IS NOT NULL
            GROUP BY value"""  # noqa: S608
        rows = store.side.rows(sql, {**values, "match": match})
        counts = [(str(value), int(str(number))) for value, number in rows]
        if name == "year":  # in the order of time, which a reader expects
            facets.append(Facet(name, tuple(sorted(counts))))
        else:
            facets.append(Facet(name, _most_frequent(counts)))
    return [facet for facet in facets if facet.values]
