"""Acquisition: from paths and streams to raw items: bytes and where they come from."""

from kb.acquire.failure import Failure
from kb.acquire.jsonl import read_jsonl
from kb.acquire.paths import MAX_BYTES, read_paths

__all__ = ["MAX_BYTES", "Failure", "read_jsonl", "read_paths"]
