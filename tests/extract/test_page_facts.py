"""The facts of a whole page: of a page of our own, and of the sample page where it is present.

Our page is built like the sample page and has other names; its facts are invented.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from kb.acquire import read_paths
from kb.config import Settings, resource
from kb.model import RawItem
from kb.pipeline import load_tools, understand
from kb.query.catalog import find_query, load_catalog
from kb.rdf.build import build_graph
from kb.rdf.lifecycle import ingest
from kb.rdf.ontology import ontology_quads
from kb.store.oxigraph import OxigraphStore

TWIN = """
Iran has helped Hamas and the Houthis, evidence suggests, and more of it comes to light.

The Guardian reported Tuesday that Iran sent 60 first-person-view drones and 12 drone operators \
to Rafah about a month ago.

Le Monde reported earlier this month that Iran and the Houthis were coordinating efforts in the \
Red Sea.

As Saudi Arabia's special envoy for Yemen, Nasser al-Qarni, told the news agency Reuters in \
November: "We have information that Iranian specialists are on the territory of Sanaa."

"Cooperation between Iran and Hezbollah is underway when it comes to the recruitment of fighters,\
" the American representative to the UN, Linda Harrow, alleged in early December.

An anonymous Iranian official recently confirmed cooperation between Iran and the Houthis to Al \
Jazeera, but said that the drones did little to decide the battle.

Another Iranian official confirmed Tehran-Rafah cooperation to Reuters, but explained that their \
engagements did little to steer outcomes in the recent Houthi attack.

"Cooperation between Iranian and Yemeni rebels is underway," said Nasser al-Qarni, adding that \
Iran's alleged support to Hamas forces was real.

The envoy highlighted Iranian intelligence chief Reza Karimi's suggestions that Iran would target \
its enemy Kuwait.

Al Jazeera also reported that Omani observers believe the drones gave Houthi forces an advantage \
over Yemeni government fighters.

The Houthi offensive in Yemen began in the autumn. The overthrow of Yemen's government followed.

African and European leaders convened in the port city of Luanda, Angola this weekend.

Last week, Bloomberg reported that Italian Prime Minister Giorgia Meloni and Spanish Prime \
Minister Pedro Sánchez were skipping the EU-ASEAN summit over tensions with Angola.

Kenyan President William Ruto met with French President Emmanuel Macron for nearly two hours in \
Paris Monday.

The only concrete change expected to emerge from the meeting will be Kenya's joining the \
coalition against ISIS.

