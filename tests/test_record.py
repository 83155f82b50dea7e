"""The record holds what the graph holds and the other way round.

Both are brought to the same rows: nodes are named by where they stand in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from kb import ids
from kb.model import Extraction
from kb.namespaces import expand, sparql_prefixes
from kb.rdf.build import build_graph
from kb.record import record
from tests.fixtures.extractions import gazette_page, wire_page

Row = tuple[Any, ...]
Ask = Callable[[str], list[dict[str, str]]]


@pytest.fixture(params=[gazette_page, wire_page], ids=["gazette", "wire"])
def extraction(request: pytest.FixtureRequest) -> Extraction:
    page: Extraction = request.param()
    return page


@pytest.fixture
def found(extraction: Extraction) -> dict[str, Any]:
    return record(extraction)


@pytest.fixture
def ask(extraction: Extraction) -> Ask:
    store = Store()
    store.extend(build_graph(extraction, "1.0"))

    def select(query: str) -> list[dict[str, str]]:
        rows = store.query(sparql_prefixes(query) + query, use_default_graph_as_union=True)
        names = [variable.value for variable in rows.variables]
        return [{n: row[n].value for n in names if row[n] is not None} for row in rows]

    return select


def local(iri: str | None) -> str | None:
    return iri.rpartition("/")[2] if iri else None


def rows(found: Iterable[Row]) -> list[Row]:
    return sorted(found, key=str)


def graph(ask: Ask, query: str, *names: str) -> list[Row]:
    return rows(tuple(row.get(name) for name in names) for row in ask(query))


def text(value: object) -> str | None:
    """Return a value of the record as its literal stands in the graph."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, int | float) else value


def test_record_is_json_and_the_same_every_time(extraction: Extraction) -> None:
    once = json.dumps(record(extraction), ensure_ascii=False)
    assert json.loads(once) == record(extraction)
    assert once == json.dumps(record(extraction), ensure_ascii=False)


def test_page_items(found: dict[str, Any], ask: Ask) -> None:
    query = """SELECT ?kind ?headline ?start ?end ?first ?last ?basis {
      ?a dcterms:isPartOf ?doc ; a ?kind ; schema:headline ?headline ; nif:beginIndex ?start ;
         nif:endIndex ?end
      OPTIONAL { ?a kb:referenceTime ?t . ?t kb:earliest ?first ; kb:latest ?last ;
        kb:resolution ?basis } }"""
    kinds = {"main": expand("kb:MainStory"), "teaser": expand("kb:Teaser")}
    expected = rows(
        (
            kinds[item["kind"]], item["headline"], text(item["start"]), text(item["end"]),
            *((item["published"] or {}).get(k) for k in ("earliest", "latest", "basis")),
        )
        for item in found["items"]
    )  # fmt: skip
    assert graph(ask, query, "kind", "headline", "start", "end", "first", "last", "basis") == (
        expected
    )


def test_sentences(found: dict[str, Any], ask: Ask) -> None:
    query = """SELECT ?start ?end ?order ?part ?paragraph { ?s a kb:Sentence ;
      nif:beginIndex ?start ; nif:endIndex ?end ; kb:inArticle/kb:itemOrder ?order ;
      kb:part ?part ; kb:paragraph ?paragraph }"""
    expected = rows(
        (text(s["start"]), text(s["end"]), text(s["item"] + 1), s["part"], text(s["paragraph"]))
        for s in found["sentences"]
    )
    assert graph(ask, query, "start", "end", "order", "part", "paragraph") == expected


