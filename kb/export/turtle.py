"""Turtle: a timeline's statements grouped by subject."""

from __future__ import annotations

import re
from itertools import groupby
from typing import IO

from kb.export.graph import RDF_TYPE, XSD, Text, statements
from kb.export.words import cut
from kb.namespaces import PREFIXES, shrink
from kb.rows import Timeline

_LOCAL = re.compile(r"[A-Za-z]\w*:[A-Za-z_]([\w-]*\w)?", re.ASCII)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline as Turtle; a comment on top says where it was cut short."""
    note = cut(timeline)
    lines = [f"# {note}\n"] if note else []
    lines += [f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()]
    for subject, group in groupby(sorted(statements(timeline), key=_order), key=lambda s: s[0]):
        pairs = [f"{_verb(verb)} {_term(value)}" for _, verb, value in group]
        lines.append(f"\n{_iri(subject)} " + " ;\n    ".join(pairs) + " .\n")
    fp.write("".join(lines).encode())


def _order(statement: tuple[str, str, str | Text]) -> tuple[str, bool, str, str]:
    subject, verb, value = statement
    return subject, verb != RDF_TYPE, verb, value.value if isinstance(value, Text) else value


def _verb(iri: str) -> str:
    return "a" if iri == RDF_TYPE else _iri(iri)


def _iri(iri: str) -> str:
    short = shrink(iri)
    if _LOCAL.fullmatch(short):
        return short
    escaped = re.sub(r'[\x00-\x20<>"{}|^`\\]', lambda found: f"\\u{ord(found[0]):04X}", iri)
    return f"<{escaped}>"


def _term(value: str | Text) -> str:
    if isinstance(value, str):
        return _iri(value)
    quoted = '"' + re.sub(r'["\\\n\r\t]', lambda found: _ESCAPES[found[0]], value.value) + '"'
    if value.language:
        return f"{quoted}@{value.language}"
    return quoted if value.datatype == XSD + "string" else f"{quoted}^^{_iri(value.datatype)}"
