"""Reads and checks our own sentences with marked events and claims.

The format is explained in `bench/gold/events/README.md`. `python -m bench.scorers.annotations`
reads both sets, prints their sizes and hashes; exit status 1 if a mark is wrong.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "bench" / "gold" / "events"
TRAINING = ROOT / "training" / "annotated"

TYPES = frozenset(
    """- AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN
    PROTEST SANCTION MOBILIZE COERCE ASSAULT""".split()
)
STATUSES = frozenset(
    """asserted reported alleged confirmed denied disputed negated planned hypothetical
    assessed""".split()
)
STANCES = frozenset(
    """reports asserts alleges confirms denies assesses promises demands warns predicts doubts
    asks declines-comment""".split()
)
ROLES = {
    "i": "initiator",
    "r": "recipient",
    "c": "counterpart",
    "h": "host",
    "v": "victim",
    "a": "absentee",
    "p": "participant",
}
PLACES = {"at": "place", "from": "origin", "to": "destination"}
_HEAD = re.compile(r"(.+) ([A-Z]+|-)(?:/([a-z-]+))? ([a-z]+)( neg)?")


class AnnotationError(ValueError):
    """A mark that cannot be read; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked piece of the text: offsets in code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role; an optional one may be found or not."""

    role: str
    span: Marked
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """A marked event."""

    trigger: Marked
    type: str | None
    detail: str | None
    status: str
    negative: bool
    optional: bool
    participants: tuple[Filler, ...]
    places: tuple[Filler, ...]
    items: tuple[Marked, ...]
    times: tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A marked claim; without content where that stands in another sentence."""

    claimant: Marked
    cue: Marked
    stance: str
    content: tuple[Marked, ...]
    via: Marked | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, usually one sentence, with its publication date and its marks."""

    name: str
    day: date
    text: str
    events: tuple[GoldEvent, ...]
    claims: tuple[GoldClaim, ...]


def read_passages(folder: Path) -> list[Passage]:
    """All passages of the folder's .txt files; raises AnnotationError at the first wrong mark."""
    return [passage for path in sorted(folder.glob("*.txt")) for passage in _read_file(path)]


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of the folder's .txt files."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.txt")):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def _read_file(path: Path) -> Iterator[Passage]:
    day: date | None = None
    block: list[str] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate([*lines, ""], 1):
        if line.startswith("#"):
            continue
        if line.startswith("== "):
            day = date.fromisoformat(line[3:])
        elif line:
            block.append(line)
        elif block:
            first = number - len(block)
            where = f"{path.name}:{first}"
            if day is None:
                raise AnnotationError(f"{where}: no date before the first passage")
            try:
                yield _passage(where, day, block)
            except ValueError as error:
                raise AnnotationError(f"{where}: {error}") from None
            block = []


def _passage(name: str, day: date, block: list[str]) -> Passage:
    text, *marks = block
    events, claims = [], []
    for mark in marks:
        kind, _, rest = mark.partition(" ")
        if kind in {"*", "~"}:
            events.append(_event(text, rest, optional=kind == "~"))
        elif kind == ">":
            claims.append(_claim(text, rest))
        else:
            raise ValueError(f"a mark begins with *, ~ or >: {mark!r}")
    return Passage(name, day, text, tuple(events), tuple(claims))


def _event(text: str, rest: str, optional: bool) -> GoldEvent:
    head, *slots = rest.split(" | ")
    found = _HEAD.fullmatch(head)
    if found is None:
        raise ValueError(f"not 'trigger TYPE status': {head!r}")
    trigger, kind, detail, status, negative = found.groups()
    if kind not in TYPES or status not in STATUSES:
        raise ValueError(f"unknown type or status: {head!r}")
    participants: list[Filler] = []
    places: list[Filler] = []
    items: list[Marked] = []
    times: list[Marked] = []
    for slot in slots:
        key, _, value = slot.partition(" ")
        name, spans = key.lstrip("?"), [_find(text, piece) for piece in value.split("; ")]
        if name in ROLES:
            participants += [Filler(ROLES[name], span, key[0] == "?") for span in spans]
        elif name in PLACES:
            places += [Filler(PLACES[name], span, key[0] == "?") for span in spans]
        elif name in {"n", "on"}:
            (items if name == "n" else times).extend(spans)
        else:
            raise ValueError(f"unknown role {key!r}")
    return GoldEvent(
        _find(text, trigger),
        None if kind == "-" else kind,
        detail,
        status,
        negative is not None or status in {"negated", "denied"},
        optional,
        tuple(participants),
        tuple(places),
        tuple(items),
        tuple(times),
    )


def _claim(text: str, rest: str) -> GoldClaim:
    parts = [part.strip() for part in rest.split("|")]
    if len(parts) not in {4, 5}:
        raise ValueError(f"a claim has four or five parts: {rest!r}")
    claimant, cue, stance, content = parts[:4]
    if stance not in STANCES:
        raise ValueError(f"unknown stance {stance!r}")
    via = parts[4].removeprefix("via ") if len(parts) == 5 else None
    return GoldClaim(
        _find(text, claimant),
        _find(text, cue),
        stance,
        tuple(_stretch(text, piece) for piece in content.split(" + ") if piece),
        None if via is None else _find(text, via),
    )


def _stretch(text: str, piece: str) -> Marked:
    """The span of `first words .. last words`, or of the piece itself."""
    first, dots, last = piece.partition(" .. ")
    start = _find(text, first)
    if not dots:
        return start
    wanted = re.compile(rf"(?<!\w){re.escape(last)}(?!\w)")
    end = wanted.search(text, start.end)
    if end is None:
        raise ValueError(f"not in the text after {first!r}: {last!r}")
    return Marked(start.start, end.end())


def _find(text: str, piece: str) -> Marked:
    """The n-th occurrence as whole words of `words#n`."""
    words, _, ordinal = piece.partition("#")
    hits = list(re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text))
    position = int(ordinal or 1) - 1
    if len(hits) <= position:
        raise ValueError(f"not in the text: {piece!r}")
    return Marked(*hits[position].span())


def main() -> int:
    """Print size and hash of both sets."""
    for folder in (GOLD, TRAINING):
        try:
            passages = read_passages(folder)
        except AnnotationError as error:
            print(error, file=sys.stderr)
            return 1
        events = [event for passage in passages for event in passage.events]
        kinds = Counter(event.type or event.detail for event in events if not event.optional)
        states = Counter(event.status for event in events if not event.optional)
        claims = sum(len(passage.claims) for passage in passages)
        print(f"{folder.relative_to(ROOT)}: {len(passages)} passages, {len(events)} events,")
        print(f"  {claims} claims, sha256 {digest(folder)}")
        print(" ", dict(kinds.most_common()), dict(states.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
