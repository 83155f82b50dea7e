"""Stage: annotated document to events and attributed claims."""

from kb.extract.events import extract
from kb.extract.lexicon import Lexicon, load_lexicon

__all__ = ["Lexicon", "extract", "load_lexicon"]
