"""The names of names.txt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "names.txt"


@dataclass(frozen=True)
class NameLists:
    """Names by kind; every list is in the order of the file."""

    given_names: tuple[str, ...]
    family_names: tuple[str, ...]
    countries: tuple[str, ...]
    cities: tuple[str, ...]
    organisations: tuple[str, ...]
    demonyms: tuple[str, ...]


def read_sections(file: Path) -> dict[str, list[str]]:
    """Return the lines of each [section] of `file`, without comments and blank lines."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        header = re.fullmatch(r"\[(\w+)\]", line)
        if header:
            lines = sections.setdefault(header[1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


def read_names() -> NameLists:
    """Read names.txt, where " | " or a line break stands between names."""
    sections = read_sections(FILE)
    lists = {
        section: tuple(name.strip() for name in " ".join(lines).split("|") if name.strip())
        for section, lines in sections.items()
    }
    return NameLists(**lists)
