"""What is wrong with a lexicon that loads: doubles, contradictions, entries out of reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.extract.lexicon import BUILT_IN_CLASSES, Entry, Lexicon

_CONDITIONS = ("object", "target", "agent")


def check_lexicon(lexicon: Lexicon) -> list[str]:
    """Return a line for each finding, [] for a sound lexicon.

    - a class that an entry asks for and that does not exist;
    - a pattern listed twice in one entry;
    - a contradiction: two entries of different types take one pattern under the same conditions;
    - a pattern out of reach: an entry tried before accepts whatever this one accepts.
    """
    entries = {e.id: e for e in _entries(lexicon)}
    findings = [line for entry in entries.values() for line in _check_entry(entry, lexicon)]
    for kind, table in (("verb", lexicon.verbs), ("noun", lexicon.nouns)):
        for rows in table.values():
            findings += _check_rows(kind, rows, lexicon)
    return sorted(set(findings))


def _entries(lexicon: Lexicon) -> Iterator[Entry]:
    for table in (lexicon.verbs, lexicon.nouns):
        for rows in table.values():
            yield from (entry for _, entry in rows)


def _check_entry(entry: Entry, lexicon: Lexicon) -> Iterator[str]:
    for name in (*entry.object, *entry.target, *entry.agent):
        if name not in BUILT_IN_CLASSES and name not in lexicon.classes:
            yield f"{entry.id}: unknown class {name}"
    for patterns in (entry.verbs, entry.nouns):
        for pattern in sorted({p for p in patterns if patterns.count(p) > 1}):
            yield f"{entry.id}: {pattern} is listed twice"


def _check_rows(kind: str, rows: Iterable[tuple[str, Entry]], lexicon: Lexicon) -> Iterator[str]:
    earlier: list[tuple[str, Entry]] = []
    for phrase, entry in rows:  # in the order in which coding tries them
        for other_phrase, other in earlier:
            if other_phrase != phrase or other is entry or not _covers(other, entry, lexicon):
                continue
            if other.type != entry.type and _covers(entry, other, lexicon):
                yield f"{entry.id}: {kind} {phrase} contradicts {other.id}"
            else:
                yield f"{entry.id}: {kind} {phrase} is out of reach behind {other.id}"
            break
        earlier.append((phrase, entry))


def _covers(first: Entry, second: Entry, lexicon: Lexicon) -> bool:
    """Whether an entry accepts every clause that another accepts, as far as the tables say."""
    if first.modal and first.modal != second.modal:
        return False
    if not set(first.needs) <= set(second.needs):
        return False
    if not set(first.without) <= set(second.without):
        return False  # refuses clauses with a slot that the other allows
    for name in _CONDITIONS:
        wide, narrow = getattr(first, name), getattr(second, name)
        if wide and (not narrow or not _includes(wide, narrow, lexicon)):
            return False
    return True


def _includes(wide: tuple[str, ...], narrow: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether every class of `narrow` is one of `wide` or lies inside their words."""
    words = frozenset[str]().union(*(lexicon.classes.get(n, frozenset()) for n in wide))
    return all(n in wide or (n in lexicon.classes and lexicon.classes[n] <= words) for n in narrow)
