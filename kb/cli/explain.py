"""`kb explain`: per sentence of a text what was found, by which rule, and what was refused."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.cli.options import Commands, add_command
from kb.config import Settings
from kb.errors import InputError, KbError
from kb.extract import Refusal
from kb.model import Claim, Event, Extraction, Participant, RawItem, Sentence

_TEMPLATE = "explain.html"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding: what it is about, its details, and the rule that made or refused it."""

    kind: str  # event | claim | refused
    head: str
    details: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A sentence with its findings; `marks` cut its text into (words, kind of mark or "")."""

    text: str
    marks: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def register(commands: Commands) -> None:
    """Add `kb explain`."""
    parser = add_command(
        commands,
        "explain",
        explain,
        help="show for each sentence what was found, by which rule, and what was refused and why",
    )
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="text or HTML; - or nothing: stdin"
    )
    parser.add_argument("--html", action="store_true", help="write a page instead of plain lines")


def explain(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the explanation of each document."""
    from kb.acquire import read_paths
    from kb.pipeline import load_tools, understand

    tools = load_tools(settings)
    for item in read_paths([arguments.file]):
        if not isinstance(item, RawItem):
            raise InputError(f"{item.source}: {item.reason}")
        refused: list[Refusal] = []
        try:
            found = understand(item, tools, refused)
        except KbError as error:
            raise InputError(f"{item.source}: {error}") from error
        sentences = explain_sentences(found, refused)
        shown = format_page(item.source, sentences) if arguments.html else format_text(sentences)
        sys.stdout.write(shown)
    return 0


def explain_sentences(found: Extraction, refused: Sequence[Refusal]) -> list[Explained]:
    """Return each sentence that may hold events, with what was found and refused in it."""
    labels = {event.id: event.label for event in found.events}
    return [
        _explain(found.annotation.document.text, sentence, found, refused, labels)
        for sentence in found.annotation.sentences
        if sentence.part != "headline" and sentence.tokens
    ]


def format_text(sentences: Sequence[Explained]) -> str:
    """Return the explanation for a terminal: a sentence, then its findings, indented."""
    rows: list[str] = []
    for sentence in sentences:
        rows.append(sentence.text)
        for line in sentence.lines:
            rows.append(f"  {line.kind:8}{line.head}  [{line.rule}]")
            rows += [f"          {detail}" for detail in line.details]
        rows.append("")
    return "\n".join(rows) + "\n"


def format_page(source: str, sentences: Sequence[Explained]) -> str:
    """Return the explanation as a page of its own, without script."""
    from jinja2 import Environment, FileSystemLoader

    loader = FileSystemLoader(Path(__file__).parent)
    page = Environment(loader=loader, autoescape=True).get_template(_TEMPLATE)
    return page.render(source=source, sentences=sentences) + "\n"


def _explain(
    text: str,
    sentence: Sentence,
    found: Extraction,
    refused: Sequence[Refusal],
    labels: Mapping[str, str],
) -> Explained:
    events = [event for event in found.events if event.sentence == sentence.index]
    claims = [claim for claim in found.claims if claim.sentence == sentence.index]
    against = [one for one in refused if one.sentence == sentence.index]
    lines = [
        *(_event_line(text, event, found) for event in events),
        *(_claim_line(text, claim, labels) for claim in claims),
        *(Line("refused", one.text, (one.reason,), one.rule) for one in against),
    ]
    kept = {(event.start, event.end): "event" for event in events}
    spans = {(one.start, one.end): "refused" for one in against}
    spans |= {(claim.cue_start, claim.cue_end): "claim" for claim in claims} | kept
    marks = tuple(_marks(text, sentence, spans))
    return Explained(" ".join(text[sentence.start : sentence.end].split()), marks, tuple(lines))


def _event_line(text: str, event: Event, found: Extraction) -> Line:
    times = {time.id: time.text for time in found.annotation.times}
    kind = "/".join(part for part in (event.type, event.subtype or event.mode) if part)
    details = [
        f"{p.role}: {p.actor.label}" + (" (inferred)" if p.inferred else f" <- {_words(text, p)}")
        for p in event.participants
    ]
    details += [f"{place.role}: {place.place.label}" for place in event.places]
    details += [f"{item.kind}: {item.text}" for item in (*event.items, *event.instruments)]
    details += [f"time: {times[event.time]}"] if event.time in times else []
    details.append(
        f"{event.polarity}, {event.certainty}, {event.temporality}; confidence {event.confidence}"
    )
    head = f"{text[event.start : event.end]}: {kind}, {event.status}"
    return Line("event", head, tuple(details), event.rule)


def _words(text: str, participant: Participant) -> str:
    start, end = participant.start, participant.end
    return "" if start is None or end is None else text[start:end]


def _claim_line(text: str, claim: Claim, labels: Mapping[str, str]) -> Line:
    via = f" via {claim.via.label}" if claim.via else ""
    head = f"{claim.claimant.label} {claim.stance}{via} ({text[claim.cue_start : claim.cue_end]})"
    details = [f"says: {labels.get(event, event)}" for event in claim.events]
    details += [f"passes on claim {inner}" for inner in claim.claims]
    return Line("claim", f"{claim.id}: {head}", tuple(details), claim.rule)


def _marks(
    text: str, sentence: Sentence, spans: Mapping[tuple[int, int], str]
) -> Iterator[tuple[str, str]]:
    """Cut a sentence into unmarked and marked words; of overlapping marks the first counts."""
    at = sentence.start
    for (start, end), kind in sorted(spans.items()):
        if start < at or end > sentence.end:
            continue
        yield text[at:start], ""
        yield text[start:end], kind
        at = end
    yield text[at : sentence.end], ""
