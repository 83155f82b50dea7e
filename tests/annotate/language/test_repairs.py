from __future__ import annotations

from collections.abc import Callable

from kb.annotate.language.repairs import (
    join_description_to_name,
    make_possessor_subject_of_gerund,
    mark_temporal_obliques,
    read_determined_words_as_nouns,
    restore_bare_clause,
    return_possessor_to_its_noun,
    return_subject_to_marked_clause,
    tell_recipients,
)
from kb.model import Token

Reader = Callable[[str], tuple[Token, ...]]


def arcs(tokens: tuple[Token, ...]) -> list[tuple[int, str]]:
    return [(token.head + 1, token.deprel) for token in tokens]


def test_bare_days_are_temporal(tree: Reader) -> None:
    tokens = tree(
        "They/PRON/2/nsubj met/VERB/0/root Ana/PROPN/2/iobj Tuesday/PROPN/2/obj "
        "and/CCONJ/6/cc left/VERB/2/conj on/ADP/8/case Friday/PROPN/6/obl"
    )
    changed = arcs(mark_temporal_obliques(tokens))
    assert changed[3] == (2, "obl:tmod")
    assert [arc for i, arc in enumerate(changed) if i != 3] == [
        arc for i, arc in enumerate(arcs(tokens)) if i != 3
    ]


def test_a_modal_may_is_no_month(tree: Reader) -> None:
    tokens = tree("They/PRON/2/nsubj love/VERB/0/root may/AUX/2/obj")
    assert mark_temporal_obliques(tokens) == tokens


def test_a_second_subject_goes_to_the_clause_of_its_complementiser(tree: Reader) -> None:
    tokens = tree(
        "We/PRON/2/nsubj have/VERB/0/root word/NOUN/2/obj that/SCONJ/9/mark troops/NOUN/2/nsubj "
        "are/AUX/9/cop on/ADP/9/case the/DET/9/det border/NOUN/3/acl ./PUNCT/2/punct"
    )
    changed = arcs(return_subject_to_marked_clause(tokens))
    assert changed[4] == (9, "nsubj")
    assert changed[:4] + changed[5:] == arcs(tokens)[:4] + arcs(tokens)[5:]


def test_a_single_subject_stays(tree: Reader) -> None:
    tokens = tree(
        "that/SCONJ/5/mark troops/NOUN/3/nsubj say/VERB/5/dep ,/PUNCT/3/punct left/VERB/0/root"
    )
    assert return_subject_to_marked_clause(tokens) == tokens


def test_the_possessor_of_a_gerund_is_its_subject(tree: Reader) -> None:
    tokens = tree(
        "Chad/PROPN/5/nmod:poss 's/PART/1/case joining/VERB/6/csubj the/DET/5/det "
        "coalition/NOUN/3/obj helps/VERB/0/root"
    )
    changed = arcs(make_possessor_subject_of_gerund(tokens))
    assert changed == [(3, "nsubj"), *arcs(tokens)[1:]]


def test_the_possessor_of_a_noun_stays(tree: Reader) -> None:
    tokens = tree("Chad/PROPN/3/nmod:poss 's/PART/1/case building/NOUN/4/nsubj fell/VERB/0/root")
    assert make_possessor_subject_of_gerund(tokens) == tokens


def test_a_possessor_belongs_to_the_noun_behind_it(tree: Reader) -> None:
    tokens = tree(
        "They/PRON/2/nsubj praised/VERB/0/root chief/NOUN/2/iobj Ada/PROPN/3/nmod:poss "
        "'s/PART/4/case plans/NOUN/2/obj"
    )
    changed = arcs(return_possessor_to_its_noun(tokens))
    assert changed[2:4] == [(4, "nmod:desc"), (6, "nmod:poss")]
    assert return_possessor_to_its_noun(tokens)[5] == tokens[5]


def test_a_plain_verb_behind_a_subject_has_a_clause_of_its_own(tree: Reader) -> None:
    tokens = tree(
        "Here/ADV/5/advmod observers/NOUN/5/nsubj posit/VERB/2/amod drones/NOUN/5/nsubj "
        "gave/VERB/0/root them/PRON/5/iobj an/DET/8/det edge/NOUN/5/obj"
    )
    changed = arcs(restore_bare_clause(tokens))
    assert changed[:5] == [(3, "advmod"), (3, "nsubj"), (0, "root"), (5, "nsubj"), (3, "ccomp")]


def test_a_participle_behind_its_noun_stays(tree: Reader) -> None:
    tokens = tree("Men/NOUN/4/nsubj trained/VERB/1/amod they/PRON/4/nsubj left/VERB/0/root")
    assert restore_bare_clause(tokens) == tokens


def test_a_noun_before_a_name_describes_it(tree: Reader) -> None:
    tokens = tree(
        "They/PRON/2/nsubj met/VERB/0/root their/PRON/4/nmod:poss rival/NOUN/2/iobj Ada/PROPN/2/obj"
    )
    assert arcs(join_description_to_name(tokens))[3] == (5, "nmod:desc")


def test_who_is_given_something_stays_the_recipient(tree: Reader) -> None:
    tokens = tree("They/PRON/2/nsubj sent/VERB/0/root Chad/PROPN/2/iobj wheat/NOUN/2/obj")
    assert join_description_to_name(tokens) == tokens


def test_of_two_objects_the_first_receives_the_second(tree: Reader) -> None:
    tokens = tree("They/PRON/2/nsubj sent/VERB/0/root Chad/PROPN/2/obj wheat/NOUN/2/obj")
    assert [arc[1] for arc in arcs(tell_recipients(tokens))] == ["nsubj", "root", "iobj", "obj"]
    assert tell_recipients(tell_recipients(tokens)) == tell_recipients(tokens)


def test_whom_somebody_urges_to_act_is_the_object(tree: Reader) -> None:
    tokens = tree(
        "She/PRON/2/nsubj urged/VERB/0/root Chad/PROPN/2/iobj to/PART/5/mark act/VERB/2/xcomp"
    )
    assert arcs(tell_recipients(tokens))[2] == (2, "obj")


def test_a_recipient_beside_an_object_stays(tree: Reader) -> None:
    tokens = tree("She/PRON/2/nsubj gave/VERB/0/root Chad/PROPN/2/iobj wheat/NOUN/2/obj")
    assert tell_recipients(tokens) == tokens


def test_a_word_with_an_article_is_a_noun(tree: Reader) -> None:
    tokens = tree(
        "She/PRON/2/nsubj called/VERB/0/root the/DET/4/det strikes/VERB/2/obj a/DET/6/det "
        "crime/NOUN/2/xcomp"
    )
    changed = read_determined_words_as_nouns(tokens)
    assert (changed[3].upos, changed[3].lemma) == ("NOUN", "strike")
    assert arcs(changed) == arcs(tokens)
