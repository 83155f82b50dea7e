"""The mentions that are names: the catalogue's, linked, and the others as candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.annotate.candidates import make_actor, make_place, strip_name
from kb.annotate.core_names import sort_core_names
from kb.annotate.language import ParsedSentence
from kb.annotate.linking import Reading, choose
from kb.annotate.names import Found
from kb.annotate.persons import People
from kb.annotate.pieces import Piece
from kb.catalogue import Catalogue
from kb.catalogue.surfaces import is_acronym, key
from kb.model import Mention, Name, Sentence

# A name that only the language core found is less certain than one that the catalogue lists.
_CANDIDATE_SCORE = 0.75


class NameReader:
    """Reads the names of a document's sentences in order; knows what was named before."""

    def __init__(self, text: str, catalogue: Catalogue) -> None:
        """Take the document's text and the catalogue."""
        self._text = text
        self._catalogue = catalogue
        self._title_words = {word for title in catalogue.titles for word in title.split(" ")}
        self._people = People(catalogue)
        self._acronyms: dict[str, Reading] = {}

    def read(self, sentence: Sentence, piece: Piece, syntax: ParsedSentence) -> list[Mention]:
        """Return the named mentions of one sentence in text order, without ids."""
        weak, unlisted = sort_core_names(syntax, piece.names, sentence.start)
        found = [*self._known(sentence, piece, weak), *self._unlisted(sentence, piece, unlisted)]
        return sorted(found, key=lambda mention: (mention.start, -mention.end))

    def _known(self, sentence: Sentence, piece: Piece, weak: Sequence[Found]) -> Iterator[Mention]:
        text = self._text[sentence.start : sentence.end]
        for name in piece.names:
            if not name.strong and name not in weak:
                continue
            reading = choose(name, text[: name.start], text[name.end :], piece.context)
            if reading.kind == "PER" and reading.actor is not None:
                self._people.remember(name.text, reading.actor)
            start, end = name.start + sentence.start, name.end + sentence.start
            yield self._mention(sentence, start, end, reading)

    def _unlisted(
        self, sentence: Sentence, piece: Piece, names: Sequence[Name]
    ) -> Iterator[Mention]:
        for name in names:
            start, end = sentence.tokens[name.first].start, sentence.tokens[name.last].end
            reading = self._read_unlisted(self._text[start:end], name.kind, piece)
            if reading is not None:
                self._learn_acronym(end, reading)
                yield self._mention(sentence, start, end, reading)

    def _read_unlisted(self, text: str, kind: str, piece: Piece) -> Reading | None:
        name = strip_name(text)
        if name in self._acronyms:
            return self._acronyms[name]
        if text.islower() or key(name) in self._catalogue.nominals or self._is_title(name):
            return None
        if kind == "PER":
            person = self._people.read(text, piece.context.published)
            return Reading(person[0], None, "PER", person[1], person[2]) if person else None
        if kind in ("LOC", "FAC"):
            place = make_place(text)
            return Reading(None, place, kind, _CANDIDATE_SCORE, "candidate") if place else None
        actor = make_actor(text, kind)
        return Reading(actor, None, kind, _CANDIDATE_SCORE, "candidate") if actor else None

    def _is_title(self, name: str) -> bool:
        """Tell whether a name found by the core is but a word of a title ("Prime")."""
        return key(name) in self._title_words

    def _learn_acronym(self, end: int, reading: Reading) -> None:
        """Note the acronym that a text defines after a name: "Popular Defence Front (PDF)"."""
        rest = self._text[end : end + 14]
        if rest.startswith(" (") and ")" in rest:
            acronym = rest[2 : rest.index(")")]
            if is_acronym(acronym):
                self._acronyms.setdefault(
                    acronym,
                    Reading(reading.actor, reading.place, reading.kind, 0.7, "defined-acronym"),
                )

    def _mention(self, sentence: Sentence, start: int, end: int, reading: Reading) -> Mention:
        return Mention(
            id="",
            sentence=sentence.index,
            start=start,
            end=end,
            text=self._text[start:end],
            kind=reading.kind,
            actor=reading.actor,
            place=reading.place,
            score=reading.score,
            rule=reading.rule,
        )
