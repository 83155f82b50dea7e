"""Deep subjects and objects where the parser's tree hides them."""

import pytest

from kb.extract.syntax import tree_of

FIRST_CLAUSE_AS_MAIN = """
jets jet NOUN 2 nsubj
bombed bomb VERB 0 root
hills hill NOUN 2 obj
, , PUNCT 5 punct
rebels rebel NOUN 2 nsubj
freed free VERB 2 conj
him he PRON 6 obj
"""
AFTER_A_COMMA = """
premier premier NOUN 2 nsubj
lost lose VERB 0 root
after after SCONJ 5 mark
students student NOUN 5 nsubj
camped camp VERB 2 advcl
, , PUNCT 8 punct
and and CCONJ 8 cc
resigned resign VERB 5 conj
"""
BLAMED = """
Groups group NOUN 2 nsubj
hit hit VERB 0 root
at at ADP 4 case
Borg borg PROPN 2 obl
for for SCONJ 6 mark
deporting deport VERB 2 advcl
him he PRON 6 obj
"""
FRONTED = """
Ousted oust VERB 7 advcl
by by ADP 3 case
guards guard NOUN 1 obl:agent
, , PUNCT 1 punct
the the DET 6 det
president president NOUN 7 nsubj
lives live VERB 0 root
abroad abroad ADV 7 advmod
"""

WIFE = """
wife wife NOUN 6 nsubj
of of ADP 3 case
bankers banker NOUN 1 nmod
Borg borg PROPN 6 nsubj
indeed indeed ADV 6 advmod
left leave VERB 0 root
"""
ENVOY = (
    WIFE.replace("of of ADP", "for for ADP")
    .replace("Borg borg PROPN 6 nsubj", ", , PUNCT 1 punct\nBorg borg PROPN 7 nsubj")
    .replace("NOUN 6 nsubj", "NOUN 7 nsubj")
    .replace("ADV 6 advmod", "ADV 7 advmod")
)


@pytest.mark.parametrize(
    ("rows", "verb", "subjects", "themes"),
    [
        (FIRST_CLAUSE_AS_MAIN, "bombed", ["jets"], ["hills"]),
        (FIRST_CLAUSE_AS_MAIN, "freed", ["rebels"], ["him"]),
        (AFTER_A_COMMA, "resigned", ["premier"], []),
        (BLAMED, "deporting", ["Borg"], ["him"]),
        (WIFE, "left", ["wife"], []),
        (ENVOY, "left", ["Borg"], []),
        (FRONTED, "Ousted", ["guards"], ["president"]),
    ],
)
def test_whose_act_a_clause_tells(annotated, rows, verb, subjects, themes):
    (sentence,) = annotated(rows).sentences
    tree = tree_of(sentence)
    words = [token.text for token in sentence.tokens]
    position = words.index(verb)
    assert [words[p] for p in tree.subjects(position)] == subjects
    assert [words[p] for p in tree.themes(position)] == themes


DISPLACED = """
Borg borg PROPN 2 nsubj
rejected reject VERB 0 root
as as ADP 4 case
blackmail blackmail NOUN 2 obl
a a DET 6 det
demand demand NOUN 4 obj
"""
PARTICLE = """
Borg borg PROPN 2 nsubj
voted vote VERB 0 root
down down ADP 2 compound:prt
a a DET 5 det
demand demand NOUN 2 obl
"""


@pytest.mark.parametrize("rows", [DISPLACED, PARTICLE])
def test_a_theme_that_hangs_elsewhere_is_found(annotated, rows):
    (sentence,) = annotated(rows).sentences
    assert [sentence.tokens[p].text for p in tree_of(sentence).themes(1)] == ["demand"]
