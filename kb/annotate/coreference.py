"""Third-person pronouns: the one actor nearby that fits, or none.

Precision first: a pronoun with two possible antecedents stays open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.catalogue import Nominal
from kb.model import Mention, Sentence, Token

PERSONAL = {"he": "PER", "she": "PER", "him": "PER", "her": "PER", "his": "PER"}
IMPERSONAL = {"it": "ORG", "its": "ORG"}
PLURAL = {"they": "GROUP", "them": "GROUP", "their": "GROUP"}
PRONOUNS = PERSONAL | IMPERSONAL | PLURAL
_SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer")
_COLLECTIVES = frozenset({"ArmedGroup", "MilitaryForce"})
SCORE = 0.7


def find_antecedent(
    sentence: Sentence,
    position: int,
    earlier: Sequence[Mention],
    previous: Sentence | None,
    nominals: Mapping[str, Nominal],
) -> Mention | None:
    """Return the antecedent of a pronoun: the fitting subject of the sentence before, else the
    only fitting actor of this and that sentence; None where it is not certain.

    `earlier` are the mentions of both sentences that stand before the pronoun, in text order;
    `nominals` tell whether a described actor is one person, many, or none ("a Berlin court").
    """
    wanted = PRONOUNS[sentence.tokens[position].text.lower()]
    own = _clause_subject(sentence, position)
    fitting = [
        mention
        for mention in earlier
        if _fits(mention, wanted, nominals)
        and not (own is not None and mention.start <= own.start and own.end <= mention.end)
    ]
    if not fitting:
        return None
    different = {mention.actor.iri for mention in fitting if mention.actor is not None}
    alone = len(different) == 1 and wanted != "GROUP"
    if alone and not (wanted == "ORG" and _other_subject(previous, fitting)):
        return fitting[-1]
    own_subjects = [m for m in fitting if _is_subject(m, sentence)]
    if own_subjects:
        return own_subjects[-1] if _one_actor(own_subjects) else None
    if previous is None:
        return None
    before = [m for m in fitting if _is_subject(m, previous)]
    main = _main_subjects(previous)
    told = [m for m in before if any(m.start <= t.start < m.end for t in main)]
    if main and not told and wanted == "ORG":
        return None  # "The aid matters, as Borg's army is weak. It ...": the aid, no actor
    return before[-1] if before and _one_actor(before) else None


def _clause_subject(sentence: Sentence, position: int) -> Token | None:
    """The subject of the verb whose object a pronoun is: the two are never the same."""
    pronoun = sentence.tokens[position]
    if pronoun.deprel not in ("obj", "iobj", "obl"):
        return None
    for token in sentence.tokens:
        if token.head == pronoun.head and token.deprel in _SUBJECTS:
            return token
    return None


def _main_subjects(sentence: Sentence) -> list[Token]:
    """The subjects of a main clause and of what it says."""
    heads = {p for p, token in enumerate(sentence.tokens) if token.head < 0}
    heads |= {
        p
        for p, token in enumerate(sentence.tokens)
        if token.head in heads and token.deprel in ("ccomp", "conj", "parataxis")
    }
    return [t for t in sentence.tokens if t.head in heads and t.deprel in _SUBJECTS]


def _other_subject(previous: Sentence | None, fitting: Sequence[Mention]) -> bool:
    """Whether the sentence before speaks of something that is no actor: "The war ... It killed"."""
    return (
        previous is not None
        and any(token.deprel in _SUBJECTS for token in previous.tokens)
        and not any(_is_subject(mention, previous) for mention in fitting)
    )


def _fits(mention: Mention, wanted: str, nominals: Mapping[str, Nominal]) -> bool:
    actor = mention.actor
    if actor is None or mention.kind == "NORP":
        return False
    described = _described_as(mention, nominals)
    if wanted == "PER":
        return actor.kind == "Person" or described == "PER"
    if wanted == "GROUP":
        return described == "GROUP" or actor.kind in _COLLECTIVES
    return actor.kind not in ("Person", "UnnamedActor")


def _described_as(mention: Mention, nominals: Mapping[str, Nominal]) -> str | None:
    """Return PER for one unnamed person, GROUP for several, None for anything else."""
    if mention.actor is None or mention.actor.kind != "UnnamedActor":
        return None
    last = mention.text.lower().split()[-1]
    if last in PRONOUNS:
        return PRONOUNS[last]
    nominal = nominals.get(last)
    if nominal is None or not nominal.person:
        return "GROUP" if nominal and nominal.actor_kind in _COLLECTIVES else None
    return "PER" if nominal.actor_kind == "Person" else "GROUP"


def _is_subject(mention: Mention, sentence: Sentence) -> bool:
    return mention.sentence == sentence.index and any(
        token.deprel in _SUBJECTS and mention.start <= token.start < mention.end
        for token in sentence.tokens
    )


def _one_actor(mentions: Sequence[Mention]) -> bool:
    return len({mention.actor.iri for mention in mentions if mention.actor is not None}) == 1
