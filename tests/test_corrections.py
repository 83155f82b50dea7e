"""Corrected publication dates in a store: events follow, undo is exact, extraction keeps them."""

import io
import json
import shutil
from dataclasses import replace
from datetime import date

import pytest

from kb import corrections, pipeline
from kb.config import Settings
from kb.errors import InputError
from kb.ids import graph_iri
from kb.journal import Journal, journal_folder
from kb.model import Interval, RawItem
from kb.store import open_store

NEWS = b"""Norway sends generators to Moldova

OSLO - Norway sent 40 generators to Moldova on Monday, the Norwegian foreign ministry said.
The ministry said the generators would be delivered to hospitals in Chisinau next week.
"""
JANUARY, MARCH = date(2025, 1, 14), date(2025, 3, 12)


def item(source, day, content=NEWS):
    return RawItem(source, content, "text/plain", f"https://{source}/a", Interval(day, day))


ITEMS = (item("one.example", JANUARY), item("two.example", MARCH))


@pytest.fixture(scope="module")
def tools():
    return pipeline.load_tools(Settings())


@pytest.fixture(autouse=True)
def loaded_once(tools, monkeypatch):
    monkeypatch.setattr(pipeline, "load_tools", lambda settings: tools)


@pytest.fixture(scope="module")
def empty(tmp_path_factory, tools):
    """Return a store without a document, but with the ontology and the catalogue."""
    path = tmp_path_factory.mktemp("empty") / "store"
    settings = replace(Settings(), store=str(path))
    with (
        pytest.MonkeyPatch.context() as patch,
        open_store(settings.store) as store,
        Journal(journal_folder(settings.store)) as journal,
    ):
        patch.setattr(pipeline, "load_tools", lambda settings: tools)
        pipeline.ingest([], store, journal, settings)
    return path


@pytest.fixture
def place(tmp_path, empty):
    return replace(Settings(), store=str(shutil.copytree(empty, tmp_path / "store")))


@pytest.fixture
def opened(place):
    with (
        open_store(place.store) as store,
        Journal(journal_folder(place.store)) as journal,
    ):
        yield store, journal


@pytest.fixture
def docs(opened, place):
    return ingest(opened, place, ITEMS)


def ingest(opened, place, items):
    report = pipeline.ingest(items, *opened, place)
    assert report.errors == ()
    return report.ingested


def content(store):
    out = io.BytesIO()
    store.dump(out)
    return b"\n".join(sorted(out.getvalue().splitlines()))


def transfers(store):
    """Return the dates and numbers of reports of the events of sending."""
    rows = store.select("""SELECT ?date ?n { ?e a kb:Event ; kb:date ?date ; kb:reportCount ?n .
        ?em kb:refersTo ?e ; skos:prefLabel ?l FILTER(CONTAINS(?l, "sends")) }""").texts()
    return sorted({(row["date"], row["n"]) for row in rows})


def day(of):
    return Interval(of, of)


def test_an_event_joins_another_once_the_dates_agree(opened, docs):
    store, journal = opened
    apart = content(store)
    assert transfers(store) == [("2025-01-13", "1"), ("2025-03-10", "1")]
    corrections.set_date(docs[1], None, day(JANUARY), store, journal)
    assert transfers(store) == [("2025-01-13", "2")]
    corrections.undo(docs[1], None, store, journal)
    assert content(store) == apart


def test_an_event_leaves_another_once_the_dates_differ(opened, place):
    store, journal = opened
    first, second = ingest(opened, place, [ITEMS[0], item("two.example", JANUARY)])
    together = content(store)
    assert transfers(store) == [("2025-01-13", "2")]
    corrections.set_date(second, 1, day(MARCH), store, journal)
    assert transfers(store) == [("2025-01-13", "1"), ("2025-03-10", "1")]
    corrections.set_date(first, 1, day(MARCH), store, journal)
    assert transfers(store) == [("2025-03-10", "2")]
    corrections.undo(first, None, store, journal)
    corrections.undo(second, None, store, journal)
    assert content(store) == together


def test_an_event_alone_keeps_its_name(opened, docs):
    store, journal = opened
    events = "SELECT ?em ?e { ?em kb:refersTo ?e }"
    before = sorted(map(str, store.select(events).rows))
    corrections.set_date(docs[0], None, day(date(2025, 6, 11)), store, journal)
    assert transfers(store) == [("2025-03-10", "1"), ("2025-06-09", "1")]
    assert sorted(map(str, store.select(events).rows)) == before


