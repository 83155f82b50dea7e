"""Hand-made annotated sentences: the rules are tested apart from the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.extract import Lexicon, load_lexicon
from kb.model import (
    Annotation,
    Article,
    Document,
    Entity,
    Interval,
    Mention,
    Sentence,
    Span,
    TimeExpression,
    Token,
)

LEXICON = Path(__file__).parents[2] / "data" / "lexicon"

Rows = str


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon(LEXICON)


def actor(name: str, kind: str = "State") -> Entity:
    return Entity(f"https://example.org/actor/{name.lower().replace(' ', '-')}", kind, name)


def place(name: str) -> Entity:
    return Entity(f"https://example.org/place/{name.lower().replace(' ', '-')}", "Place", name)


Annotate = Callable[..., Annotation]


@pytest.fixture(scope="session")
def annotated() -> Annotate:
    """Return a function from CoNLL-like rows to an annotation of one body sentence per block.

    A row is `word lemma UPOS head relation [mark]`; heads count from 1. The mark names what the
    token denotes: `A:Kind` an actor, `P` a place, `AP:Kind` both, `T:2024-12-10` a day. An
    underscore in a word stands for a blank.
    """

    def build(*blocks: Rows) -> Annotation:
        text, sentences = "", []
        mentions: list[Mention] = []
        times: list[TimeExpression] = []
        for index, block in enumerate(blocks):
            start = len(text)
            tokens: list[Token] = []
            for row in block.strip().splitlines():
                word, lemma, upos, head, relation, *mark = row.split()
                surface = word.replace("_", " ")
                begin = len(text)
                text += surface + " "
                span = (begin, begin + len(surface))
                tokens.append(
                    Token(*span, surface, lemma.replace("_", " "), upos, int(head) - 1, relation)
                )
                _mark(mark, surface, span, index, mentions, times)
            end = len(text) - 1
            sentences.append(
                Sentence(index, 0, "body", start, end, tuple(tokens), paragraph=index + 1)
            )
        article = Article(0, "main", 0, len(text), None, None, (Span(0, len(text)),))
        document = Document("0" * 16, text, "test", "sha256:" + "0" * 64, (article,))
        return Annotation(document, tuple(sentences), tuple(mentions), tuple(times))

    return build


def _mark(
    mark: list[str],
    surface: str,
    span: tuple[int, int],
    sentence: int,
    mentions: list[Mention],
    times: list[TimeExpression],
) -> None:
    if not mark:
        return
    code, _, value = mark[0].partition(":")
    if code == "T":
        from datetime import date

        day = date.fromisoformat(value)
        times.append(
            TimeExpression(
                f"t{len(times)}",
                *span,
                surface,
                "DATE",
                value,
                Interval(day, day),
                "day",
                False,
                False,
                None,
                "published",
                "test",
            )
        )
        return
    kind = value or "State"
    label = "PER" if kind == "Person" else "ORG" if kind not in ("State", "") else "LOC"
    mentions.append(
        Mention(
            f"m{len(mentions)}",
            sentence,
            *span,
            surface,
            "NORP" if code == "N" else label,
            actor(surface, kind) if "A" in code else actor(value) if code == "N" else None,
            place(surface) if "P" in code else None,
            1.0,
            "test",
        )
    )
