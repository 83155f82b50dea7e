"""Events and claims of hand-parsed sentences."""

from dataclasses import replace

import pytest

from kb.catalogue import load_catalogue
from kb.config import resource
from kb.extract import extract

CATALOGUE = load_catalogue(resource("data/catalogue"))


def run(annotation, lexicon):
    return extract(annotation, lexicon, CATALOGUE)


SENT_DRONES = """
Press press PROPN 2 nsubj A:MediaOutlet
reported report VERB 0 root
Tuesday tuesday PROPN 2 obl:unmarked T:2024-12-10
that that SCONJ 6 mark
Aland aland PROPN 6 nsubj AP:State
sent send VERB 2 ccomp
150 150 NUM 8 nummod
drones drone NOUN 6 obj
to to ADP 10 case
Borg borg PROPN 6 obl P
. . PUNCT 2 punct
"""


def facts(event):
    return {(p.role, p.actor.label) for p in event.participants}


def test_a_reported_transfer_has_initiator_items_destination_and_claimant(annotated, lexicon):
    result = run(annotated(SENT_DRONES), lexicon)
    (event,) = result.events
    assert (event.type, event.subtype, event.status) == ("AID", "arms-transfer", "reported")
    assert facts(event) == {("initiator", "Aland")}
    assert [(item.kind, item.amount) for item in event.items] == [("drone", 150)]
    assert [(p.role, p.place.label) for p in event.places] == [("destination", "Borg")]
    assert event.time is None  # Tuesday is when it was reported
    (claim,) = result.claims
    assert (claim.claimant.label, claim.stance, claim.events) == ("Press", "reports", ("e1",))
    assert claim.time == "t0"
    assert result.annotation.document.text[claim.cue_start : claim.cue_end] == "reported"


def test_offsets_of_triggers_and_participants_slice_back(annotated, lexicon):
    result = run(annotated(SENT_DRONES), lexicon)
    text = result.annotation.document.text
    (event,) = result.events
    assert text[event.start : event.end] == "sent"
    assert [text[p.start : p.end] for p in event.participants] == ["Aland"]
    assert [text[i.start : i.end] for i in event.items] == ["150 drones"]


PASSIVE = """
Aland aland PROPN 3 nsubj:pass A:State
was be AUX 3 aux:pass
accused accuse VERB 0 root
by by ADP 5 case
Borg borg PROPN 3 obl:agent A:State
of of SCONJ 7 mark
shelling shell VERB 3 advcl
the the DET 9 det
port port NOUN 7 obj
. . PUNCT 3 punct
"""


def test_passive_turns_roles_round_and_an_accusation_is_event_and_claim(annotated, lexicon):
    result = run(annotated(PASSIVE), lexicon)
    accusation, shelling = result.events
    assert (accusation.type, accusation.mode) == ("ACCUSE", "allege")
    assert facts(accusation) == {("initiator", "Borg"), ("recipient", "Aland")}
    assert (shelling.type, shelling.status) == ("ASSAULT", "alleged")
    assert ("initiator", "Aland") in facts(shelling)
    (claim,) = result.claims
    assert (claim.claimant.label, claim.events, claim.event) == ("Borg", ("e2",), "e1")


DENIAL = """
Aland aland PROPN 2 nsubj A:State
denied deny VERB 0 root
that that SCONJ 6 mark
it it PRON 6 nsubj
had have AUX 6 aux
attacked attack VERB 2 ccomp
Borg borg PROPN 6 obj A:State
. . PUNCT 2 punct
"""


def test_a_denied_act_keeps_its_roles_through_the_pronoun(annotated, lexicon):
    (event,) = run(annotated(DENIAL), lexicon).events
    assert event.status == "denied"
    assert facts(event) == {("initiator", "Aland"), ("recipient", "Borg")}


