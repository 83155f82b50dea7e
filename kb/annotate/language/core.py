"""The language core: text in, sentences with syntax, names and roles out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.annotate.language.bilinear import score_pairs
from kb.annotate.language.data import AnnotatedText, ParsedSentence, SentenceRequest
from kb.annotate.language.decoding import best_labels, decode_tree, label_spans, name_transitions
from kb.annotate.language.encoder import Encoder, SentenceScores
from kb.annotate.language.lemmas import find_lemma
from kb.annotate.language.listed import ListedNames, settle_kind
from kb.annotate.language.model_folder import (
    ENCODER,
    NAMES,
    REMEDY,
    TOKENIZER,
    Labels,
    check_folder,
    read_labels,
)
from kb.annotate.language.pieces import Pieces
from kb.annotate.language.repairs import repair_tree
from kb.annotate.language.roles import find_predicates
from kb.annotate.language.segmenter import split_sentences
from kb.annotate.language.standins import MaskedText, mask_names
from kb.annotate.language.tokenizer import split_tokens
from kb.errors import ModelError
from kb.model import Name, Predicate, Role, Span, Token

# The encoder has 512 positions, two of them for the marks around the sentence.
LONGEST_SENTENCE = 510
LONGEST_EMBEDDED = 256

Predicates = tuple[Predicate, ...]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence (or a piece of an overlong one) as the encoder sees it, and where it stands."""

    forms: tuple[str, ...]  # with stand-ins
    spans: tuple[Span, ...]  # in the request's text