def test_mentions(found: dict[str, Any], ask: Ask) -> None:
    query = """SELECT ?start ?end ?words ?kind ?denotes ?score ?rule ?office ?before {
      ?m kb:mentionKind ?kind ; nif:beginIndex ?start ; nif:endIndex ?end ; nif:anchorOf ?words ;
         gaf:denotes ?denotes ; kb:linkScore ?score ; kb:rule ?rule
      OPTIONAL { ?m kb:office ?office } OPTIONAL { ?m kb:antecedent/nif:beginIndex ?before } }"""
    by_id = {m["id"]: m for m in found["mentions"]}
    expected = rows(
        (
            text(m["start"]), text(m["end"]), m["text"], m["kind"], denoted, text(m["score"]),
            m["rule"], m["office"],
            text(by_id[m["antecedent"]]["start"]) if m["antecedent"] else None,
        )
        for m in found["mentions"]
        for denoted in (m["actor"], m["place"])
        if denoted
    )  # fmt: skip
    names = "start end words kind denotes score rule office before".split()
    assert graph(ask, query, *names) == expected


def test_times(found: dict[str, Any], ask: Ask) -> None:
    query = """SELECT ?start ?end ?words ?type ?timex ?first ?last ?granularity ?approximate ?kind
      ?edtf ?rule { ?t kb:expression ?words ; kb:span ?span ; kb:timeType ?type ; kb:timex ?timex ;
        kb:granularity ?granularity ; kb:approximate ?approximate ; kb:spanKind ?kind ;
        kb:rule ?rule . ?span nif:beginIndex ?start ; nif:endIndex ?end
        OPTIONAL { ?t kb:earliest ?first } OPTIONAL { ?t kb:latest ?last }
        OPTIONAL { ?t kb:edtf ?edtf } }"""
    expected = rows(
        (
            text(t["start"]), text(t["end"]), t["text"], t["type"], t["timex"], t["earliest"],
            t["latest"], t["granularity"], text(t["approximate"]),
            expand("kb:Extent" if t["extent"] else "kb:Within"), t["edtf"], t["rule"],
        )
        for t in found["times"]
    )  # fmt: skip
    names = "start end words type timex first last granularity approximate kind edtf rule".split()
    assert graph(ask, query, *names) == expected


def test_events(found: dict[str, Any], ask: Ask) -> None:
    one = "label type mode polarity certainty temporality status rule confidence".split()
    query = """SELECT * { ?em a kb:EventMention ; kb:trigger/nif:beginIndex ?start ;
      skos:prefLabel ?label ; kb:eventType ?type ; kb:polarity ?polarity ;
      kb:certainty ?certainty ; kb:temporality ?temporality ; kb:status ?status ; kb:rule ?rule ;
      kb:confidence ?confidence
      OPTIONAL { ?em kb:eventMode ?mode } OPTIONAL { ?em kb:eventTime/kb:span/nif:beginIndex ?time }
      OPTIONAL { ?em kb:concernsEvent/kb:trigger/nif:beginIndex ?concerns }
      OPTIONAL { ?em kb:resultOf/kb:trigger/nif:beginIndex ?result_of }
      OPTIONAL { ?em kb:partOfEvent/kb:trigger/nif:beginIndex ?part_of } }"""
    starts = {e["id"]: text(e["trigger"]["start"]) for e in found["events"]}
    times = {t["id"]: text(t["start"]) for t in found["times"]}
    coded = ("type", "mode", "polarity", "certainty", "temporality", "status")

    def expected(event: dict[str, Any]) -> Row:
        mode = f"{event['type']}-{event['mode']}" if event["mode"] else None
        values = {**event, "type": event["subtype"] or event["type"], "mode": mode}
        links = tuple(starts.get(event[k]) for k in ("concerns", "result_of", "part_of"))
        return (
            starts[event["id"]], times.get(event["time"]), *links,
            *(text(values[key]) for key in one),
        )  # fmt: skip

    def stored(row: dict[str, str]) -> Row:
        links = tuple(row.get(k) for k in ("concerns", "result_of", "part_of"))
        plain = (local(row.get(key)) if key in coded else row.get(key) for key in one)
        return (row["start"], row.get("time"), *links, *plain)

    assert rows(map(stored, ask(query))) == rows(map(expected, found["events"]))


