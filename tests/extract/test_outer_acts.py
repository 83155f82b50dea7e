"""Promises, threats and refusals beside the act that is promised, threatened or refused."""

from kb.catalogue import load_catalogue
from kb.config import resource
from kb.extract import extract

CATALOGUE = load_catalogue(resource("data/catalogue"))

REFUSED = """
Aland aland PROPN 2 nsubj A:State
refused refuse VERB 0 root
to to PART 4 mark
lift lift VERB 2 xcomp
sanctions sanction NOUN 4 obj
on on ADP 7 case
Borg borg PROPN 5 nmod A:State
. . PUNCT 2 punct
"""

SAID = """
Aland aland PROPN 2 nsubj A:State
said say VERB 0 root
Aland aland PROPN 5 nsubj A:State
{will} {will} AUX 5 aux
{verb} {verb} VERB 2 ccomp
{adverb} {adverb} PART 5 advmod
Borg borg PROPN 5 obj A:State
. . PUNCT 2 punct
"""

CONDEMNED = """
Aland aland PROPN 2 nsubj A:State
condemned condemn VERB 0 root
the the DET 4 det
protest protest NOUN 2 obj
by by ADP 6 case
farmers farmer NOUN 4 nmod
. . PUNCT 2 punct
"""


def read(annotated, lexicon, rows):
    return extract(annotated(rows), lexicon, CATALOGUE)


def facts(event):
    return {(p.role, p.actor.label) for p in event.participants}


def said(verb, will="will", adverb="soon"):
    return SAID.format(verb=verb, will=will, adverb=adverb)


def test_a_refusal_has_its_other_side_from_what_is_refused(annotated, lexicon):
    events = {e.type: e for e in read(annotated, lexicon, REFUSED).events}
    refusal, lifting = events["REJECT"], events["CONCEDE"]
    assert facts(refusal) == {("initiator", "Aland"), ("recipient", "Borg")}
    assert (refusal.status, lifting.polarity) == ("asserted", "negative")
    assert refusal.concerns == lifting.id
    assert lifting.confidence < refusal.confidence


def test_saying_that_one_will_help_is_an_agreement_beside_the_plan(annotated, lexicon):
    result = read(annotated, lexicon, said("visit"))
    visit, agreement = result.events
    assert (visit.type, visit.status) == ("CONSULT", "planned")
    assert (agreement.type, agreement.status) == ("AGREE", "asserted")
    assert agreement.rule == "commitment.said"
    assert facts(agreement) == {("initiator", "Aland"), ("recipient", "Borg")}
    assert [claim.event for claim in result.claims] == [agreement.id]


def test_saying_that_one_will_attack_is_a_threat_and_that_one_will_not_visit_a_refusal(
    annotated, lexicon
):
    types = [e.type for e in read(annotated, lexicon, said("attack")).events]
    assert types == ["ASSAULT", "THREATEN"]
    types = [e.type for e in read(annotated, lexicon, said("visit", adverb="not")).events]
    assert types == ["CONSULT", "REJECT"]


def test_what_one_did_or_what_another_will_do_is_no_commitment(annotated, lexicon):
    past = said("visit", will="did")
    assert [e.type for e in read(annotated, lexicon, past).events] == ["CONSULT"]
    other = said("visit").replace(
        "said say VERB 0 root\nAland aland", "said say VERB 0 root\nCedar cedar"
    )
    assert [e.type for e in read(annotated, lexicon, other).events] == ["CONSULT"]


def test_who_condemns_an_act_condemns_whoever_did_it(annotated, lexicon):
    events = {e.type: e for e in read(annotated, lexicon, CONDEMNED).events}
    assert facts(events["PROTEST"]) == {("initiator", "farmers")}
    assert facts(events["ACCUSE"]) == {("initiator", "Aland"), ("recipient", "farmers")}
    assert events["ACCUSE"].concerns == events["PROTEST"].id
