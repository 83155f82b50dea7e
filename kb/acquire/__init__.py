"""Acquisition: from files, streams and addresses to raw items: bytes and where they come from."""

from kb.acquire.failure import Failure
from kb.acquire.fields import FieldMap
from kb.acquire.jsonl import read_jsonl
from kb.acquire.paths import read_paths
from kb.acquire.reference import Reference
from kb.acquire.streams import MAX_BYTES

__all__ = [
    "MAX_BYTES",
    "Failure",
    "FieldMap",
    "Reference",
    "read_jsonl",
    "read_paths",
]
