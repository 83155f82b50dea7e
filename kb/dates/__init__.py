"""Calendar knowledge: temporal expressions in text, date strings, and publication dates."""

from kb.dates.document import date_document
from kb.dates.finder import find, read
from kb.dates.found import Found
from kb.dates.modes import choose_mode, choose_text_mode
from kb.dates.publication import infer_publication, reinfer_siblings
from kb.dates.resolver import find_times, reresolve, resolve
from kb.dates.strings import LANGUAGES, parse_date_string, publication_day

__all__ = [
    "LANGUAGES",
    "Found",
    "choose_mode",
    "choose_text_mode",
    "date_document",
    "find",
    "find_times",
    "infer_publication",
    "parse_date_string",
    "publication_day",
    "read",
    "reinfer_siblings",
    "reresolve",
    "resolve",
]
