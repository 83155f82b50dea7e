"""Verbs that introduce or follow reported speech."""

from __future__ import annotations

from kb.annotate.language.word_lists import word_set

SPEECH_LEMMAS = word_set(
    "accuse acknowledge add admit advise affirm agree allege announce answer argue ask assert "
    "assure boast caution charge claim comment complain concede conclude confirm contend continue "
    "counter cry declare demand deny disclose emphasise emphasize exclaim explain express insist "
    "joke lament maintain mention note object observe point pledge predict promise protest quip "
    "read reason recall recount reiterate remark remind repeat reply report respond retort reveal "
    "say scoff shout state stress suggest tell threaten tweet underline urge vow warn whisper "
    "wonder write"
)
_IRREGULAR = {
    "say": ("says", "said"),
    "tell": ("tells", "told"),
    "write": ("writes", "wrote"),
    "read": ("reads", "read"),
    "cry": ("cries", "cried"),
    "deny": ("denies", "denied"),
    "reply": ("replies", "replied"),
    "admit": ("admits", "admitted"),
    "quip": ("quips", "quipped"),
}


def _finite_forms(lemma: str) -> tuple[str, str]:
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch")) else "s")
    return third, lemma + ("d" if lemma.endswith("e") else "ed")


# Third person and past forms, those that stand beside a quotation.
SPEECH_FORMS = frozenset(form for lemma in SPEECH_LEMMAS for form in _finite_forms(lemma))
