"""The language core: sentences, tokens, syntax, names and roles of English text."""

from kb.annotate.language.core import LanguageCore
from kb.annotate.language.data import (
    AnnotatedText,
    KnownName,
    ParsedSentence,
    SentenceRequest,
)

__all__ = ["AnnotatedText", "KnownName", "LanguageCore", "ParsedSentence", "SentenceRequest"]
