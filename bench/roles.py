"""Dependency rules and the encoder's PropBank roles as sources of participants, side by side.

    python -m bench.roles CORPORA [--keep FOLDER]

Prints the figures of own training, `events_dev` and MEANTIME for each policy of `POLICIES`. The
product has one policy (`kb/extract/roles.py`); the others exist here only, put in the place of
`kb.extract.predicates.complete` while a set is read.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.scorers import events_dev, meantime, own_gold
from bench.scorers.reading import Reader
from kb.config import Settings
from kb.extract import predicates
from kb.extract.roles import complete, encoder_slots
from kb.extract.syntax import Tree

Slots = Mapping[str, tuple[int, ...]]
Policy = Callable[[Tree, int, Slots], dict[str, tuple[int, ...]]]
_CLAUSAL = frozenset({"complement", "infinitive", "act", "named"})


def rules_only(tree: Tree, verb: int, rules: Slots) -> dict[str, tuple[int, ...]]:
    """What the dependency rules say."""
    return dict(rules)


def encoder_only(tree: Tree, verb: int, rules: Slots) -> dict[str, tuple[int, ...]]:
    """What the encoder says; the slots of clauses, which it has no roles for, from the rules."""
    found = encoder_slots(tree, verb)
    if found is None:
        return {}
    kept = {s: h for s, h in rules.items() if s in _CLAUSAL}
    return {**kept, **found}


def rules_filled(tree: Tree, verb: int, rules: Slots) -> dict[str, tuple[int, ...]]:
    """The rules; who acts and who is acted on from the encoder where the rules find nobody."""
    found = encoder_slots(tree, verb) or {}
    taken = {head for heads in rules.values() for head in heads}
    more = {
        s: heads
        for s in ("subj", "obj")
        if s not in rules and (heads := tuple(h for h in found.get(s, ()) if h not in taken))
    }
    return {**rules, **more}


def agents_filled(tree: Tree, verb: int, rules: Slots) -> dict[str, tuple[int, ...]]:
    """As `rules_filled`, for who acts alone."""
    if "subj" in rules:
        return dict(rules)
    found = rules_filled(tree, verb, rules)
    return {**rules, "subj": found["subj"]} if "subj" in found else dict(rules)


def encoder_first(tree: Tree, verb: int, rules: Slots) -> dict[str, tuple[int, ...]]:
    """Who acts and who is acted on from the encoder; from the rules where it names nobody."""
    found = encoder_slots(tree, verb) or {}
    return {**rules, **{s: found[s] for s in ("subj", "obj") if s in found}}


def agreed(tree: Tree, verb: int, rules: Slots) -> dict[str, tuple[int, ...]]:
    """The rules, but who acts and who is acted on only where the encoder agrees."""
    found = encoder_slots(tree, verb)
    if found is None:
        return dict(rules)
    named = {head for heads in found.values() for head in heads}
    return {
        s: heads for s, heads in rules.items() if s not in ("subj", "obj") or named & set(heads)
    }


POLICIES: Mapping[str, Policy] = {
    "rules only": rules_only,
    "encoder only": encoder_only,
    "encoder first, then rules": encoder_first,
    "rules, encoder where nobody": rules_filled,
    "rules, encoder where nobody acts": agents_filled,
    "rules where the encoder agrees": agreed,
    "the product's": complete,
}


@contextmanager
def policy_in_use(policy: Policy) -> Iterator[None]:
    """Read verbs by a policy for a while."""
    own = predicates.complete
    predicates.complete = policy
    try:
        yield
    finally:
        predicates.complete = own


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path, help="folder of the corpora")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep annotations here")
    arguments = parser.parse_args()
    reader = Reader(Settings(), arguments.keep)
    for name, policy in POLICIES.items():
        with policy_in_use(policy):
            own = own_gold.measure_training(reader, arguments.corpora)
            dev = events_dev.measure(reader, arguments.corpora)
            stock = meantime.measure(reader, arguments.corpora)
        print(
            f"| {name} | {own['event precision']:.3f} | {own['event recall']:.3f}"
            f" | {dev['type']:.3f} | {dev['both slots']:.3f} | {dev['events per sentence']:.2f}"
            f" | {stock['participant precision']:.3f} | {stock['participants']:.0f} |",
            flush=True,
        )
    reader.keep()


if __name__ == "__main__":
    main()
