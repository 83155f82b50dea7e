"""Mentions that only point back: definite descriptions of a kind, and third-person pronouns."""

from __future__ import annotations

from collections.abc import Sequence

from kb.annotate.nominals import Phrase
from kb.model import Mention, Sentence

_PERSONAL = frozenset({"he", "she", "him", "his", "her"})
_IMPERSONAL = frozenset({"it", "its"})
_BODIES = frozenset(
    {"State", "Government", "GovernmentBody", "ArmedGroup", "IGO", "Company", "MilitaryForce"}
)
# How many sentences back a description may point.
_REACH = 4


def find_described(phrase: Phrase, earlier: Sequence[Mention]) -> Mention | None:
    """Return the last mention before a definite phrase whose actor is of the kind it names.

    `earlier` are mentions of the same article in text order. An unnamed actor described by the
    same noun counts too: "the official" after "an anonymous Ukrainian official".
    """
    if not phrase.definite or phrase.owner is not None:
        return None
    for mention in reversed(earlier):
        if mention.end > phrase.start or mention.actor is None or mention.antecedent:
            continue
        if phrase.sentence - mention.sentence > _REACH:
            break
        if mention.actor.kind in phrase.nominal.refers_to and mention.kind != "NORP":
            return mention
        if (
            mention.actor.kind == "UnnamedActor"
            and mention.text.lower().split()[-1] == phrase.nominal.noun
        ):
            return mention
    return None


def find_described_again(phrase: Phrase, earlier: Sequence[Mention]) -> Mention | None:
    """Return an earlier unnamed actor that "the Ukrainian official" takes up again."""
    if phrase.owner is None or phrase.owner.actor is None:
        return None
    if not phrase.text.lower().startswith("the "):
        return None
    for mention in reversed(earlier):
        if (
            mention.actor is not None
            and mention.actor.kind == "UnnamedActor"
            and mention.end <= phrase.start
            and mention.actor.acts_for == phrase.owner.actor.iri
            and mention.text.lower().split()[-1] == phrase.nominal.noun
        ):
            return mention
    return None


def find_pronouns(
    sentence: Sentence, earlier: Sequence[Mention]
) -> list[tuple[int, int, Mention, str]]:
    """Return start, end, antecedent and rule for the pronouns with one confident antecedent."""
    found: list[tuple[int, int, Mention, str]] = []
    for token in sentence.tokens:
        word = token.text.lower()
        if token.upos != "PRON" or word not in _PERSONAL | _IMPERSONAL:
            continue
        before = [m for m in earlier if m.end <= token.start and m.actor is not None]
        if word in _PERSONAL:
            mention = _only_person(before, sentence.index)
            rule = "pronoun-person"
        else:
            mention = _subject_body(before, sentence, token.start)
            rule = "pronoun-body"
        if mention is not None:
            found.append((token.start, token.end, mention, rule))
    return found


def _only_person(before: Sequence[Mention], sentence: int) -> Mention | None:
    """Return the only person named in this sentence so far, else in the last one with a person."""
    for index in range(sentence, max(sentence - 3, -1), -1):
        people = [
            m
            for m in before
            if m.sentence == index
            and m.actor is not None
            and (m.actor.kind == "Person" or (m.kind == "NOMINAL" and m.rule == "agent-of-owner"))
            and m.antecedent is None
        ]
        if people:
            distinct = {m.actor.iri for m in people if m.actor is not None}
            return people[-1] if len(distinct) == 1 else None
    return None


def _subject_body(
    before: Sequence[Mention], sentence: Sentence, position: int
) -> Mention | None:
    """Return the organisation or state that is the subject of an earlier verb of the sentence."""
    subjects = [
        mention
        for mention in before
        if mention.sentence == sentence.index
        and mention.actor is not None
        and mention.actor.kind in _BODIES
        and mention.kind != "NORP"
        and _is_subject(sentence, mention)
    ]
    distinct = {m.actor.iri for m in subjects if m.actor is not None}
    return subjects[-1] if len(distinct) == 1 else None


def _is_subject(sentence: Sentence, mention: Mention) -> bool:
    return any(
        token.deprel in ("nsubj", "nsubj:pass")
        for token in sentence.tokens
        if mention.start <= token.start and token.end <= mention.end
    )
