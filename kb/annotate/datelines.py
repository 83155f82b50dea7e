"""Datelines: "ABUJA, July 31 (Agency) - " before the first sentence of a story is no part of it."""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"""
    \s*
    [A-Z][A-Z.'’ -]*[A-Z]                 # the place in capitals
    (?:\s*/\s*[A-Z][A-Z.'’ -]*[A-Z])*     # a second place
    (?:,\ [\w.,' ]{2,40}?)?               # region and day
    \s*(?:\([^()]{2,40}\))?               # agency
    \s*[-–—]+\s+
    """,
    re.VERBOSE,
)


def dateline_length(paragraph: str) -> int:
    """Return the length of the dateline that opens a story's first paragraph, 0 without one."""
    match = _DATELINE.match(paragraph)
    return match.end() if match else 0
