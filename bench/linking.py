"""Measures entity linking on own gold and on the development corpora, and gates the figures.

    python -m bench.linking [CORPORA_DIR] [--errors]

Own gold (`bench/gold/linking/passages.txt`): a marked mention is right when the mention that covers
its first character means the marked actor or place; "a:-" is right when nothing of the catalogue is
meant. CORPORA_DIR (or the environment variable KB_CORPORA) holds `linking/news-fair.jsonl` and
`events/meantime_docs.jsonl`: there a link is right when the label or an alias of our entity is the
gold name, Wikidata ids are compared apart. Candidate generation is timed on the same texts.
Exit status 1 if a figure is below its floor in `bench/baseline.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.annotate import annotate
from kb.annotate.language import LanguageCore
from kb.annotate.names import find_names
from kb.catalogue import Catalogue, load_catalogue
from kb.catalogue.surfaces import key
from kb.config import resource
from kb.model import Annotation, Article, Document, Entity, Interval, Mention, Publication, Span

BASELINE = Path(__file__).with_name("baseline.json")
GOLD = Path(__file__).with_name("gold") / "linking" / "passages.txt"
TRAPS = GOLD.with_name("traps.txt")
_MARK = re.compile(r"\[([^\]|]+)((?:\|[ap]:[^\]|]+)+)\]")
# Wikidata class in news-fair: geographic entity.
_PLACE = "Q27096213"
_MEANTIME_KINDS = frozenset({"State", "Government", "Person", "IGO", "Coalition"})
# A link counts as one on a labelled span where it is this much longer or shorter: "the", "'s".
_SLACK = 4


@dataclass(frozen=True)
class Marked:
    """A gold mention: its place in the passage and what it must mean."""

    start: int
    end: int
    text: str
    actor: str | None
    place: str | None


@dataclass(frozen=True)
class Passage:
    """A passage of own gold."""

    name: str
    day: date
    text: str
    marks: tuple[Marked, ...]


def read_passages(path: Path) -> Iterator[Passage]:
    """Yield the passages of a gold file."""
    blocks = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.M)[1:]
    for block in blocks:
        head, _, body = block.partition("\n")
        name, day = head.split()
        text, marks, position = "", [], 0
        body = " ".join(body.split())
        for match in _MARK.finditer(body):
            text += body[position : match.start()]
            wanted = dict(part.split(":", 1) for part in match.group(2)[1:].split("|"))
            start = len(text)
            text += match.group(1)
            marks.append(Marked(start, len(text), match.group(1), wanted.get("a"), wanted.get("p")))
            position = match.end()
        yield Passage(name, date.fromisoformat(day), text + body[position:], tuple(marks))


def as_document(name: str, text: str, day: date | None) -> Document:
    """Return a text as a document of one article, each line a paragraph."""
    spans = tuple(Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    published = Publication(Interval(day, day), "given") if day else None
    article = Article(0, "main", 0, len(text), None, None, spans, published=published)
    return Document(name, text, name, "sha256:0", (article,))


def covering(annotation: Annotation, start: int, end: int) -> Mention | None:
    """Return the mention with most of a span in it, a name before a description."""
    overlaps = [
        (min(m.end, end) - max(m.start, start), m.kind != "NOMINAL", -(m.end - m.start), n, m)
        for n, m in enumerate(annotation.mentions)
        if m.start < end and start < m.end
    ]
    return max(overlaps)[-1] if overlaps else None


def slug_of(entity: Entity | None) -> str | None:
    """Return the last part of an entity's IRI."""
    return entity.iri.rpartition("/")[2] if entity else None


def is_right(mark: Marked, mention: Mention | None) -> bool:
    """Tell whether a mention means what the gold says."""
    actor = mention.actor if mention else None
    place = mention.place if mention else None
    if mark.actor == "-":
        return all(entity is None or entity.candidate for entity in (actor, place))
    if mark.actor is not None:
        return slug_of(actor) == mark.actor
    return slug_of(place) == mark.place


def measure_gold(
    path: Path, core: LanguageCore, catalogue: Catalogue, errors: bool
) -> dict[str, float]:
    """Return the share of right links in a file of own gold and their number."""
    right = total = 0
    for passage in read_passages(path):
        annotation = annotate(as_document(passage.name, passage.text, passage.day), core, catalogue)
        for mark in passage.marks:
            mention = covering(annotation, mark.start, mark.end)
            total += 1
            if is_right(mark, mention):
                right += 1
            elif errors:
                means = (slug_of(mention.actor), slug_of(mention.place)) if mention else None
                rule = mention.rule if mention else ""
                print(
                    f"  {passage.name}: {mark.text} -> {means} {rule}, "
                    f"not {mark.actor or mark.place}"
                )
    return {"right": round(right / total, 3), "mentions": total}


def names_of(entity: Entity, catalogue: Catalogue) -> set[str]:
    """Return the keys of all names of a catalogue entity."""
    slug = entity.iri.rpartition("/")[2]
    found = {key(entity.label)}
    for entries in (catalogue.actors, catalogue.places):
        if slug in entries:
            found |= {key(name) for name in (entries[slug].label, *entries[slug].aliases)}
    return found


