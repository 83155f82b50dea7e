"""Our own marked sentences can be read, are many and varied enough, and are those of the hash."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.scorers.annotations import (
    GOLD,
    STATUSES,
    TRAINING,
    TYPES,
    AnnotationError,
    digest,
    read_passages,
)

BASELINE = Path(__file__).parents[2] / "bench" / "baseline.json"


@pytest.mark.parametrize(("folder", "least"), [(GOLD, 300), (TRAINING, 280)])
def test_sets_are_whole(folder, least):
    passages = read_passages(folder)
    texts = {passage.text for passage in passages}
    events = [event for passage in passages for event in passage.events]
    kinds = Counter(event.type or "-" for event in events)
    assert len(passages) >= least
    assert len(texts) == len(passages)
    assert {event.status for event in events} >= STATUSES
    assert min(kinds[kind] for kind in TYPES) >= 2
    assert sum(not passage.events for passage in passages) > len(passages) / 20


def test_sets_share_no_sentence():
    gold = {passage.text for passage in read_passages(GOLD)}
    assert not gold & {passage.text for passage in read_passages(TRAINING)}


def test_gold_is_frozen():
    assert digest(GOLD) == json.loads(BASELINE.read_text("utf-8"))["events gold sha256"]


def block(tmp_path, *marks):
    text = "The Times said Norvania sent 40 drones to Tal Varo and 40 drones to Rul."
    lines = ["== 2024-05-14", text, *marks, ""]
    (tmp_path / "one.txt").write_text("\n".join(lines), encoding="utf-8")
    return text


def test_marks_are_read(tmp_path):
    text = block(
        tmp_path,
        "* sent AID/arms-transfer reported neg | i Norvania | ?r Tal Varo; Rul | n 40 drones#2",
        "> Times | said | reports | Norvania .. Varo + and",
    )
    (passage,) = read_passages(tmp_path)
    (event,), (claim,) = passage.events, passage.claims
    assert (event.type, event.detail, event.status) == ("AID", "arms-transfer", "reported")
    assert event.negative
    assert [(p.role, p.optional) for p in event.participants] == [
        ("initiator", False),
        ("recipient", True),
        ("recipient", True),
    ]
    assert event.items[0].start == text.rindex("40 drones")
    pieces = [text[piece.start : piece.end] for piece in claim.content]
    assert pieces == ["Norvania sent 40 drones to Tal Varo", "and"]


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("* give AID reported", "not in the text: 'give'"),
        ("* sent GIFT reported", "unknown type or status"),
        ("* sent AID", "not 'trigger TYPE status'"),
        ("* sent AID reported | z Rul", "unknown role 'z'"),
        ("> Times | said | swears | Rul", "unknown stance 'swears'"),
        ("> Times | said | reports | Rul .. drones", "not in the text after 'Rul': 'drones'"),
        ("? sent", "a mark begins with"),
    ],
)
def test_wrong_marks_are_named(tmp_path, mark, reason):
    block(tmp_path, mark)
    with pytest.raises(AnnotationError, match=rf"one.txt:2: {reason}"):
        read_passages(tmp_path)
