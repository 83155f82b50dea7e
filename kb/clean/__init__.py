"""Clean-up: from an acquired page to its articles, with page furniture left out."""

from kb.clean.document import clean
from kb.clean.report import describe

__all__ = ["clean", "describe"]