def test_participants_contexts_items_and_places(found: dict[str, Any], ask: Ask) -> None:
    query = """SELECT ?at ?role ?actor ?start ?end ?capacity ?inferred ?confidence {
      ?em kb:trigger/nif:beginIndex ?at ; kb:hasParticipation ?p . ?p kb:role ?role ;
        kb:actor ?actor ; kb:inferred ?inferred ; kb:confidence ?confidence
      OPTIONAL { ?p kb:span ?s . ?s nif:beginIndex ?start ; nif:endIndex ?end }
      OPTIONAL { ?p kb:inCapacity ?capacity } }"""
    names = "at role actor start end capacity inferred confidence".split()
    expected = rows(
        (
            text(e["trigger"]["start"]), expand("role:" + p["role"]), p["actor"], text(p["start"]),
            text(p["end"]), p["in_capacity"], text(p["inferred"]), text(p["confidence"]),
        )
        for e in found["events"]
        for p in e["participants"]
    )  # fmt: skip
    assert graph(ask, query, *names) == expected
    contexts = "SELECT ?at ?c { ?em kb:trigger/nif:beginIndex ?at ; kb:eventContext ?c }"
    assert graph(ask, contexts, "at", "c") == rows(
        (text(e["trigger"]["start"]), expand(f"ctx:{c}"))
        for e in found["events"]
        for c in e["contexts"]
    )
    things = """SELECT ?at ?by ?kind ?amount ?low ?high ?about ?words ?start ?end {
      VALUES ?by { kb:item kb:instrument } ?em kb:trigger/nif:beginIndex ?at ; ?by ?i .
      ?i kb:itemKind ?kind ; kb:amountText ?words ; kb:approximate ?about ; kb:span ?s .
      ?s nif:beginIndex ?start ; nif:endIndex ?end OPTIONAL { ?i kb:amount ?amount }
      OPTIONAL { ?i kb:amountMin ?low } OPTIONAL { ?i kb:amountMax ?high } }"""
    assert graph(ask, things, *"at by kind amount low high about words start end".split()) == rows(
        (
            text(e["trigger"]["start"]), expand(by), expand("item:" + i["kind"]),
            *(text(i[k]) for k in ("amount", "amount_min", "amount_max", "approximate")),
            i["text"], text(i["start"]), text(i["end"]),
        )
        for e in found["events"]
        for by, key in (("kb:item", "items"), ("kb:instrument", "instrument"))
        for i in e[key]
    )  # fmt: skip
    where = """SELECT ?at ?by ?place ?start { VALUES ?by { kb:eventPlace kb:origin kb:destination }
      ?em kb:trigger/nif:beginIndex ?at ; ?by ?place ; kb:placeMention ?m .
      ?m gaf:denotes ?place ; nif:beginIndex ?start }"""
    roles = {"place": "kb:eventPlace", "origin": "kb:origin", "destination": "kb:destination"}
    starts = {m["id"]: text(m["start"]) for m in found["mentions"]}
    assert graph(ask, where, "at", "by", "place", "start") == rows(
        (text(e["trigger"]["start"]), expand(roles[p["role"]]), p["place"], starts[p["mention"]])
        for e in found["events"]
        for p in e["places"]
    )


def test_claims(found: dict[str, Any], ask: Ask) -> None:
    query = """SELECT * { ?c a kb:Claim ; kb:claimant ?actor ; kb:claimantSpan ?who ; kb:stance
      ?stance ; kb:cueSpan/nif:beginIndex ?cue ; kb:cue ?words ; kb:confidence ?confidence ;
      kb:rule ?rule . ?who nif:beginIndex ?start ; nif:endIndex ?end
      OPTIONAL { ?c kb:claimantCapacity ?capacity } OPTIONAL { ?c kb:via ?via }
      OPTIONAL { ?c kb:addressee ?addressee } OPTIONAL { ?c kb:certainty ?certainty }
      OPTIONAL { ?c kb:evidentiality ?evidentiality } OPTIONAL { ?c kb:quote ?quote }
      OPTIONAL { ?c kb:claimTime/kb:span/nif:beginIndex ?time }
      OPTIONAL { ?c kb:claimEvent/kb:trigger/nif:beginIndex ?event } }"""
    starts = {e["id"]: text(e["trigger"]["start"]) for e in found["events"]}
    times = {t["id"]: text(t["start"]) for t in found["times"]}
    expected = rows(
        (
            c["claimant"]["actor"], text(c["claimant"]["start"]), text(c["claimant"]["end"]),
            c["stance"], text(c["cue"]["start"]), c["cue"]["text"], c["capacity"], c["via"],
            c["addressee"], c["certainty"], c["evidentiality"], c["quote_text"],
            times.get(c["time"]), starts.get(c["event"]), text(c["confidence"]), c["rule"],
        )
        for c in found["claims"]
    )  # fmt: skip
    names = (
        "actor start end stance cue words capacity via addressee certainty evidentiality quote "
        "time event confidence rule"
    ).split()

    def stored(row: dict[str, str]) -> Row:
        coded = {"stance", "certainty"}
        return tuple(local(row.get(n)) if n in coded else row.get(n) for n in names)

    assert rows(map(stored, ask(query))) == expected
    assert all(c["quote"] == (c["quote_text"] is not None) for c in found["claims"])


