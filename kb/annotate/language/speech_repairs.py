"""Repairs of reported speech: who speaks, and what hangs from the verb of speech."""

from __future__ import annotations

from dataclasses import replace

from kb.annotate.language.speech import SPEECH_FORMS, SPEECH_LEMMAS
from kb.annotate.language.trees import NOMINALS, Tree, checked, clause_above, dominates, has_child
from kb.annotate.language.word_lists import word_set
from kb.model import Token

CLOSING_QUOTES = frozenset({'"', "”", "''", "’"})
INVERSION_MARKS = CLOSING_QUOTES | {",", "'"}
NEVER_IN_SPEAKER = frozenset({"VERB", "AUX", "SCONJ"})
NEVER_FIRST_IN_SPEAKER = frozenset({"ADP", "PUNCT", "SCONJ", "VERB", "ADV"})
ADVERBIALS = word_set("obl:agent obl:tmod obl:unmarked")


def attach_according_to(tokens: Tree) -> Tree:
    """Make "according to X" an oblique of its clause: "according" the case of X, "to" fixed."""
    for index in range(len(tokens) - 2):
        if tokens[index].text.lower() != "according" or tokens[index + 1].text != "to":
            continue
        nominal = _nominal_of_according(tokens, index)
        if nominal is None:
            continue
        above = tokens[index].head if tokens[index].head != nominal else tokens[nominal].head
        clause = clause_above(tokens, above)
        if clause is None or dominates(tokens, nominal, clause):
            continue
        changed = list(tokens)
        changed[index] = replace(tokens[index], head=nominal, deprel="case")
        changed[index + 1] = replace(tokens[index + 1], head=index, deprel="fixed")
        changed[nominal] = replace(tokens[nominal], head=clause, deprel="obl")
        tokens = checked(tokens, changed)
    return tokens


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
    """Make the speaker the subject of its verb: '"...", said X', '"...", X alleged'."""
    for index, token in enumerate(tokens):
        if not _is_speech_verb(token) or has_child(tokens, index, "nsubj", "csubj", "aux:pass"):
            continue
        speaker = _speaker_after(tokens, index)
        if speaker is None:
            speaker = _speaker_before(tokens, index)
        if speaker is not None:
            tokens = _make_subject(tokens, index, speaker)
    return tokens


def _is_speech_verb(token: Token) -> bool:
    is_verb = token.upos == "VERB" and token.lemma in SPEECH_LEMMAS
    return is_verb and token.text.lower() in SPEECH_FORMS


def _speaker_after(tokens: Tree, verb: int) -> int | None:
    """Return the head of the noun phrase right after '...", VERB'."""
    first = verb + 1
    if verb == 0 or first == len(tokens) or tokens[verb - 1].text not in INVERSION_MARKS:
        return None
    if tokens[first].upos in NEVER_FIRST_IN_SPEAKER:
        return None
    top = _top_of_phrase(tokens, first, verb)
    return None if top is None or tokens[top].deprel in ADVERBIALS else top


def _top_of_phrase(tokens: Tree, node: int, verb: int) -> int | None:
    for _ in tokens:
        inside = tokens[node].deprel in ("compound", "nmod:poss", "nmod:desc", "flat")
        if (tokens[node].upos in NOMINALS and not inside) or tokens[node].head <= verb:
            break
        node = tokens[node].head
    return node if tokens[node].upos in NOMINALS else None


def _speaker_before(tokens: Tree, verb: int) -> int | None:
    """Return the head of the one noun phrase between the closing quote and the verb."""
    quotes = (i for i in range(verb - 1, -1, -1) if tokens[i].text in CLOSING_QUOTES)
    phrase = range(next(quotes, verb) + 1, verb)
    if any(tokens[i].upos in NEVER_IN_SPEAKER for i in phrase):
        return None
    tops = [
        i
        for i in phrase
        if tokens[i].head not in phrase
        and tokens[i].upos in NOMINALS
        and not has_child(tokens, i, "case")
    ]
    return tops[0] if len(tops) == 1 else None


def _make_subject(tokens: Tree, verb: int, speaker: int) -> Tree:
    changed = list(tokens)
    if dominates(tokens, speaker, verb):  # the verb hangs below its speaker: change places
        above = tokens[speaker]
        changed[verb] = replace(tokens[verb], head=above.head, deprel=above.deprel)
    changed[speaker] = replace(tokens[speaker], head=verb, deprel="nsubj")
    return checked(tokens, changed)


def detach_reporting_clause(tokens: Tree) -> Tree:
    """Label the reporting clause of "S, X reported, ..." parataxis, not advcl."""
    changed = list(tokens)
    for index, token in enumerate(tokens):
        if token.deprel != "advcl" or not _is_speech_verb(token):
            continue
        subjects = [
            i for i, t in enumerate(tokens[:index]) if t.head == index and t.deprel == "nsubj"
        ]
        if not subjects or has_child(tokens, index, "mark"):
            continue
        first = min(i for i in range(index) if dominates(tokens, subjects[0], i))
        if first > 0 and tokens[first - 1].text in INVERSION_MARKS and token.head < first:
            changed[index] = replace(token, deprel="parataxis")
    return tuple(changed)


def restore_closing_speaker(tokens: Tree) -> Tree:
    """Make the speaker the subject of the verb that closes a sentence.

    In "They were let into the tunnel at Borg, the agency's head, Ada Holm, announced" the parser
    takes the head for an apposition to Borg.
    """
    for verb, token in enumerate(tokens):
        if not _is_speech_verb(token) or has_child(tokens, verb, "nsubj", "csubj", "aux"):
            continue
        if not any(t.head == verb and t.deprel == "ccomp" for t in tokens[:verb]):
            continue
        speaker = _apposed_speaker(tokens, verb)
        if speaker is not None:
            changed = list(tokens)
            changed[speaker] = replace(tokens[speaker], head=verb, deprel="nsubj")
            tokens = checked(tokens, changed)
    return tokens


def _apposed_speaker(tokens: Tree, verb: int) -> int | None:
    """Return the head of the apposition that fills all between a comma and the verb."""
    for nominal in range(verb):
        if tokens[nominal].deprel != "appos" or tokens[nominal].upos not in NOMINALS:
            continue
        own = [i for i in range(verb) if dominates(tokens, nominal, i)]
        words = [i for i in own if tokens[i].upos != "PUNCT"]
        first = words[0]
        rest = [i for i in range(first, verb) if i not in own and tokens[i].upos != "PUNCT"]
        if not rest and first > 0 and tokens[first - 1].text == ",":
            return nominal
    return None


def resume_after_reporting_clause(tokens: Tree) -> Tree:
    """Give what goes on after an inserted reporting clause to the clause before it.

    In "They guaranteed it, officials told the press, and Borg disclosed more", the officials told
    that they guaranteed it.
    """
    changed = list(tokens)
    for index, token in enumerate(tokens):
        verb = tokens[token.head] if token.head >= 0 else token
        inserted = verb.deprel == "parataxis" and 0 <= verb.head < token.head < index
        goes_on = token.deprel in ("ccomp", "conj") and token.upos in ("VERB", "AUX")
        if not (inserted and goes_on and _is_speech_verb(verb)):
            continue
        joined = [i for i in range(token.head + 1, index) if tokens[i].head == index]
        starts = next((i for i in joined if tokens[i].deprel == "cc"), None)
        if starts is not None and tokens[starts - 1].text == ",":
            changed[index] = replace(token, head=verb.head, deprel="conj")
    return checked(tokens, changed)