NESTED = """
Press press PROPN 2 nsubj A:MediaOutlet
reported report VERB 0 root
that that SCONJ 5 mark
officials official NOUN 5 nsubj
believe believe VERB 2 ccomp
that that SCONJ 8 mark
Aland aland PROPN 8 nsubj A:State
attacked attack VERB 5 ccomp
Borg borg PROPN 8 obj A:State
. . PUNCT 2 punct
"""


def test_claims_nest_from_outlet_to_source(annotated, lexicon):
    result = run(annotated(NESTED), lexicon)
    outer, inner = result.claims
    assert (outer.claimant.label, outer.claims, outer.events) == ("Press", (inner.id,), ())
    assert (inner.claimant.label, inner.stance) == ("officials", "assesses")
    assert inner.events == (result.events[0].id,)
    assert result.events[0].status == "assessed"


INSERTED = """
Aland aland PROPN 2 nsubj A:State
attacked attack VERB 0 root
Borg borg PROPN 2 obj A:State
, , PUNCT 2 punct
Press press PROPN 6 nsubj A:NewsAgency
reported report VERB 2 parataxis
, , PUNCT 8 punct
citing cite VERB 6 advcl
the the DET 10 det
ministry ministry NOUN 8 obj
. . PUNCT 2 punct
"""


def test_an_outlet_that_cites_a_source_makes_two_claims(annotated, lexicon):
    result = run(annotated(INSERTED), lexicon)
    outer, inner = result.claims
    assert (outer.claimant.label, outer.claims) == ("Press", (inner.id,))
    assert (inner.claimant.label, inner.events) == ("ministry", ("e1",))


@pytest.mark.parametrize(
    ("word", "temporality", "status"),
    [("will", "future", "planned"), ("could", "hypothetical", "hypothetical")],
)
def test_auxiliaries_move_an_event_ahead(annotated, lexicon, word, temporality, status):
    rows = f"""
Aland aland PROPN 3 nsubj A:State
{word} {word} AUX 3 aux
attack attack VERB 0 root
Borg borg PROPN 3 obj A:State
. . PUNCT 3 punct
"""
    (event,) = run(annotated(rows), lexicon).events
    assert (event.temporality, event.status) == (temporality, status)


NEGATED = """
Aland aland PROPN 4 nsubj A:State
did do AUX 4 aux
not not PART 4 advmod
attack attack VERB 0 root
Borg borg PROPN 4 obj A:State
. . PUNCT 4 punct
"""


def test_a_negated_act_is_stored_as_negated(annotated, lexicon):
    (event,) = run(annotated(NEGATED), lexicon).events
    assert (event.polarity, event.status) == ("negative", "negated")


REFUSAL = """
Aland aland PROPN 2 nsubj A:State
refused refuse VERB 0 root
to to PART 4 mark
withdraw withdraw VERB 2 xcomp
its its PRON 6 nmod:poss
ambassador ambassador NOUN 4 obj
from from ADP 8 case
Borg borg PROPN 4 obl AP:State
. . PUNCT 2 punct
"""


def test_refusing_is_an_event_and_negates_what_is_refused(annotated, lexicon):
    refusal, recall = run(annotated(REFUSAL), lexicon).events
    assert (refusal.type, refusal.status) == ("REJECT", "asserted")
    assert (recall.type, recall.mode, recall.status) == ("SANCTION", "withdraw", "negated")
    assert facts(recall) == {("initiator", "Aland"), ("recipient", "Borg")}


SUPPORTED = """
Aland aland PROPN 2 nsubj A:State
carried carry VERB 0 root
out out ADP 2 compound:prt
an a DET 6 det
air air NOUN 6 compound
strike strike NOUN 2 obj
on on ADP 8 case
Borg borg PROPN 6 nmod AP:State
on on ADP 10 case
Monday monday PROPN 2 obl T:2024-12-09
. . PUNCT 2 punct
"""


def test_a_supporting_verb_lends_its_agent_and_time_to_the_noun(annotated, lexicon):
    (event,) = run(annotated(SUPPORTED), lexicon).events
    assert (event.type, event.mode, event.time) == ("ASSAULT", "aerial", "t0")
    assert facts(event) == {("initiator", "Aland"), ("recipient", "Borg")}


