"""Stage: annotated document to events and attributed claims."""

from kb.extract.events import extract
from kb.extract.lexicon import Lexicon, load_lexicon
from kb.extract.lexicon_check import check_lexicon
from kb.extract.refusals import Refusal

__all__ = ["Lexicon", "Refusal", "check_lexicon", "extract", "load_lexicon"]
