"""What the articles say of events: sentences, publishers and chains of sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kb.query.labels import read_named
from kb.rows import Named, Report, Voice
from kb.store.base import Bindings, Store, Value

_REPORTS = """
SELECT ?event ?mention ?article ?headline ?publisher ?url ?from ?to ?sentence ?start ?end
  ?status ?confidence WHERE {
  ?mention kb:refersTo ?event ; kb:inArticle ?article ; kb:evidence ?evidence ; kb:status ?status .
  OPTIONAL { ?evidence nif:anchorOf ?sentence }
  OPTIONAL { ?evidence nif:beginIndex ?start ; nif:endIndex ?end }
  OPTIONAL { ?mention kb:confidence ?confidence }
  OPTIONAL { ?article schema:headline ?headline }
  OPTIONAL { ?article schema:publisher ?publisher }
  OPTIONAL { ?article dcterms:isPartOf/schema:url ?url }
  OPTIONAL { ?article kb:referenceTime ?time . ?time kb:earliest ?from ; kb:latest ?to }
}
"""
_CLAIMS = """
SELECT ?mention ?claim ?content ?claimant ?stance ?via WHERE {
  ?mention kb:refersTo ?event .
  ?claim kb:content+ ?mention ; kb:content ?content ; kb:claimant ?claimant ; kb:stance ?stance .
  OPTIONAL { ?claim kb:via ?via }
}
"""


def read_reports(store: Store, which: Bindings) -> Mapping[str, tuple[Report, ...]]:
    """Return the reports of events, by event IRI; `which` binds ?event to those wanted.

    They come in order of publication, then by the article's IRI and place in the article.
    """
    rows = list(store.select(_REPORTS, which).dicts())
    claims = list(store.select(_CLAIMS, which).dicts())
    actors = ("publisher", "claimant", "via")
    named = read_named(
        store, (row[name].value for row in rows + claims for name in actors if name in row)
    )
    voices = _voices(claims, named)
    reports: dict[str, dict[str, Report]] = defaultdict(dict)
    for row in rows:
        mention = row["mention"].value
        report = _report(row, named, voices.get(mention, ()))
        # Two sentences of evidence give two rows: the first in the text stands.
        known = reports[row["event"].value].get(mention, report)
        reports[row["event"].value][mention] = min(known, report, key=_order)
    return {event: tuple(sorted(found.values(), key=_order)) for event, found in reports.items()}


def _report(
    row: Mapping[str, Value], named: Mapping[str, Named], voices: tuple[tuple[Voice, ...], ...]
) -> Report:
    def text(name: str) -> str | None:
        return row[name].value if name in row else None

    first, last = (row[name].python() if name in row else None for name in ("from", "to"))
    return Report(
        mention=row["mention"].value,
        article=row["article"].value,
        headline=text("headline"),
        publisher=named[row["publisher"].value] if "publisher" in row else None,
        url=text("url"),
        published=(first, last) if isinstance(first, date) and isinstance(last, date) else None,
        sentence=text("sentence") or "",
        start=int(row["start"].value) if "start" in row else None,
        end=int(row["end"].value) if "end" in row else None,
        status=row["status"].value.rpartition("/")[2],
        confidence=float(row["confidence"].value) if "confidence" in row else None,
        voices=voices,
    )


def _order(report: Report) -> tuple[str, str, int, str]:
    day = report.published[0].isoformat() if report.published else "9999"
    return day, report.article, report.start or 0, report.mention


@dataclass
class _Claim:
    voice: Voice
    contents: set[str] = field(default_factory=set)


def _voices(
    rows: Iterable[Mapping[str, Value]], named: Mapping[str, Named]
) -> Mapping[str, tuple[tuple[Voice, ...], ...]]:
    """Return the chains of sources by event mention, each outermost first."""
    claims: dict[str, _Claim] = {}
    mentions: set[str] = set()
    for row in rows:
        mentions.add(row["mention"].value)
        claim = claims.setdefault(
            row["claim"].value,
            _Claim(
                Voice(
                    claimant=named[row["claimant"].value],
                    stance=row["stance"].value.rpartition("/")[2],
                    via=named[row["via"].value] if "via" in row else None,
                )
            ),
        )
        claim.contents.add(row["content"].value)
    holders: dict[str, list[str]] = defaultdict(list)
    for iri, claim in sorted(claims.items()):
        for content in claim.contents:
            holders[content].append(iri)
    return {
        mention: tuple(
            tuple(claims[iri].voice for iri in chain) for chain in _chains(mention, holders)
        )
        for mention in mentions
    }


def _chains(
    node: str, holders: Mapping[str, list[str]], below: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Yield the chains of claims that end at `node`, outermost first; circles are cut."""
    above = [iri for iri in holders.get(node, ()) if iri not in below]
    for iri in above:
        yield from _chains(iri, holders, (iri, *below))
    if not above and below:
        yield below
