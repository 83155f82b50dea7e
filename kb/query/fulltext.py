"""Full-text search: things by any of their names, events by label, articles, sentences.

Answered by the store's side tables. Accents, case and blanks do not matter, words may be given in
any order, the last one may be a beginning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.errors import InputError
from kb.namespaces import ID, VOCAB
from kb.store.base import Store
from kb.store.tables import fold

KINDS = ("actor", "place", "office", "type", "event", "article", "sentence")
MOST_HITS = 1000  # that can be leafed through
_NAMED = ("actor", "place", "office", "type")
_MOST_NAMES = 5000  # that are ranked
_WORD = re.compile(r"\w+")
_WHERE = {
    "actor": f"(n.thing LIKE '{ID}actor/%' OR n.thing LIKE '{ID}doc/%/actor/%')",
    "place": f"n.thing LIKE '{ID}place/%'",
    "office": f"n.thing LIKE '{ID}office/%'",
    "type": f"n.thing LIKE '{VOCAB}%'",
}


@dataclass(frozen=True, slots=True)
class TextHit:
    """A thing found: `kind` is one of `KINDS`, `type` the local name of its class.

    `field` says what matched (label, alias, headline, sentence) and `matched` the text of that;
    for a sentence `iri` is the sentence's and `article` the article that it stands in. `events` is
    the number of events in which an actor takes part or that lie in a place.
    """

    iri: str
    kind: str
    type: str
    label: str
    field: str
    matched: str
    article: str | None = None
    events: int | None = None


@dataclass(frozen=True, slots=True)
class TextHits:
    """Hits, best first, `total` of which there are; `offset` of these counts from 0."""

    query: str
    hits: tuple[TextHit, ...]
    total: int
    offset: int


def search(
    store: Store, text: str, kinds: Collection[str] = (), limit: int = 50, offset: int = 0
) -> TextHits:
    """Return what has all words of `text`: named things first, then events, articles, sentences.

    `kinds` narrows to some of `KINDS`. InputError on an unknown kind.
    """
    wanted = _checked(kinds)
    match = match_of(text)
    if match is None:
        return TextHits(text, (), 0, offset)
    hits = rank_names(store, text, wanted)
    total, found = len(hits), hits[offset : offset + limit]
    for table, kind in (("titles", "event"), ("titles", "article"), ("sentences", "sentence")):
        if kind not in wanted:
            continue
        number, more = _texts(store, table, kind, match, limit - len(found), max(0, offset - total))
        found += more
        total += number
    return TextHits(text, tuple(found), total, offset)


def suggest(
    store: Store, text: str, kinds: Collection[str] = (), limit: int = 10
) -> tuple[TextHit, ...]:
    """Return completions of what is being typed: named things, then events where these are few."""
    wanted = _checked(kinds or (*_NAMED, "event"))
    match = match_of(text)
    if match is None:
        return ()
    hits = rank_names(store, text, wanted)[:limit]
    if len(hits) < limit and "event" in wanted:
        hits += _texts(store, "titles", "event", match, limit - len(hits), 0)[1]
    return tuple(hits)


def _checked(kinds: Collection[str]) -> tuple[str, ...]:
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise InputError(f"no kind {unknown[0]!r}: say some of {', '.join(KINDS)}")
    return tuple(kind for kind in KINDS if not kinds or kind in kinds)


def match_of(text: str) -> str | None:
    """Return the FTS5 expression for all words of a text, the last as a beginning, or None."""
    words = [f'"{word}"' for word in _WORD.findall(fold(text))]
    return " ".join(words) + "*" if words else None


_NAMES = """
SELECT n.thing, n.kind, n.field, n.text, n.folded FROM names_text t JOIN names n ON n.id = t.rowid
WHERE names_text MATCH ? AND ({where}) LIMIT ?
"""


def rank_names(store: Store, text: str, kinds: Sequence[str]) -> list[TextHit]:
    """Return the things named so, each once by its best name.

    The whole name comes first, then names that begin so, then others; of equals actors first, then
    what takes part in more events.
    """
    where = " OR ".join(_WHERE[kind] for kind in kinds if kind in _WHERE)
    match = match_of(text)
    if not where or match is None:
        return []
    wanted = fold(text)
    best: dict[str, tuple[tuple[int, bool, int, str], tuple[str, ...]]] = {}
    rows = store.side.rows(_NAMES.format(where=where), (match, _MOST_NAMES))
    for row in rows:
        thing, kind, field, name, folded = map(str, row)
        quality = 0 if folded == wanted else 1 if folded.startswith(wanted) else 2
        key = (quality, field != "label", len(name), name)
        if thing not in best or key < best[thing][0]:
            best[thing] = (key, (kind, field, name))
    counts = dict(_counts(store, best))
    labels = dict(_labels(store, best))
    ordered = sorted(
        best,
        key=lambda t: (
            best[t][0][0], KINDS.index(_kind(t)), best[t][1][0] == "UnnamedActor",
            -counts.get(t, 0), *best[t][0][1:], t,
        ),
    )  # fmt: skip
    return [
        TextHit(
            iri=thing,
            kind=_kind(thing),
            type=best[thing][1][0],
            label=labels.get(thing, best[thing][1][2]),
            field=best[thing][1][1],
            matched=best[thing][1][2],
            events=counts.get(thing, 0) if _kind(thing) in ("actor", "place") else None,
        )
        for thing in ordered
    ]


def read_all_names(store: Store) -> Iterator[tuple[str, str, str, str]]:
    """Yield every name of every named thing: its IRI, its class, its label and the name."""
    rows = [tuple(map(str, row)) for row in store.side.rows(_EVERY_NAME)]
    labels = {thing: text for thing, _, field, text in reversed(rows) if field == "label"}
    for thing, kind, _, text in rows:
        yield thing, kind, labels.get(thing, text), text


_EVERY_NAME = "SELECT thing, kind, field, text FROM names ORDER BY thing, field DESC, text"


def _kind(thing: str) -> str:
    if not thing.startswith(ID):
        return "type"
    first, _, rest = thing.removeprefix(ID).partition("/")
    return "actor" if first == "doc" and "/actor/" in rest else first


_LISTED = 500  # values per statement


def _chunks(things: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    listed = list(things)
    for start in range(0, len(listed), _LISTED):
        chunk = listed[start : start + _LISTED]
        yield ", ".join("?" * len(chunk)), chunk


def _counts(store: Store, things: Iterable[str]) -> Iterator[tuple[str, int]]:
    for marks, chunk in _chunks(things):
        sql = f"""
            SELECT actor, COUNT(*) FROM parties WHERE role = 'participant' AND actor IN ({marks})
            GROUP BY actor UNION ALL
            SELECT place, COUNT(*) FROM places WHERE place IN ({marks}) GROUP BY place"""  # noqa: S608
        for thing, number in store.side.rows(sql, [*chunk, *chunk]):
            yield str(thing), int(str(number))


def _labels(store: Store, things: Iterable[str]) -> Iterator[tuple[str, str]]:
    for marks, chunk in _chunks(things):
        sql = f"SELECT thing, text FROM names WHERE field = 'label' AND thing IN ({marks})"  # noqa: S608
        for thing, label in store.side.rows(sql + " ORDER BY text DESC", chunk):
            yield str(thing), str(label)


_COUNT = "SELECT COUNT(*) FROM {t}_text t JOIN {t} n ON n.id = t.rowid WHERE {t}_text MATCH ?"
_TEXTS = (
    "SELECT n.thing, n.text{more} FROM {t}_text t JOIN {t} n ON n.id = t.rowid "
    "WHERE {t}_text MATCH ?{where} ORDER BY t.rank, n.thing LIMIT ? OFFSET ?"
)
_OF_KIND = {"event": " AND n.kind = 'Event'", "article": " AND n.kind = 'Article'"}


def _texts(
    store: Store, table: str, kind: str, match: str, limit: int, offset: int
) -> tuple[int, list[TextHit]]:
    """Return how many texts match, and those of them from `offset` on."""
    where = _OF_KIND.get(kind, "")
    total = int(str(store.side.rows(_COUNT.format(t=table) + where, [match])[0][0]))
    if limit <= 0 or offset >= total:
        return total, []
    more = ", n.article" if kind == "sentence" else ", NULL"
    sql = _TEXTS.format(t=table, where=where, more=more)
    field = {"event": "label", "article": "headline", "sentence": "sentence"}[kind]
    return total, [
        TextHit(
            iri=str(iri),
            kind=kind,
            type=kind.capitalize(),
            label=str(text),
            field=field,
            matched=str(text),
            article=None if article is None else str(article),
        )
        for iri, text, article in store.side.rows(sql, [match, limit, offset])
    ]
