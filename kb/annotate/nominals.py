"""Described actors: "Russian forces", "an anonymous Ukrainian official", "the militia".

The noun's row in the catalogue says what it names. With a demonym or owner it is an organ of that
state or an unnamed agent; alone and definite it may point back to an actor named before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.annotate.candidates import make_actor
from kb.catalogue import Catalogue, Nominal
from kb.ids import unnamed_actor_iri
from kb.model import Entity, Mention, Sentence, Token
from kb.namespaces import ID

_OWNERS = frozenset({"amod", "compound", "nmod:poss", "nmod", "nmod:desc"})
_PREMODIFIERS = frozenset(
    {"amod", "compound", "nummod", "nmod:poss", "nmod:desc", "det", "advmod", "punct", "case"}
    | {"cc", "conj"}
)
# "The government" after several states names none of them for certain.
_AMBIGUOUS = frozenset({"State", "Government"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
# The noun of the description, and whether a name is one, decide how sure the referent is.
_ORGAN_SCORE = 0.85
_STATE_SCORE = 0.8
_UNNAMED_SCORE = 0.7
_ANTECEDENT_SCORE = 0.7
_CONTEXT_SCORE = 0.55
_BODY_SCORE = 0.6


@dataclass(frozen=True, slots=True)
class Description:
    """A described actor in a sentence, before it becomes a mention."""

    head: int
    start: int
    end: int
    text: str
    entity: Entity
    score: float
    rule: str
    antecedent: str | None = None


def find_descriptions(
    sentence: Sentence,
    text: str,
    mentions: Mapping[int, Mention],
    earlier: Sequence[Mention],
    catalogue: Catalogue,
    doc: str,
    home: str | None,
) -> list[Description]:
    """Return the described actors of a sentence; `mentions` are its named ones by token.

    `home` is the state that the article is mostly about, if one is: its army is "the army".
    """
    found: list[Description] = []
    for position, token in enumerate(sentence.tokens):
        if token.upos not in ("NOUN", "PROPN") or _is_named(position, mentions, token):
            continue
        nominal = catalogue.nominals.get(token.text.lower())
        before = sentence.tokens[position - 1].text.lower() if position else ""
        nominal = catalogue.nominals.get(f"{before} {token.text.lower()}", nominal)
        if (body := _named_body(sentence, text, position, nominal, mentions)) is not None:
            found.append(body)
            continue
        if nominal is None or token.deprel in ("nmod:desc", "compound", "amod"):
            continue
        if _names_a_person(sentence, position, mentions):
            continue
        description = _describe(
            sentence, text, position, nominal, mentions, earlier, catalogue, doc, home
        )
        if description is not None:
            found.append(description)
    return found


def _is_named(position: int, mentions: Mapping[int, Mention], token: Token) -> bool:
    mention = mentions.get(position)
    return mention is not None and mention.start <= token.start


def _names_a_person(sentence: Sentence, head: int, mentions: Mapping[int, Mention]) -> bool:
    """ "the envoy, Alexander Lavrentyev": the name is the mention, the noun its office."""
    followers = [head + 1]
    if sentence.tokens[head + 1 : head + 2] and sentence.tokens[head + 1].text == ",":
        followers.append(head + 2)
    followers += [
        position
        for position, token in enumerate(sentence.tokens)
        if token.head == head and token.deprel in ("appos", "flat")
    ]
    return any(p in mentions and mentions[p].kind == "PER" for p in followers)


def _describe(
    sentence: Sentence,
    text: str,
    head: int,
    nominal: Nominal,
    mentions: Mapping[int, Mention],
    earlier: Sequence[Mention],
    catalogue: Catalogue,
    doc: str,
    home: str | None,
) -> Description | None:
    start, end = _extent(sentence, head)
    surface = text[start:end]
    owner = _owner(sentence, head, mentions)
    if owner is not None and owner.actor is not None:
        entity, score, rule = _owned(nominal, owner.actor, surface, catalogue, doc)
        return Description(head, start, end, surface, entity, score, rule)
    if antecedent := _antecedent(sentence, head, nominal, earlier, catalogue):
        assert antecedent.actor is not None
        return Description(
            head,
            start,
            end,
            surface,
            antecedent.actor,
            _ANTECEDENT_SCORE,
            "definite-description",
            antecedent.id,
        )
    organ = catalogue.organs.get((home, nominal.role)) if home and nominal.role else None
    if organ is not None and not nominal.person and _is_definite(sentence, head):
        entity = catalogue.entity(organ)
        return Description(head, start, end, surface, entity, _CONTEXT_SCORE, "organ-by-context")
    if not nominal.person and nominal.actor_kind not in ("Group", "ArmedGroup", "MilitaryForce"):
        return None
    entity = Entity(unnamed_actor_iri(doc, surface), "UnnamedActor", surface)
    return Description(head, start, end, surface, entity, _UNNAMED_SCORE, "described")


def _named_body(
    sentence: Sentence,
    text: str,
    head: int,
    nominal: Nominal | None,
    mentions: Mapping[int, Mention],
) -> Description | None:
    """Return a candidate for a name that begins with a state's: "U.S. Chemical Safety Board".

    Its last word has a capital and tells a kind of organisation; between it and the state's name
    stands another word with a capital ("US safety board" and "Russian Army" are descriptions).
    """
    owner = _owner(sentence, head, mentions)
    word = sentence.tokens[head].text
    if owner is None or owner.actor is None or owner.kind not in ("LOC", "NORP"):
        return None
    if nominal is not None and nominal.role != "state" and nominal.actor_kind != "GovernmentBody":
        return None
    own = set(nominal.noun.split(" ")) if nominal else {word.lower()}
    between = [token.text for token in sentence.tokens[:head] if owner.end <= token.start]
    if not word[0].isupper() or not any(t[0].isupper() and t.lower() not in own for t in between):
        return None
    start, end = _extent(sentence, head)
    body = make_actor(text[start:end], "ORG")
    if body is None or start > owner.start or (nominal is None and body.kind == "Organization"):
        return None
    if body.kind == "GovernmentBody":
        top = owner.actor.rolls_up_to or owner.actor.iri
        body = replace(body, acts_for=owner.actor.iri, rolls_up_to=top)
    return Description(head, start, end, text[start:end], body, _BODY_SCORE, "candidate")


def _extent(sentence: Sentence, head: int) -> tuple[int, int]:
    """The noun with the words before it, without article: "anonymous Ukrainian official"."""
    first = head
    for position in range(head - 1, -1, -1):
        token = sentence.tokens[position]
        below = _leads_to(sentence, position, head)
        if not below or token.deprel not in _PREMODIFIERS:
            break
        first = position
    # "together with the rebels", "once a commander": the phrase begins after its last article.
    opening = [p for p in range(first, head) if _opens(sentence.tokens[p], head)]
    first = max([first, *(position + 1 for position in opening)])
    # Articles, prepositions, commas and "whose" open the phrase but do not belong to it.
    while first < head and (
        sentence.tokens[first].deprel in ("det", "case", "punct", "cc")
        or sentence.tokens[first].upos in ("PRON", "DET")
    ):
        first += 1
    return sentence.tokens[first].start, sentence.tokens[head].end


def _opens(token: Token, head: int) -> bool:
    """Tell whether a word is the article or preposition of a noun, and no possessive."""
    return token.head == head and token.deprel in ("case", "det") and token.text[0].isalpha()


def _leads_to(sentence: Sentence, position: int, head: int) -> bool:
    for _ in range(4):
        position = sentence.tokens[position].head
        if position == head:
            return True
        if position < 0:
            return False
    return False


def _owner(sentence: Sentence, head: int, mentions: Mapping[int, Mention]) -> Mention | None:
    """The actor whose noun this is: by demonym, possessive, compound or "of"."""
    for position, token in enumerate(sentence.tokens):
        if token.head == head and token.text.lower() == "whose":
            return mentions.get(_antecedent_of_whose(sentence, head))
        if token.head != head or token.deprel not in _OWNERS or position not in mentions:
            continue
        if token.deprel == "nmod" and not _has_of(sentence, position):
            continue
        if mentions[position].actor is not None:
            return mentions[position]
    return None


def _antecedent_of_whose(sentence: Sentence, noun: int) -> int:
    """The noun that a relative clause with "whose NOUN" modifies, -1 if it cannot be told."""
    position = noun
    for _ in range(4):
        token = sentence.tokens[position]
        if token.deprel in ("acl:relcl", "acl") or token.head < 0:
            return token.head
        position = token.head
    return -1


def _has_of(sentence: Sentence, position: int) -> bool:
    return any(
        token.head == position and token.deprel == "case" and token.text.lower() == "of"
        for token in sentence.tokens
    )


def _owned(
    nominal: Nominal, owner: Entity, surface: str, catalogue: Catalogue, doc: str
) -> tuple[Entity, float, str]:
    """The organ of a state, the state itself, or an unnamed agent of the owner."""
    slug = owner.iri.removeprefix(f"{ID}actor/")
    if nominal.role == "state":
        state = owner.acts_for if owner.kind == "Person" else None
        if state is not None and (above := state.removeprefix(f"{ID}actor/")) in catalogue.actors:
            return catalogue.entity(above), _STATE_SCORE, "government-of-person"
        return owner, _STATE_SCORE, "government-of-state"
    if nominal.role is not None and owner.kind in ("State", "Government"):
        organ = catalogue.organs.get((slug, nominal.role))
        if organ is not None:
            return catalogue.entity(organ), _ORGAN_SCORE, "organ-of-state"
        return owner, _STATE_SCORE, "government-of-state"
    agent_only = nominal.agent and nominal.role is None
    if not agent_only and owner.kind not in ("State", "Government", "Person"):
        return owner, _STATE_SCORE, "members-of-group"
    top = owner.rolls_up_to or owner.iri
    entity = Entity(
        unnamed_actor_iri(doc, surface),
        "UnnamedActor",
        surface,
        acts_for=owner.iri if nominal.agent else None,
        rolls_up_to=top if nominal.agent else None,
    )
    return entity, _UNNAMED_SCORE, "agent-of-owner" if nominal.agent else "described"


def _is_definite(sentence: Sentence, head: int) -> bool:
    return any(
        token.head == head and token.deprel == "det" and token.text.lower() in _DEFINITE
        for token in sentence.tokens
    )


def _antecedent(
    sentence: Sentence,
    head: int,
    nominal: Nominal,
    earlier: Sequence[Mention],
    catalogue: Catalogue,
) -> Mention | None:
    """The last actor named before of a kind that a definite description may point back to."""
    if not _is_definite(sentence, head) or not nominal.refers_to:
        return None
    start = sentence.tokens[head].start
    candidates = [
        mention
        for mention in earlier
        if mention.end <= start
        and mention.actor is not None
        and mention.actor.kind in nominal.refers_to
        and mention.actor.kind not in _AMBIGUOUS
        and mention.kind in ("ORG", "LOC", "PER")
        and _is_called(mention.actor, nominal, catalogue)
    ]
    return candidates[-1] if candidates else None


def _is_called(actor: Entity, nominal: Nominal, catalogue: Catalogue) -> bool:
    """Tell whether an organ of a state may be called by a noun: by its role or its name.

    "The interior ministry" is not the parliament named before; what is no organ may be.
    """
    if actor.kind not in ("GovernmentBody", "IntelligenceService"):
        return True
    entry = catalogue.actors.get(actor.iri.rpartition("/")[2])
    if nominal.role is not None and entry is not None and entry.role is not None:
        return entry.role == nominal.role
    names = (entry.label, *entry.aliases) if entry is not None else (actor.label,)
    word = nominal.noun.split(" ")[-1]
    return any(word in name.lower().split(" ") for name in names)
