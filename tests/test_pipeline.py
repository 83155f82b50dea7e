"""The whole chain on the sample pages: repeatable, resumable, removable."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date

import pytest

from kb import pipeline
from kb.acquire import Failure, read_paths
from kb.config import Settings
from kb.errors import InputError, StoreError
from kb.ids import document_iri, event_graph_iri, graph_iri
from kb.journal import Journal, journal_folder
from kb.model import RawItem
from kb.namespaces import expand
from kb.query.catalog import run as run_query
from kb.record import record
from kb.store import open_store

PAGES = "data/articles"
# Enough pages for what need not be tried on all of them.
SOME = (
    "ukraine-hts-drones.txt",
    "idlib-drones-moscow-blames-kyiv.html",
    "wagner-mutiny.txt",
    "hroza-strike-first-toll.html",
    "hroza-strike-investigation.html",
)
TEXT = b"""Norway sends generators to Moldova

OSLO, 14 January 2025 - Norway sent 40 generators to Moldova on Monday, the Norwegian foreign
ministry said. The ministry said the generators would be delivered to hospitals in Chisinau.
"""
OTHER = TEXT.replace(b"40 generators", b"90 generators")


@pytest.fixture(scope="session")
def tools():
    return pipeline.load_tools(Settings())


@pytest.fixture(autouse=True)
def loaded_once(tools, monkeypatch):
    """Load the model and the catalogue once for all tests."""
    monkeypatch.setattr(pipeline, "load_tools", lambda settings: tools)


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """Return a store without a document, but with the ontology and the catalogue."""
    settings = _at(tmp_path_factory.mktemp("empty") / "store")
    ingest(settings, [])
    return settings.store


@pytest.fixture
def new_place(tmp_path, empty):
    """Return a function that gives settings with a store of their own."""

    def make(name):
        return _at(shutil.copytree(empty, tmp_path / name))

    return make


@pytest.fixture
def place(new_place):
    return new_place("store")


def quads(settings):
    """Return all quads of a store as sorted N-Quads lines."""
    with open_store(settings.store, create=False) as store:
        out = io.BytesIO()
        store.dump(out)
    return sorted(out.getvalue().decode().splitlines())


def ingest(settings, items):
    with (
        open_store(settings.store) as store,
        Journal(journal_folder(settings.store)) as journal,
    ):
        return pipeline.ingest(items, store, journal, settings)


def forget(settings, docs):
    with (
        open_store(settings.store) as store,
        Journal(journal_folder(settings.store)) as journal,
    ):
        pipeline.forget(docs, store, journal)


@pytest.fixture
def some_pages(checkout):
    return [str(checkout / PAGES / name) for name in SOME]


def text_item(content=TEXT, source="one.txt"):
    return RawItem(source, content, "text/plain")


@pytest.fixture(scope="module")
def sample(tmp_path_factory, checkout, empty):
    """Return settings of a store with all sample pages, and the report of their ingest."""
    settings = _at(shutil.copytree(empty, tmp_path_factory.mktemp("sample") / "store"))
    return settings, ingest(settings, read_paths([checkout / PAGES]))


def test_every_sample_page_is_ingested(sample, checkout):
    _, report = sample
    pages = [p for p in (checkout / PAGES).iterdir() if p.suffix in (".html", ".txt")]
    assert len(pages) >= 12
    assert report.errors == ()
    assert len(report.ingested) == len(set(report.ingested)) == len(pages)
    assert report.events > len(pages)


def test_record_and_quads_are_the_same_twice(tools, some_pages):
    for item in read_paths(some_pages):
        first, second = (pipeline.process(item, tools) for _ in range(2))
        assert first.quads == second.quads
        assert json.dumps(record(first.extraction)) == json.dumps(record(second.extraction))


def test_record_and_quads_are_the_same_in_another_process(checkout, some_pages, new_place):
    """The seed of string hashes, which orders sets, differs between processes."""
    records, stores = [], []
    for seed in ("1", "2"):
        place = new_place(seed)
        for command in (["extract", some_pages[1]], ["ingest", *some_pages[:2]]):
            done = subprocess.run(
                [sys.executable, "-m", "kb", *command, "--store", place.store],
                cwd=checkout,
                env=os.environ | {"PYTHONHASHSEED": seed},
                capture_output=True,
            )
            assert done.returncode == 0, done.stderr
            if command[0] == "extract":
                records.append(done.stdout)
        stores.append(quads(place))
    assert records[0] == records[1]
    assert stores[0] == stores[1]


def _at(store):
    return replace(Settings(), store=str(store))


def test_ingest_again_changes_nothing(sample, checkout):
    settings, first = sample
    before = quads(settings)
    report = ingest(settings, read_paths([checkout / PAGES]))
    assert (report.ingested, report.errors) == ((), ())
    assert sorted(report.unchanged) == sorted(first.ingested)
    assert quads(settings) == before


def test_extracting_again_changes_nothing(place, some_pages, monkeypatch):
    """Not skipped but done again, as after a change of version that changes no result."""
    first = ingest(place, read_paths(some_pages[:3]))
    before = quads(place)
    monkeypatch.setattr("kb.pipeline.fingerprint", lambda item, version: "new" + item.source)
    with (
        open_store(place.store) as store,
        Journal(journal_folder(place.store)) as journal,
    ):
        report = pipeline.upgrade(store, journal, place)
    assert report.ingested == first.ingested
    assert quads(place) == before


def test_forget_leaves_no_quad_and_no_line(place, checkout):
    pages = [checkout / PAGES / name for name in ("ukraine-hts-drones.txt", "wagner-mutiny.txt")]
    ingest(place, [text_item()])
    only = quads(place)
    gone = ingest(place, read_paths(pages)).ingested
    assert len(quads(place)) > len(only)
    forget(place, gone)
    assert quads(place) == only
    for path in journal_folder(place.store).rglob("*"):
        if path.is_file():
            content = path.read_text(encoding="utf-8", errors="replace")
            assert not any(doc in content or doc in path.name for doc in gone), path
            assert "ukraine-hts-drones" not in content, path
    assert len(list((journal_folder(place.store) / "sources").rglob("*.gz"))) == 1


def test_forget_chooses_by_name_publisher_and_age(place):
    items = [
        text_item(),
        replace(text_item(OTHER, "two.txt"), publisher="The Fjord Courier"),
    ]
    first, second = ingest(place, items).ingested
    with Journal(journal_folder(place.store)) as journal:
        assert pipeline.choose(journal, [first], None, None) == [first]
        assert pipeline.choose(journal, [document_iri(first)], None, None) == [first]
        assert pipeline.choose(journal, [graph_iri(second)], None, None) == [second]
        assert pipeline.choose(journal, [], "The Fjord Courier", None) == [second]
        assert pipeline.choose(journal, [], None, date(2020, 1, 1)) == []
        assert pipeline.choose(journal, [], None, date(2999, 1, 1)) == [first, second]
        with pytest.raises(InputError, match="no document 0000 in the store"):
            pipeline.choose(journal, [first, "0000"], None, None)


def test_a_document_that_breaks_a_stage_is_left_out(place, monkeypatch):
    extract = pipeline.extract

    def fragile(annotation, *rest):
        if "90 generators" in annotation.document.text:
            raise IndexError("list index out of range")
        return extract(annotation, *rest)

    monkeypatch.setattr(pipeline, "extract", fragile)
    items = [Failure("gone.txt", "no such file"), text_item(OTHER, "bad.txt"), text_item()]
    report = ingest(place, items)
    assert len(report.ingested) == 1
    assert report.errors[0] == ("gone.txt", "no such file")
    source, reason = report.errors[1]
    assert source == "bad.txt"
    assert reason.startswith("internal error: IndexError: list index out of range (test_pipeline")
    folder = journal_folder(place.store)
    lines = [json.loads(line) for line in (folder / "errors.jsonl").read_text().splitlines()]
    assert [line["source"] for line in lines] == ["gone.txt", "bad.txt"]


def test_a_store_that_fails_ends_the_run_and_keeps_what_is_done(place, monkeypatch):
    with (
        open_store(place.store) as store,
        Journal(journal_folder(place.store)) as journal,
    ):
        write = store.replace_graphs
        calls = []

        def full(quads, drop):
            calls.append(drop)
            if graph_iri(docs[1]) in drop:
                raise StoreError("no space left on device")
            write(quads, drop)

        docs = [pipeline.clean(text_item(content)).id for content in (TEXT, OTHER)]
        monkeypatch.setattr(store, "replace_graphs", full)
        with pytest.raises(StoreError, match="no space left"):
            pipeline.ingest([text_item(), text_item(OTHER)], store, journal, place)
        assert [entry.doc for entry in journal.entries] == [docs[0]]


def test_a_killed_run_is_resumed(new_place, checkout, some_pages):
    """kill -9 in the middle: the same command brings the store to the state of a run in peace."""
    killed, whole = new_place("killed"), new_place("whole")
    journal = journal_folder(killed.store) / "documents.jsonl"
    command = [sys.executable, "-m", "kb", "ingest", *some_pages, "--store", killed.store]
    running = subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 240
    while not (journal.exists() and journal.read_bytes().count(b"\n") >= 2):
        assert time.monotonic() < deadline
        assert running.poll() is None, "the run ended before it could be killed"
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    done = len(journal.read_bytes().splitlines())
    assert done < len(some_pages)
    report = ingest(killed, read_paths(some_pages))
    assert len(report.unchanged) == done
    assert report.errors == ()
    ingest(whole, read_paths(some_pages))
    assert quads(killed) == quads(whole)


def test_another_language_is_stored_and_not_half_extracted(place):
    text = (
        "Norwegen hat am Montag vierzig Generatoren nach Moldau geschickt. Das Außenministerium "
        "in Oslo teilte mit, die Geräte seien für Krankenhäuser in der Hauptstadt bestimmt. "
        "Weitere Lieferungen sollen in den nächsten Wochen folgen, sagte ein Sprecher.\n"
    )
    report = ingest(place, [text_item(text.encode(), "deutsch.txt")])
    assert (len(report.ingested), report.events, report.claims) == (1, 0, 0)
    doc = report.ingested[0]
    with Journal(journal_folder(place.store)) as journal:
        entry = journal.entry(doc)
    assert (entry.language, entry.processed) == ("de", False)
    with open_store(place.store) as store:
        language = store.select(
            f"SELECT ?l WHERE {{ <{document_iri(doc)}> a kb:Document ; dcterms:language ?l }}"
        )
        assert [row["l"] for row in language.texts()] == ["de"]
        assert not store.ask("ASK { ?m a kb:EventMention }")


def test_given_metadata_counts_and_is_part_of_the_input(place):
    from kb.model import Interval

    given = replace(text_item(), published=Interval(date(2025, 3, 1), date(2025, 3, 1)))
    assert len(ingest(place, [text_item()]).ingested) == 1
    assert len(ingest(place, [given]).ingested) == 1
    with open_store(place.store) as store:
        days = store.select("SELECT ?d WHERE { ?a a kb:MainStory ; schema:datePublished ?d }")
        assert [row["d"] for row in days.texts()] == ["2025-03-01"]


def test_manifest_tells_when_where_and_with_what(place):
    report = ingest(place, [text_item()])
    path = journal_folder(place.store) / "runs.jsonl"
    # The run that made the empty store stands before this one.
    begun, ended = [json.loads(line) for line in path.read_text().splitlines()][-2:]
    assert (begun["state"], ended["state"]) == ("begun", "ended")
    assert begun["run"] == ended["run"]
    assert begun["host"]
    assert begun["extractor"].startswith("0.1.0+")
    assert begun["packages"]["onnxruntime"][0].isdigit()
    assert (ended["ingested"], ended["failed"]) == (1, 0)
    assert ended["seconds"] == round(report.seconds, 3)
    assert "one.txt" not in path.read_text()


def test_graph_of_a_document_holds_no_time_of_the_run(tools):
    today = date.today().isoformat()
    assert not [quad for quad in pipeline.process(text_item(), tools).quads if today in str(quad)]


def test_a_document_writes_its_own_graph_only(tools):
    bundle = pipeline.process(text_item(), tools)
    doc = bundle.extraction.annotation.document.id
    assert {quad.graph_name.value for quad in bundle.quads} == {graph_iri(doc)}


def test_nothing_but_derived_events_names_a_document(sample):
    """A document's own graphs do, and the events that are derived from it; nothing else."""
    settings, report = sample
    derived = event_graph_iri("")
    with open_store(settings.store) as store:
        for graph in store.graphs():
            if graph.startswith(derived) or any(graph.endswith(d) for d in report.ingested):
                continue
            for quad in store.quads(graph):
                assert not any(doc in str(quad) for doc in report.ingested), quad


