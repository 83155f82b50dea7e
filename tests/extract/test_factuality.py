"""The status table, and what the author's words say of an event's truth."""

import pytest

from kb.catalogue import load_catalogue
from kb.config import resource
from kb.extract import extract
from kb.extract.factuality import Attribution, Factuality, status_of

CATALOGUE = load_catalogue(resource("data/catalogue"))
NEGATIVE = Factuality(polarity="negative")
PLANNED = Factuality(temporality="future")


@pytest.mark.parametrize(
    ("fact", "chain", "status"),
    [
        (Factuality(), [], "asserted"),
        (Factuality(), [Attribution("reports", False, False)], "reported"),
        (Factuality(), [Attribution("alleges", True, False)], "alleged"),
        (Factuality(), [Attribution("confirms", False, True)], "confirmed"),
        (Factuality(), [Attribution("confirms", False, False)], "reported"),
        (Factuality(), [Attribution("declines-comment", False, True)], "reported"),
        (Factuality(), [Attribution("denies", False, False)], "denied"),
        (NEGATIVE, [], "negated"),
        (NEGATIVE, [Attribution("asserts", False, True)], "denied"),
        (NEGATIVE, [Attribution("asserts", False, False)], "reported"),
        (NEGATIVE, [Attribution("confirms", False, True)], "reported"),
        (PLANNED, [Attribution("asserts", False, True)], "planned"),
    ],
)
def test_the_table(fact, chain, status):
    assert status_of(fact, chain, None) == status


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Aland aland PROPN 2 nsubj A:State\nattacked attack VERB 0 root\n"
         "Borg borg PROPN 2 obj A:State", "asserted"),
        ("Aland aland PROPN 2 nsubj A:State\nhas have VERB 0 root\nyet yet ADV 2 advmod\n"
         "to to PART 5 mark\nattack attack VERB 2 xcomp\nBorg borg PROPN 5 obj A:State", "negated"),
        ("Aland aland PROPN 4 nsubj A:State\nis be AUX 4 aux\nto to PART 4 mark\n"
         "attack attack VERB 0 root\nBorg borg PROPN 4 obj A:State", "planned"),
        ("Aland aland PROPN 2 nsubj A:State\nsaid say VERB 0 root\nit it PRON 5 nsubj\n"
         "never never ADV 5 advmod\nattacked attack VERB 2 ccomp\nBorg borg PROPN 5 obj A:State",
         "denied"),
    ],
)  # fmt: skip
def test_what_a_sentence_says_of_its_event(annotated, lexicon, words, status):
    found = extract(annotated(words), lexicon, CATALOGUE)
    (event,) = (e for e in found.events if e.type == "ASSAULT")
    assert event.status == status
