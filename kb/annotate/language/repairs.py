"""Named corrections of parses, for constructions that the treebanks hardly hold.

Each repair takes the tokens of one sentence and returns them, changed or not; a change never
closes a cycle of heads. Those of reported speech are in `speech_repairs`.
"""

from __future__ import annotations

from dataclasses import replace

from kb.annotate.language.lemmas import find_lemma
from kb.annotate.language.speech_repairs import (
    attach_according_to,
    detach_reporting_clause,
    restore_closing_speaker,
    restore_inverted_speaker,
    resume_after_reporting_clause,
)
from kb.annotate.language.trees import Tree, checked, has_child
from kb.annotate.language.word_lists import word_set

WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = word_set(
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec"
)
DAY_WORDS = frozenset({"today", "yesterday", "tomorrow", "tonight"})
UNMARKED_OBLIQUES = frozenset({"obl:unmarked", "obl:npmod", "obl:tmod"})


def repair_tree(tokens: Tree) -> Tree:
    """Apply all repairs, in order."""
    for repair in (
        read_determined_words_as_nouns,
        attach_according_to,
        restore_inverted_speaker,
        restore_closing_speaker,
        detach_reporting_clause,
        resume_after_reporting_clause,
        return_subject_to_marked_clause,
        make_possessor_subject_of_gerund,
        return_possessor_to_its_noun,
        restore_bare_clause,
        mark_temporal_obliques,
        tell_recipients,
        join_description_to_name,
    ):
        tokens = repair(tokens)
    return tokens


def read_determined_words_as_nouns(tokens: Tree) -> Tree:
    """Read "the strike" as a noun where it was tagged as a verb."""
    changed = list(tokens)
    for index, token in enumerate(tokens):
        determined = (
            index > 0 and tokens[index - 1].head == index and tokens[index - 1].deprel == "det"
        )
        if determined and token.upos == "VERB" and not has_child(tokens, index, "nsubj", "aux"):
            lemma = find_lemma(token.text, "NOUN")
            changed[index] = replace(token, upos="NOUN", lemma=lemma)
    return tuple(changed)


def return_subject_to_marked_clause(tokens: Tree) -> Tree:
    """Give a verb's second subject to the clause whose complementiser stands before it.

    In "they have word that troops are on the border", "troops" is the subject of "border".
    """
    for index, subject in enumerate(tokens):
        if not subject.deprel.startswith("nsubj") or subject.head < 0:
            continue
        is_second = any(
            token.head == subject.head and token.deprel.startswith("nsubj")
            for token in tokens[:index]
        )
        clause = _marked_clause_around(tokens, index) if is_second else None
        if clause not in (None, subject.head):
            changed = list(tokens)
            changed[index] = replace(subject, head=clause)
            tokens = checked(tokens, changed)
    return tokens


def _marked_clause_around(tokens: Tree, index: int) -> int | None:
    """Return the subjectless clause whose mark stands before `index`, and its head after."""
    for mark in range(index - 1, -1, -1):
        clause = tokens[mark].head
        if tokens[mark].deprel == "mark" and clause > index:
            return None if has_child(tokens, clause, "nsubj", "csubj") else clause
    return None


def make_possessor_subject_of_gerund(tokens: Tree) -> Tree:
    """Make X the subject of "X's joining Y" where it was hung on Y across the gerund."""
    for index in range(len(tokens) - 2):
        possessor, gerund = tokens[index], tokens[index + 2]
        is_possessor = possessor.deprel == "nmod:poss" and tokens[index + 1].head == index
        crosses = possessor.head > index + 2 and tokens[possessor.head].head == index + 2
        is_gerund = gerund.upos == "VERB" and gerund.text.endswith("ing")
        if is_possessor and crosses and is_gerund and not has_child(tokens, index + 2, "nsubj"):
            changed = list(tokens)
            changed[index] = replace(possessor, head=index + 2, deprel="nsubj")
            tokens = checked(tokens, changed)
    return tokens


