"""Measure the language core: python bench/language.py CORPORA [MODEL] [--write] [--only NAME].

Development sets only; the recipe's README says where each corpus comes from. Figures are
fractions of one, speed is in words per CPU-second. With --write, floors in bench/baseline.json
(key "language") are raised to what was measured; without it, a figure below its floor fails.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from sentences import (  # noqa: E402
    Sentence,
    add_roles,
    read_conllu,
    read_iob2,
    read_propbank,
    spans_of_labels,
)

from bench.linking import as_document  # noqa: E402
from kb.annotate import annotate  # noqa: E402
from kb.annotate.language import LanguageCore, ParsedSentence, SentenceRequest  # noqa: E402
from kb.annotate.pieces import read_pieces  # noqa: E402
from kb.catalogue import load_catalogue  # noqa: E402
from kb.model import Span, Token  # noqa: E402

BASELINE = ROOT / "bench" / "baseline.json"
OWN_SENTENCES = ROOT / "bench" / "language_sentences.tsv"
CATALOGUE_EVERY = 4
SLACK = 0.002  # a floor may be missed by this much: other processors round differently
TIMING = {"words per CPU-second", "RSS in MB"}
Figures = dict[str, float]


def parse_gold_words(core: LanguageCore, sentences: Sequence[Sentence]) -> list[ParsedSentence]:
    """Parse sentences with their tokens kept."""
    requests, tokens = [], []
    for sentence in sentences:
        spans, position = [], 0
        for word in sentence.words:
            spans.append(Span(position, position + len(word)))
            position += len(word) + 1
        requests.append(SentenceRequest(" ".join(sentence.words)))
        tokens.append(spans)
    return core.parse_words(requests, tokens)


def f_score(gold: int, predicted: int, right: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * right / (gold + predicted) if gold + predicted else 0.0


def measure_trees(core: LanguageCore, sentences: Sequence[Sentence], name: str) -> Figures:
    """UPOS, UAS and LAS (universal part of the relation), punctuation included."""
    words = tags = heads = labelled = 0
    for gold, parsed in zip(sentences, parse_gold_words(core, sentences), strict=True):
        assert gold.heads
        assert gold.upos
        assert gold.relations
        for index, token in enumerate(parsed.tokens):
            words += 1
            tags += token.upos == gold.upos[index]
            if token.head + 1 == gold.heads[index]:
                heads += 1
                relation = gold.relations[index].split(":")[0]
                labelled += token.deprel.split(":")[0] == relation
    return {
        f"{name} UPOS": tags / words,
        f"{name} UAS": heads / words,
        f"{name} LAS": labelled / words,
    }


def measure_segmentation(core: LanguageCore, file: Path) -> Figures:
    """Word and sentence F on raw text, spans compared as in the CoNLL shared tasks."""
    gold_words: set[tuple[int, int]] = set()
    gold_sentences: set[tuple[int, int]] = set()
    position = 0
    text = []
    paragraphs = _paragraph_starts(file)
    for sentence in read_conllu(file, "ewt"):
        if sentence.key in paragraphs and text:
            text.append("\n\n")
            position += 2
        start = position
        for word, space in zip(sentence.words, sentence.spaces or [], strict=True):
            gold_words.add((position, position + len(word)))
            text.append(word + " " * space)
            position += len(word) + space
        gold_sentences.add((start, position - (sentence.spaces or [False])[-1]))
        if text[-1][-1] != " ":
            text.append(" ")
            position += 1
    whole = "".join(text)
    found = core.annotate([whole])[0]
    sentences = {(span.start, span.end) for span in found.spans}
    words = {(t.start, t.end) for s in found.sentences for t in s.tokens}
    return {
        "EWT raw words F": f_score(len(gold_words), len(words), len(gold_words & words)),
        "EWT raw sentences F": f_score(
            len(gold_sentences), len(sentences), len(gold_sentences & sentences)
        ),
    }


def _paragraph_starts(file: Path) -> set[str]:
    starts, opening = set(), False
    for line in file.read_text(encoding="utf-8").splitlines():
        opening = opening or line.startswith(("# newpar", "# newdoc"))
        if line.startswith("# sent_id") and opening:
            starts.add(line.split("=", 1)[1].strip())
            opening = False
    return starts


def measure_names(
    core: LanguageCore, sentences: Sequence[Sentence], name: str, kinds: Iterable[str]
) -> Figures:
    """Typed and untyped F of exact spans, of the given kinds only."""
    wanted = set(kinds)
    counts = [0, 0, 0, 0]
    for gold, parsed in zip(sentences, parse_gold_words(core, sentences), strict=True):
        expected = {s for s in spans_of_labels(gold.names or []) if s[2] in wanted}
        found = {(n.first, n.last, n.kind) for n in parsed.names if n.kind in wanted}
        counts[0] += len(expected)
        counts[1] += len(found)
        counts[2] += len(expected & found)
        counts[3] += len({s[:2] for s in expected} & {s[:2] for s in found})
    return {
        f"{name} names F": f_score(counts[0], counts[1], counts[2]),
        f"{name} name spans F": f_score(counts[0], counts[1], counts[3]),
    }


def measure_roles(core: LanguageCore, sentences: Sequence[Sentence]) -> Figures:
    """F of predicates, and of role and head of their arguments.

    Auxiliaries (be.03, do.01, have.01, get.03) are no predicates here; references (R-) and
    continuations (C-) are not counted. "roles F" takes the gold predicates that were found (the
    usual measure gives the gold predicates to the labeller); "found roles F" counts also the
    arguments of those that were missed and of those that are none.
    """
    predicates, given, found = [0, 0, 0], [0, 0, 0], [0, 0, 0]
    for gold, parsed in zip(sentences, parse_gold_words(core, sentences), strict=True):
        assert gold.roles is not None
        answer = {p.token: {(r.head, r.label) for r in p.roles} for p in parsed.predicates}
        expected = {p: set(arguments.items()) for p, arguments in gold.roles.items()}
        both = expected.keys() & answer.keys()
        right = sum(len(expected[p] & answer[p]) for p in both)
        _add(predicates, len(expected), len(answer), len(both))
        _add(given, sum(len(expected[p]) for p in both), sum(len(answer[p]) for p in both), right)
        _add(found, sum(map(len, expected.values())), sum(map(len, answer.values())), right)
    return {
        "PropBank predicates F": f_score(*predicates),
        "PropBank roles F": f_score(*given),
        "PropBank found roles F": f_score(*found),
    }


def _add(totals: list[int], *counts: int) -> None:
    totals[:] = [total + count for total, count in zip(totals, counts, strict=True)]


def read_worldwide(file: Path) -> Iterator[list[Sentence]]:
    """Yield the articles of the nine-class newswire set, with the classes shared with ours."""
    kinds = {"Person": "PER", "Organization": "ORG", "Location": "LOC", "NORP": "NORP"}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            sentences = []
            for item in json.loads(line)["sentences"]:
                labels = [
                    f"{tag[:2]}{kinds[tag[2:]]}" if tag[2:] in kinds else "O"
                    for tag in item["tags"]
                ]
                sentences.append(Sentence("worldwide", "", "", item["tokens"], names=labels))
            yield sentences


def measure_with_catalogue(core: LanguageCore, file: Path) -> Figures:
    """Typed and untyped F of exact spans on every fourth article, known names from the catalogue.

    As the product reads them: names that the catalogue is sure of, and what the core finds beside.
    """
    catalogue = load_catalogue(ROOT / "data" / "catalogue")
    wanted = {"PER", "ORG", "LOC", "NORP"}
    counts = [0, 0, 0, 0]
    for text, expected in islice(_read_articles(file), 0, None, CATALOGUE_EVERY):
        document = as_document("article", text, None)
        pieces = read_pieces(document, core, catalogue)
        sentences = annotate(document, core, catalogue).sentences
        found = {
            (piece.span.start + name.start, piece.span.start + name.end, name.kind)
            for piece in pieces
            for name in piece.names
            if name.strong and name.kind in wanted
        } | {
            (s.tokens[name.first].start, s.tokens[name.last].end, name.kind)
            for s in sentences
            for name in s.names
            if name.kind in wanted
        }
        _add(
            counts,
            len(expected),
            len(found),
            len(expected & found),
            len(_spans(expected) & _spans(found)),
        )
    return {
        "worldwide, catalogue F": f_score(counts[0], counts[1], counts[2]),
        "worldwide, catalogue spans": f_score(counts[0], counts[1], counts[3]),
    }


def _spans(names: set[tuple[int, int, str]]) -> set[tuple[int, int]]:
    return {name[:2] for name in names}


def _read_articles(file: Path) -> Iterator[tuple[str, set[tuple[int, int, str]]]]:
    """Yield each article as text, a sentence a line, with its names by character."""
    for sentences in read_worldwide(file):
        text, names = "", set()
        for sentence in sentences:
            starts = []
            for word in sentence.words:
                starts.append(len(text))
                text += f"{word} "
            for first, last, kind in spans_of_labels(sentence.names or []):
                names.add((starts[first], starts[last] + len(sentence.words[last]), kind))
            text = f"{text[:-1]}\n"
        yield text, names


def measure_own(core: LanguageCore) -> Figures:
    """Shares right on our own sentences: tab-separated kind, verb, relation, word, text."""
    right: dict[str, list[bool]] = {"speaker": [], "argument": []}
    for line in OWN_SENTENCES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, governor, relation, dependent, text = line.split("\t")
        tokens = [t for s in core.annotate([text])[0].sentences for t in [s.tokens]]
        right[kind].append(
            any(_holds(sentence, governor, relation, dependent) for sentence in tokens)
        )
    return {f"own {kind}s right": sum(v) / len(v) for kind, v in right.items()}


def _holds(tokens: Sequence[Token], governor: str, relation: str, dependent: str) -> bool:
    return any(
        token.text == dependent
        and token.deprel.startswith(relation)
        and token.head >= 0
        and tokens[token.head].text == governor
        for token in tokens
    )


def measure_speed(core: LanguageCore, sentences: Sequence[Sentence]) -> Figures:
    """Words per CPU-second from raw sentences with all heads, and the process's peak memory."""
    texts = [" ".join(s.words) for s in sentences]
    core.annotate(texts[:100])
    started = time.process_time()
    found = core.annotate(texts)
    seconds = time.process_time() - started
    words = sum(len(s.tokens) for text in found for s in text.sentences)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"words per CPU-second": words / seconds, "RSS in MB": peak}


