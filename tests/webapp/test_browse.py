from __future__ import annotations

import pytest

from kb.errors import InputError
from kb.namespaces import ID
from kb.query.browse import (
    Filters,
    actor_page,
    article_page,
    articles_of,
    count_events,
    event_page,
    find_events,
    home_page,
    list_actors,
    list_places,
    list_sources,
    place_page,
    read_rows,
    source_page,
)
from kb.query.browse.events import differences
from kb.query.browse.pages import Mark
from kb.query.browse.reading import read_names, values
from kb.store import Store

NORLAND, FRONT = ID + "actor/norland", ID + "actor/river-front"
E1, E2, E3 = ID + "event/e1", ID + "event/e2", ID + "event/e3"


def found(store: Store, **filters: str) -> list[str]:
    return [item.event for item in find_events(store, Filters(**filters))]


def test_home_counts_everything_once(sample_store: Store) -> None:
    page = home_page(sample_store)
    totals = page.totals
    assert (totals.documents, totals.articles, totals.publishers) == (3, 4, 3)
    assert (totals.reports, totals.events, totals.claims, totals.claimants) == (4, 3, 3, 3)
    assert (totals.earliest, totals.latest) == ("2031-04-01", "2032-01-05")
    assert [row.event.iri for row in page.newest] == [E3, E1]
    assert next((c.ref.label, c.count) for c in page.sources) == ("Lakeside Courier", 2)


def test_event_row_is_the_flat_view(sample_store: Store) -> None:
    (row,) = read_rows(sample_store, [E1])
    assert row.event.label == "Norland arms River Front"
    assert (row.status, row.statuses) == ("disputed", ("denied", "reported"))
    assert (row.when.earliest, row.when.latest) == ("2031-04-01", "2031-04-30")
    assert (row.hull.earliest, row.hull.latest) == ("2031-04-01", "2031-05-22")
    assert (row.reported.earliest, row.reported.latest) == ("2031-05-20", "2031-05-22")
    assert [ref.label for ref in row.actors("initiator")] == ["Norland"]
    assert [ref.label for ref in row.sources] == ["Harbour Wire", "Lakeside Courier"]
    assert (row.reports, row.independent) == (2, 2)


def test_undated_events_come_last_in_either_order(sample_store: Store) -> None:
    assert found(sample_store) == [E1, E3, E2]
    newest = find_events(sample_store, Filters(), newest_first=True)
    assert [item.event for item in newest] == [E3, E1, E2]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"actor": FRONT}, [E1]),
        ({"actor": FRONT, "role": "initiator"}, []),
        ({"actor": FRONT, "role": "recipient"}, [E1]),
        ({"actor": ID + "actor/sudmark", "role": "other"}, [E2]),
        ({"actor": ID + "actor/sudmark", "role": "counterpart"}, [E2]),
        ({"actor": ID + "actor/sudmark", "role": "host"}, []),
        ({"actor": ID + "actor/harbour-wire", "role": "speaker"}, [E1]),
        ({"actor": NORLAND, "role": "agent"}, [E2]),
        ({"actor": FRONT, "role": "agent"}, []),
        ({"actor": NORLAND, "with_actor": FRONT}, [E1]),
        ({"actor": NORLAND, "with_actor": ID + "actor/sudmark"}, []),
        ({"type": "https://w3id.org/gekb/vocab/plover/AID"}, [E1]),
        ({"place": ID + "place/sudmark"}, [E1]),
        ({"source": ID + "actor/harbour-wire"}, [E1]),
        ({"status": "denied"}, [E1]),
        ({"status": "planned"}, [E3]),
        ({"since": "2031-06"}, [E3]),
        ({"until": "2031"}, [E1]),
        ({"since": "2031-05-22", "until": "2031-05-22"}, [E1]),
        ({"since": "2031-05-23", "until": "2031-12-31"}, []),
    ],
)
def test_filters(sample_store: Store, filters: dict[str, str], expected: list[str]) -> None:
    assert found(sample_store, **filters) == expected
    assert count_events(sample_store, Filters(**filters)) == len(expected)


