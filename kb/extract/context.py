"""What the rules see around a token: the mention that covers it and the times of its sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.extract.lexicon import Lexicon
from kb.extract.syntax import Tree, tree_of
from kb.model import Annotation, Entity, Mention, Sentence, TimeExpression


@dataclass(frozen=True, slots=True)
class Referent:
    """An actor found for a phrase, with the mention or span that says so and how sure that is."""

    actor: Entity
    mention: Mention | None
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its tree, and its mentions and times by token index.

    `speakers` gives the source of the words around a pronoun: "Iran said it had ...".
    """

    doc: str
    text: str  # of the whole document
    sentence: Sentence
    tree: Tree
    mentions: Mapping[int, Mention]
    times: Mapping[int, TimeExpression]  # by the token that heads the expression
    inside_quotes: frozenset[int]
    open_at_end: bool = False  # whether a quotation goes on in the next sentence
    speakers: Mapping[int, Referent] = field(default_factory=dict)
    demonyms: Mapping[int, Mention] = field(default_factory=dict)  # by offset in the document

    def surface(self, positions: Sequence[int]) -> str:
        """Return the document's text from the first to the last of some tokens."""
        start, end = self.extent(positions)
        return self.text[start:end]

    def extent(self, positions: Sequence[int]) -> tuple[int, int]:
        """Return the character offsets that some tokens span in the document."""
        tokens = self.tree.tokens
        return tokens[min(positions)].start, tokens[max(positions)].end


OPENING = "“«„"
CLOSING = "”»"
_MARKS = re.compile(r"[“«„”»\"]|''|``")


def build_scenes(annotation: Annotation, lexicon: Lexicon) -> list[Scene]:
    """Return a scene for each sentence that may hold events: body and dek, never headlines.

    A headline's syntax is that of no sentence, and its facts stand in the story.
    """
    control = lexicon.modality["object_control"]
    by_sentence: dict[int, list[Mention]] = {}
    for mention in annotation.mentions:
        by_sentence.setdefault(mention.sentence, []).append(mention)
    scenes: list[Scene] = []
    open_quote = False
    previous_paragraph: tuple[int, int] | None = None
    for sentence in annotation.sentences:
        if sentence.part == "headline" or not sentence.tokens:
            continue
        paragraph = (sentence.article, sentence.paragraph)
        if paragraph != previous_paragraph:
            open_quote = False
        previous_paragraph = paragraph
        tree = tree_of(sentence, control)
        quoted, open_quote = _quoted_tokens(annotation.document.text, sentence, open_quote)
        scenes.append(
            Scene(
                annotation.document.id,
                annotation.document.text,
                sentence,
                tree,
                _mentions_by_token(sentence, by_sentence.get(sentence.index, ())),
                _times_by_head(tree, annotation.times),
                quoted,
                open_quote,
                demonyms={
                    m.start: m for m in by_sentence.get(sentence.index, ()) if m.kind == "NORP"
                },
            )
        )
    return scenes


def _mentions_by_token(sentence: Sentence, mentions: Sequence[Mention]) -> dict[int, Mention]:
    """Map each token to the longest mention that covers it."""
    found: dict[int, Mention] = {}
    for mention in sorted(mentions, key=lambda m: (m.end - m.start, m.start)):
        for position, token in enumerate(sentence.tokens):
            titled = token.start < mention.start and token.end == mention.end
            if titled or (mention.start <= token.start and token.end <= mention.end):
                found[position] = mention
    return found


def _times_by_head(tree: Tree, times: Sequence[TimeExpression]) -> dict[int, TimeExpression]:
    sentence = tree.sentence
    found: dict[int, TimeExpression] = {}
    for time in times:
        if time.end <= sentence.start or time.start >= sentence.end:
            continue
        inside = [
            position
            for position, token in enumerate(tree.tokens)
            if token.start < time.end and token.end > time.start
        ]
        heads = [p for p in inside if tree.tokens[p].head not in inside]
        if heads:
            found[heads[0]] = time
    return found


def _quoted_tokens(text: str, sentence: Sentence, open_before: bool) -> tuple[frozenset[int], bool]:
    """Return the tokens inside quotation marks and whether a quotation is still open at the end.

    Marks are read from the text: the tokeniser may leave one on the word beside it.
    """
    inside, edges = open_before, list[tuple[int, bool]]()
    for mark in _MARKS.finditer(text, sentence.start, sentence.end):
        opens = mark[0] in OPENING or (mark[0] not in CLOSING and not inside)
        edges.append((mark.start() if not opens else mark.end(), opens))
        inside = opens
    quoted, state = set[int](), open_before
    for position, token in enumerate(sentence.tokens):
        while edges and edges[0][0] <= token.start:
            state = edges.pop(0)[1]
        if state and not _MARKS.fullmatch(token.text):
            quoted.add(position)
        elif edges and edges[0][1] and edges[0][0] < token.end:
            quoted.add(position)  # "''We": the mark is part of the token
    return frozenset(quoted), inside