The Nigerian military's strikes on alleged pirate boats in the Gulf of Guinea went on.
"""
# One row per fact: words of its sentence, type or subtype, status, then who takes part.
TWIN_FACTS = [
    ("60 first-person-view", "AID", "reported", {"initiator Iran", "recipient Hamas"}),
    ("Le Monde", "COOPERATE", "reported", {"initiator Iran", "counterpart Houthis"}),
    ("special envoy", "presence", "reported", {"initiator Iranian specialists"}),
    ("Linda Harrow", "COOPERATE", "alleged", {"initiator Iran", "counterpart Hezbollah"}),
    ("Linda Harrow", "ACCUSE", "asserted", {"initiator Linda Harrow", "recipient Iran"}),
    ("anonymous", "COOPERATE", "confirmed", {"initiator Iran", "counterpart Houthis"}),
    ("Tehran-Rafah", "COOPERATE", "confirmed", {"initiator Iran", "counterpart Hamas"}),
    ("Tehran-Rafah", "influence", "assessed", {"recipient Houthis"}),
    ("Tehran-Rafah", "ASSAULT", "reported", {"initiator Houthis"}),
    ("Yemeni rebels", "COOPERATE", "reported", {"initiator Iran", "counterpart Yemeni rebels"}),
    ("Yemeni rebels", "SUPPORT", "alleged", {"initiator Iran", "recipient Hamas"}),
    ("Kuwait", "ASSAULT", "planned", {"initiator Iran", "recipient Kuwait"}),
    ("Omani", "influence", "assessed", {"recipient Houthis"}),
    ("offensive", "ASSAULT", "asserted", {"initiator Houthis"}),
    ("overthrow", "regime-change", "asserted", {"victim Yemen"}),
    ("convened", "CONSULT", "asserted", set()),
    ("skipping", "summit", "reported", {"participant European Union", "participant ASEAN"}),
    (
        "skipping",
        "non-attendance",
        "reported",
        {"absentee Giorgia Meloni", "absentee Pedro Sanchez"},
    ),
    (
        "two hours",
        "CONSULT",
        "asserted",
        {"initiator William Ruto", "counterpart Emmanuel Macron"},
    ),
    ("concrete change", "join", "planned", {"initiator Kenya"}),
    ("pirate boats", "ASSAULT", "asserted", {"initiator Nigerian Armed Forces"}),
]
SAMPLE_FACTS = [
    ("150 first", "AID", "reported", {"initiator Ukraine", "recipient Hayat Tahrir al-Sham"}),
    (
        "misinformation",
        "COOPERATE",
        "reported",
        {"initiator Ukraine", "counterpart Hayat Tahrir al-Sham"},
    ),
    ("Lavrentyev", "presence", "reported", set()),
    ("Nebenzia", "ACCUSE", "asserted", {"initiator Vassily Nebenzia", "recipient Ukraine"}),
    ("Nebenzia", "COOPERATE", "alleged", {"initiator Ukraine"}),
    (
        "On one hand",
        "COOPERATE",
        "confirmed",
        {"initiator Ukraine", "counterpart Hayat Tahrir al-Sham"},
    ),
    ("On one hand", "influence", "assessed", {"recipient Hayat Tahrir al-Sham"}),
    ("Turkish observers", "influence", "assessed", {"recipient Hayat Tahrir al-Sham"}),
    ("sudden ouster", "regime-change", "asserted", {"victim Bashar al-Assad"}),
    ("HTS offensive in Syria", "ASSAULT", "reported", {"initiator Hayat Tahrir al-Sham"}),
    ("Santa Marta", "CONSULT", "asserted", set()),
    ("CELAC Summit", "summit", "reported", {"participant European Union", "participant CELAC"}),
    (
        "skipping",
        "non-attendance",
        "reported",
        {"absentee Ursula von der Leyen", "absentee Friedrich Merz", "absentee Emmanuel Macron"},
    ),
    (
        "Oval Office",
        "CONSULT",
        "asserted",
        {"initiator Ahmed al-Sharaa", "counterpart Donald Trump"},
    ),
    ("concrete change", "join", "planned", {"initiator Syria"}),
    ("drug boats", "ASSAULT", "asserted", {"initiator United States"}),
]

# Further events of the sample page that a reader defends from their sentences.
SAMPLE_DEFENDED = [
    ("offering more", "AID", "asserted"),
    ("offering more", "AGREE", "asserted"),
    ("overruns", "ASSAULT", "asserted"),
    ("misinformation", "AID", "reported"),
    ("Budanov", "ASSAULT", "planned"),
    ("complained", "ACCUSE", "asserted"),
    ("complained", "COOPERATE", "alleged"),
    ("flaunting", "SUPPORT", "alleged"),
    ("overall impact", "SUPPORT", "asserted"),
    ("On one hand", "ASSAULT", "reported"),
    ("accrue legitimacy", "AID", "asserted"),
    ("Episkopos", "AID", "alleged"),
    ("Episkopos", "REJECT", "reported"),
    ("accession", "join", "planned"),
    ("Oval Office", "CONSULT", "asserted"),
    ("bolster", "CONSULT", "reported"),
]


@pytest.fixture(scope="module")
def tools():
    return load_tools(Settings())


@pytest.fixture(scope="module")
def twin(tools):
    return understand(RawItem("twin", TWIN.encode(), "text/plain", verbatim=True), tools)


@pytest.fixture(scope="module")
def sample(tools):
    path = os.environ.get("KB_SAMPLE_PAGE")
    if not path:
        pytest.skip("KB_SAMPLE_PAGE is not set")
    return understand(next(iter(read_paths([Path(path)]))), tools)


def events_in(extraction, words):
    text = extraction.annotation.document.text
    spans = {s.index: text[s.start : s.end] for s in extraction.annotation.sentences}
    return [event for event in extraction.events if words in spans[event.sentence]]


def assert_fact(extraction, words, kind, status, people):
    found = [
        (event.type, event.subtype, event.status, {f"{p.role} {p.actor.label}" for p in others})
        for event in events_in(extraction, words)
        for others in [event.participants]
    ]
    assert any(
        kind in (type_, subtype) and status == held and people <= who
        for type_, subtype, held, who in found
    ), found


@pytest.mark.parametrize(("words", "kind", "status", "people"), TWIN_FACTS)
def test_a_fact_of_our_page(twin, words, kind, status, people):
    assert_fact(twin, words, kind, status, people)


@pytest.mark.parametrize(("words", "kind", "status", "people"), SAMPLE_FACTS)
def test_a_fact_of_the_sample_page(sample, words, kind, status, people):
    assert_fact(sample, words, kind, status, people)


def test_the_transfer_has_items_destination_time_and_an_inferred_recipient(twin):
    (event,) = [e for e in events_in(twin, "60 first-person-view") if e.type == "AID"]
    assert [(i.kind, i.amount) for i in event.items] == [("fpv-drone", 60), ("drone-operator", 12)]
    assert [p.role for p in event.places] == ["destination"]
    assert {p.actor.label: p.inferred for p in event.participants} == {"Iran": False, "Hamas": True}
    times = {time.id: time.text for time in twin.annotation.times}
    assert times[event.time] == "about a month ago"


def test_every_event_of_the_sample_page_can_be_defended(sample):
    known = [(words, kind, status) for words, kind, status, _ in SAMPLE_FACTS] + SAMPLE_DEFENDED
    for event in sample.events:
        assert any(
            event in events_in(sample, words)
            and kind in (event.type, event.subtype)
            and status == event.status
            for words, kind, status in known
        ), (event.label, event.status)


def claims_in(extraction, words):
    text = extraction.annotation.document.text
    spans = {s.index: text[s.start : s.end] for s in extraction.annotation.sentences}
    return [claim for claim in extraction.claims if words in spans[claim.sentence]]


def assert_confirmed_and_played_down(extraction, words, outlet):
    """Who confirms the cooperation to an outlet says in the same breath that it did little."""
    confirming, explaining = claims_in(extraction, words)
    assert (confirming.stance, confirming.via.label) == ("confirms", outlet)
    assert confirming.claimant == explaining.claimant
    events = {event.id: event for event in extraction.events}
    assert [events[e].type for e in confirming.events] == ["COOPERATE"]
    weight = [events[e] for e in explaining.events if events[e].subtype == "influence"]
    assert [event.polarity for event in weight] == ["negative"]


def test_cooperation_is_confirmed_and_its_weight_played_down(twin):
    assert_confirmed_and_played_down(twin, "Tehran-Rafah", "Reuters")


def test_the_official_of_the_sample_page_confirms_and_plays_down(sample):
    assert_confirmed_and_played_down(sample, "On one hand", "Middle East Eye")


def assert_nested(extraction, words, outlet):
    inner, outer = sorted(claims_in(extraction, words), key=lambda claim: bool(claim.claims))
    assert (outer.claimant.label, outer.claims) == (outlet, (inner.id,))
    assert inner.stance == "assesses"
    (event,) = (e for e in extraction.events if e.id in inner.events)
    assert (event.subtype, event.polarity) == ("influence", "positive")


def test_what_observers_think_nests_in_what_an_outlet_reports(twin):
    assert_nested(twin, "Omani observers", "Al Jazeera")


def test_what_the_observers_of_the_sample_page_think_nests(sample):
    assert_nested(sample, "Turkish observers", "Middle East Eye")


def contradictions(extraction):
    """Who says yes and who says no, as the saved query finds it in a store of one page."""
    store = OxigraphStore(None)
    store.load(ontology_quads(resource("ontology")))
    quads = build_graph(extraction, "test", None)
    ingest(store, {extraction.annotation.document.id: quads}, date(2026, 1, 1))
    rows = store.select(find_query(load_catalog(), "cq04").text).texts()
    return {(row["yes"], row["no"]) for row in rows}


def test_the_query_finds_who_contradicts_whom(twin):
    assert contradictions(twin) == {("Omani observers", "Iranian official")}


def test_the_query_finds_the_contradiction_of_the_sample_page(sample):
    found = contradictions(sample)
    assert found == {("Turkish observers", "anonymous Ukrainian official")}


def offices(claims):
    return {claim.capacity.rpartition("/")[2] for claim in claims if claim.capacity}


def test_speakers_speak_in_their_capacity(twin):
    assert offices(claims_in(twin, "Linda Harrow")) == {"permrep-un-us"}
    (said,) = claims_in(twin, "special envoy")
    assert said.capacity
    (suggested,) = [c for c in claims_in(twin, "Kuwait") if c.events]
    assert suggested.claimant.label == "Reza Karimi"


def test_speakers_of_the_sample_page_speak_in_their_capacity(sample):
    assert offices(claims_in(sample, "Nebenzia")) == {"permrep-un-russia"}
    assert offices(claims_in(sample, "Lavrentyev")) == {"special-envoy-russia-syria"}


def test_a_quotation_that_goes_on_is_no_second_accusation(sample):
    accusations = [e for e in sample.events if e.type == "ACCUSE" and e.mode == "allege"]
    assert len(accusations) == 1


def test_nothing_happens_that_no_fact_names(twin):
    listed = {(words, kind) for words, kind, _, _ in TWIN_FACTS}
    listed.add(("more of it", "AID"))
    for event in twin.events:
        assert any(
            event in events_in(twin, words) and kind in (event.type, event.subtype)
            for words, kind in listed
        ), event.label