MEETING = """
Aland aland PROPN 4 nsubj A:State
and and CCONJ 3 cc
Borg borg PROPN 1 conj A:State
met meet VERB 0 root
in in ADP 6 case
Cava cava PROPN 4 obl P
. . PUNCT 4 punct
"""


def test_conjoined_agents_of_a_symmetric_act_stand_on_both_sides(annotated, lexicon):
    (event,) = run(annotated(MEETING), lexicon).events
    assert facts(event) == {("initiator", "Aland"), ("counterpart", "Borg")}
    assert event.label == "Aland and Borg meet in Cava"


NO_ACTOR = """
Rain rain NOUN 2 nsubj
hit hit VERB 0 root
the the DET 4 det
town town NOUN 2 obj
. . PUNCT 2 punct
"""


def test_no_event_without_an_actor(annotated, lexicon):
    assert run(annotated(NO_ACTOR), lexicon).events == ()


QUOTED = """
" " PUNCT 3 punct
Aland aland PROPN 3 nsubj A:State
attacked attack VERB 8 ccomp
Borg borg PROPN 3 obj A:State
, , PUNCT 8 punct
" " PUNCT 3 punct
Envoy envoy PROPN 8 nsubj A:Person
said say VERB 0 root
. . PUNCT 8 punct
"""
CONTINUED = """
" " PUNCT 3 punct
Borg borg PROPN 3 nsubj A:State
threatened threaten VERB 0 root
Aland aland PROPN 3 obj A:State
. . PUNCT 3 punct
" " PUNCT 3 punct
"""


def test_a_quotation_without_speaker_belongs_to_the_last_one(annotated, lexicon):
    result = run(annotated(QUOTED, CONTINUED), lexicon)
    first, second = result.claims
    assert first.quote == "Aland attacked Borg ,"
    assert (second.claimant.label, second.rule) == ("Envoy", "claim.continued-quotation")
    assert second.events == ("e2",)


def test_help_sent_to_a_place_reaches_the_one_named_group_based_there(annotated, lexicon):
    slug, actor = next(
        (slug, a)
        for slug, a in CATALOGUE.actors.items()
        if a.kind == "ArmedGroup" and a.based_in in CATALOGUE.places
        and a.based_in not in CATALOGUE.actors
    )  # fmt: skip
    group, base = CATALOGUE.entity(slug), CATALOGUE.place_entity(actor.based_in)
    annotation = annotated(SENT_DRONES, "Group group PROPN 0 root A:ArmedGroup")
    mentions = [
        replace(m, place=base) if m.text == "Borg" else replace(m, actor=group)
        if m.text == "Group" else m
        for m in annotation.mentions
    ]  # fmt: skip
    (event,) = run(replace(annotation, mentions=tuple(mentions)), lexicon).events
    (recipient,) = [p for p in event.participants if p.role == "recipient"]
    assert (recipient.actor, recipient.inferred, recipient.mention) == (group, True, None)


CABINET_FELL = """
Aland aland PROPN 3 nmod:poss A:State
's 's PART 1 case
cabinet cabinet NOUN 4 nsubj
collapsed collapse VERB 0 root
. . PUNCT 4 punct
"""


def test_who_suffers_may_be_the_subject(annotated, lexicon):
    (event,) = run(annotated(CABINET_FELL), lexicon).events
    assert (event.type, event.subtype) == (None, "regime-change")
    assert facts(event) == {("victim", "Aland")}


SOME_OF_THEM = """
Hundreds hundred NOUN 4 nsubj
of of ADP 3 case
them they PRON 1 nmod
attacked attack VERB 0 root
Borg borg PROPN 4 obj A:State
. . PUNCT 4 punct
"""


def test_a_counted_pronoun_is_not_its_own_antecedent(annotated, lexicon):
    (event,) = run(annotated(SOME_OF_THEM), lexicon).events
    assert ("recipient", "Borg") in facts(event)