def test_content_of_claims(found: dict[str, Any], ask: Ask) -> None:
    query = """SELECT ?cue ?what ?start {
      ?c kb:cueSpan/nif:beginIndex ?cue
      { ?c kb:content/kb:trigger/nif:beginIndex ?start BIND("event" AS ?what) } UNION
      { ?c kb:content/kb:cueSpan/nif:beginIndex ?start BIND("claim" AS ?what) } UNION
      { ?c kb:contentSpan/nif:beginIndex ?start BIND("span" AS ?what) } }"""
    events = {e["id"]: e["trigger"]["start"] for e in found["events"]}
    cues = {c["id"]: c["cue"]["start"] for c in found["claims"]}
    expected = []
    for claim in found["claims"]:
        content, at = claim["content"], text(cues[claim["id"]])
        expected += [(at, "event", text(events[e])) for e in content["events"]]
        expected += [(at, "claim", text(cues[c])) for c in content["claims"]]
        expected += [(at, "span", text(start)) for start, _ in content["spans"]]
    assert graph(ask, query, "cue", "what", "start") == rows(expected)


def test_offices(found: dict[str, Any], ask: Ask) -> None:
    query = """SELECT ?holder ?office ?start { ?t a kb:Tenure ; kb:holder ?holder ;
      kb:office ?office ; kb:span/nif:beginIndex ?start }"""
    actors = {m["id"]: m["actor"] for m in found["mentions"]}
    assert graph(ask, query, "holder", "office", "start") == rows(
        (actors[o["holder"]], o["office"], text(o["evidence"]["start"])) for o in found["offices"]
    )


def test_absent_values_are_null_or_empty() -> None:
    found = record(wire_page())
    opening = found["events"][-1]
    assert opening["items"] == []
    assert opening["concerns"] is None
    assert found["items"][1]["published"] is None
    assert found["published"] == {
        "earliest": "2024-05-16",
        "latest": "2024-05-16",
        "basis": "metadata",
        "confidence": 1.0,
    }
    monday = next(t for t in found["times"] if t["text"] == "Monday")
    assert (monday["earliest"], monday["latest"]) == (None, None)


def test_offsets_point_at_the_text() -> None:
    page = wire_page()
    words = page.annotation.document.text
    found = record(page)
    for mention in found["mentions"]:
        assert words[mention["start"] : mention["end"]] == mention["text"]
    for event in found["events"]:
        trigger = event["trigger"]
        assert words[trigger["start"] : trigger["end"]] == trigger["text"]
    assert found["id"] == ids.document_id(page.annotation.document.url, "")


def test_example_of_the_record_page_is_what_the_program_makes() -> None:
    page = (Path(__file__).parents[1] / "docs/extraction-record.md").read_text()
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    found = record(gazette_page())
    assert json.loads(example) == found["events"][0]
    for key in found:
        assert f"`{key}`" in page
    parts = (found["mentions"], found["times"], found["events"], found["claims"], found["offices"])
    for part in parts:
        for key in part[0]:
            assert f"`{key}`" in page, key