class LanguageCore:
    """One loaded model. Not to be shared between processes; calls do not change it."""

    def __init__(self, pieces: Pieces, encoder: Encoder, labels: Labels) -> None:
        """Take the parts of a model; use `load` to read them from a folder."""
        self._pieces = pieces
        self._encoder = encoder
        self._labels = labels
        self._transitions = name_transitions(labels.names) + encoder.name_transitions

    @classmethod
    def load(cls, directory: Path, threads: int = 1) -> LanguageCore:
        """Load the model folder `directory`; `threads` per call of the encoder.

        Raises ModelError, which names file and remedy, where a file is missing or corrupt.
        """
        check_folder(directory)
        labels = read_labels(directory)
        try:
            pieces = Pieces(directory / TOKENIZER, ListedNames.load(directory / NAMES))
            encoder = Encoder(directory / ENCODER, threads)
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise ModelError(f"language model in {directory} cannot be used; {REMEDY}") from error
        return cls(pieces, encoder, labels)

    def split(self, text: str) -> list[Span]:
        """Return the sentences of `text`, without surrounding white space."""
        return split_sentences(text)

    def annotate(self, texts: Sequence[str]) -> list[AnnotatedText]:
        """Return each text with its sentences parsed, no names known beforehand."""
        spans = [split_sentences(text) for text in texts]
        requests = [
            SentenceRequest(text[span.start : span.end], offset=span.start)
            for text, found in zip(texts, spans, strict=True)
            for span in found
        ]
        parsed = iter(self.parse(requests))
        return [
            AnnotatedText(text, tuple(found), tuple(next(parsed) for _ in found))
            for text, found in zip(texts, spans, strict=True)
        ]

    def parse(self, requests: Sequence[SentenceRequest]) -> list[ParsedSentence]:
        """Return syntax, new names and roles of each sentence, in the order given.

        A sentence of more than 510 word pieces is parsed in stretches, with a warning.
        """
        masked = [mask_names(request.text, request.known) for request in requests]
        words = [_find_words(text) for text in masked]
        return self._parse_words(requests, words)

    def parse_words(
        self, requests: Sequence[SentenceRequest], tokens: Sequence[Sequence[Span]]
    ) -> list[ParsedSentence]:
        """Like `parse`, but with the tokens given as spans of each request's text.

        Known names are not replaced by stand-ins here.
        """
        words = [
            Words(tuple(request.text[t.start : t.end] for t in spans), tuple(spans))
            for request, spans in zip(requests, tokens, strict=True)
        ]
        return self._parse_words(requests, words)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector of 384 numbers per text, in the space of all-MiniLM-L6-v2."""
        encoded = [self._pieces.encode_text(text, LONGEST_EMBEDDED) for text in texts]
        return self._encoder.embed(encoded)

    def _parse_words(
        self, requests: Sequence[SentenceRequest], words: Sequence[Words]
    ) -> list[ParsedSentence]:
        stretches = [self._cut(sentence) for sentence in words]
        flat = [stretch for sentence in stretches for stretch in sentence]
        encoded = [self._pieces.encode_words(stretch.forms) for stretch in flat]
        scores = iter(self._encoder.score(encoded))
        parsed = []
        for request, sentence in zip(requests, stretches, strict=True):
            parts = [self._decode(request, part, next(scores)) for part in sentence]
            parsed.append(_join(request.text, parts))
        return parsed

    def _cut(self, words: Words) -> list[Words]:
        stretches: list[Words] = []
        begin = length = 0
        for index, form in enumerate(words.forms):
            count = self._pieces.count(form)
            if length + count > LONGEST_SENTENCE:
                stretches.append(Words(words.forms[begin:index], words.spans[begin:index]))
                begin, length = index, 0
            length += count
        if stretches:
            log.warning("sentence of %d words is parsed in stretches", len(words.forms))
        if words.forms[begin:]:
            stretches.append(Words(words.forms[begin:], words.spans[begin:]))
        return stretches

    def _decode(
        self, request: SentenceRequest, words: Words, scores: SentenceScores
    ) -> ParsedSentence:
        heads = decode_tree(scores.arcs)
        relations = self._label_arcs(scores, heads)
        upos = [self._labels.pos[i] for i in scores.pos.argmax(axis=1)]
        tokens = tuple(
            _make_token(request, span, tag, int(head) - 1, relation)
            for span, tag, head, relation in zip(words.spans, upos, heads, relations, strict=True)
        )
        tokens = repair_tree(tokens)
        names = self._find_names(request, words, scores)
        return ParsedSentence(request.text, tokens, names, self._find_roles(tokens, scores))

    def _find_roles(self, tokens: tuple[Token, ...], scores: SentenceScores) -> Predicates:
        weights = self._encoder.role_weights
        return find_predicates(scores.roles, weights, self._labels.roles, tokens)

    def _label_arcs(self, scores: SentenceScores, heads: NDArray[np.int64]) -> list[str]:
        relations = self._labels.relations
        label_scores = score_pairs(
            scores.label_dependents[1:], self._encoder.label_weights, scores.label_heads[heads]
        )
        # Exactly the word without a head is labelled root.
        root = relations.index("root")
        label_scores[:, root] = np.where(heads == 0, np.inf, -np.inf)
        return [relations[i] for i in label_scores.argmax(axis=1)]

    def _find_names(
        self, request: SentenceRequest, words: Words, scores: SentenceScores
    ) -> tuple[Name, ...]:
        labels = [self._labels.names[i] for i in best_labels(scores.names, self._transitions)]
        marks = self._pieces.mark_listed(words.forms)
        found = []
        for first, last, kind in label_spans(labels):
            start, end = words.spans[first].start, words.spans[last].end
            if not any(name.start < end and start < name.end for name in request.known):
                found.append(Name(first, last, settle_kind(kind, marks[first : last + 1])))
        return tuple(found)


def _find_words(masked: MaskedText) -> Words:
    spans = split_tokens(masked.text)
    return Words(
        tuple(masked.text[span.start : span.end] for span in spans),
        tuple(masked.original(span) for span in spans),
    )


def _make_token(request: SentenceRequest, span: Span, upos: str, head: int, relation: str) -> Token:
    text = request.text[span.start : span.end]
    start, end = request.offset + span.start, request.offset + span.end
    return Token(start, end, text, find_lemma(text, upos), upos, head, relation)


def _join(text: str, parts: Sequence[ParsedSentence]) -> ParsedSentence:
    """Join the stretches of an overlong sentence; later roots hang from the first one."""
    if len(parts) == 1:
        return parts[0]
    tokens: list[Token] = []
    names: list[Name] = []
    predicates: list[Predicate] = []
    root = next((i for part in parts[:1] for i, t in enumerate(part.tokens) if t.head < 0), -1)
    for part in parts:
        base = len(tokens)
        for token in part.tokens:
            if token.head >= 0:
                tokens.append(replace(token, head=token.head + base))
            elif base:
                tokens.append(replace(token, head=root, deprel="parataxis"))
            else:
                tokens.append(token)
        names += [Name(name.first + base, name.last + base, name.kind) for name in part.names]
        predicates += [_shift(predicate, base) for predicate in part.predicates]
    return ParsedSentence(text, tuple(tokens), tuple(names), tuple(predicates))


def _shift(predicate: Predicate, by: int) -> Predicate:
    roles = tuple(
        Role(role.label, role.head + by, role.first + by, role.last + by)
        for role in predicate.roles
    )
    return Predicate(predicate.token + by, predicate.sense, roles)