def measure(core: LanguageCore, corpora: Path, only: str) -> Figures:
    """Return all figures whose group's name begins with `only`."""
    ewt_file = corpora / "syntax/ud-ewt/en_ewt-ud-dev.conllu"
    ewt = list(read_conllu(ewt_file, "ewt"))
    gum_files = sorted((corpora / "syntax/gum/dev").glob("*.conllu"))
    gum = [s for file in gum_files for s in read_conllu(file, "gum")]
    names = read_iob2(corpora / "ner/uner-ewt/en_ewt-ud-dev.iob2")
    for sentence in ewt:
        words, labels = names.get(sentence.key, ([], []))
        sentence.names = labels if len(words) == len(sentence.words) else None
    newswire = corpora / "ner/worldwide_other.jsonl.gz"
    three = ("PER", "ORG", "LOC")

    def roles() -> Figures:
        add_roles(ewt, _read_propbank(corpora))
        return measure_roles(core, [s for s in ewt if s.roles is not None])

    def worldwide() -> Figures:
        sentences = [s for article in read_worldwide(newswire) for s in article]
        return measure_names(core, sentences, "worldwide", (*three, "NORP"))

    groups: dict[str, Callable[[], Figures]] = {
        "speed": lambda: measure_speed(core, gum),
        "ewt": lambda: measure_trees(core, ewt, "EWT"),
        "raw": lambda: measure_segmentation(core, ewt_file),
        "gum": lambda: measure_trees(core, gum, "GUM"),
        "roles": roles,
        "uner": lambda: measure_names(core, [s for s in ewt if s.names], "UNER", three),
        "worldwide": worldwide,
        "catalogue": lambda: measure_with_catalogue(core, newswire),
        "own": lambda: measure_own(core),
    }
    figures: Figures = {}
    for name, group in groups.items():
        if name.startswith(only):
            figures |= group()
    return figures


def _read_propbank(corpora: Path) -> dict[str, list[list[list[str]]]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        tarfile.open(corpora / "roles/propbank-ewt.tar.gz") as archive,
    ):
        archive.extractall(folder, filter="data")
        return read_propbank(Path(folder))


def check_floors(figures: Figures, write: bool) -> int:
    """Compare with the floors, or write them; returns the exit status."""
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    floors = baseline.setdefault("language", {})
    failed = 0
    for name, value in figures.items():
        floor = floors.get(name)
        low = floor is not None and value < floor - SLACK
        failed |= low
        print(f"{name:26} {value:9.4f}" + (f"   BELOW {floor}" if low else ""))
        if write and name not in TIMING:
            floors[name] = round(value, 4)
    if write:
        BASELINE.write_text(json.dumps(baseline, indent=2) + "\n")
    return int(failed)


def main() -> int:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("model", type=Path, nargs="?", default=ROOT / "data" / "model")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    core = LanguageCore.load(options.model)
    return check_floors(measure(core, options.corpora, options.only), options.write)


if __name__ == "__main__":
    sys.exit(main())