def measure_news_fair(
    path: Path, core: LanguageCore, catalogue: Catalogue, errors: bool
) -> dict[str, float]:
    """Return precision on labelled spans, recall over places and persons, and Q-id agreement."""
    count: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        stamp = re.match(r"(\d{4})(\d\d)(\d\d)", record["title"])
        day = date(*map(int, stamp.groups())) if stamp else None
        annotation = annotate(as_document("fair", record["text"], day), core, catalogue)
        first, last = record["evaluation_span"]
        for label in record["labels"]:
            start, end = label["span"]
            if label["entity_id"] == "<NIL>" or not first <= start <= end <= last:
                continue
            if not label["entity_id"].startswith("Q") or not record["text"][start].isupper():
                continue
            _count_fair(
                count,
                label,
                covering(annotation, start, end),
                catalogue,
                errors,
                record["text"][start:end],
            )
    return {
        "precision": round(count["right"] / max(count["linked"], 1), 3),
        "linked": count["linked"],
        "place_recall": round(count["place_right"] / max(count["place"], 1), 3),
        "places": count["place"],
        "known_recall": round(count["known_right"] / max(count["known"], 1), 3),
        "known": count["known"],
        "qid_agreement": round(count["qid_right"] / max(count["qid"], 1), 3),
        "qids": count["qid"],
    }


def _count_fair(
    count: Counter[str],
    label: dict[str, str],
    mention: Mention | None,
    catalogue: Catalogue,
    errors: bool,
    text: str,
) -> None:
    linked = _sure(mention)
    right = any(key(label["name"]) in names_of(entity, catalogue) for entity in linked)
    known = bool(catalogue.find(label["name"]))
    if mention and linked and abs(mention.end - mention.start - len(text)) <= _SLACK:
        count["linked"] += 1
        count["right"] += right
        with_id = [entity for entity in linked if entity.wikidata]
        count["qid"] += bool(with_id)
        count["qid_right"] += any(e.wikidata == label["entity_id"] for e in with_id)
        if errors and not right:
            print(f"  fair: {text} -> {[e.label for e in linked]}, not {label['name']}")
    is_place = _PLACE in label["type"]
    count["place"] += is_place
    count["place_right"] += is_place and right
    count["known"] += known
    count["known_right"] += known and right
    if errors and known and not right and not linked:
        print(f"  fair, missed: {text} ({label['name']})")


def measure_meantime(
    path: Path, core: LanguageCore, catalogue: Catalogue, errors: bool
) -> dict[str, float]:
    """Return precision and recall on the names of states, persons and international bodies.

    A gold name counts where the name of its DBpedia page is that of such an actor in the
    catalogue; a link is right when our entity bears that name. Precision is over our links to
    such actors on all linked names whose span they fill.
    """
    count: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record["text"][: record["annotated_end"]]
        annotation = annotate(as_document("meantime", text, None), core, catalogue)
        for gold in record["entities"]:
            if gold["syn"] != "NAM" or not gold["link"] or gold["end"] > len(text):
                continue
            name = gold["link"].rpartition("/")[2].replace("_", " ").partition(" (")[0]
            mention = covering(annotation, gold["start"], gold["end"])
            linked = _sure(mention)
            right = any(key(name) in names_of(entity, catalogue) for entity in linked)
            kinds = {
                catalogue.actors[sense.slug].kind
                for sense in catalogue.find(name)
                if sense.target == "actor"
            }
            count["known"] += bool(kinds & _MEANTIME_KINDS)
            count["known_right"] += bool(kinds & _MEANTIME_KINDS) and right
            length = gold["end"] - gold["start"]
            if mention and abs(mention.end - mention.start - length) <= _SLACK:
                ours = any(entity.kind in _MEANTIME_KINDS for entity in linked)
                count["linked"] += ours
                count["right"] += ours and right
                if errors and ours and not right:
                    print(f"  meantime: {mention.text} -> {linked[0].label}, not {name}")
    return {
        "precision": round(count["right"] / max(count["linked"], 1), 3),
        "linked": count["linked"],
        "known_recall": round(count["known_right"] / max(count["known"], 1), 3),
        "known": count["known"],
    }


def _sure(mention: Mention | None) -> list[Entity]:
    """Return what a mention is linked to in the catalogue."""
    found = (mention.actor, mention.place) if mention else ()
    return [e for e in found if e and not e.candidate and e.kind != "UnnamedActor"]


def measure_speed(texts: Sequence[str], catalogue: Catalogue) -> float:
    """Return KB of text per CPU second for candidate generation."""
    started = time.process_time()
    for text in texts:
        find_names(text, catalogue)
    return round(sum(map(len, texts)) / 1000 / max(time.process_time() - started, 1e-9))


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; return 1 where one is below its floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", nargs="?", default=os.environ.get("KB_CORPORA"))
    parser.add_argument("--errors", action="store_true", help="print every wrong link")
    arguments = parser.parse_args(argv)
    core = LanguageCore.load(resource("data/model"))
    started = time.process_time()
    catalogue = load_catalogue(resource("data/catalogue"))
    figures: dict[str, dict[str, float]] = {
        "catalogue": {"load_seconds": round(time.process_time() - started, 2)},
        "gold": measure_gold(GOLD, core, catalogue, arguments.errors),
        "traps": measure_gold(TRAPS, core, catalogue, arguments.errors),
    }
    if arguments.corpora:
        fair = Path(arguments.corpora) / "linking" / "news-fair.jsonl"
        figures["news_fair"] = measure_news_fair(fair, core, catalogue, arguments.errors)
        meantime = Path(arguments.corpora) / "events" / "meantime_docs.jsonl"
        figures["meantime"] = measure_meantime(meantime, core, catalogue, arguments.errors)
        texts = [json.loads(line)["text"] for line in fair.read_text("utf-8").splitlines()]
        figures["speed"] = {"kb_per_second": measure_speed(texts, catalogue)}
    for name, values in figures.items():
        print(name, json.dumps(values))
    floors = json.loads(BASELINE.read_text("utf-8")).get("linking", {})
    low = [
        f"{name}.{figure}: {figures[name][figure]} < {floor}"
        for name, wanted in floors.items()
        if name in figures
        for figure, floor in wanted.items()
        if figures[name][figure] < floor
    ]
    print(*low, sep="\n")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
