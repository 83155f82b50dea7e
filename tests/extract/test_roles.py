"""The encoder's roles beside the dependency rules."""

from dataclasses import replace

import pytest

from kb.extract.roles import complete, disagree, encoder_slots
from kb.extract.syntax import tree_of
from kb.model import Predicate, Role

STATEMENT = """
Aland aland PROPN 2 nsubj
issued issue VERB 0 root
a a DET 4 det
statement statement NOUN 2 obj
urging urge VERB 4 acl
Borg borg PROPN 5 obj
to to PART 8 mark
withdraw withdraw VERB 5 xcomp
. . PUNCT 2 punct
"""
PASSIVE = """
Rebels rebel NOUN 3 nsubj:pass
were be AUX 3 aux:pass
killed kill VERB 0 root
by by ADP 5 case
Borg borg PROPN 3 obl:agent
. . PUNCT 3 punct
"""


@pytest.fixture
def tree(annotated):
    def build(rows, predicate, **roles):
        (sentence,) = annotated(rows).sentences
        arguments = tuple(Role(label, head, head, head) for label, head in roles.items())
        known = (Predicate(predicate, None, arguments),) if roles else ()
        return tree_of(replace(sentence, predicates=known))

    return build


def test_argument_labels_become_the_slots_of_the_lexicon(tree):
    assert encoder_slots(tree(PASSIVE, 2, ARG0=4, ARG1=0), 2) == {"subj": (4,), "obj": (0,)}
    assert encoder_slots(tree(PASSIVE, 2), 2) is None


def test_who_is_told_is_the_object_where_there_is_no_other(tree):
    assert encoder_slots(tree(STATEMENT, 4, ARG0=0, ARG2=5), 4) == {"subj": (0,), "obj": (5,)}


def test_the_encoder_says_who_speaks_through_a_statement(tree):
    rules = {"subj": (3,), "obj": (5,)}
    found = complete(tree(STATEMENT, 4, ARG0=0, ARG1=5), 4, rules)
    assert found == {"subj": (0,), "obj": (5,)}
    assert complete(tree(STATEMENT, 4), 4, rules) == rules


def test_rules_keep_the_subject_of_the_own_clause_and_the_passive(tree):
    assert complete(tree(STATEMENT, 1, ARG0=5), 1, {"subj": (0,)}) == {"subj": (0,)}
    assert complete(tree(PASSIVE, 2, ARG0=0), 2, {"obj": (0,)}) == {"obj": (0,)}


def test_other_arguments_of_the_encoder_make_a_frame_doubtful(tree):
    seen = tree(PASSIVE, 2, ARG0=4, ARG1=0)
    assert not disagree(seen, 2, {"subj": (4,), "obj": (0,)})
    assert disagree(seen, 2, {"subj": (4,), "obj": (4,)})
    assert not disagree(tree(PASSIVE, 2), 2, {"subj": (0,)})
