"""Stage: annotated document to events and attributed claims."""

from kb.extract.events import extract
from kb.extract.lexicon import Lexicon, load_lexicon
from kb.extract.lexicon_check import check_lexicon

__all__ = ["Lexicon", "check_lexicon", "extract", "load_lexicon"]
