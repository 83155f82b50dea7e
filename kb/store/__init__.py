"""Triple stores: the only package that knows one.

`open_store` gives the embedded Oxigraph or a SPARQL 1.1 server behind the same `Store` protocol.
"""

from __future__ import annotations

from pathlib import Path

from kb.store.base import Solutions, Store, Value, iri, literal
from kb.store.oxigraph import MEMORY, OxigraphStore

__all__ = ["Solutions", "Store", "Value", "iri", "literal", "open_store"]


def open_store(location: str, *, read_only: bool = False, create: bool = True) -> Store:
    """Return the store at `location`: a directory or `memory:`.

    StoreError where there is none and `create` is false, StoreLocked where another process holds
    the directory.
    """
    if location == MEMORY:
        return OxigraphStore(None)
    return OxigraphStore(Path(location).expanduser(), read_only=read_only, create=create)
