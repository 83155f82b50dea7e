"""The scorer of own gold on hand-made extractions."""

from datetime import date

import pytest

from bench.scorers.annotations import Filler, GoldEvent, Marked, Passage
from bench.scorers.own_gold import calibration_error, match, reliability
from kb.model import Annotation, Article, Document, Entity, Event, Extraction, Participant

TEXT = "Norvania bombed Rul while Ostland watched."


def marked(words):
    start = TEXT.index(words)
    return Marked(start, start + len(words))


def gold(*fillers, type_="ASSAULT", optional=False):
    return GoldEvent(
        marked("bombed"), type_, None, "asserted", False, optional,
        tuple(Filler(role, marked(words), False) for role, words in fillers), (), (), (),
    )  # fmt: skip


def event(*fillers, type_="ASSAULT"):
    people = tuple(
        Participant(role, Entity(words, "State", words), None, marked(words).start,
                    marked(words).end, None, False, 0.9)
        for role, words in fillers
    )  # fmt: skip
    start = TEXT.index("bombed")
    return Event(
        "e1", 0, start, start + 6, type_, None, None, (), "", people, (), (), (), None,
        "positive", "uncommitted", "past", "asserted", 0.9, "test",
    )  # fmt: skip


def pair(marked_event, *found):
    article = Article(0, "main", 0, len(TEXT), None, None, ())
    document = Document("0", TEXT, "test", "sha256:0", (article,))
    passage = Passage("p", date(2024, 1, 1), TEXT, (marked_event,), ())
    return match(passage, Extraction(Annotation(document, (), (), ()), found, ()))


BOTH = (("initiator", "Norvania"), ("recipient", "Rul"))


def test_type_and_all_participants_make_an_event_right():
    (judged,) = pair(gold(*BOTH), event(("initiator", "Norvania"), ("victim", "Rul")))
    assert judged.right
    assert judged.counts


@pytest.mark.parametrize(
    "found",
    [
        event(*BOTH, type_="COERCE"),
        event(BOTH[0]),
        event(*BOTH, ("recipient", "Ostland")),
        event(("initiator", "Rul"), ("recipient", "Norvania")),
    ],
    ids=["type", "missing", "too many", "wrong side"],
)
def test_one_mistake_makes_it_wrong(found):
    (judged,) = pair(gold(*BOTH), found)
    assert judged.found is not None
    assert not judged.right


def test_mutual_acts_have_one_side():
    (judged,) = pair(
        gold(*BOTH, type_="CONSULT"),
        event(("counterpart", "Norvania"), ("initiator", "Rul"), type_="CONSULT"),
    )
    assert judged.right


def test_optional_events_do_not_count_and_unmarked_ones_are_false():
    (judged,) = pair(gold(*BOTH, optional=True), event(*BOTH))
    assert not judged.counts
    first, second = pair(gold(*BOTH), event(*BOTH), event(*BOTH))
    assert first.right
    assert second.gold is None
    assert second.counts


def test_calibration_error_is_the_weighted_gap():
    graded = [(0.9, True)] * 9 + [(0.9, False)] + [(0.5, False)] * 10
    assert reliability(graded)[1] == (pytest.approx(0.9), pytest.approx(0.9), 10)
    assert calibration_error(graded) == pytest.approx(0.25)
