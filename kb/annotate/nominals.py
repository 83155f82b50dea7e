"""Described actors: "Russian forces", "an anonymous Ukrainian official", "the French president"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb import ids
from kb.annotate.titles import Scope, Title, belongs, slug_of
from kb.catalogue import Catalogue, Nominal
from kb.catalogue.surfaces import fold
from kb.model import Entity, Interval, Mention, Sentence, Token

# What may stand between the beginning of a noun phrase and its noun.
_INSIDE = frozenset({"ADJ", "NOUN", "PROPN", "DET", "NUM", "PART", "ADV"})
_LONGEST_NOUN = 4
_INDEFINITE = frozenset({"a", "an", "some", "several", "two", "three", "many", "other", "another"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that describes actors.

    `start` and `end` are offsets in the document; `owner` is the mention of the state or group
    that it names, `definite` that it begins with "the" or an owner.
    """

    sentence: int
    start: int
    end: int
    text: str
    nominal: Nominal
    owner: Mention | None
    definite: bool
    head: int  # token


def find_phrases(
    sentence: Sentence, text: str, mentions: Sequence[Mention], catalogue: Catalogue
) -> Iterator[Phrase]:
    """Yield the describing noun phrases of a sentence; `text` is the document's."""
    names = [mention for mention in mentions if mention.kind != "NOMINAL"]
    tokens = sentence.tokens
    index = 0
    while index < len(tokens):
        read = _noun_at(tokens, index, names, catalogue)
        if read is None:
            index += 1
            continue
        nominal, last = read
        if not _is_title_or_part(tokens, index, last, names):
            yield _phrase(sentence, text, index, last, nominal, names)
        index = last + 1


def _noun_at(
    tokens: Sequence[Token], index: int, names: Sequence[Mention], catalogue: Catalogue
) -> tuple[Nominal, int] | None:
    if _inside_name(tokens[index], names):
        return None
    for last in range(min(index + _LONGEST_NOUN, len(tokens)) - 1, index - 1, -1):
        words = " ".join(fold(token.text) for token in tokens[index : last + 1])
        nominal = catalogue.nominals.get(words)
        if nominal is not None and tokens[last].upos in ("NOUN", "PROPN", "ADJ"):
            if index == last and tokens[index].upos == "ADJ" and not nominal.agent:
                return None
            return nominal, last
    return None


def _inside_name(token: Token, names: Sequence[Mention]) -> bool:
    return any(name.start <= token.start and token.end <= name.end for name in names)


def _is_title_or_part(
    tokens: Sequence[Token], first: int, last: int, names: Sequence[Mention]
) -> bool:
    """Tell whether the noun is no phrase of its own: a title before a name, or a modifier."""
    if last + 1 >= len(tokens):
        return False
    following = tokens[last + 1]
    if any(name.kind == "PER" and name.start == following.start for name in names):
        return True
    modifies = tokens[last].deprel in ("compound", "amod", "nmod:unmarked", "nmod:desc")
    return modifies and following.upos in ("NOUN", "PROPN", "ADJ") and tokens[last].head > last


def _phrase(
    sentence: Sentence,
    text: str,
    first: int,
    last: int,
    nominal: Nominal,
    names: Sequence[Mention],
) -> Phrase:
    tokens = sentence.tokens
    begin, owner = first, None
    while begin > 0 and tokens[begin - 1].upos in _INSIDE:
        before = tokens[begin - 1]
        name = next((n for n in names if n.start <= before.start and before.end <= n.end), None)
        if name is None and before.upos == "NOUN" and before.deprel not in ("compound", "nmod:poss"):
            break
        begin -= 1
        if name is not None:
            while begin > 0 and tokens[begin - 1].start >= name.start:
                begin -= 1
            if owner is None and name.actor is not None:
                owner = name
            if begin > 0 and tokens[begin - 1].upos == "DET":
                begin -= 1
            break
        if before.upos == "DET":
            break
    if owner is None:
        owner = _owner_after(text, tokens[last].end, names)
    start, end = tokens[begin].start, tokens[last].end
    opening = tokens[begin].text.lower()
    definite = opening in ("the", "this", "that", "its", "their") or (
        owner is not None and owner.kind != "NORP" and opening not in _INDEFINITE
    )
    return Phrase(sentence.index, start, end, text[start:end], nominal, owner, definite, last)


def _owner_after(text: str, end: int, names: Sequence[Mention]) -> Mention | None:
    """Return the owner in "forces of X", "the government of X"."""
    for article in ("", "the "):
        position = end + len(f" of {article}")
        if text[end:position] == f" of {article}":
            for name in names:
                if name.start == position and name.actor is not None:
                    return name
    return None


def resolve_owned(
    phrase: Phrase, document: str, catalogue: Catalogue
) -> tuple[Entity, float, str] | None:
    """Return actor, score and rule of a phrase that names whose people or organ it means."""
    if phrase.owner is None or phrase.owner.actor is None:
        return None
    owner = phrase.owner.actor
    slug = slug_of(owner, catalogue)
    nominal = phrase.nominal
    if nominal.role == "state" and not nominal.person:
        return owner, 0.85, "government-of-state"
    if slug is not None and nominal.role:
        organ = catalogue.organs.get((slug, nominal.role))
        if organ is not None:
            return catalogue.entity(organ), 0.85, "organ-of-state"
        if catalogue.actors[slug].kind in ("State", "Government"):
            return owner, 0.7, "state-for-organ"
    if owner.kind in ("ArmedGroup", "IGO", "Coalition", "MilitaryForce") and (
        nominal.sector in ("REB", "UAF", "PRM", "MIL") or nominal.noun in ("forces", "troops")
    ):
        return owner, 0.8, "members-of-group"
    if nominal.agent:
        unnamed = describe(phrase, document)
        agent = replace(unnamed, acts_for=owner.iri, rolls_up_to=owner.rolls_up_to or owner.iri)
        return agent, 0.75, "agent-of-owner"
    return None


def describe(phrase: Phrase, document: str) -> Entity:
    """Return an actor without a name, known in this document only."""
    words = phrase.text.split()
    if words and words[0].lower() in ("the", "a", "an"):
        words = words[1:]
    label = " ".join(words) or phrase.text
    return Entity(ids.unnamed_actor_iri(document, label), "UnnamedActor", label)


def find_holder(
    title: Title, scope: Scope, published: Interval | None
) -> tuple[str, str, int] | None:
    """Return person, office and beginning of "the French president" without a name.

    The holder at the article's time; None where the office had several then, or none is known.
    """
    owner = scope.owner(title)
    complement, _ = scope.complement(title)
    organisation = owner or complement
    if organisation is None or published is None or title.former:
        return None
    catalogue = scope.catalogue
    for slug in title.offices:
        if belongs(organisation, catalogue.offices[slug].organisation, catalogue):
            holders = {tenure.holder for tenure in catalogue.holders(slug, published)}
            if len(holders) == 1:
                start = scope.owner_start(title) if owner else title.start
                return holders.pop(), slug, start
    return None
