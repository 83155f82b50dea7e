"""What the language core takes and gives: frozen, plain, no raw arrays."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model import Name, Predicate, Span, Token

NAME_KINDS = ("PER", "ORG", "LOC", "NORP", "FAC", "MISC")


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that the caller found already: a stretch of the request's text and its kind."""

    start: int
    end: int
    kind: str  # one of NAME_KINDS


@dataclass(frozen=True, slots=True)
class SentenceRequest:
    """One sentence to parse.

    `known` are names in offsets of `text`, not overlapping; `offset` is added to every offset of
    the answer (the sentence's start in its document).
    """

    text: str
    known: tuple[KnownName, ...] = ()
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """Syntax, names and roles of one sentence.

    `names` are those that the caller did not know; `predicates` hold PropBank roles.
    """

    text: str
    tokens: tuple[Token, ...]
    names: tuple[Name, ...]
    predicates: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text with its sentences; spans and token offsets refer to `text`."""

    text: str
    spans: tuple[Span, ...]
    sentences: tuple[ParsedSentence, ...]
