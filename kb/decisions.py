"""People's decisions on documents, kept beside the graph: corrections of publication dates.

Each decision is a line of the journal's `decisions.jsonl` with what it changed in the dataset, so
that it can be taken back exactly; taking it back is another line. Decisions hold until then: when
a document is extracted again they are applied to its new graph.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from kb.journal import Journal
from kb.model import Interval, Publication

_SET, _UNDONE, _FORMER = "set-date", "undone", "former"  # kinds of line


@dataclass(frozen=True, slots=True)
class GraphChange:
    """How a named graph was changed: its quads as N-Quads lines, and the digest of the outcome."""

    graph: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Correction:
    """The publication of one item of a document as a person set it.

    `item` counts from 1; `former` is what held before, None where nothing was known; `changes`
    is empty once the document was forgotten.
    """

    id: str
    doc: str
    item: int
    published: Interval
    former: Publication | None
    changes: tuple[GraphChange, ...] = ()


def new_id() -> str:
    """Return the id of a decision that is made now."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def record(journal: Journal, correction: Correction) -> None:
    """Record a correction."""
    journal.decide(
        {
            **_about(correction, _SET),
            "item": correction.item,
            "published": _days(correction.published),
            "former": _publication_line(correction.former),
            "changes": [asdict(change) for change in correction.changes],
        }
    )


def record_undone(journal: Journal, correction: Correction) -> None:
    """Record that a correction was taken back."""
    journal.decide(_about(correction, _UNDONE))


def record_former(journal: Journal, correction: Correction, former: Publication | None) -> None:
    """Record that without the correction another date would hold now than when it was made."""
    journal.decide({**_about(correction, _FORMER), "former": _publication_line(former)})


def standing(journal: Journal, doc: str) -> list[Correction]:
    """Return the corrections of a document that were not taken back, in their order."""
    found: dict[str, Correction] = {}
    for line in journal.decisions(doc):
        if line["kind"] == _SET:
            found[line["decision"]] = _correction(line)
        elif line["kind"] == _UNDONE:
            found.pop(line["decision"], None)
        elif line["decision"] in found:
            former = _publication(line["former"])
            found[line["decision"]] = replace(found[line["decision"]], former=former)
    return list(found.values())


def _about(correction: Correction, kind: str) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"decision": correction.id, "kind": kind, "doc": correction.doc, "time": now}


def _correction(line: dict[str, Any]) -> Correction:
    changes = tuple(
        GraphChange(c["graph"], tuple(c["removed"]), tuple(c["added"]), c["digest"])
        for c in line["changes"]
    )
    return Correction(
        line["decision"],
        line["doc"],
        line["item"],
        _interval(line["published"]),
        _publication(line["former"]),
        changes,
    )


def _days(interval: Interval) -> list[str]:
    return [interval.earliest.isoformat(), interval.latest.isoformat()]


def _interval(days: list[str]) -> Interval:
    return Interval(*(date.fromisoformat(day) for day in days))


def _publication_line(published: Publication | None) -> dict[str, Any] | None:
    if published is None:
        return None
    interval, basis = _days(published.interval), published.basis
    return {"published": interval, "basis": basis, "confidence": published.confidence}


def _publication(line: dict[str, Any] | None) -> Publication | None:
    if line is None:
        return None
    return Publication(_interval(line["published"]), line["basis"], line["confidence"])
