"""Timelines of an actor."""

from __future__ import annotations

from datetime import date

import pytest

from kb.errors import InputError
from kb.namespaces import ID
from kb.query.timeline import timeline
from kb.rows import Located, Named, Party, Stated, Voice
from kb.store.oxigraph import OxigraphStore

VERONIA = Named(ID + "actor/veronia", "Veronia")
KESTREL = Named(ID + "actor/kestrel-brigade", "Kestrel Brigade")
WIRE = Named(ID + "actor/wire", "Coast Wire")


def events(store: OxigraphStore, actor: str, **filters: str) -> list[str]:
    return [row.event.rpartition("/")[2] for row in timeline(store, actor, **filters).rows]


def test_order_is_by_time_undated_last(store: OxigraphStore) -> None:
    assert events(store, "veronia") == ["e1", "e3", "e2"]


def test_a_row_holds_what_is_known(store: OxigraphStore) -> None:
    found = timeline(store, "Kestrel Brigade")
    assert found.actor == KESTREL
    row = found.rows[0]
    assert (row.label, row.type) == (
        "Veronia sends 20 drones to Kestrel Brigade",
        Named("https://w3id.org/gekb/vocab/type/arms-transfer", "Arms transfer"),
    )
    assert (row.earliest, row.latest, row.days) == (
        date(2031, 3, 1),
        date(2031, 3, 5),
        "2031-03-05",
    )
    assert (row.status, row.statuses, row.roles) == (
        "disputed",
        ("denied", "reported"),
        ("recipient",),
    )
    assert row.parties == (Party("initiator", VERONIA), Party("recipient", KESTREL))
    assert row.actors("initiator") == (VERONIA,)
    assert row.places == (Located(Named(ID + "place/port-ossa", "Port Ossa"), 12.5, -3.25),)
    assert row.items == (
        Stated(Named("https://w3id.org/gekb/vocab/item/drone", "drone"), "20 drones", 20.0),
    )
    assert (row.report_count, row.source_count, row.confidence) == (2, 2, 0.9)
    assert row.precision == "week"


def test_reports_carry_sentence_and_chain_of_sources(store: OxigraphStore) -> None:
    first, second = timeline(store, "kestrel-brigade").rows[0].reports
    assert first.sentence == "Coast Wire reported that Veronia sent 20 drones, an official said."
    assert (first.start, first.end) == (10, 76)
    assert first.published == (date(2031, 3, 6), date(2031, 3, 6))
    assert (first.headline, first.url) == ("Drones for Kestrels", "https://harbour.example/1")
    assert first.publisher == Named(ID + "actor/harbour-post", "Harbour Post")
    official = Named(ID + "doc/d1/actor/official", "an official")
    assert first.voices == ((Voice(WIRE, "reports"), Voice(official, "asserts", WIRE)),)
    assert second.voices == ((Voice(VERONIA, "denies"),),)
    assert (second.status, second.published, second.url) == ("denied", None, None)


def test_names_of_several_kinds_find_the_actor(store: OxigraphStore) -> None:
    for given in ("kestrel-brigade", KESTREL.iri, "KESTREL brigade", "the kestrels", "kb", " KB "):
        assert events(store, given) == ["e1", "e2"], given


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"since": "2031-03-05"}, ["e1", "e3"]),
        ({"since": "2031-03-06"}, ["e3"]),
        ({"until": "2031-02"}, []),
        ({"until": "2031-03"}, ["e1"]),
        ({"since": "2031", "until": "2031"}, ["e1"]),
        ({"type": "AID"}, ["e1"]),
        ({"type": "arms-transfer"}, ["e1"]),
        ({"type": "Consult"}, ["e3", "e2"]),
        ({"type": "plover:CONSULT"}, ["e3", "e2"]),
        ({"counterpart": "the Kestrels"}, ["e1", "e2"]),
        ({"counterpart": "veronia"}, []),
        ({"place": "Ossa"}, ["e1", "e3"]),
        ({"place": "Port Ossa"}, ["e1"]),
        ({"status": "denied"}, ["e1"]),
        ({"status": "planned"}, ["e3"]),
        ({"publisher": "Daily Lantern"}, ["e1", "e3"]),
        ({"publisher": "Daily Lantern", "type": "AID", "since": "2031"}, ["e1"]),
    ],
)
def test_filters(store: OxigraphStore, filters: dict[str, str], expected: list[str]) -> None:
    assert events(store, "veronia", **filters) == expected


def test_truncation_is_said(store: OxigraphStore) -> None:
    found = timeline(store, "veronia", limit=2)
    assert (len(found.rows), found.truncated) == (2, True)
    assert not timeline(store, "veronia", limit=3).truncated


def test_filters_are_kept_in_words(store: OxigraphStore) -> None:
    found = timeline(store, "veronia", type="AID", since="2031", counterpart="KB")
    assert dict(found.filters) == {
        "with": ID + "actor/kestrel-brigade",
        "type": "plover:AID",
        "since": "2031-01-01",
    }


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"type": "AIDD"}, "no event type named 'AIDD'; did you mean AID?"),
        ({"place": "Port Osa"}, "no place named 'Port Osa'; did you mean Port Ossa"),
        ({"since": "2031-13"}, "'2031-13' is not a date"),
        ({"until": "March"}, "write it as 2024, 2024-12 or 2024-12-11"),
        ({"status": "rumoured"}, "no status 'rumoured'"),
    ],
)
def test_bad_filters(store: OxigraphStore, filters: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        timeline(store, "veronia", **filters)
    assert message in str(caught.value)


def test_unknown_actor_gets_suggestions(store: OxigraphStore) -> None:
    with pytest.raises(InputError) as caught:
        timeline(store, "Kestral Brigade")
    assert str(caught.value) == ("no actor named 'Kestral Brigade'; did you mean Kestrel Brigade?")
    with pytest.raises(InputError, match=r"no actor named 'Zzz'$"):
        timeline(store, "Zzz")


def test_ambiguous_alias_lists_the_choices(store: OxigraphStore) -> None:
    with pytest.raises(InputError) as caught:
        timeline(store, "the league")
    assert str(caught.value) == (
        "actor 'the league' is ambiguous: say one of marrow-league, other-league"
    )


def test_actor_without_events_has_an_empty_timeline(store: OxigraphStore) -> None:
    assert not timeline(store, "wire").rows