def test_forgetting_one_of_several_reports_keeps_the_event(place, some_pages):
    docs = ingest(place, read_paths(some_pages)).ingested
    with open_store(place.store) as store:
        shared = store.select(
            """SELECT ?e (COUNT(DISTINCT ?a) AS ?n) WHERE {
                ?m kb:refersTo ?e ; kb:inArticle ?a
            } GROUP BY ?e HAVING (COUNT(DISTINCT ?a) > 1)"""
        )
        joined = {row["e"] for row in shared.texts()}
    assert joined, "no event of these pages is reported twice"
    forget(place, docs[:1])
    lines = quads(place)
    assert not [line for line in lines if docs[0] in line]
    with open_store(place.store) as store:
        assert all(store.ask(f"ASK {{ <{event}> a kb:Event }}") for event in joined)


def test_namespaces_of_the_dataset(sample):
    settings, _ = sample
    with open_store(settings.store) as store:
        assert store.ask(f"ASK {{ ?e a <{expand('kb:Event')}> ; rdfs:label ?label }}")


@pytest.mark.parametrize(
    ("name", "params", "fact"),
    [
        ("cq01", {"actor": "HTS"}, "Hayat Tahrir al-Sham captures Aleppo"),
        ("cq02", {"receiver": "HTS"}, "150"),
        ("cq03", {"side": "Russia", "about": "Ukraine"}, "alleges"),
        ("cq05", {"place": "Syria", "since": "2024", "until": "2024"}, "Idlib"),
        ("cq06", {}, "Ukraine"),
        ("cq08", {}, "President of China"),
        ("cq09", {}, "Xi Jinping"),
        ("cq10", {}, "civilian"),
        ("cq11", {}, "2023-04"),
        ("cq12", {}, "Finland joins NATO"),
        ("cq13", {}, "asserts"),
    ],
)
def test_saved_queries_find_what_the_pages_say(sample, name, params, fact):
    with open_store(sample[0].store, read_only=True) as store:
        rows = run_query(store, name, **params).texts()
        assert any(fact in value for row in rows for value in row.values())


