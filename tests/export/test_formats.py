"""Each format, read back by a parser that is not its writer."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import geojson
import html5rdf
import jsonschema
import networkx
import pytest
import rdflib
import vobject
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from openpyxl import load_workbook
from rdflib.compare import isomorphic

from kb.errors import InputError
from kb.export.formats import FORMATS, find_format
from kb.rows import Named, Party, Timeline

from .conftest import DISPUTED, POST, REPORT, UNDATED, VAGUE, A, B, written

SCHEMA = Path(__file__).with_name("timelinejs.schema.json")
NOTE = "Truncated: only the first 1 matching events are given."


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_csv_has_one_safe_line_per_event(timeline: Timeline) -> None:
    first, second, third = lines(written("csv", timeline))
    assert first["event_id"] == DISPUTED.event
    assert first["label"] == "'" + DISPUTED.label
    assert (first["date_start"], first["date_end"]) == ("2031-03-01", "2031-03-05")
    assert (first["date_precision"], first["date_best"]) == ("week", "2031-03-05")
    assert (first["actor1_id"], first["actor1_label"]) == (A.iri, A.label)
    assert (first["actor2_id"], first["actor2_label"]) == (B.iri, B.label)
    assert first["other_actors"] == "host: Harbour Post"
    assert (first["place_label"], first["lat"], first["lon"]) == (
        "Port Ossa; Somewhere",
        "12.5; ",
        "-3.25; ",
    )
    assert (first["items"], first["all_statuses"]) == ("20 drones", "denied; reported")
    assert (first["n_reports"], first["n_independent_sources"]) == ("2", "1")
    assert first["claimants"].startswith("'=cmd|")
    assert (first["first_reported"], first["confidence"]) == ("2031-03-01", "0.9")
    assert first["evidence"] == REPORT.sentence
    assert (second["date_precision"], second["roles"]) == ("month", "participant")
    assert (third["date_start"], third["date_precision"], third["status"]) == (
        "",
        "none",
        "asserted",
    )


def test_no_csv_cell_starts_a_formula(timeline: Timeline) -> None:
    for name in ("csv", "claims"):
        cells = [cell for line in lines(written(name, timeline)) for cell in line.values()]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r")]


def test_claims_have_one_line_per_report(timeline: Timeline) -> None:
    first, second = lines(written("claims", timeline))
    assert first["attribution"] == (
        "'=cmd|' /C calc'!A0 (reports) > Côte \"d'Azur\"; group (asserts, via =cmd|' /C calc'!A0)"
    )
    assert (first["publisher_id"], first["published_start"]) == (POST.iri, "2031-03-06")
    assert (second["status"], second["published_end"], second["sentence"]) == (
        "denied",
        "2031-03-31",
        "",
    )


def test_json_holds_everything(timeline: Timeline) -> None:
    data = json.loads(written("json", timeline))
    assert (data["actor"]["iri"], data["truncated"]) == (A.iri, False)
    assert data["filters"] == {"since": "2031-01-01"}
    event = data["events"][0]
    assert event["label"] == DISPUTED.label
    assert (event["earliest"], event["precision"]) == ("2031-03-01", "week")
    report = event["reports"][0]
    assert report["sentence"] == REPORT.sentence
    assert report["published"] == {"earliest": "2031-03-06", "latest": "2031-03-06"}
    assert report["voices"][0][1]["via"]["label"].startswith("=cmd")
    assert data["events"][2]["earliest"] is None


def test_turtle_and_jsonld_are_the_same_graph(timeline: Timeline) -> None:
    turtle = rdflib.Graph().parse(data=written("turtle", timeline), format="turtle")
    jsonld = rdflib.Graph().parse(data=written("jsonld", timeline), format="json-ld")
    assert len(turtle) > 40
    assert isomorphic(turtle, jsonld)
    kb = rdflib.Namespace("https://w3id.org/gekb/ns#")
    event = rdflib.URIRef(DISPUTED.event)
    assert turtle.value(event, kb.earliest) == rdflib.Literal(
        "2031-03-01", datatype=rdflib.XSD.date
    )
    assert turtle.value(event, rdflib.RDFS.label) == rdflib.Literal(DISPUTED.label, lang="en")
    sentences = set(map(str, turtle.objects(None, rdflib.URIRef("http://schema.org/text"))))
    assert sentences == {REPORT.sentence}
    assert str(turtle.value(event, kb.status)).endswith("vocab/status/disputed")


def test_calendar_ends_the_day_after(timeline: Timeline) -> None:
    content = written("ics", timeline)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    calendar = vobject.readOne(content.decode())
    first, second = calendar.vevent_list
    assert (first.uid.value, first.summary.value) == (DISPUTED.event, DISPUTED.label)
    assert (str(first.dtstart.value), str(first.dtend.value)) == ("2031-03-01", "2031-03-06")
    assert b"\r\nDTSTART;VALUE=DATE:20310301\r\n" in content
    assert b"\r\nDTEND;VALUE=DATE:20310306\r\n" in content
    assert b"GEO:12.5;-3.25" in content
    assert second.summary.value == "c. Long talks"
    assert str(second.dtend.value) == "2032-03-01"
    assert calendar.x_wr_caldesc.value == "1 without a date left out."
    assert "“He said:" in first.description.value


def test_the_same_timeline_gives_the_same_file(timeline: Timeline) -> None:
    for name in set(FORMATS) - {"xlsx"}:
        assert written(name, timeline) == written(name, timeline), name


def test_geojson_is_valid_and_loses_no_event(timeline: Timeline) -> None:
    data = geojson.loads(written("geojson", timeline).decode())
    assert data.is_valid, data.errors()
    assert [f.id for f in data.features] == [
        DISPUTED.event + "#port",
        DISPUTED.event + "#x-1",
        VAGUE.event,
        UNDATED.event,
    ]
    assert [f.geometry and list(f.geometry.coordinates) for f in data.features] == [
        [-3.25, 12.5],
        None,
        None,
        None,
    ]
    assert data.features[0]["when"]["timespans"] == [
        {"start": {"earliest": "2031-03-01"}, "end": {"latest": "2031-03-05"}}
    ]
    assert "when" not in data.features[3]
    assert data.features[3].properties["when"] == "no date given"


def test_timelinejs_escapes_and_counts_what_it_cannot_show(timeline: Timeline) -> None:
    data = json.loads(written("timelinejs", timeline))
    assert data["title"]["text"]["text"] == "1 without a date left out."
    first, second = data["events"]
    assert first["start_date"] == {"year": 2031, "month": 3, "day": 1}
    assert first["end_date"] == {"year": 2031, "month": 3, "day": 5}
    assert first["display_date"] == "between 1 and 5 March 2031"
    assert second["display_date"] == "in February 2032"
    assert (first["group"], first["unique_id"]) == ("Arms transfer", DISPUTED.event)
    texts = [first["text"]["headline"], first["text"]["text"], data["title"]["text"]["headline"]]
    for text in texts:
        assert "<script" not in text
        assert "<b>" not in text
        assert "<i>" not in text


def test_markdown_reads_as_meant(timeline: Timeline) -> None:
    text = written("markdown", timeline).decode()
    page = MarkdownIt().use(footnote_plugin).render(text)
    assert page.count('class="footnote-item"') == 2
    assert "<h1>Timeline of Alba &amp; Sons &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<strong>Between 1 and 5 March 2031:</strong> =Alba sends 20 drones, " in page
    assert "Drones *for* [Kestrels]" in page
    assert '<a href="https://harbour.example/a?b=1&amp;c=(2)">' in page
    assert "&lt;b&gt;for&lt;/b&gt; `Alba`; # not | a heading 日本" in page
    assert "<strong>No date given:</strong> Envoys meet" in page
    assert "<script" not in page
    assert 'href="javascript' not in page


def test_spreadsheet_keeps_text_as_text(timeline: Timeline) -> None:
    content = written("xlsx", timeline)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["events", "claims", "about"]
    rows = list(book["events"].iter_rows(values_only=True))
    assert len(rows) == 4
    event = dict(zip(rows[0], rows[1], strict=True))
    assert event["label"] == DISPUTED.label
    assert event["n_reports"] == 2
    assert str(event["date_start"]).startswith("2031-03-01")
    assert len(list(book["claims"].iter_rows())) == 3
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<f " not in sheet


def test_page_is_valid_and_inert(timeline: Timeline) -> None:
    content = written("html", timeline)
    parser = html5rdf.HTMLParser(strict=True, tree=html5rdf.getTreeBuilder("etree"))
    tree = parser.parse(content.decode())
    names = [str(node.tag).rpartition("}")[2] for node in tree.iter()]
    assert names.count("li") == 3
    assert names.count("script") == 1  # our own filter, allowed by its hash alone
    assert "sha256-" in content.decode().split("<style>")[0]
    assert names.count("rect") == 2
    assert "img" not in names
    links = [node.get("href") for node in tree.iter() if node.get("href")]
    assert links == [DISPUTED.event, REPORT.url, VAGUE.event, UNDATED.event]
    text = "".join(tree.itertext())
    assert DISPUTED.label in text
    assert "Alba & Sons <script>alert(1)</script>" in text


def test_table_for_the_terminal(timeline: Timeline) -> None:
    text = written("table", timeline).decode()
    assert "│ between 1 and 5 March 2031 │ =Alba sends 20 drones" in text
    assert text.endswith("3 rows\n")


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"xlsx"}))
def test_truncation_is_said_in_every_format(
    name: str, timeline: Timeline, cut_short: Timeline
) -> None:
    signs = {"json": '"truncated": true', "jsonld": '"kb:truncated": true'}
    sign = signs.get(name, NOTE if name != "markdown" else "only the first 1 matching events")
    text = written(name, cut_short).decode().replace("\r\n ", "")
    assert sign.replace(",", "\\,") in text if name == "ics" else sign in text
    assert sign not in written(name, timeline).decode()


def test_truncation_is_said_in_the_spreadsheet(cut_short: Timeline) -> None:
    book = load_workbook(io.BytesIO(written("xlsx", cut_short)))
    assert book["about"]["B2"].value == NOTE


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_empty_timeline_is_a_valid_file(name: str) -> None:
    assert written(name, Timeline(A, (), False))


def test_formats_by_name_and_ending() -> None:
    assert find_format("ttl") is find_format("turtle") is find_format(".ttl")
    with pytest.raises(InputError, match="no format 'pdf': say one of table, csv"):
        find_format("pdf")


def test_graphml_has_an_edge_per_pair_and_event(timeline: Timeline) -> None:
    graph = networkx.parse_graphml(written("graphml", timeline).decode(), force_multigraph=True)
    assert (
        graph.graph["title"]
        == "Timeline of Alba & Sons <script>alert(1)</script> (since 2031-01-01)"
    )
    ((one, other, about),) = graph.edges(data=True)
    assert graph.nodes[one] == {"label": A.label, "iri": A.iri}
    assert graph.nodes[other]["label"] == B.label
    assert (about["relation"], about["status"], about["reports"]) == ("acts on", "disputed", 2)
    assert (about["earliest"], about["latest"]) == ("2031-03-01", "2031-03-05")
    assert about["label"] == DISPUTED.label


def test_graphml_joins_all_where_there_are_no_two_sides() -> None:
    names = [Named(A.iri + str(n), f"P{n}\x00") for n in range(3)]
    parties = tuple(Party("participant", name) for name in names)
    rows = (replace(VAGUE, parties=parties), replace(VAGUE, parties=parties[:2]))
    content = written("graphml", Timeline(None, rows, False)).decode()
    graph = networkx.parse_graphml(content, force_multigraph=True)
    assert graph.number_of_edges() == 4
    assert {about["relation"] for *_, about in graph.edges(data=True)} == {"takes part with"}
    assert sorted(about["label"] for _, about in graph.nodes(data=True)) == ["P0�", "P1�", "P2�"]


def test_timelinejs_fits_its_schema(timeline: Timeline, cut_short: Timeline) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for shown in (timeline, cut_short, Timeline(None, (), False)):
        jsonschema.validate(json.loads(written("timelinejs", shown)), schema)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "xlsx"])
def test_a_timeline_of_everybody(name: str) -> None:
    content = written(name, Timeline(None, (VAGUE,), True)).decode()
    assert "None" not in content
    if name in ("html", "geojson", "timelinejs", "ics", "graphml", "markdown"):
        assert "all events" in content
