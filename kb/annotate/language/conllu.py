"""Parses as CoNLL-U (universaldependencies.org/format.html), and CoNLL-U as given tokens.

In MISC, `Name=B-PER` marks names (BIO), `Predicate=Yes` predicates and `Roles=ARG0:2,ARG1:5`
their arguments by the number of the head word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.annotate.language.data import ParsedSentence, SentenceRequest
from kb.errors import InputError
from kb.model import Span

COLUMNS = 10
ID, FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, DEPS, MISC = range(COLUMNS)
SURFACE_KEYS = ("SpaceAfter", "SpacesAfter", "SpacesBefore")


@dataclass(frozen=True, slots=True)
class GivenSentence:
    """A sentence of a CoNLL-U file: its lines, and what there is to parse."""

    lines: tuple[str, ...]
    request: SentenceRequest
    tokens: tuple[Span, ...]


def read_given(lines: Iterable[str], source: str) -> list[GivenSentence]:
    """Read a CoNLL-U file; raises InputError, with `source` and line, where it is none."""
    sentences = []
    block: list[str] = []
    number = 0
    for number, line in enumerate([*lines, ""], start=1):
        stripped = line.rstrip("\r\n")
        if stripped:
            if stripped[0] != "#" and len(stripped.split("\t")) != COLUMNS:
                raise InputError(f"{source}, line {number}: no CoNLL-U (not {COLUMNS} columns)")
            block.append(stripped)
        elif any(_is_word(line) for line in block):
            sentences.append(_make_given(block))
            block = []
    return sentences


def _is_word(line: str) -> bool:
    return line.split("\t", 1)[0].isdigit()


def _make_given(lines: Sequence[str]) -> GivenSentence:
    # Words of a fused token need not add up to its surface: the text is made of the words.
    spans: list[Span] = []
    words = [line.split("\t")[FORM] for line in lines if _is_word(line)]
    position = 0
    for word in words:
        spans.append(Span(position, position + len(word)))
        position += len(word) + 1
    return GivenSentence(tuple(lines), SentenceRequest(" ".join(words)), tuple(spans))


def format_given(given: GivenSentence, parsed: ParsedSentence) -> str:
    """Return the lines of `given` with lemma, part of speech, tree, names and roles set."""
    rows = iter(_rows(parsed))
    lines = []
    for line in given.lines:
        if not _is_word(line):
            lines.append(line)
            continue
        old, new = line.split("\t"), next(rows)
        kept = [item for item in old[MISC].split("|") if item.split("=")[0] in SURFACE_KEYS]
        new[ID], new[FORM] = old[ID], old[FORM]
        new[MISC] = "|".join(kept + ([] if new[MISC] == "_" else [new[MISC]])) or "_"
        lines.append("\t".join(new))
    return "\n".join(lines) + "\n\n"


def format_sentence(sentence: ParsedSentence, key: str) -> str:
    """Return a sentence of our own segmentation as CoNLL-U, with `sent_id` and `text`."""
    rows = _rows(sentence)
    for row, token, following in zip(
        rows, sentence.tokens, [*sentence.tokens[1:], None], strict=True
    ):
        if following and following.start == token.end:
            row[MISC] = "SpaceAfter=No" + ("" if row[MISC] == "_" else f"|{row[MISC]}")
    text = " ".join(sentence.text.split())
    head = [f"# sent_id = {key}", f"# text = {text}"]
    return "\n".join([*head, *("\t".join(row) for row in rows)]) + "\n\n"


def _rows(sentence: ParsedSentence) -> list[list[str]]:
    names = {}
    for name in sentence.names:
        for index in range(name.first, name.last + 1):
            names[index] = f"Name={'B' if index == name.first else 'I'}-{name.kind}"
    predicates = {predicate.token: predicate for predicate in sentence.predicates}
    rows = []
    for index, token in enumerate(sentence.tokens):
        misc = [names[index]] if index in names else []
        if index in predicates:
            misc.append("Predicate=Yes")
            roles = predicates[index].roles
            if roles:
                listed = ",".join(f"{role.label}:{role.head + 1}" for role in roles)
                misc.append(f"Roles={listed}")
        # A word of UD holds white space only in numbers; a name collapsed to one word may.
        form, lemma = (" ".join(value.split()) for value in (token.text, token.lemma))
        rows.append(
            [
                str(index + 1),
                form,
                form if token.upos == "PROPN" else lemma,
                token.upos,
                "_",
                "_",
                str(token.head + 1),
                token.deprel,
                "_",
                "|".join(misc) or "_",
            ]
        )
    return rows


def format_tree(sentence: ParsedSentence) -> str:
    """Return a sentence as an indented tree, followed by its predicates with their roles."""
    children: dict[int, list[int]] = {}
    for index, token in enumerate(sentence.tokens):
        children.setdefault(token.head, []).append(index)
    names = {name.first: name for name in sentence.names}
    lines = [f"# {' '.join(sentence.text.split())}"]
    waiting = [(index, 0) for index in reversed(children.get(-1, []))]
    while waiting:
        index, depth = waiting.pop()
        token = sentence.tokens[index]
        name = names.get(index)
        shown = f" [{name.kind} {_words(sentence, name.first, name.last)}]" if name else ""
        lines.append(f"{'  ' * depth}{token.deprel}: {token.text}/{token.upos}{shown}")
        waiting += [(child, depth + 1) for child in reversed(children.get(index, []))]
    for predicate in sentence.predicates:
        roles = ", ".join(
            f"{role.label} = {_words(sentence, role.first, role.last)}" for role in predicate.roles
        )
        lines.append(f"> {sentence.tokens[predicate.token].text}({roles})")
    return "\n".join(lines) + "\n\n"


def _words(sentence: ParsedSentence, first: int, last: int) -> str:
    return " ".join(token.text for token in sentence.tokens[first : last + 1])