def test_reports_of_one_event_differ(sample):
    """Several outlets tell of the killed of one strike, or of the drones, with other words."""
    with open_store(sample[0].store, read_only=True) as store:
        (event, *_) = (
            row["e"]
            for row in store.select(
                "SELECT ?e { ?e a kb:Event ; kb:reportCount ?n FILTER(?n > 1) } ORDER BY ?e"
            ).texts()
        )
        rows = list(run_query(store, "cq07", event=event).texts())
    assert len(rows) >= 2


def test_copies_are_no_independent_sources(place, some_pages):
    """A copy in another outlet is another report of every event, and no further source of any."""

    def counted():
        with open_store(place.store) as store:
            rows = store.select(
                "SELECT ?l ?n ?s { ?e rdfs:label ?l ; kb:reportCount ?n ; kb:sourceCount ?s }"
            )
            many = {row["what"] for row in run_query(store, "corroborated_events").texts()}
            counts = {row["l"]: (int(row["n"]), int(row["s"])) for row in rows.texts()}
        assert many == {label for label, (_, sources) in counts.items() if sources >= 2}
        return counts

    (page,) = read_paths(some_pages[:1])
    first, second = (
        replace(page, url=f"https://{name}.example/1", publisher=name) for name in ("one", "two")
    )
    ingest(place, [first])
    before = counted()
    (copy,) = ingest(place, [second]).ingested
    after = counted()
    assert {label: sources for label, (_, sources) in after.items()} == {
        label: sources for label, (_, sources) in before.items()
    }
    assert any(reports == 2 for reports, _ in after.values())
    with open_store(place.store) as store:
        clusters = {row["c"] for row in store.select("SELECT ?c { ?d kb:inCluster ?c }").texts()}
        assert len(clusters) == 1
        assert copy not in clusters.pop()


