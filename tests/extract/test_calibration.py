"""Confidence after calibration."""

import math
from dataclasses import replace

import pytest

from kb.extract.calibration import FEATURES, calibrate, features
from kb.model import Entity, Event, Participant


def event(*roles, confidence=0.5, temporality="past"):
    people = tuple(
        Participant(role, Entity("x", kind, "X"), None, 0, 1, None, False, 0.9)
        for role, kind in roles
    )
    return Event(
        "e1", 0, 0, 4, "AID", None, None, (), "", people, (), (), (), None, "positive",
        "uncommitted", temporality, "asserted", confidence, "rule",
    )  # fmt: skip


def test_features_describe_who_is_named():
    both = event(("initiator", "State"), ("recipient", "UnnamedActor"), temporality="future")
    named = dict(zip(FEATURES, features(both), strict=True))
    assert named["rules"] == pytest.approx(0.0)
    assert (named["acting"], named["other side"]) == (1.0, 1.0)
    assert (named["unnamed"], named["future"], named["several"]) == (1.0, 1.0, 0.0)


def test_confidence_is_the_logistic_of_the_weighted_features():
    weights = {"constant": -1.0, "rules": 2.0, "acting": 0.5}
    (sure,) = calibrate([event(("initiator", "State"), confidence=0.8)], weights)
    total = -1.0 + 2.0 * math.log(4) + 0.5
    assert sure.confidence == pytest.approx(1 / (1 + math.exp(-total)), abs=0.001)


def test_without_weights_nothing_changes():
    plain = event()
    assert calibrate([plain], {}) == [plain]
    (low,) = calibrate([plain], {"constant": -50.0})
    assert low == replace(plain, confidence=0.05)
