"""The English cases of Microsoft's Recognizers-Text (MIT), read from the corpora directory.

A case passes if every expected expression is found with its span (a leading preposition, article
or hedge may differ) and, where the case gives one, with its value: the same TIMEX3 value, or the
same days under one of its two resolutions (ours with the clause in the past or in the future).
Cases that we do not mean to pass are listed one by one, with the reason, in
`recognizers_excluded.tsv`.
"""

from __future__ import annotations

import csv
import json
import os
import re
import tarfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kb.dates import find_times
from kb.model import Interval, TimeExpression

EXCLUDED = Path(__file__).with_name("recognizers_excluded.tsv")
ARCHIVE = "dates/recognizers-text-english.tar.gz"
KINDS = ("Date", "DatePeriod", "Duration", "Set", "Holiday", "Time", "DateTime")
SPECS = tuple(f"{kind}{half}" for kind in KINDS for half in ("Extractor", "Parser"))
_EDGE = re.compile(
    r"^(?:(?:in|on|at|for|from|between|during|over|by|since|of|the|this|about|around|exactly|every"
    r"|a|an|to|until|before|after)\s+)+",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|mon|tues?|weds?|thurs?|fri|easter|christmas|thanks ?giving|new year(?:'s)?(?: (?:day|eve))?"
    r"|(?:labou?r|mother's|father's|memorial|independence|martin luther king) day"
    r"|halloween|black friday)\b"
)
_UNKNOWN = date(2016, 11, 7)


def read_cases(corpora: Path, spec: str) -> Iterator[tuple[int, dict[str, Any]]]:
    with tarfile.open(corpora / ARCHIVE) as archive:
        member = archive.extractfile(f"recognizers-text/Specs/DateTime/English/{spec}.json")
        assert member is not None
        for index, case in enumerate(json.loads(member.read().decode("utf-8-sig"))):
            if "python" not in case.get("NotSupported", ""):
                yield index, case


def capitalise(text: str) -> str:
    """The text with the capitals that edited English gives to months, weekdays and holidays."""
    return _NAMES.sub(lambda match: match[0].title().replace("'S", "'s"), text)


def passes(case: dict[str, Any]) -> bool:
    text = capitalise(case["Input"])
    context = case.get("Context") or {}
    day = date.fromisoformat(str(context.get("ReferenceDateTime", _UNKNOWN))[:10])
    readings = [
        find_times(text, Interval(day, day), tenses={(0, len(text)): tense})
        for tense in ("past", "future")
    ]
    return all(
        any(_agrees(text, result, found) for reading in readings for found in reading)
        for result in case["Results"]
    )


def _agrees(text: str, result: dict[str, Any], found: TimeExpression) -> bool:
    if _core(found.text) != _core(result["Text"]) or text.lower().find(result["Text"].lower()) < 0:
        return False
    value = result.get("Value")
    return value is None or _same_value(value, found)


def _core(text: str) -> str:
    return _EDGE.sub("", " ".join(text.lower().split()).rstrip(".,"))


def _same_value(value: dict[str, Any], found: TimeExpression) -> bool:
    timex = _plain(value.get("Timex", ""))
    if timex == _plain(found.timex) or (timex[:1] == "T" and found.timex.endswith(timex)):
        return True
    expected = [
        days
        for name in ("PastResolution", "FutureResolution")
        for days in _days(value.get(name) or {})
    ]
    return found.interval is not None and found.interval in expected


def _plain(timex: str) -> str:
    return re.sub(r"(T\d\d)(?!:|\d)", r"\1:00", timex)


def _days(resolution: dict[str, str]) -> list[Interval]:
    """The days of a resolution; the end of a period is exclusive where it is a whole unit."""
    stated = resolution.get("date") or resolution.get("dateTime", "")[:10]
    try:
        if stated:
            return [Interval(date.fromisoformat(stated), date.fromisoformat(stated))]
        first = date.fromisoformat(resolution["startDate"])
        last = date.fromisoformat(resolution["endDate"])
        return [Interval(first, last), Interval(first, max(first, last - timedelta(1)))]
    except (KeyError, ValueError):
        return []


def read_exclusions() -> dict[tuple[str, int], str]:
    with EXCLUDED.open(encoding="utf-8", newline="") as lines:
        return {
            (row["spec"], int(row["case"])): row["reason"]
            for row in csv.DictReader(lines, delimiter="\t")
        }


@pytest.mark.parametrize("spec", SPECS)
def test_every_case_passes_or_is_excluded_with_a_reason(spec: str) -> None:
    corpora = os.environ.get("KB_CORPORA")
    if not corpora:
        pytest.skip("KB_CORPORA is not set")
    excluded = read_exclusions()
    failing = [
        f"{spec} {index}: {case['Input']}"
        for index, case in read_cases(Path(corpora), spec)
        if not excluded.get((spec, index)) and not passes(case)
    ]
    assert failing == []
