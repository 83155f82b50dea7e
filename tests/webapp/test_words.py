from __future__ import annotations

import pytest

from kb.query.browse import Found
from kb.query.browse.pages import Mark, When
from webapp import days, links, marking, words
from webapp.negotiate import safe_cell
from webapp.strip import draw_strip
from webapp.timeline import full_iri, short


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        (None, None, "no date given"),
        ("2024-12-03", "2024-12-03", "3 December 2024"),
        ("2024-11-01", "2024-11-30", "November 2024"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2023-02-01", "2023-02-27", "1–27 February 2023"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("2023-01-01", "2024-12-31", "2023 – 2024"),
        ("2024-10-24", "2024-12-10", "24 October – 10 December 2024"),
        ("2023-12-30", "2024-01-02", "30 December 2023 – 2 January 2024"),
        ("2024-05-01", None, "from 1 May 2024"),
        (None, "2024-05-01", "by 1 May 2024"),
    ],
)
def test_days_are_never_more_exact_than_known(
    earliest: str | None, latest: str | None, expected: str
) -> None:
    assert days.span_words(earliest, latest) == expected


def test_extent_and_point_are_told_apart() -> None:
    assert days.when_words(When("2024-11-08", "2024-11-09")) == "some time in 8–9 November 2024"
    assert (
        days.when_words(When("2024-11-08", "2024-11-09", extent=True))
        == "throughout 8–9 November 2024"
    )
    assert (
        days.when_words(When("2024-11-08", "2024-11-08", approximate=True))
        == "about 8 November 2024"
    )


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2024-11-02", "2024-11-20", "November 2024"),
        ("2024-10-24", "2024-12-10", "October – December 2024"),
        ("2024-01-01", "2024-12-10", "2024"),
        ("2024-12-01", "2025-01-10", "December 2024 – January 2025"),
        (None, None, "No date"),
    ],
)
def test_headings_name_all_months_that_are_possible(
    earliest: str | None, latest: str | None, expected: str
) -> None:
    assert days.heading_words(earliest, latest) == expected


def test_marks_never_overlap_and_keep_every_character() -> None:
    text = "Forces of Norland struck."
    marks = [Mark(0, 17, "initiator"), Mark(10, 17, "actor"), Mark(18, 24, "trigger")]
    found = marking.segments(text, marks)
    assert [(s.text, s.mark.role if s.mark else None) for s in found] == [
        ("Forces of Norland", "initiator"),
        (" ", None),
        ("struck", "trigger"),
        (".", None),
    ]
    assert marking.segments(text, []) == [marking.Segment(text, None)]


def test_controls_are_replaced() -> None:
    assert marking.visible("a\u202eb\u2067c\x07d\n") == "a\ufffdb\ufffdc\ufffdd\n"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_are_defused(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell
    assert safe_cell("x=1") == "x=1"
    assert safe_cell(None) == ""


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("https://w3id.org/gekb/id/actor/a-b", "/actor/a-b"),
        ("https://w3id.org/gekb/id/doc/d1/item/3", "/article/d1/3"),
        ("https://w3id.org/gekb/id/doc/d1/em/x-3", "/id/doc/d1/em/x-3"),
        ("https://w3id.org/gekb/id/graph/doc/d1", None),
        ("https://elsewhere.example/actor/x", None),
    ],
)
def test_pages_of_iris(iri: str, path: str | None) -> None:
    assert links.page_path(iri) == path


@pytest.mark.parametrize(
    "iri", ["https://w3id.org/gekb/vocab/plover/AID", "https://w3id.org/gekb/vocab/type/join"]
)
def test_types_in_addresses_lead_back(iri: str) -> None:
    assert full_iri("type", short("type", iri)) == iri


def test_types_in_addresses_may_be_bare_codes() -> None:
    assert full_iri("type", "AID") == "https://w3id.org/gekb/vocab/plover/AID"
    assert full_iri("type", "join") == "https://w3id.org/gekb/vocab/type/join"


def test_only_web_links_are_links() -> None:
    assert links.external("https://a.example/") == "https://a.example/"
    assert links.external("javascript:alert(1)") is None
    assert links.external(None) is None
    assert links.outside_name("http://www.wikidata.org/entity/Q212") == "Wikidata Q212"


def test_every_status_has_words_in_a_group() -> None:
    assert {status.group for status in words.STATUSES.values()} == {
        "asserted",
        "claimed",
        "not yet",
        "not real",
    }
    assert words.status("unheard-of").word == "unknown"


def test_strip_draws_uncertainty_as_width() -> None:
    found = [
        Found("e1", "2024-01-01", "2024-01-01", "asserted"),
        Found("e2", "2024-01-01", "2024-12-31", "alleged"),
        Found("e3", None, None, "reported"),
    ]
    strip = draw_strip(found)
    assert strip is not None
    day, year = strip.bars
    assert (day.event, day.width, day.look) == ("e1", 5.0, "asserted")
    assert (year.event, year.width, year.look) == ("e2", 984.0, "claimed")
    assert day.y != year.y
    assert strip.ticks[0].label == "Jan 2024"
    assert draw_strip(found[:1]) is None


def test_strip_says_how_many_found_no_room() -> None:
    crowd = [Found(f"e{i}", "2024-01-01", "2024-12-31", "reported") for i in range(20)]
    strip = draw_strip(crowd)
    assert strip is not None
    assert len(strip.bars) + strip.hidden == 20
    assert strip.hidden == 6