def test_story_of_an_agency_is_credited_to_it(tools):
    text = TEXT.replace(b"foreign\nministry", b"foreign ministry")
    text = text.replace(b"OSLO, 14 January 2025 - ", b"OSLO (Reuters) - ")
    graph = pipeline.process(text_item(text), tools).quads
    credits = [quad.object.value for quad in graph if quad.predicate.value.endswith("creditedTo")]
    assert [credit.rpartition("/")[2] for credit in credits] == ["reuters"]


def test_teaser_of_a_page_is_an_item_of_its_own(tools):
    """Its link, headline and snippet are in the graph; its events are not the main story's."""
    page = f"""<html><head><title>Norway sends generators</title></head><body><article>
    <h1>Norway sends generators to Moldova</h1><p>{TEXT.decode().partition("- ")[2]}</p></article>
    <aside class="related-stories"><div><a href="https://outlet.example/sudan">Kenya sends
    soldiers to Haiti</a><p>Kenya sent 200 soldiers to Haiti on 3 May 2023, the Kenyan foreign
    ministry said.</p></div></aside></body></html>"""
    address = "https://outlet.example/norway"
    item = replace(text_item(page.encode()), media_type="text/html", url=address)
    bundle = pipeline.process(item, tools)
    main, teaser = record(bundle.extraction)["items"]
    assert (main["kind"], main["url"]) == ("main", None)
    assert (teaser["kind"], teaser["url"]) == ("teaser", "https://outlet.example/sudan")

    def told(prefixed):
        predicate = expand(prefixed)
        return {
            q.subject.value: q.object.value for q in bundle.quads if q.predicate.value == predicate
        }

    items = {headline: iri for iri, headline in told("schema:headline").items()}
    assert set(items) == {"Norway sends generators to Moldova", "Kenya sends soldiers to Haiti"}
    assert told("schema:url")[items["Kenya sends soldiers to Haiti"]] == teaser["url"]
    article = told("kb:inArticle")
    happened = [article[mention] for mention in told("kb:eventType")]
    assert sorted(happened) == sorted(items.values())
