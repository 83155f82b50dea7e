"""Named corrections of parses, for constructions that the treebanks hardly hold.

Each repair takes the tokens of one sentence and returns them, changed or not; a change never
closes a cycle of heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.annotate.language.speech import SPEECH_FORMS, SPEECH_LEMMAS
from kb.annotate.language.word_lists import word_set
from kb.model import Token

Tree = tuple[Token, ...]

WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = word_set(
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec"
)
DAY_WORDS = frozenset({"today", "yesterday", "tomorrow", "tonight"})
UNMARKED_OBLIQUES = frozenset({"obl:unmarked", "obl:npmod", "obl:tmod"})
CLAUSES = word_set("root ccomp xcomp advcl acl conj parataxis csubj")
NOMINALS = frozenset({"NOUN", "PROPN", "PRON"})
INVERSION_MARKS = frozenset({",", '"', "”", "'", "’", "''"})


def repair_tree(tokens: Tree) -> Tree:
    """Apply all repairs, in order."""
    for repair in (attach_according_to, restore_inverted_speaker, mark_temporal_obliques):
        tokens = repair(tokens)
    return tokens


def attach_according_to(tokens: Tree) -> Tree:
    """Make "according to X" an oblique of its clause: "according" the case of X, "to" fixed."""
    for index in range(len(tokens) - 2):
        if tokens[index].text.lower() != "according" or tokens[index + 1].text != "to":
            continue
        nominal = _nominal_of_according(tokens, index)
        if nominal is None:
            continue
        above = tokens[index].head if tokens[index].head != nominal else tokens[nominal].head
        clause = _clause_above(tokens, above)
        if clause is None or _dominates(tokens, nominal, clause):
            continue
        changed = list(tokens)
        changed[index] = replace(tokens[index], head=nominal, deprel="case")
        changed[index + 1] = replace(tokens[index + 1], head=index, deprel="fixed")
        changed[nominal] = replace(tokens[nominal], head=clause, deprel="obl")
        tokens = _without_cycle(tokens, changed)
    return tokens


def _clause_above(tokens: Tree, node: int) -> int | None:
    """Return the nearest head of a clause at or above `node`."""
    for _ in tokens:
        if node < 0:
            return None
        if tokens[node].deprel.split(":")[0] in CLAUSES:
            return node
        node = tokens[node].head
    return None


def _nominal_of_according(tokens: Tree, index: int) -> int | None:
    if tokens[index].deprel == "case":
        return tokens[index].head
    head_of_to = tokens[index + 1].head
    if head_of_to > index + 1 and tokens[head_of_to].upos in NOMINALS:
        return head_of_to
    for later in range(index + 2, len(tokens)):
        if tokens[later].head == index and tokens[later].upos in NOMINALS:
            return later
    return None


def restore_inverted_speaker(tokens: Tree) -> Tree:
    """Make the nominal after a speech verb its subject: '"...", said X', '"...", X alleged'."""
    for index, token in enumerate(tokens):
        if not _is_finite_speech_verb(token) or _has_subject(tokens, index):
            continue
        speaker = _speaker_after(tokens, index)
        if speaker is None:
            speaker = _speaker_before(tokens, index)
        if speaker is not None:
            tokens = _make_subject(tokens, index, speaker)
    return tokens


def _is_finite_speech_verb(token: Token) -> bool:
    is_verb = token.upos == "VERB" and token.lemma in SPEECH_LEMMAS
    return is_verb and token.text.lower() in SPEECH_FORMS


def _has_subject(tokens: Tree, verb: int) -> bool:
    return any(t.head == verb and t.deprel.startswith(("nsubj", "csubj")) for t in tokens)


def _speaker_after(tokens: Tree, verb: int) -> int | None:
    """Return the head of the noun phrase right after "…", VERB."""
    if verb == 0 or tokens[verb - 1].text not in INVERSION_MARKS:
        return None
    first = verb + 1
    if first == len(tokens) or tokens[first].upos in ("ADP", "PUNCT", "SCONJ", "VERB", "ADV"):
        return None
    top = _top_of_phrase(tokens, first, verb)
    is_bare = top is not None and tokens[top].deprel not in ("obl:agent", "obl:tmod")
    return top if is_bare else None


def _top_of_phrase(tokens: Tree, start: int, verb: int) -> int | None:
    node = start
    for _ in tokens:
        if tokens[node].upos in NOMINALS and tokens[node].deprel not in ("compound", "nmod:poss"):
            break
        if tokens[node].head <= verb:
            break
        node = tokens[node].head
    return node if tokens[node].upos in NOMINALS else None


def _speaker_before(tokens: Tree, verb: int) -> int | None:
    """Return the head of a clause-initial noun phrase between '…",' and a verb that ends it."""
    closing = next(
        (i for i in range(verb - 1, -1, -1) if tokens[i].text in ('"', "”", "''", "’")), None
    )
    if closing is None or closing + 1 >= verb or not _ends_clause(tokens, verb):
        return None
    phrase = range(closing + 1, verb)
    if any(tokens[i].upos in ("VERB", "AUX", "ADP", "SCONJ") for i in phrase):
        return None
    tops = [i for i in phrase if tokens[i].head not in phrase and tokens[i].upos in NOMINALS]
    return tops[0] if len(tops) == 1 else None


def _ends_clause(tokens: Tree, verb: int) -> bool:
    return verb + 1 == len(tokens) or tokens[verb + 1].upos == "PUNCT"


def _make_subject(tokens: Tree, verb: int, speaker: int) -> Tree:
    changed = list(tokens)
    if _dominates(tokens, speaker, verb):  # the verb hangs below its speaker: change places
        changed[verb] = replace(
            tokens[verb], head=tokens[speaker].head, deprel=tokens[speaker].deprel
        )
    changed[speaker] = replace(tokens[speaker], head=verb, deprel="nsubj")
    return _without_cycle(tokens, changed)


def mark_temporal_obliques(tokens: Tree) -> Tree:
    """Label bare weekdays, months and days as obl:tmod rather than as objects."""
    changed = list(tokens)
    for index, token in enumerate(tokens):
        if token.deprel in ("obj", "iobj") or token.deprel in UNMARKED_OBLIQUES:
            has_case = any(t.head == index and t.deprel == "case" for t in tokens)
            if _names_day(tokens, index) and not has_case:
                changed[index] = replace(token, deprel="obl:tmod")
    return tuple(changed)


def _names_day(tokens: Tree, index: int) -> bool:
    token = tokens[index]
    word = token.text.lower().rstrip(".")
    if token.upos == "PROPN" and token.text[:1].isupper():
        return word in WEEKDAYS or word in MONTHS
    return word in DAY_WORDS


def _dominates(tokens: Sequence[Token], ancestor: int, node: int) -> bool:
    for _ in tokens:
        if node == ancestor:
            return True
        if node < 0:
            return False
        node = tokens[node].head
    return True


def _without_cycle(before: Tree, after: Sequence[Token]) -> Tree:
    """Return `after`, or `before` where `after` is not a tree with one root."""
    roots = sum(token.head < 0 for token in after)
    is_tree = all(_dominates(after, -1, node) for node in range(len(after)))
    return tuple(after) if roots == 1 and is_tree else before
