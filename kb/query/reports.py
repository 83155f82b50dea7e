"""What the articles say of events: sentences, publishers and chains of sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb.query.nodes import Node, Nodes
from kb.rows import Report, Voice
from kb.store.base import Store, iri

_CLAIMS = """
SELECT ?mention ?claim WHERE { ?inner kb:content ?mention . ?claim kb:content* ?inner }
"""


def read_reports(
    store: Store, nodes: Nodes, mentions: Mapping[str, Iterable[str]]
) -> Mapping[str, tuple[Report, ...]]:
    """Return the reports of events, from the event mentions of each.

    They come in order of publication, then by the article's IRI and place in the article. What is
    read on the way is added to `nodes`.
    """
    wanted = sorted({mention for found in mentions.values() for mention in found})
    nodes.read(wanted)
    parts = ("kb:inArticle", "kb:evidence")
    nodes.read(node for mention in wanted for node in nodes[mention].texts(*parts))
    articles = {article for mention in wanted for article in nodes[mention].texts("kb:inArticle")}
    links = ("kb:referenceTime", "dcterms:isPartOf")
    nodes.read(node for article in articles for node in nodes[article].texts(*links))
    nodes.name(node for article in articles for node in nodes[article].texts("schema:publisher"))
    voices = _read_voices(store, nodes, wanted)
    return {
        event: tuple(
            sorted(
                (_report(nodes, mention, voices.get(mention, ())) for mention in found), key=_order
            )
        )
        for event, found in mentions.items()
    }


def _report(nodes: Nodes, mention: str, voices: tuple[tuple[Voice, ...], ...]) -> Report:
    known = nodes[mention]
    article = nodes[known.text("kb:inArticle") or ""]
    time = nodes[article.text("kb:referenceTime") or ""]
    first, last = time.day("kb:earliest"), time.day("kb:latest")
    publisher = article.text("schema:publisher")
    # Of several sentences of evidence the first in the text stands.
    sentences = [nodes[node] for node in known.texts("kb:evidence")]
    sentence = min(sentences, key=_place, default=nodes[""])
    return Report(
        mention=mention,
        article=article.iri,
        headline=article.text("schema:headline"),
        publisher=nodes[publisher].named if publisher else None,
        url=nodes[article.text("dcterms:isPartOf") or ""].text("schema:url"),
        published=(first, last) if first and last else None,
        sentence=sentence.text("nif:anchorOf") or "",
        start=_place(sentence) if sentence.text("nif:beginIndex") else None,
        end=sentence.count("nif:endIndex") if sentence.text("nif:endIndex") else None,
        status=(known.text("kb:status") or "").rpartition("/")[2],
        confidence=known.number("kb:confidence"),
        voices=voices,
    )


def _place(sentence: Node) -> int:
    return sentence.count("nif:beginIndex")


def _order(report: Report) -> tuple[str, str, int, str]:
    day = report.published[0].isoformat() if report.published else "9999"
    return day, report.article, report.start or 0, report.mention


def _read_voices(
    store: Store, nodes: Nodes, mentions: Sequence[str]
) -> Mapping[str, tuple[tuple[Voice, ...], ...]]:
    """Return the chains of sources by event mention, each outermost first."""
    which = {"mention": [iri(mention) for mention in mentions]}
    rows = list(store.select(_CLAIMS, which).texts()) if mentions else []
    claims = sorted({row["claim"] for row in rows})
    nodes.read(claims)
    nodes.name(node for claim in claims for node in nodes[claim].texts("kb:claimant", "kb:via"))
    holders: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        for content in nodes[claim].texts("kb:content"):
            holders[content].append(claim)
    return {
        mention: tuple(
            tuple(_voice(nodes, claim) for claim in chain) for chain in _chains(mention, holders)
        )
        for mention in {row["mention"] for row in rows}
    }


def _voice(nodes: Nodes, claim: str) -> Voice:
    known = nodes[claim]
    via = known.text("kb:via")
    return Voice(
        claimant=nodes[known.text("kb:claimant") or ""].named,
        stance=(known.text("kb:stance") or "").rpartition("/")[2],
        via=nodes[via].named if via else None,
    )


def _chains(
    node: str, holders: Mapping[str, list[str]], below: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Yield the chains of claims that end at `node`, outermost first; circles are cut."""
    above = [claim for claim in holders.get(node, ()) if claim not in below]
    for claim in above:
        yield from _chains(claim, holders, (claim, *below))
    if not above and below:
        yield below
