"""The grammar of English temporal expressions: ordered rules by theme."""

from kb.dates.grammar import clock, dates, lengths, relative
from kb.dates.grammar.pattern import Rule

RULES: tuple[Rule, ...] = (
    *dates.RULES,
    *clock.RULES,
    *relative.RULES,
    *lengths.RULES,
)

__all__ = ["RULES", "Rule"]
