"""Classes of nouns from WordNet's database files: `python training/noun_classes.py DICT`.

DICT is the folder with index.noun and data.noun (WordNet 3.0, licence in data/README.md). A noun
belongs to a class if its most frequent sense lies below one of the class's synsets, and it is one
lower-case word. The result is written to data/lexicon/nouns.toml: the extraction reads that file
and never WordNet itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "data" / "lexicon" / "nouns.toml"
# Class -> the words whose first noun sense heads it; a dot and a number name another sense.
ROOTS: Mapping[str, tuple[str, ...]] = {
    "person": ("person",),
    "group": ("organization", "people", "crowd.1", "ethnic_group", "family", "team"),
    "weapon": ("weapon", "ammunition", "explosive"),
    "aircraft": ("aircraft",),
    "ship": ("vessel.2",),
    "vehicle": ("vehicle",),
    "building": ("building", "structure", "facility"),
    "territory": ("region", "location", "geographic_area", "land.3"),
    "document": ("document", "legal_document", "written_agreement", "statement", "message"),
    "event": ("act.2", "event", "activity"),
    "money": ("money", "sum", "payment", "monetary_unit"),
    "relief": ("food", "foodstuff"),
}
# Words of everyday text whose usual sense in the news is another than WordNet's first.
EXCLUDED = frozenset(
    "case lead hand head face back general house state power ground party school church post "
    "line side body issue matter point part way thing something nothing number one two".split()
)


def main() -> None:
    """Write the classes."""
    folder = Path(sys.argv[1])
    parents, lemmas = _synsets(folder / "data.noun")
    senses = _senses(folder / "index.noun")
    lines = [
        "# Nouns by class, from WordNet 3.0 by training/noun_classes.py; do not edit.",
        "# Princeton University's licence: data/README.md. Added to the classes of classes.toml.",
        "",
    ]
    for name, roots in ROOTS.items():
        tops = {_root(root, senses) for root in roots}
        words = sorted(_members(tops, parents, senses, lemmas))
        lines.append(f"{name} = {_list(words)}")
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


def _synsets(path: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return synset -> hypernyms and synset -> lemmas of a data file (format: wndb(5WN))."""
    parents: dict[str, list[str]] = {}
    lemmas: dict[str, list[str]] = {}
    for line in path.read_text("latin-1").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" | ")[0].split()
        offset, count = fields[0], int(fields[3], 16)
        lemmas[offset] = [fields[4 + 2 * i] for i in range(count)]
        rest = fields[4 + 2 * count :]
        pointers = [rest[1 + 4 * i : 5 + 4 * i] for i in range(int(rest[0]))]
        parents[offset] = [p[1] for p in pointers if p[0] in ("@", "@i") and p[2] == "n"]
    return parents, lemmas


def _senses(path: Path) -> dict[str, list[str]]:
    """Return lemma -> its synsets, most frequent first."""
    found: dict[str, list[str]] = {}
    for line in path.read_text("latin-1").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split()
        count = int(fields[2])
        found[fields[0]] = fields[-count:]
    return found


def _root(name: str, senses: Mapping[str, list[str]]) -> str:
    lemma, _, number = name.partition(".")
    return senses[lemma][int(number or 1) - 1]


def _members(
    tops: set[str],
    parents: Mapping[str, list[str]],
    senses: Mapping[str, list[str]],
    lemmas: Mapping[str, list[str]],
) -> Iterator[str]:
    for lemma, synsets in senses.items():
        written = lemma in lemmas[synsets[0]]  # names are in capitals there
        plain = lemma.isalpha() and len(lemma) > 2 and lemma not in EXCLUDED
        if plain and written and _is_below(synsets[0], tops, parents):
            yield lemma


def _is_below(synset: str, tops: set[str], parents: Mapping[str, list[str]]) -> bool:
    return synset in tops or any(_is_below(p, tops, parents) for p in parents[synset])


def _list(words: list[str]) -> str:
    rows, row = [], "   "
    for word in words:
        if len(row) + len(word) > 110:
            rows.append(row)
            row = "   "
        row += f' "{word}",'
    return "[\n" + "\n".join([*rows, row]) + "\n]\n"


if __name__ == "__main__":
    main()
