"""Names cut out of the mentions of re3d and MEANTIME."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from news_names import read_meantime, read_re3d
from sentences import spans_of_labels

from kb.annotate.language.listed import ListedNames

NAMES = ListedNames(
    {"given": [], "family": [], "places": ["Chad"], "organisations": [], "peoples": ["Chadian"]}
)


def write(path: Path, text: str, mentions: list[tuple[str, str]], **fields: object) -> Path:
    entities = [
        {"begin": (at := text.index(word)), "end": at + len(word), "start": at, "type": kind}
        | {"confidence": 1, "syn": "NAM"}
        for word, kind in mentions
    ]
    path.write_text(json.dumps({"text": text, "entities": entities, **fields}) + "\n")
    return path


def names_of(sentence: object) -> list[tuple[str, str]]:
    words, labels = sentence.words, sentence.names  # type: ignore[attr-defined]
    return [(" ".join(words[a : b + 1]), kind) for a, b, kind in spans_of_labels(labels)]


def test_titles_articles_and_states_as_actors(tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.jsonl",
        "We thank Foreign Minister Ana Silva. The Republic Guard left Chad. Nothing. He met Bob.",
        [
            ("We", "Organisation"),
            ("Foreign Minister Ana Silva", "Person"),
            ("The Republic Guard", "Organisation"),
            ("Chad", "Organisation"),
        ],
        publisher="CENTCOM",
    )
    first, second = read_re3d(file, NAMES)
    assert names_of(first) == [("Ana Silva", "PER")]
    assert names_of(second) == [("Republic Guard", "ORG"), ("Chad", "LOC")]


def test_other_publishers_and_the_held_out_part_are_left(tmp_path: Path) -> None:
    text, mentions = "Silva left .", [("Silva", "PER")]
    assert not list(
        read_re3d(write(tmp_path / "a", text, mentions, publisher="UK Government"), NAMES)
    )
    held_out = {"topic": "corpus_stock", "annotated_end": 12}
    assert not list(read_meantime(write(tmp_path / "b", text, mentions, **held_out), NAMES))
    given = {"topic": "corpus_gm", "annotated_end": 12}
    (sentence,) = read_meantime(write(tmp_path / "c", text, mentions, **given), NAMES)
    assert names_of(sentence) == [("Silva", "PER")]


def test_an_unmarked_capital_leaves_the_sentence_out(tmp_path: Path) -> None:
    given = {"topic": "corpus_gm", "annotated_end": 30}
    file = write(tmp_path / "a", "Silva met Bob on Monday .", [("Silva", "PER")], **given)
    assert not list(read_meantime(file, NAMES))
