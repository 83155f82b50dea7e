"""Annotating a document: sentences, syntax, linked names, descriptions, pronouns and times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kb.annotate import nominals, offices
from kb.annotate.coreference import PRONOUNS, SCORE, find_antecedent
from kb.annotate.datelines import dateline_length
from kb.annotate.language import KnownName, LanguageCore, ParsedSentence, SentenceRequest
from kb.annotate.names import NameMatch, find_names
from kb.annotate.persons import read_person, remember
from kb.annotate.senses import Reading, countries_named, read_name
from kb.annotate.times import find_document_times
from kb.catalogue import Catalogue, Office
from kb.catalogue.surfaces import key
from kb.ids import candidate_iri, candidate_place_iri
from kb.model import (
    Annotation,
    Article,
    Document,
    Entity,
    Interval,
    Mention,
    OfficeEvidence,
    Sentence,
    Span,
    TimeExpression,
)

# A name that only the language core found is less certain than one that the catalogue lists.
_UNLISTED_SCORE = 0.75


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence to be parsed, with the known names in it (offsets into the document)."""

    article: Article
    part: str
    paragraph: int
    span: Span
    readings: tuple[tuple[NameMatch, Reading], ...]


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
    pieces = list(_pieces(document, core, catalogue))
    requests = [_request(document, piece) for piece in pieces]
    parsed = core.parse(requests)
    titles = offices.index_titles(catalogue)
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


def _pieces(document: Document, core: LanguageCore, catalogue: Catalogue) -> Iterator[_Piece]:
    for article in document.articles:
        parts = [("headline", article.headline), ("dek", article.dek)]
        stretches = [(part, 0, span) for part, span in parts if span is not None]
        stretches += [("body", n, span) for n, span in enumerate(article.paragraphs, start=1)]
        whole = " ".join(document.text[s.start : s.end] for _, _, s in stretches)
        countries = countries_named(find_names(whole, catalogue), catalogue)
        on = _day(article)
        for part, number, stretch in stretches:
            text = document.text[stretch.start : stretch.end]
            if part == "body" and number == 1:
                opening = dateline_length(text)
                stretch, text = Span(stretch.start + opening, stretch.end), text[opening:]
            for inner in core.split(text):
                span = Span(stretch.start + inner.start, stretch.start + inner.end)
                matches = find_names(document.text[span.start : span.end], catalogue)
                readings = [(m, read_name(m, catalogue, countries, on)) for m in matches]
                shifted = tuple(
                    (replace(m, start=m.start + span.start, end=m.end + span.start), r)
                    for m, r in readings
                    if r is not None
                )
                yield _Piece(article, part, number, span, shifted)


def _day(article: Article) -> date | None:
    return article.published.interval.latest if article.published is not None else None


def _request(document: Document, piece: _Piece) -> SentenceRequest:
    start, end = piece.span.start, piece.span.end
    known = tuple(
        KnownName(match.start - start, match.end - start, reading.kind)
        for match, reading in piece.readings
    )
    return SentenceRequest(document.text[start:end], known, offset=start)


class _SentenceReader:
    """Turns what one sentence names and describes into mentions, in the document's memory."""

    def __init__(
        self,
        document: Document,
        sentence: Sentence,
        piece: _Piece,
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
        named = sorted([*self._known(), *self._unlisted(syntax)], key=lambda m: m.start)
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

    def _known(self) -> Iterator[Mention]:
        for match, reading in self.piece.readings:
            if reading.kind == "PER" and reading.actor is not None:
                remember(self.memory.persons, match.text, reading.actor)
                remember(self.memory.persons, reading.actor.label, reading.actor)
            self._learn_acronym(match.end, reading)
            yield self._mention(
                match.start,
                match.end,
                reading.kind,
                reading.actor,
                reading.place,
                reading.score,
                reading.rule,
            )

    def _learn_acronym(self, end: int, reading: Reading) -> None:
        """ "Sudanese Armed Forces (SAF)": the acronym names the same from here on."""
        rest = self.document.text[end : end + 12]
        if rest.startswith(" (") and ")" in rest:
            acronym = rest[2 : rest.index(")")]
            if acronym.isupper() and len(acronym) > 1:
                self.memory.acronyms.setdefault(acronym, replace(reading, rule="acronym.defined"))

    def _unlisted(self, syntax: ParsedSentence) -> Iterator[Mention]:
        """Names that the language core found and the catalogue did not: candidates, not nothing."""
        for name in syntax.names:
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
            if mention.start <= token.start and token.end <= mention.end
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
