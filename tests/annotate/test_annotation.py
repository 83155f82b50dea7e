"""A document through the whole stage, with the shipped model and catalogue."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.annotate import annotate
from kb.annotate.language import LanguageCore
from kb.catalogue import Catalogue, load_catalogue
from kb.model import (
    Annotation,
    Article,
    Document,
    Extraction,
    Interval,
    Mention,
    Publication,
    Span,
)
from kb.rdf import build_graph
from kb.record import record

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(DATA / "catalogue")


@pytest.fixture(scope="module")
def core() -> LanguageCore:
    return LanguageCore.load(DATA / "model")


def _document(text: str, day: date | None = date(2024, 12, 11)) -> Document:
    spans, position = [], 0
    for paragraph in text.split("\n"):
        spans.append(Span(position, position + len(paragraph)))
        position += len(paragraph) + 1
    published = Publication(Interval(day, day), "given") if day else None
    article = Article(0, "main", 0, len(text), None, None, tuple(spans), published=published)
    return Document("d0", text, "test", "sha256:0", (article,))


def _actor(annotation: Annotation, text: str) -> str | None:
    mention = _mention(annotation, text)
    return mention.actor.iri.rpartition("/")[2] if mention.actor else None


def _mention(annotation: Annotation, text: str) -> Mention:
    return next(mention for mention in annotation.mentions if mention.text == text)


def test_offsets_and_ids(core: LanguageCore, catalogue: Catalogue) -> None:
    document = _document("France sent troops to Mali.\nThe troops left in 2022.")
    annotation = annotate(document, core, catalogue)
    for mention in annotation.mentions:
        assert document.text[mention.start : mention.end] == mention.text
    assert [m.id for m in annotation.mentions] == [
        f"m{number}" for number in range(len(annotation.mentions))
    ]
    starts = [mention.start for mention in annotation.mentions]
    assert starts == sorted(starts)


def test_same_input_gives_the_same_annotation(core: LanguageCore, catalogue: Catalogue) -> None:
    document = _document("Kenya and Uganda signed a treaty, and Nairobi paid for it.")
    assert annotate(document, core, catalogue) == annotate(document, core, catalogue)


def test_surname_takes_up_the_full_name(core: LanguageCore, catalogue: Catalogue) -> None:
    annotation = annotate(
        _document("Nawaz Sharif returned from exile.\nSharif thanked his party."), core, catalogue
    )
    assert _actor(annotation, "Sharif") == "nawaz-sharif"
    assert _mention(annotation, "Sharif").rule == "surname"


def test_surname_of_an_unknown_person(core: LanguageCore, catalogue: Catalogue) -> None:
    annotation = annotate(
        _document("The lawyer Ingrid Halvorsen spoke.\nHalvorsen blamed the army."), core, catalogue
    )
    full, short = _mention(annotation, "Ingrid Halvorsen"), _mention(annotation, "Halvorsen")
    assert full.actor is not None
    assert full.actor.candidate
    assert short.actor == full.actor


def test_office_from_title_and_apposition(core: LanguageCore, catalogue: Catalogue) -> None:
    annotation = annotate(
        _document("German Chancellor Olaf Scholz met Hakan Fidan, the Turkish foreign minister."),
        core,
        catalogue,
    )
    assert [(o.label, o.holder) for o in annotation.offices] == [
        ("Federal Chancellor of Germany", _mention(annotation, "Olaf Scholz").id),
        ("Foreign Minister of Turkey", _mention(annotation, "Hakan Fidan").id),
    ]


def test_new_office_is_learned(core: LanguageCore, catalogue: Catalogue) -> None:
    annotation = annotate(
        _document("Norway's ambassador to Chad, Kari Nordmann, left the country."), core, catalogue
    )
    (office,) = annotation.offices
    assert office.label == "ambassador to Chad (Norway)"
    assert office.organisation is not None
    assert office.organisation.endswith("/actor/norway")


def test_new_office_reaches_record_and_graph(core: LanguageCore, catalogue: Catalogue) -> None:
    text = "Jon Bergmann, Norway's special envoy for Chad, called the decision a mistake."
    extraction = Extraction(annotate(_document(text), core, catalogue), (), ())
    (office,) = record(extraction)["offices"]
    assert office["label"] == "envoy for Chad (Norway)"
    graph = build_graph(extraction, "test", None)
    said = {(quad.predicate.value.rpartition("#")[2], quad.object.value) for quad in graph}
    assert ("postIn", catalogue.entity("norway").iri) in said
    assert ("office", office["office"]) in said
    (article,) = (q.object for q in graph if q.predicate.value.endswith("#referenceTime"))
    assert ("asOf", article.value) in said


def test_holder_at_the_time_of_the_article(core: LanguageCore, catalogue: Catalogue) -> None:
    text = "The French president warned of a long war."
    later = annotate(_document(text, date(2022, 3, 1)), core, catalogue)
    earlier = annotate(_document(text, date(2004, 3, 1)), core, catalogue)
    assert _actor(later, "French president") == "emmanuel-macron"
    assert _actor(earlier, "French president") == "jacques-chirac"


def test_holder_stays_open_without_a_date(core: LanguageCore, catalogue: Catalogue) -> None:
    annotation = annotate(_document("The French president warned.", None), core, catalogue)
    actor = _mention(annotation, "French president").actor
    assert actor is not None
    assert actor.kind == "UnnamedActor"


def test_agents_act_for_their_state_and_observers_do_not(
    core: LanguageCore, catalogue: Catalogue
) -> None:
    annotation = annotate(
        _document("An anonymous Peruvian official doubted what Chilean analysts wrote."),
        core,
        catalogue,
    )
    official = _mention(annotation, "anonymous Peruvian official").actor
    analysts = _mention(annotation, "Chilean analysts").actor
    assert official is not None
    assert analysts is not None
    assert (official.kind, official.acts_for) == (
        "UnnamedActor",
        catalogue.entity("peru").iri,
    )
    assert (analysts.kind, analysts.acts_for) == ("UnnamedActor", None)


def test_forces_are_the_organ_of_their_state(core: LanguageCore, catalogue: Catalogue) -> None:
    annotation = annotate(_document("Malian troops entered the town."), core, catalogue)
    assert _actor(annotation, "Malian troops") == "malian-armed-forces"


def test_acronym_defined_in_the_document(core: LanguageCore, catalogue: Catalogue) -> None:
    annotation = annotate(
        _document("The World Food Programme (WFPX) sent aid.\nThe WFPX also sent trucks."),
        core,
        catalogue,
    )
    last = [m for m in annotation.mentions if m.text == "WFPX"][-1]
    assert last.actor is not None
    assert last.actor.label == "World Food Programme"


def test_unknown_names_become_typed_candidates(core: LanguageCore, catalogue: Catalogue) -> None:
    annotation = annotate(
        _document("Fighters of the Highland Liberation Front attacked in Kenya."), core, catalogue
    )
    actor = _mention(annotation, "Highland Liberation Front").actor
    assert actor is not None
    assert (actor.kind, actor.candidate) == ("ArmedGroup", True)


def test_a_body_named_after_its_state_is_a_candidate_that_acts_for_it(
    core: LanguageCore, catalogue: Catalogue
) -> None:
    text = "The U.S. Chemical Safety Board sent inspectors, and the Russian army left."
    annotation = annotate(_document(text), core, catalogue)
    body = _mention(annotation, "U.S. Chemical Safety Board").actor
    assert body is not None
    assert (body.kind, body.candidate) == ("GovernmentBody", True)
    assert body.acts_for == catalogue.entity("united-states").iri
    assert _actor(annotation, "Russian army") == "russian-armed-forces"


def test_a_ministry_is_not_the_parliament_named_before(
    core: LanguageCore, catalogue: Catalogue
) -> None:
    text = "The US Congress approved the plan. The Interior Ministry welcomed it."
    annotation = annotate(_document(text), core, catalogue)
    named = {m.text: m.actor.label for m in annotation.mentions if m.actor is not None}
    assert named["US Congress"] == "United States Congress"
    assert named.get("Interior Ministry") != "United States Congress"


@pytest.mark.parametrize("antecedent", ["A Berlin court", "Only some 330 people"])
def test_he_is_one_person(core: LanguageCore, catalogue: Catalogue, antecedent: str) -> None:
    annotation = annotate(_document(f"{antecedent} saw the film. He left."), core, catalogue)
    assert "He" not in [mention.text for mention in annotation.mentions]


def test_a_description_begins_after_its_preposition(
    core: LanguageCore, catalogue: Catalogue
) -> None:
    text = "Ukraine's envoys trained together with Syrian opposition fighters."
    annotation = annotate(_document(text), core, catalogue)
    described = {m.text for m in annotation.mentions if m.kind == "NOMINAL"}
    assert described == {"Ukraine's envoys", "Syrian opposition fighters"}
