"""Annotating a document: sentences, syntax, linked names, descriptions, pronouns and times."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kb.annotate import nominals, offices
from kb.annotate.core_names import sort_core_names
from kb.annotate.coreference import PRONOUNS, SCORE, find_antecedent
from kb.annotate.language import KnownName, LanguageCore, ParsedSentence, SentenceRequest
from kb.annotate.linking import Reading, choose
from kb.annotate.names import Found
from kb.annotate.persons import read_person, remember
from kb.annotate.pieces import Piece, read_pieces
from kb.annotate.times import find_document_times
from kb.annotate.titles import title_start
from kb.catalogue import Catalogue, Office
from kb.catalogue.surfaces import key
from kb.ids import candidate_iri, candidate_place_iri
from kb.model import (
    Annotation,
    Document,
    Entity,
    Interval,
    Mention,
    Name,
    OfficeEvidence,
    Sentence,
    TimeExpression,
    Token,
)

# A name that only the language core found is less certain than one that the catalogue lists.
_UNLISTED_SCORE = 0.75


@dataclass(slots=True)
class _Memory:
    """What earlier sentences of the document have named."""

    persons: dict[str, Entity] = field(default_factory=dict)
    acronyms: dict[str, Reading] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    offices: list[OfficeEvidence] = field(default_factory=list)


def annotate(document: Document, core: LanguageCore, catalogue: Catalogue) -> Annotation:
    """Return a document with everything found in its text, before events and claims.

    Headlines, deks and paragraphs are read, photo captions are not. Publication dates that
    clean-up left open are inferred from the text where that is possible.
    """
    document, times = find_document_times(document)
    pieces = read_pieces(document, core, catalogue)
    titles = offices.index_titles(catalogue)
    parsed = core.parse([_request(document, piece, titles) for piece in pieces])
    memory, sentences = _Memory(), list[Sentence]()
    for piece, syntax in zip(pieces, parsed, strict=True):
        sentence = Sentence(
            len(sentences),
            piece.article.index,
            piece.part,
            piece.span.start,
            piece.span.end,
            syntax.tokens,
            syntax.names,
            syntax.predicates,
            piece.paragraph,
        )
        reader = _SentenceReader(document, sentence, piece, catalogue, memory, times)
        reader.read(syntax, sentences[-1] if sentences else None, titles)
        sentences.append(sentence)
    return Annotation(
        document, tuple(sentences), tuple(memory.mentions), times, tuple(memory.offices)
    )


def _request(document: Document, piece: Piece, titles: Container[str]) -> SentenceRequest:
    """Known names as the parser is to see them: people together with the title before them."""
    text = document.text[piece.span.start : piece.span.end]
    known: list[KnownName] = []
    for name in piece.names:
        if name.strong:
            start = title_start(text, name.start, titles) if name.kind == "PER" else name.start
            free = not known or known[-1].end <= start
            known.append(KnownName(start if free else name.start, name.end, name.kind))
    return SentenceRequest(text, tuple(known), offset=piece.span.start)


def _covers(mention: Mention, token: Token) -> bool:
    """Whether a token lies in a mention, or is a title and name of which it is the name."""
    inside = mention.start <= token.start and token.end <= mention.end
    return inside or (token.start < mention.start and token.end == mention.end)


class _SentenceReader:
    """Turns what one sentence names and describes into mentions, in the document's memory."""

    def __init__(
        self,
        document: Document,
        sentence: Sentence,
        piece: Piece,
        catalogue: Catalogue,
        memory: _Memory,
        times: Sequence[TimeExpression],
    ) -> None:
        self.document, self.sentence, self.piece = document, sentence, piece
        self.catalogue, self.memory, self.times = catalogue, memory, times
        published = piece.article.published
        self.published: Interval | None = published.interval if published else None

    def read(
        self,
        syntax: ParsedSentence,
        previous: Sentence | None,
        titles: Mapping[str, tuple[Office, ...]],
    ) -> None:
        earlier = list(self.memory.mentions)
        weak, unlisted = sort_core_names(syntax, self.piece.names, self.sentence.start)
        known = [*self._known(weak), *self._unlisted(syntax, unlisted)]
        named = sorted(known, key=lambda m: (m.start, -m.end))
        named = [self._with_office(mention, named, titles) for mention in named]
        for mention in named:
            self._add(mention)
        by_token = self._by_token(self.memory.mentions[len(earlier) :])
        found = nominals.find_descriptions(
            self.sentence,
            self.document.text,
            by_token,
            self.memory.mentions,
            self.catalogue,
            self.document.id,
        )
        for item in found:
            self._add(
                self._mention(
                    item.start,
                    item.end,
                    "NOMINAL",
                    item.entity,
                    None,
                    item.score,
                    item.rule,
                    item.antecedent,
                )
            )
        self._read_pronouns(previous)

    def _mention(
        self,
        start: int,
        end: int,
        kind: str,
        actor: Entity | None,
        place: Entity | None,
        score: float,
        rule: str,
        antecedent: str | None = None,
    ) -> Mention:
        text = self.document.text[start:end]
        index = self.sentence.index
        return Mention(
            "", index, start, end, text, kind, actor, place, round(score, 3), rule, antecedent
        )

    def _add(self, mention: Mention) -> Mention:
        numbered = replace(mention, id=f"m{len(self.memory.mentions)}")
        self.memory.mentions.append(numbered)
        return numbered

    def _known(self, weak: Sequence[Found]) -> Iterator[Mention]:
        """The catalogue's names: the strong ones, and the weak ones that the core confirmed."""
        text = self.document.text[self.sentence.start : self.sentence.end]
        for name in self.piece.names:
            if not name.strong and name not in weak:
                continue
            reading = choose(name, text[: name.start], text[name.end :], self.piece.context)
            start, end = name.start + self.sentence.start, name.end + self.sentence.start
            if reading.kind == "PER" and reading.actor is not None:
                remember(self.memory.persons, name.text, reading.actor)
                remember(self.memory.persons, reading.actor.label, reading.actor)
            self._learn_acronym(end, reading)
            yield self._mention(
                start, end, reading.kind, reading.actor, reading.place, reading.score, reading.rule
            )

    def _learn_acronym(self, end: int, reading: Reading) -> None:
        """ "Sudanese Armed Forces (SAF)": the acronym names the same from here on."""
        rest = self.document.text[end : end + 12]
        if rest.startswith(" (") and ")" in rest:
            acronym = rest[2 : rest.index(")")]
            if acronym.isupper() and len(acronym) > 1:
                self.memory.acronyms.setdefault(acronym, replace(reading, rule="acronym.defined"))

    def _unlisted(self, syntax: ParsedSentence, names: Sequence[Name]) -> Iterator[Mention]:
        """Names that the language core found and the catalogue did not: candidates, not nothing."""
        for name in names:
            start, end = syntax.tokens[name.first].start, syntax.tokens[name.last].end
            text = self.document.text[start:end]
            reading = self._read_unlisted(text, name.kind)
            if reading is not None:
                self._learn_acronym(end, reading)
                yield self._mention(
                    start,
                    end,
                    reading.kind,
                    reading.actor,
                    reading.place,
                    reading.score,
                    reading.rule,
                )

    def _read_unlisted(self, text: str, kind: str) -> Reading | None:
        if text in self.memory.acronyms:
            return self.memory.acronyms[text]
        if text.islower():
            return None
        if kind == "PER" or key(text) in self.memory.persons:
            person = read_person(text, self.memory.persons, self.catalogue, self.published)
            if person.rule != "person.surname":
                remember(self.memory.persons, text, person.entity)
            return Reading(person.entity, None, "PER", person.score, person.rule)
        if kind == "ORG":
            actor = Entity(
                candidate_iri("Organization", text), "Organization", text, candidate=True
            )
            return Reading(actor, None, "ORG", _UNLISTED_SCORE, "candidate")
        if kind in ("LOC", "FAC"):
            place = Entity(candidate_place_iri(text), "Place", text, candidate=True)
            return Reading(None, place, kind, _UNLISTED_SCORE, "candidate")
        return None

    def _with_office(
        self,
        mention: Mention,
        named: Sequence[Mention],
        titles: Mapping[str, tuple[Office, ...]],
    ) -> Mention:
        if mention.kind != "PER" or mention.actor is None:
            return mention
        stated = offices.find_office(
            self.document.text,
            self.sentence.start,
            self.sentence.end,
            mention,
            named,
            self.catalogue,
            titles,
            self.published,
        )
        if stated is None:
            return mention
        number = len(self.memory.mentions) + sorted(named, key=lambda m: m.start).index(mention)
        self.memory.offices.append(
            OfficeEvidence(
                stated.iri,
                stated.label,
                f"m{number}",
                stated.organisation.iri,
                stated.start,
                stated.end,
                None,
            )
        )
        actor = mention.actor
        if actor.acts_for is None:
            top = stated.organisation.rolls_up_to or stated.organisation.iri
            actor = replace(actor, acts_for=stated.organisation.iri, rolls_up_to=top)
            remember(self.memory.persons, mention.text, actor)
        return replace(mention, office=stated.iri, actor=actor)

    def _by_token(self, mentions: Sequence[Mention]) -> dict[int, Mention]:
        return {
            position: mention
            for mention in sorted(mentions, key=lambda m: m.end - m.start)
            for position, token in enumerate(self.sentence.tokens)
            if _covers(mention, token)
        }

    def _read_pronouns(self, previous: Sentence | None) -> None:
        same_article = previous is not None and previous.article == self.sentence.article
        before = previous if same_article else None
        near = {self.sentence.index} | ({before.index} if before is not None else set())
        for position, token in enumerate(self.sentence.tokens):
            if token.upos != "PRON" or token.text.lower() not in PRONOUNS:
                continue
            earlier = sorted(
                (m for m in self.memory.mentions if m.sentence in near and m.end <= token.start),
                key=lambda m: m.start,
            )
            found = find_antecedent(self.sentence, position, earlier, before)
            if found is not None:
                self._add(
                    self._mention(
                        token.start,
                        token.end,
                        "NOMINAL",
                        found.actor,
                        None,
                        found.score * SCORE,
                        "pronoun",
                        found.id,
                    )
                )
