"""Who stands behind a phrase, a pronoun or a thing."""

from dataclasses import replace

from kb.extract.context import build_scenes
from kb.extract.owners import find_concerned, find_doer
from kb.extract.participants import find_referent


def scene_of(annotated, lexicon, rows):
    (scene,) = build_scenes(annotated(rows), lexicon)
    return scene


STRIPPED = """
Officers officer NOUN 2 nsubj
jailed jail VERB 0 root
222 222 NUM 4 nummod
prisoners prisoner NOUN 2 obj
and and CCONJ 6 cc
stripped strip VERB 2 conj
them they PRON 6 obj
. . PUNCT 2 punct
"""


def test_a_pronoun_stands_for_the_one_noun_that_fits(annotated, lexicon):
    scene = scene_of(annotated, lexicon, STRIPPED)
    found = find_referent(scene, 6, lexicon)
    assert found is not None
    assert found.actor.label == "222 prisoners"
    assert scene.text[found.start : found.end] == "them"


def test_a_pronoun_with_two_possible_nouns_stays_open(annotated, lexicon):
    rows = STRIPPED.replace("222 222 NUM 4 nummod", "rebels rebel NOUN 2 obl")
    rows = rows.replace("VERB 2 conj", "VERB 2 advcl")
    assert find_referent(scene_of(annotated, lexicon, rows), 6, lexicon) is None


def test_two_pronouns_beside_each_other_do_not_ask_each_other(annotated, lexicon):
    rows = STRIPPED.replace("Officers officer NOUN", "They they PRON")
    rows = rows.replace("VERB 2 conj", "VERB 2 advcl").replace(
        "prisoners prisoner NOUN", "it it PRON"
    )
    assert find_referent(scene_of(annotated, lexicon, rows), 6, lexicon) is None


BOAT = """
Aland aland PROPN 2 nsubj A:State
stopped stop VERB 0 root
a a DET 4 det
boat boat NOUN 2 obj
with with ADP 7 case
120 120 NUM 7 nummod
migrants migrant NOUN 4 nmod
"""
MINE = """
Rebels rebel NOUN 2 nsubj
seized seize VERB 0 root
mines mine NOUN 2 obj
belonging belong VERB 3 acl
to to ADP 6 case
Borg borg PROPN 4 obl A:State
"""


def test_people_inside_a_thing_are_concerned(annotated, lexicon):
    scene = scene_of(annotated, lexicon, BOAT)
    found = find_concerned(scene, 3, "COERCE", lexicon)
    assert found is not None
    assert found.actor.label == "120 migrants"


def test_a_thing_concerns_whom_it_belongs_to(annotated, lexicon):
    scene = scene_of(annotated, lexicon, MINE)
    found = find_concerned(scene, 2, "COERCE", lexicon)
    assert found is not None
    assert found.actor.label == "Borg"
    assert scene.text[found.start : found.end].startswith("mines")


LAID = """
mine mine NOUN 5 nsubj
laid lay VERB 1 acl
by by ADP 4 case
Borg borg PROPN 2 obl:agent A:State
killed kill VERB 0 root
them they PRON 5 obj
"""


def test_who_laid_a_mine_stands_behind_it(annotated, lexicon):
    scene = scene_of(annotated, lexicon, LAID)
    found = find_doer(scene, 0)
    assert found is not None
    assert found.actor.label == "Borg"
    without = replace(scene, mentions={})
    assert find_doer(without, 0) is None
