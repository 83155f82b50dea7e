"""Stage: cleaned document to sentences, syntax, linked mentions, times and offices."""

from kb.annotate.annotation import annotate

__all__ = ["annotate"]