@pytest.mark.parametrize("bad", [{"since": "May"}, {"until": "2031-5"}, {"role": "king"}])
def test_bad_filters_are_named(bad: dict[str, str]) -> None:
    with pytest.raises(InputError, match=next(iter(bad))):
        Filters(**bad)


def test_event_page_keeps_the_reports_apart(sample_store: Store) -> None:
    page = event_page(sample_store, E1)
    assert page is not None
    first, second = page.reports
    assert first.article.publisher is not None
    assert (first.article.publisher.label, first.status) == ("Lakeside Courier", "reported")
    assert (second.status, second.trigger, second.items) == ("denied", "sending", ())
    assert first.items[0].text == "40 drones"
    assert (first.when.expression, first.when.anchor) == ("last month", "2031-05-20")
    assert [(p.role, p.actor.label, p.inferred) for p in first.participants] == [
        ("initiator", "Norland", False),
        ("recipient", "River Front", True),
    ]


def test_chain_runs_from_the_outermost_source_inwards(sample_store: Store) -> None:
    page = event_page(sample_store, E1)
    assert page is not None
    (chain,) = page.reports[0].chains
    assert [(c.claimant.label, c.stance) for c in chain] == [
        ("Harbour Wire", "reports"),
        ("an unnamed official", "asserts"),
    ]
    assert [ref.label for ref in chain[1].via] == ["Harbour Wire"]


def test_marks_are_offsets_into_the_sentence(sample_store: Store) -> None:
    page = event_page(sample_store, E1)
    assert page is not None
    passage = page.reports[0].passage
    marked = {mark.role: passage.text[mark.start : mark.end] for mark in passage.marks}
    assert marked == {
        "source": "An unnamed official",
        "cue": "told",
        "initiator": "Norland",
        "trigger": "sent",
        "item": "40 drones",
        "recipient": "River Front",
        "time": "last month",
    }


def test_differences_show_silence_too(sample_store: Store) -> None:
    page = event_page(sample_store, E1)
    assert page is not None
    by_field = {difference.field: difference.values for difference in page.differences}
    assert by_field["status"] == (("reported", (0,)), ("denied", (1,)))
    assert by_field["items"] == (("40 drones", (0,)), ("", (1,)))
    assert by_field["date"] == (("2031-04-01/2031-04-30", (0,)), ("", (1,)))
    assert "initiator" not in by_field
    assert differences([page.reports[0]]) == []


def test_related_events(sample_store: Store) -> None:
    page = event_page(sample_store, E2)
    assert page is not None
    assert [(name, ref.iri) for name, ref in page.related] == [("resultOf", E1)]
    assert [(role, [a.label for a in actors]) for role, actors in page.roles] == [
        ("initiator", ["Ilse Varga"]),
        ("counterpart", ["Sudmark"]),
    ]
    assert [(p.role, p.actor.label) for p in page.row.participants] == [
        ("initiator", "Ilse Varga"),
        ("participant", "Sudmark"),
    ]
    assert event_page(sample_store, ID + "event/none") is None


def test_actor_page(sample_store: Store) -> None:
    page = actor_page(sample_store, NORLAND)
    assert page is not None
    assert (page.actor.label, page.actor.kind) == ("Norland", "State")
    assert [(a.text, a.mentions, len(a.sources)) for a in page.aliases] == [
        ("Norland", 2, 2),
        ("Port Ansel", 0, 0),
    ]
    assert page.roles == (
        ("initiator", 1),
        ("recipient", 0),
        ("other", 0),
        ("speaker", 1),
        ("agent", 1),
        ("mentioned", 0),
    )
    assert (page.events, page.claims, page.articles) == (1, 1, 2)
    assert [(c.ref.label, c.count) for c in page.co_actors] == [("River Front", 1)]
    assert [(c.ref.label, c.count) for c in page.places] == [("Mill Valley", 1)]
    assert [c.ref.label for c in page.sources] == ["Harbour Wire", "Lakeside Courier"]
    (held,) = page.offices
    assert (held.holder.label, held.start, held.end) == ("Ilse Varga", "2023-05-02", None)
    assert actor_page(sample_store, ID + "actor/nobody") is None


