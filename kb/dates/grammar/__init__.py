"""The grammar of English temporal expressions: ordered rules by theme."""

from kb.dates.grammar import clock, dates, days, lengths, periods, relative
from kb.dates.grammar.pattern import Rule

RULES: tuple[Rule, ...] = (
    *dates.RULES,
    *periods.RULES,
    *clock.RULES,
    *days.RULES,
    *relative.RULES,
    *lengths.RULES,
)

__all__ = ["RULES", "Rule"]
