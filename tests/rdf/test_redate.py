"""Another publication date by the quads alone: as if built with it, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from kb.dates import date_document
from kb.model import Extraction, Interval, OfficeEvidence, Publication
from kb.namespaces import expand
from kb.rdf.build import build_graph
from kb.rdf.redate import moved_mentions, read_items, redate
from kb.rdf.shapes import check_shapes, load_shapes
from tests.fixtures.extractions import KESTRIA, LUND, NORVANIA, PRESIDENT, Page

ONTOLOGY = Path(__file__).parents[2] / "ontology"


def published(first: date, last: date | None = None, basis: str = "metadata") -> Publication:
    return Publication(Interval(first, last or first), basis, 1.0)


WIDE = published(date(2024, 12, 2), date(2024, 12, 31), "caption")
DAY = published(date(2024, 12, 11), basis="override")
TEASER = published(date(2025, 11, 11))


def extraction(main: Publication | None, teaser: Publication | None) -> Extraction:
    """Return a page whose first two items have these dates; the third has none of its own."""
    page = Page(
        "https://gazette.example/dates",
        "Harbour Gazette",
        [
            (
                "main",
                "Norvania met envoys on Sunday",
                [
                    "On Tuesday, Norvania armed rebels; later that day Kestrian President Ada Lund "
                    "resigned.",
                    "On 4 May 2021 it had sent 40 drones, and three weeks later 60 more.",
                    "Rome knew such wars in 44 BC.",
                ],
            ),
            ("teaser", "Elections", ["Kestria votes next week."]),
            ("teaser", "Floods", ["Rivers rose yesterday."]),
        ],
    )
    lund = page.mention(0, "Ada Lund", "PER", LUND)
    norvania = page.mention(0, "Norvania", "LOC", NORVANIA)
    page.event(
        0, "armed", "AID", "Norvania arms rebels", [page.role("initiator", norvania)], "reported"
    )
    page.event(
        1, "sent", "AID", "Norvania sends drones", [page.role("initiator", norvania)], "reported"
    )
    title = page.find("President Ada Lund", 0)
    page.offices.append(
        OfficeEvidence(PRESIDENT, "President", lund, KESTRIA.iri, title.start, title.end, None)
    )
    found = page.extraction()
    known = (main, teaser, None)
    articles = zip(found.annotation.document.articles, known, strict=True)
    bare = replace(
        found.annotation.document, articles=tuple(replace(a, published=p) for a, p in articles)
    )
    document, times = date_document(bare)
    by_text = {time.text: time.id for time in times}
    events = tuple(
        replace(event, time=by_text[words])
        for event, words in zip(found.events, ("Tuesday", "4 May 2021"), strict=True)
    )
    return Extraction(
        replace(found.annotation, document=document, times=times), events, found.claims
    )


def build(main: Publication | None, teaser: Publication | None = TEASER) -> list[Quad]:
    return build_graph(extraction(main, teaser), "1.0")


def resolved(quads: list[Quad]) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Return first day, last day and resolution of every expression by its words."""

    def values(prefixed: str) -> dict[str, str]:
        wanted = NamedNode(expand(prefixed))
        return {
            q.subject.value: q.object.value
            for q in quads
            if q.predicate == wanted and isinstance(q.subject, NamedNode)
        }

    first, last = values("kb:earliest"), values("kb:latest")
    how = values("kb:resolution")
    return {
        words: (first.get(iri), last.get(iri), how[iri])
        for iri, words in values("kb:expression").items()
    }


@pytest.mark.parametrize("after", [None, WIDE, DAY], ids=["unknown", "wide", "day"])
@pytest.mark.parametrize("before", [None, WIDE, DAY], ids=["unknown", "wide", "day"])
def test_as_if_built_with_that_date(before: Publication | None, after: Publication | None) -> None:
    assert redate(build(before), 1, after) == build(after)


days = st.dates(date(1990, 1, 1), date(2030, 1, 1))
publications = st.none() | st.builds(
    lambda day, length: published(day, day + timedelta(length)), days, st.integers(0, 40)
)


@given(publications, publications, publications)
@settings(max_examples=40, deadline=None)
def test_any_date_and_back(
    main: Publication | None, teaser: Publication | None, other: Publication | None
) -> None:
    before = build(main, teaser)
    changed = redate(before, 2, other)
    assert changed == build(main, other)
    assert redate(changed, 2, teaser) == before


def test_expressions_follow_also_through_others() -> None:
    wide, narrow = resolved(build(WIDE)), resolved(redate(build(WIDE), 1, DAY))
    assert wide["Tuesday"] == ("2024-11-26", "2024-12-31", "relative")
    assert narrow["Tuesday"] == ("2024-12-10", "2024-12-10", "relative")
    assert narrow["Sunday"] == ("2024-12-08", "2024-12-08", "relative")
    assert narrow["later that day"] == narrow["Tuesday"]
    changed = {words for words in wide if wide[words] != narrow[words]}
    assert changed == {"Tuesday", "Sunday", "later that day"}


def test_what_names_its_own_day_stays() -> None:
    times = resolved(redate(build(WIDE), 1, None))
    assert times["Tuesday"] == (None, None, "unresolved")
    assert times["4 May 2021"] == ("2021-05-04", "2021-05-04", "absolute")
    assert times["44 BC"] == (None, None, "unresolved")
    assert times == resolved(build(None))


def test_a_teaser_beside_it_follows() -> None:
    items = read_items(redate(build(WIDE), 2, published(date(2025, 3, 20), basis="override")))
    assert [item.number for item in items] == [1, 2, 3]
    assert items[0].published == WIDE
    assert items[2].published == Publication(
        Interval(date(2025, 3, 6), date(2025, 4, 3)), "sibling", 0.5
    )


def test_office_is_held_as_of_the_new_date() -> None:
    as_of = NamedNode(expand("kb:asOf"))
    assert not [quad for quad in build(None) if quad.predicate == as_of]
    (quad,) = [quad for quad in redate(build(None), 1, DAY) if quad.predicate == as_of]
    assert isinstance(quad.object, NamedNode)
    assert quad.object.value.endswith("/item/1/time")


def test_only_events_that_moved_are_named() -> None:
    before = build(WIDE)
    (moved,) = moved_mentions(before, redate(before, 1, DAY))
    (label,) = [
        quad.object.value
        for quad in before
        if quad.subject == NamedNode(moved)
        and quad.predicate == NamedNode(expand("skos:prefLabel"))
    ]
    assert label == "Norvania arms rebels"


def test_result_keeps_to_the_shapes() -> None:
    check_shapes(redate(build(None), 1, DAY), load_shapes(ONTOLOGY))


def test_an_item_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        redate(build(WIDE), 4, DAY)
