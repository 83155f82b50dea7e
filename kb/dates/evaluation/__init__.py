"""Evaluates symbolic values at an anchor day: value + context -> TIMEX3 value and interval."""

from kb.dates.evaluation.composed import evaluate
from kb.dates.evaluation.reading import Context, Reading

__all__ = ["Context", "Reading", "evaluate"]
