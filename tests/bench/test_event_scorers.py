"""The scorers of WikiEvents, re3d and PETRARCH on hand-made extractions."""

import json

import pytest

from bench.scorers import petrarch, re3d, wikievents
from bench.scorers.wikievents import Counts
from kb.model import Annotation, Article, Document, Entity, Event, Extraction, Participant


def event(text, trigger, type_, **roles):
    people = tuple(
        Participant(role, Entity(words, "State", words), None, text.index(words),
                    text.index(words) + len(words), None, False, 0.9)
        for role, words in roles.items()
    )  # fmt: skip
    start = text.index(trigger)
    return Event(
        "e1", 0, start, start + len(trigger), type_, None, None, (), "", people, (), (), (), None,
        "positive", "uncommitted", "past", "asserted", 0.9, "test",
    )  # fmt: skip


def extraction(text, *events):
    article = Article(0, "main", 0, len(text), None, None, ())
    document = Document("0", text, "test", "sha256:0", (article,))
    return Extraction(Annotation(document, (), (), ()), events, ())


TOKENS = "Troops shelled Rul . Police jailed him .".split()
RECORD = {
    "text": "Troops shelled Rul.Police jailed him.",
    "tokens": TOKENS,
    "entities": [
        {"id": "T1", "start": 0, "end": 1},
        {"id": "T2", "start": 2, "end": 3},
        {"id": "T3", "start": 4, "end": 5},
        {"id": "T4", "start": 6, "end": 7},
    ],
    "events": [
        {
            "type": "Conflict.Attack.Unspecified",
            "trigger": {"start": 1, "end": 2},
            "args": [
                {"entity_id": "T1", "role": "Attacker"},
                {"entity_id": "T2", "role": "Target"},
            ],
        },
        {
            "type": "Justice.ArrestJailDetain.Unspecified",
            "trigger": {"start": 5, "end": 6},
            "args": [{"entity_id": "T3", "role": "Jailer"}],
        },
        {"type": "Contact.Contact.Broadcast", "trigger": {"start": 0, "end": 1}, "args": []},
    ],
}


def test_glued_sentences_are_parted_and_tokens_found_again():
    text, spans = wikievents.readable(RECORD["text"], TOKENS)
    assert text == "Troops shelled Rul.\n\nPolice jailed him."
    assert [text[s:e] for s, e in spans] == TOKENS


def test_triggers_types_and_arguments_are_counted_apart():
    text, spans = wikievents.readable(RECORD["text"], TOKENS)
    wanted = wikievents.wanted_of(RECORD, spans)
    assert [sorted(w.types) for w in wanted] == [["ASSAULT"], ["COERCE"]]  # no broadcast
    found = extraction(
        text,
        event(text, "shelled", "ASSAULT", initiator="Troops"),
        event(text, "jailed", "SANCTION", initiator="Police"),
        event(text, "him", "CONSULT"),
    )
    triggers, typed, arguments = Counts(), Counts(), Counts()
    wikievents.count(wanted, found, triggers, typed, arguments)
    assert (triggers.right, triggers.found, triggers.wanted) == (2, 3, 2)
    assert typed.right == 1
    # Of three marked arguments one is found in an event of the right type; two were found in all.
    assert (arguments.right, arguments.wanted, arguments.found) == (1, 3, 2)
    assert arguments.f1 == pytest.approx(0.4)


def test_a_relation_is_met_by_one_event_with_both_ends(tmp_path):
    text = "Norvania attacked Ostland and thanked Rul."
    relation = {
        "type": "FightingAgainst",
        "sourceBegin": 0, "sourceEnd": 8, "targetBegin": 18, "targetEnd": 25,
    }  # fmt: skip
    met = event(text, "attacked", "ASSAULT", initiator="Norvania", recipient="Ostland")
    other = event(text, "thanked", "SUPPORT", initiator="Norvania", recipient="Rul")
    assert re3d.joining_events(extraction(text, met, other), relation) == [met]
    half = event(text, "attacked", "ASSAULT", initiator="Norvania")
    assert not re3d.joining_events(extraction(text, half), relation)

    record = {
        "publisher": re3d.PUBLISHER, "text": text,
        "relations": [relation, {**relation, "type": "Likes"}, {**relation, "type": "CoLocated"}],
    }  # fmt: skip
    (tmp_path / "events").mkdir()
    lines = [record, {**record, "publisher": "Wikipedia"}]
    (tmp_path / "events" / "re3d_dev.jsonl").write_text("\n".join(map(json.dumps, lines)))

    class Fighting:
        def read(self, text):
            return extraction(text, met)

    figures = re3d.measure(Fighting(), tmp_path)
    assert figures == {
        "relation recall": 0.5, "relation recall, any type": 1.0, "relations": 2.0,
    }  # fmt: skip


PETRARCH = """
<Sentence id="1"><EventCoding sourcecode="NOR" targetcode="OSTGOV" eventcode="190">
<Text>Norvania attacked Ostland.</Text></Sentence>
<Sentence id="2"><EventCoding sourcecode="OST" targetcode="NOR" eventcode="050">
<Text>Norvania attacked Ostland.</Text></Sentence>
"""


def test_petrarch_counts_codes_and_pairs_apart(tmp_path):
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "PETR.UnitTest.records.xml").write_text(PETRARCH)

    class Attacking:
        def read(self, text):
            return extraction(
                text, event(text, "attacked", "ASSAULT", initiator="Norvania", recipient="Ostland")
            )

    figures = petrarch.measure(Attacking(), tmp_path)
    assert (figures["codes right"], figures["codes"]) == (0.5, 2.0)
    assert (figures["source and target right"], figures["pairs"]) == (0.5, 2.0)