def test_actor_list(sample_store: Store) -> None:
    rows = {row.actor.label: (row.events, row.claims) for row in list_actors(sample_store)}
    assert rows["Norland"] == (1, 1)
    assert rows["Harbour Wire"] == (0, 1)
    assert "an unnamed official" not in rows
    assert "River Front (old)" not in rows


def test_article_page(sample_store: Store) -> None:
    page = article_page(sample_store, ID + "doc/aaaa/item/1")
    assert page is not None
    assert page.article.headline == "Norland arms the River Front"
    assert page.article.published.earliest == "2031-05-20"
    assert [ref.headline for ref in page.siblings] == ["Talks in the capital"]
    ((first, sentence),) = page.paragraphs
    assert (first.passage.text, first.events) == ("The war on the river entered its year.", ())
    assert [(e.label, e.status) for e in sentence.events] == [
        ("Norland sends drones to the River Front", "reported")
    ]
    assert len(sentence.claims) == 2
    assert Mark(51, 55, "trigger") in sentence.passage.marks
    assert articles_of(sample_store, ID + "doc/aaaa") == [
        ID + "doc/aaaa/item/1",
        ID + "doc/aaaa/item/2",
    ]
    assert article_page(sample_store, ID + "doc/zzzz/item/1") is None


def test_sources_and_places(sample_store: Store) -> None:
    sources = {row.source.label: row for row in list_sources(sample_store)}
    courier = sources["Lakeside Courier"]
    assert (courier.articles, courier.reports, courier.claims) == (2, 2, 2)
    page = source_page(sample_store, ID + "actor/lakeside-courier")
    assert page is not None
    assert next(a.headline for a in page.articles) == "Norland arms the River Front"
    assert {c.ref.label for c in page.cited} == {"an unnamed official", "Harbour Wire"}
    assert source_page(sample_store, NORLAND) is None
    assert [(c.ref.label, c.count) for c in list_places(sample_store)] == [("Mill Valley", 1)]
    place = place_page(sample_store, ID + "place/mill-valley")
    assert place is not None
    assert [ref.label for ref in place.within] == ["Sudmark (land)"]
    assert (place.latitude, place.longitude) == (12.5, 40.25)


def test_only_iris_are_written_into_queries(sample_store: Store) -> None:
    with pytest.raises(InputError, match="not an IRI"):
        values("s", ["https://x/> } DELETE"])
    assert read_names(sample_store, ["no iri", NORLAND]).ref(NORLAND).label == "Norland"
    assert read_names(sample_store, []).ref(ID + "place/far-away").label == "far away"


def test_country_of_an_actor_is_its_own_or_that_of_whom_it_acts_for(sample_store: Store) -> None:
    countries = {
        row.actor.label: row.country and row.country.label for row in list_actors(sample_store)
    }
    assert countries["Norland"] == countries["Ilse Varga"] == "Norland"
    assert countries["Sudmark"] is None


def test_mentioned_beside_an_event_is_no_part_in_it(sample_store: Store) -> None:
    assert found(sample_store, actor=NORLAND, role="mentioned") == []
    assert found(sample_store, actor=ID + "actor/ilse-varga", role="mentioned") == []


def test_memberships_with_roles_and_days(sample_store: Store) -> None:
    league = actor_page(sample_store, ID + "actor/river-league")
    assert league is not None
    assert [(b.member.label, b.role, b.start, b.end) for b in league.belonging] == [
        ("Norland", "member", "2001-02-03", None),
        ("River Front", "observer", None, "2020-01-01"),
        ("Sudmark", "member", None, None),
    ]
    norland = actor_page(sample_store, NORLAND)
    assert norland is not None
    assert [(b.organisation.label, b.start) for b in norland.belongs] == [
        ("River League", "2001-02-03")
    ]
    assert norland.belonging == ()


def test_who_was_there_before_and_who_came_after(sample_store: Store) -> None:
    front, band = actor_page(sample_store, FRONT), actor_page(sample_store, ID + "actor/river-band")
    assert front is not None
    assert band is not None
    assert [ref.label for ref in front.before] == ["River Band"]
    assert [ref.label for ref in band.after] == ["River Front"]
