"""From names to mentions: the catalogue's names linked, the others made candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.annotate.candidates import make_actor, make_place, strip_name
from kb.annotate.linking import Choice, Context, choose
from kb.annotate.names import Found
from kb.catalogue import Catalogue
from kb.catalogue.surfaces import key, surname_keys
from kb.model import Document, Entity, Mention, Sentence

_COMPATIBLE = {
    "LOC": ("LOC", "FAC"),
    "FAC": ("LOC", "FAC", "ORG"),
    "ORG": ("ORG", "FAC"),
    "PER": ("PER",),
    "NORP": ("NORP", "ORG"),
    "MISC": (),
}
_CANDIDATE_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class _Span:
    """A name that only the language core found, in offsets of the document."""

    start: int
    end: int
    kind: str


def link_names(
    document: Document,
    sentences: Sequence[Sentence],
    names: Sequence[Sequence[Found]],
    context: Context,
) -> list[Mention]:
    """Return the named mentions of a document, in text order, ids not yet given.

    `names` holds the catalogue's names of each sentence. A name of the core that covers more than
    a known one wins ("University of Damascus"); weak known names count where the core agrees.
    """
    published = {article.index: article.published for article in document.articles}
    people = _People()
    mentions: list[Mention] = []
    for sentence, found in zip(sentences, names, strict=True):
        publication = published[sentence.article]
        here = context.at(publication.interval if publication else None)
        text = document.text[sentence.start : sentence.end]
        new = list(_core_names(sentence, found))
        for name in found:
            if name.strong or _confirmed(name, new, sentence):
                mentions.append(_link(name, text, sentence, here))
        for span in new:
            taken = any(
                m.sentence == sentence.index and m.start <= span.start and span.end <= m.end
                for m in mentions[-len(found) - 1 :]
            )
            mention = None if taken else _candidate(span, document.text, sentence, people)
            if mention is not None:
                mentions.append(mention)
    return sorted(mentions, key=lambda mention: (mention.start, -mention.end))


def _core_names(sentence: Sentence, found: Sequence[Found]) -> Iterator[_Span]:
    """Yield the core's names that no strong known name covers or crosses."""
    for name in sentence.names:
        start = sentence.tokens[name.first].start
        end = sentence.tokens[name.last].end
        if all(
            not known.strong
            or end <= sentence.start + known.start
            or start >= sentence.start + known.end
            or (start <= sentence.start + known.start and sentence.start + known.end <= end)
            for known in found
        ):
            yield _Span(start, end, name.kind)


def _confirmed(name: Found, new: Sequence[_Span], sentence: Sentence) -> bool:
    """Tell whether the core found a name of a fitting kind where a weak form stands."""
    return any(
        span.start <= sentence.start + name.start
        and sentence.start + name.end <= span.end
        and span.end - span.start <= name.end - name.start + 5
        and name.kind in _COMPATIBLE[span.kind]
        for span in new
    )


def _link(name: Found, text: str, sentence: Sentence, context: Context) -> Mention:
    choice: Choice = choose(name, text[: name.start], text[name.end :], context)
    catalogue: Catalogue = context.catalogue
    return Mention(
        id="",
        sentence=sentence.index,
        start=sentence.start + name.start,
        end=sentence.start + name.end,
        text=name.text,
        kind=name.kind,
        actor=catalogue.entity(choice.actor, context.day) if choice.actor else None,
        place=catalogue.place_entity(choice.place) if choice.place else None,
        score=choice.score,
        rule=choice.rule,
    )


class _People:
    """Candidate persons named in full so far, by surname."""

    def __init__(self) -> None:
        self._by_surname: dict[str, Entity] = {}

    def find(self, name: str) -> Entity | None:
        """Return the person whose surname a one-word name is."""
        return self._by_surname.get(key(name)) if " " not in name else None

    def add(self, entity: Entity) -> None:
        """Remember a person named in full."""
        if " " in entity.label:
            for form in surname_keys(entity.label, None):
                self._by_surname[form] = entity


def _candidate(span: _Span, text: str, sentence: Sentence, people: _People) -> Mention | None:
    written = text[span.start : span.end]
    actor, place, rule = None, None, "candidate"
    if span.kind in ("LOC", "FAC"):
        place = make_place(written)
    else:
        actor = make_actor(written, span.kind)
        if actor is not None and span.kind == "PER":
            known = people.find(strip_name(written))
            if known is not None:
                actor, rule = known, "surname"
            else:
                people.add(actor)
    if actor is None and place is None and span.kind != "MISC":
        return None
    return Mention(
        id="",
        sentence=sentence.index,
        start=span.start,
        end=span.end,
        text=written,
        kind=span.kind,
        actor=actor,
        place=place,
        score=_CANDIDATE_SCORE,
        rule=rule,
    )
