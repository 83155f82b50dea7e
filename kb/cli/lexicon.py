"""`kb lexicon`: check the event lexicon and count it."""

from __future__ import annotations

import argparse
import sys

from kb.cli.options import Commands, add_command
from kb.config import Settings


def register(commands: Commands) -> None:
    """Add `kb lexicon check|count`."""
    parser = add_command(commands, "lexicon", lexicon, help="check or count the event lexicon")
    parser.add_argument("action", choices=("check", "count"))


def lexicon(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print what is wrong with the lexicon, status 1 if anything is; or how many patterns it has
    by type."""
    from kb.extract import check_lexicon, load_lexicon

    loaded = load_lexicon(settings.lexicon_dir)
    if arguments.action == "check":
        findings = check_lexicon(loaded)
        sys.stdout.writelines(f"{finding}\n" for finding in findings)
        return 1 if findings else 0
    counts: dict[str, int] = {}
    for table in (loaded.verbs, loaded.nouns):
        for rows in table.values():
            for _, entry in rows:
                counts[entry.type or "none"] = counts.get(entry.type or "none", 0) + 1
    sys.stdout.writelines(f"{type_:10} {n:5}\n" for type_, n in sorted(counts.items()))
    sys.stdout.write(f"{'all':10} {sum(counts.values()):5}\n")
    return 0