def test_as_if_extracted_with_that_date(opened, docs, place, tools):
    store, journal = opened
    corrections.set_date(docs[0], None, day(MARCH), store, journal)
    given = pipeline.process(item("one.example", MARCH), tools).quads
    corrected = {str(q).replace('"override"', '"given"') for q in store.quads(graph_iri(docs[0]))}
    assert corrected == {str(quad) for quad in given}


def test_undo_on_another_day_restores_the_day_of_creation(opened, docs, monkeypatch):
    """An event that goes and comes back is as old as it was."""
    store, journal = opened
    before = content(store)
    corrections.set_date(docs[1], None, day(JANUARY), store, journal)

    class Later(corrections.datetime):
        @classmethod
        def now(cls, zone=None):
            return cls(2099, 1, 1, tzinfo=zone)

    monkeypatch.setattr(corrections, "datetime", Later)
    corrections.undo(docs[1], None, store, journal)
    assert content(store) == before


def test_corrections_are_taken_back_last_first_and_by_item(opened, docs):
    store, journal = opened
    states = [content(store)]
    for month in (5, 6):
        corrections.set_date(docs[0], 1, day(date(2025, month, 11)), store, journal)
        states.append(content(store))
    assert len(set(states)) == 3
    for state in (states[1], states[0]):
        corrections.undo(docs[0], 1, store, journal)
        assert content(store) == state
    with pytest.raises(InputError, match=r"no date of item 1 of document .* was set"):
        corrections.undo(docs[0], 1, store, journal)


def test_a_new_extraction_keeps_the_correction(opened, docs, place, monkeypatch):
    store, journal = opened
    before = content(store)
    corrections.set_date(docs[0], None, day(MARCH), store, journal)
    corrected = content(store)
    monkeypatch.setattr(pipeline, "fingerprint", lambda item, version: "new" + item.source)
    assert pipeline.upgrade(store, journal, place).ingested == docs
    assert content(store) == corrected
    corrections.undo(docs[0], None, store, journal)
    assert content(store) == before


def test_undo_after_the_article_changed_gives_its_own_date(opened, docs, place):
    """The text of today says another date than that of the time of the correction."""
    store, journal = opened
    corrections.set_date(docs[0], None, day(MARCH), store, journal)
    anew = item("one.example", date(2025, 4, 15), NEWS.replace(b"40", b"50"))
    assert ingest(opened, place, [anew]) == docs[:1]
    assert transfers(store) == [("2025-03-10", "2")]
    undone = corrections.undo(docs[0], None, store, journal)
    assert undone.former.interval == day(date(2025, 4, 15))
    assert transfers(store) == [("2025-03-10", "1"), ("2025-04-14", "1")]


def test_undo_after_others_joined_keeps_them(opened, docs, place):
    store, journal = opened
    corrections.set_date(docs[1], None, day(JANUARY), store, journal)
    ingest(opened, place, [item("three.example", JANUARY)])
    assert transfers(store) == [("2025-01-13", "3")]
    corrections.undo(docs[1], None, store, journal)
    assert transfers(store) == [("2025-01-13", "2"), ("2025-03-10", "1")]


def test_forgotten_and_back_the_correction_holds_unless_purged(opened, docs, place):
    store, journal = opened
    corrections.set_date(docs[0], None, day(MARCH), store, journal)
    decisions = journal.folder / "decisions.jsonl"
    pipeline.forget(docs[:1], store, journal)
    assert docs[0] not in content(store).decode()
    assert [json.loads(line)["changes"] for line in decisions.read_text().splitlines()] == [[]]
    ingest(opened, place, ITEMS[:1])
    assert transfers(store) == [("2025-03-10", "2")]
    pipeline.forget(docs[:1], store, journal, purge=True)
    assert decisions.read_text() == ""
    ingest(opened, place, ITEMS[:1])
    assert transfers(store) == [("2025-01-13", "1"), ("2025-03-10", "1")]


def test_a_correction_cut_short_is_carried_out_by_the_next_extraction(
    opened, docs, place, monkeypatch
):
    store, journal = opened
    with monkeypatch.context() as broken:
        broken.setattr(store, "replace_graphs", lambda quads, drop: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            corrections.set_date(docs[0], None, day(MARCH), store, journal)
    assert transfers(store) == [("2025-01-13", "1"), ("2025-03-10", "1")]
    journal.doubt(docs[0])
    ingest(opened, place, ITEMS[:1])
    assert transfers(store) == [("2025-03-10", "2")]


def test_an_item_must_exist(opened, docs):
    store, journal = opened
    with pytest.raises(InputError, match=f"document {docs[0]} has no item 2, but item 1 only"):
        corrections.set_date(docs[0], 2, day(MARCH), store, journal)
    assert journal.decisions(docs[0]) == []
