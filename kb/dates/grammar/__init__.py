"""The grammar of English temporal expressions: ordered rules by theme."""

from kb.dates.grammar import dates, relative
from kb.dates.grammar.pattern import Rule

RULES: tuple[Rule, ...] = (*dates.RULES, *relative.RULES)

__all__ = ["RULES", "Rule"]
