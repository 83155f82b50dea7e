"""Dictionary forms of words by lemminflect, given their part of speech."""

from __future__ import annotations

from functools import lru_cache

import lemminflect

from kb.annotate.language.word_lists import word_set

INFLECTED = frozenset({"NOUN", "VERB", "ADJ", "ADV"})
FUNCTION_WORDS = {
    ("n't", "PART"): "not",
    ("n’t", "PART"): "not",
    ("an", "DET"): "a",
    ("ca", "AUX"): "can",
    ("wo", "AUX"): "will",
    ("'ll", "AUX"): "will",
    ("’ll", "AUX"): "will",
    ("'d", "AUX"): "would",
    ("’d", "AUX"): "would",
    ("'ve", "AUX"): "have",
    ("’ve", "AUX"): "have",
    ("has", "AUX"): "have",
    ("had", "AUX"): "have",
    ("does", "AUX"): "do",
    ("did", "AUX"): "do",
    ("got", "AUX"): "get",
} | {(form, "AUX"): "be" for form in word_set("am is are was were been being 'm ’m 're ’re 's ’s")}


@lru_cache(maxsize=50_000)
def find_lemma(word: str, upos: str) -> str:
    """Return the lemma of `word` as `upos` (a UD part of speech), in lower case."""
    lower = word.lower()
    if (lower, upos) in FUNCTION_WORDS:
        return FUNCTION_WORDS[lower, upos]
    if upos not in INFLECTED or not lower.isalpha():
        return lower
    lemmas: tuple[str, ...] = lemminflect.getLemma(lower, upos=upos)
    return lemmas[0].lower() if lemmas else lower
