"""Calendar knowledge: temporal expressions in text, date strings, and publication dates."""

from kb.dates.finder import find, read
from kb.dates.found import Found
from kb.dates.resolver import find_times, reresolve, resolve
from kb.dates.strings import LANGUAGES, parse_date_string, publication_day

__all__ = [
    "LANGUAGES",
    "Found",
    "find",
    "find_times",
    "parse_date_string",
    "publication_day",
    "read",
    "reresolve",
    "resolve",
]
