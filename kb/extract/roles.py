"""The encoder's PropBank roles beside the dependency rules: who fills in where, who is believed.

Measured (`python -m bench.roles`, table in docs/quality.md): alone the encoder finds fewer
participants than the rules, as an addition to them it helps. It names who acts where the rules
find nobody and in participles whose noun acts for somebody else ("issued a statement calling on
Borg"); where the two disagree events are right half as often, so they are less sure.
"""

from __future__ import annotations

from collections.abc import Mapping

from kb.extract.syntax import RELATIVES, Tree
from kb.model import Predicate

Slots = Mapping[str, tuple[int, ...]]
_ARGUMENTS = (
    "ARG0",
    "ARG1",
    "ARG2",
    "ARG3",
    "ARG4",
    "ARGM-LOC",
    "ARGM-DIR",
    "ARGM-GOL",
    "ARGM-COM",
)
_NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X")
# Clauses without a subject of their own: the encoder knows better whose act they tell.
_SUBJECTLESS = frozenset({"acl", "advcl", "parataxis"})
# What is coordinated with one of these may belong to the main clause.
_SUBORDINATE = frozenset({"acl", "acl:relcl", "advcl"})


def encoder_slots(tree: Tree, verb: int) -> dict[str, tuple[int, ...]] | None:
    """Return slot -> argument heads of a verb from the encoder alone, None where it sees no
    predicate.

    ARG0 acts and ARG1 is acted on; ARG1 acts where it is the subject of an active verb without
    ARG0 ("arrived"). What stands behind a preposition has that as its slot, as in the lexicon.
    """
    found = _predicate(tree, verb)
    if found is None:
        return None
    heads = {role.label: role.head for role in found.roles if role.label in _ARGUMENTS}
    slots: dict[str, tuple[int, ...]] = {}
    for label, head in heads.items():
        if tree.tokens[head].upos in _NOMINAL:
            slot = _slot(tree, verb, label, head, heads)
            slots[slot] = (*slots.get(slot, ()), *_resolve(tree, head, verb))
    if "obj" not in slots and "iobj" in slots:
        slots["obj"] = slots.pop("iobj")  # "told the envoy": the lexicon's object
    return slots


def complete(tree: Tree, verb: int, rules: Slots) -> dict[str, tuple[int, ...]]:
    """Return the slots of a verb that the rules filled, with the encoder's agent where the rules
    find nobody or the clause has no subject of its own."""
    token = tree.tokens[verb]
    below = token.deprel == "conj" and tree.tokens[token.head].deprel in _SUBORDINATE
    subjectless = (token.deprel in _SUBJECTLESS or below) and "to" not in tree.marks(verb)
    if tree.is_passive(verb) or (
        "subj" in rules and not (subjectless and not tree.own_subject(verb))
    ):
        return dict(rules)
    themes = rules.get("obj", ())
    found = (encoder_slots(tree, verb) or {}).get("subj", ())
    agents = tuple(head for head in found if head not in themes)
    return {**rules, "subj": agents} if agents else dict(rules)


def disagree(tree: Tree, verb: int, slots: Slots) -> bool:
    """Return whether the encoder sees a predicate with other arguments: somebody who acts or is
    acted on is none of its arguments, or one that it has in another place."""
    found = encoder_slots(tree, verb)
    if found is None:
        return False
    return any(
        not set(slots[side]) & set(found.get(side, ())) for side in ("subj", "obj") if side in slots
    )


def _predicate(tree: Tree, position: int) -> Predicate | None:
    return next((p for p in tree.sentence.predicates if p.token == position), None)


def _slot(tree: Tree, verb: int, label: str, head: int, heads: Mapping[str, int]) -> str:
    if label == "ARG0":
        return "subj"
    preposition = tree.preposition(head).split()
    if preposition and tree.tokens[head].deprel in ("obl", "nmod"):
        return preposition[-1]
    if label == "ARG1":
        own = tree.tokens[head].deprel == "nsubj" and tree.tokens[head].head == verb
        return "subj" if own and "ARG0" not in heads and not tree.is_passive(verb) else "obj"
    return "iobj"


def _resolve(tree: Tree, head: int, verb: int) -> tuple[int, ...]:
    """The nominals of an argument; a relative pronoun stands for the noun before its clause."""
    if tree.word(head) in RELATIVES:
        for clause in (verb, *tree.ancestors(verb)):
            if "relcl" in tree.tokens[clause].deprel:
                return (tree.tokens[clause].head,)
    return tuple(tree.conjuncts(head))
