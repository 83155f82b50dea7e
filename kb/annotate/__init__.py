"""Document -> everything found in its text."""

from kb.annotate.annotator import annotate

__all__ = ["annotate"]
