"""Abbreviations with a full stop, by what the stop may mean."""

from __future__ import annotations

from kb.annotate.language.word_lists import word_set

# A name or number follows: the stop never ends a sentence.
BEFORE_NAMES = word_set(
    "mr mrs ms messrs mx dr prof gen maj col lt sgt capt cpl brig cmdr adm adml gov sen rep reps "
    "sens st mt ft rev hon pres supt insp amb atty fr vs nos figs fig approx est no vol pp "
    "ca cf incl excl resp govt intl natl"
)
# Often inside a sentence, but a sentence may end with it too.
ANYWHERE = word_set(
    "jr sr inc ltd co corp plc llc bros dept univ etc al jan feb mar apr jun jul aug sept sep oct "
    "nov dec mon tue tues wed thu thur thurs fri sat sun ave blvd rd u.s u.k u.n e.u u.a.e "
    "u.s.a u.s.s.r d.c i.e e.g a.m p.m ph.d b.a m.a p.s calif fla mass pa conn"
)
# Words of their own that abbreviate "number" only before a digit.
NUMBER_SIGNS = frozenset({"no", "fig", "vol", "pp", "pa", "mass", "sat", "sun", "mon", "wed"})

# Words that open a sentence far more often than they follow an abbreviation inside one.
SENTENCE_OPENERS = word_set(
    "a after also although an and as at but by during earlier for from he her his however if in "
    "it its last later many meanwhile more most on one our she since so some such that the their "
    "there these they this those under we what when while who with you"
)


def is_abbreviation(word: str) -> bool:
    """Tell whether `word` (without its last stop) is written with a stop."""
    lower = word.lower()
    return lower in BEFORE_NAMES or lower in ANYWHERE
