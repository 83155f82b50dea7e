"""Clean-up: from an acquired page to its articles, with page furniture left out."""

from kb.clean.document import clean

__all__ = ["clean"]