def return_possessor_to_its_noun(tokens: Tree) -> Tree:
    """Hang a possessor that was hung on a noun before it on the noun behind it.

    In "praised intelligence head Ada Holm's plans", "Holm's" says whose plans, and the head is what
    she is.
    """
    for index, possessor in enumerate(tokens):
        before = possessor.head
        marks = [m for m in range(index + 1, len(tokens)) if tokens[m].head == index]
        marked = bool(marks) and tokens[marks[-1]].text.lower() in ("'s", "’s", "'", "’")
        if possessor.deprel != "nmod:poss" or not 0 <= before < index or not marked:
            continue
        owned = next((n for n in range(index + 1, len(tokens)) if tokens[n].upos == "NOUN"), None)
        described = tokens[before]
        if owned is not None and described.head == tokens[owned].head:
            changed = list(tokens)
            changed[index] = replace(possessor, head=owned)
            changed[before] = replace(described, head=index, deprel="nmod:desc")
            tokens = checked(tokens, changed)
    return tokens


def restore_bare_clause(tokens: Tree) -> Tree:
    """Read a plain verb that was hung as an adjective on the noun before it as a verb of its own.

    In "observers posit drones gave them an edge" the clause without "that" is what is posited.
    """
    for index, verb in enumerate(tokens):
        noun = verb.head
        plain = verb.upos == "VERB" and verb.deprel == "amod" and verb.lemma == verb.text.lower()
        if not plain or noun != index - 1 or not tokens[noun].deprel.startswith("nsubj"):
            continue
        clause = tokens[noun].head
        own = [
            i
            for i in range(index + 1, clause)
            if tokens[i].head == clause and tokens[i].deprel.startswith("nsubj")
        ]
        if clause < 0 or not own:
            continue
        changed = [
            replace(token, head=index) if token.head == clause and i < index else token
            for i, token in enumerate(tokens)
        ]
        changed[index] = replace(verb, head=tokens[clause].head, deprel=tokens[clause].deprel)
        changed[clause] = replace(tokens[clause], head=index, deprel="ccomp")
        tokens = checked(tokens, changed)
    return tokens


def mark_temporal_obliques(tokens: Tree) -> Tree:
    """Label bare weekdays, months and days as obl:tmod rather than as objects."""
    changed = list(tokens)
    for index, token in enumerate(tokens):
        bare = token.deprel in ("obj", "iobj") or token.deprel in UNMARKED_OBLIQUES
        if bare and _names_day(tokens, index) and not has_child(tokens, index, "case"):
            changed[index] = replace(token, deprel="obl:tmod")
    return tuple(changed)


def tell_recipients(tokens: Tree) -> Tree:
    """Tell recipients from objects.

    Of two objects the first receives the second ("sent its neighbours wheat"); whom somebody urges
    to act is the object where there is no other.
    """
    changed = list(tokens)
    for verb, token in enumerate(tokens):
        if token.upos != "VERB":
            continue
        own = [i for i, t in enumerate(tokens) if t.head == verb and t.deprel in ("obj", "iobj")]
        objects = [i for i in own if tokens[i].deprel == "obj"]
        if len(own) == len(objects) == 2 and verb < own[0]:
            changed[own[0]] = replace(tokens[own[0]], deprel="iobj")
        elif len(own) == 1 and not objects and has_child(tokens, verb, "xcomp"):
            changed[own[0]] = replace(tokens[own[0]], deprel="obj")
    return tuple(changed)


def join_description_to_name(tokens: Tree) -> Tree:
    """Make a noun before a name its description where it was taken for a recipient: "met his rival
    Ada Holm"."""
    changed = list(tokens)
    for index, noun in enumerate(tokens[:-1]):
        name = tokens[index + 1]
        beside = name.upos == "PROPN" and name.deprel == "obj" and name.head == noun.head
        if noun.deprel == "iobj" and noun.upos == "NOUN" and beside:
            changed[index] = replace(noun, head=index + 1, deprel="nmod:desc")
    return checked(tokens, changed)


def _names_day(tokens: Tree, index: int) -> bool:
    token = tokens[index]
    word = token.text.lower().rstrip(".")
    if token.upos == "PROPN" and token.text[:1].isupper():
        return word in WEEKDAYS or word in MONTHS
    return word in DAY_WORDS
