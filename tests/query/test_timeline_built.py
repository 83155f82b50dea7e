"""Timelines over graphs that the pipeline's own builder made, not over graphs of the test's."""

from __future__ import annotations

from datetime import date

import pytest

from kb.config import resource
from kb.query.timeline import timeline
from kb.rdf.build import build_graph
from kb.rdf.lifecycle import ingest
from kb.rdf.ontology import ontology_quads
from kb.store.oxigraph import OxigraphStore
from tests.fixtures.extractions import GAZETTE, WIRE, gazette_page, wire_page
from tests.fixtures.world import world_quads


@pytest.fixture(scope="module")
def built() -> OxigraphStore:
    store = OxigraphStore(None)
    store.load([*ontology_quads(resource("ontology")), *world_quads()])
    documents = {
        extraction.annotation.document.id: build_graph(extraction, "1.0", publisher)
        for extraction, publisher in ((gazette_page(), GAZETTE), (wire_page(), WIRE))
    }
    ingest(store, documents, date(2024, 6, 1))
    return store


def test_events_of_an_actor_with_their_support(built: OxigraphStore) -> None:
    first, second, third = timeline(built, "Norvania").rows
    assert first.label == "Norvania delivers about 30 drones to the Free Valley Front"
    assert (first.earliest, first.latest) == (date(2024, 4, 1), date(2024, 4, 30))
    assert [actor.label for actor in first.actors("recipient")] == ["Free Valley Front"]
    assert [publisher.label for publisher in first.publishers] == ["Harbour Gazette", "Coast Wire"]
    assert {item.text for item in first.items} >= {"about 30 drones", "40 surveillance drones"}
    assert first.statuses == ("denied", "reported")
    assert first.report_count == 2
    assert all(report.sentence and report.url for report in first.reports)
    assert (second.status, second.precision) == ("planned", "week")
    assert third.earliest is None


def test_nested_sources_come_outermost_first(built: OxigraphStore) -> None:
    last = timeline(built, "Norvania").rows[-1]
    (chain,) = last.reports[0].voices
    assert [voice.claimant.label for voice in chain] == ["A diplomat", "Kestrian officers"]
    assert chain[0].via is not None
    assert chain[0].via.label == "Harbour Gazette"


def test_types_and_places_take_in_what_is_narrower(built: OxigraphStore) -> None:
    labels = [row.label for row in timeline(built, "norvania", type="AID", place="Kestria").rows]
    assert labels == ["Norvania delivers about 30 drones to the Free Valley Front"]
