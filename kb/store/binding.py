"""Values for the variables of a query, given as terms: a query's text is never pasted together.

For each bound variable one `VALUES ?name { term }` is put at the start of the outermost group and
of every inner group (OPTIONAL, UNION, sub-SELECT, ...) that mentions the variable itself, so that
the variable has its value wherever the query uses it. This works on every SPARQL 1.1 engine;
pyoxigraph's own `substitutions` reaches projected variables only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kb.errors import InputError
from kb.store.base import Bindings, Value
from kb.store.terms import to_sparql

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|<[^<>"{}|^`\\\s]*>
        |\"\"\"(?:[^\\"]|\\.|"(?!""))*\"\"\"|'''(?:[^\\']|\\.|'(?!''))*'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      |(?P<variable>[?$]\w+)|(?P<open>\{)|(?P<close>\})|(?P<word>[\w-]*:[\w.%\\-]*|[A-Za-z_]\w*)|(?P<other>\S)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass
class _Group:
    """A pair of braces: where its inside starts and which variables stand in it directly."""

    start: int
    pattern: bool  # a graph pattern, not a template or the data of VALUES
    outermost: bool
    names: set[str] = field(default_factory=set)


def bind(query: str, bindings: Bindings) -> str:
    """Return `query` with `bindings` (variable name without "?" -> value) in force.

    InputError where a value is malformed or the query has no group to bind in
    (`DESCRIBE <iri>`, `CONSTRUCT WHERE`).
    """
    if not bindings:
        return query
    clauses = {name: _clause(name, given) for name, given in bindings.items()}
    insertions: list[tuple[int, str]] = []
    for group in _groups(query):
        names = list(clauses) if group.outermost else [n for n in clauses if n in group.names]
        if names:
            insertions.append((group.start, "".join(clauses[name] for name in names) + " "))
    if not insertions:
        raise InputError("the query has no WHERE group in which a parameter could be bound")
    parts, last = [], 0
    for position, text in sorted(insertions):
        parts += [query[last:position], text]
        last = position
    return "".join(parts) + query[last:]


def query_form(query: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE by a query's first word of these, else SELECT."""
    forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    words = (token["word"].upper() for token in _TOKEN.finditer(query) if token["word"])
    return next((word for word in words if word in forms), "SELECT")


def names_graphs(query: str) -> bool:
    """Say whether a query has a `FROM` clause of its own."""
    return any((token["word"] or "").upper() == "FROM" for token in _TOKEN.finditer(query))


def _clause(name: str, given: Value | Sequence[Value]) -> str:
    if not re.fullmatch(r"\w+", name):
        raise InputError(f"{name!r} is not the name of a SPARQL variable")
    terms = []
    for value in [given] if isinstance(given, Value) else given:
        try:
            terms.append(to_sparql(value))
        except ValueError as error:
            reason = f"{value.value!r} is not a valid term: {error}"
            raise InputError(f"parameter {name}: {reason}") from None
    return f" VALUES ?{name} {{ {' '.join(terms)} }}"


@lru_cache(maxsize=256)  # the same saved queries come again and again
def _groups(query: str) -> tuple[_Group, ...]:
    """Return the groups of graph patterns, with the variables that each mentions directly."""
    found: list[_Group] = []
    stack: list[_Group] = []
    words: list[str] = []
    for token in _TOKEN.finditer(query):
        if token["open"]:
            pattern = not _opens_template_or_data(words)
            outermost = pattern and not any(group.pattern for group in stack)
            stack.append(_Group(token.end(), pattern, outermost))
            found += stack[-1:] if pattern else []
            words = []
        elif token["close"]:
            del stack[-1:]
            words = []
        elif token["variable"]:
            if stack:
                stack[-1].names.add(token["variable"][1:])
        elif not token["skip"]:
            words.append((token["word"] or token["other"]).lower())
            if words == ["select"] and stack and stack[-1].pattern and not stack[-1].names:
                # These braces hold a sub-SELECT alone: what is bound stands in its own group.
                found.remove(stack[-1])
                stack[-1] = replace(stack[-1], pattern=False)
    return tuple(found)


def _opens_template_or_data(words: list[str]) -> bool:
    """Say from the words before a brace whether it opens something other than a graph pattern."""
    return (
        words[-1:] in (["construct"], ["values"])
        or words[-2:] == ["construct", "where"]
        or words[-3:] == ["values", "(", ")"]
    )
