"""Triple stores: the only package that knows one.

`open_store` gives the embedded Oxigraph or a SPARQL 1.1 server behind the same `Store` protocol.
"""

from __future__ import annotations

from pathlib import Path

from kb.config import server_folder
from kb.errors import StoreLocked
from kb.store.base import Solutions, Store, Value, iri, literal
from kb.store.handover import GuestStore, read_offer
from kb.store.oxigraph import MEMORY, OxigraphStore
from kb.store.side import SIDE_FILE

__all__ = ["Solutions", "Store", "Value", "iri", "literal", "open_store"]


def open_store(
    location: str,
    *,
    read_only: bool = False,
    create: bool = True,
    renew: bool = False,
    guest: bool = True,
) -> Store:
    """Return the store at `location`: a directory, `memory:` or the http(s) URL of a server.

    How a URL names a server's endpoints and credentials: `kb.store.sparql_http.parse_location`.
    Where another process holds the directory and offers it (`kb serve` does), that process does
    the reading and writing, unless `guest` is false; else StoreLocked. StoreError where there is
    none and `create` is false or it cannot be reached. A store opened read-only sees a directory
    as it is now.
    With `renew`, a store of an older schema is emptied for the documents to be extracted again.
    """
    if location == MEMORY:
        return OxigraphStore(None)
    if location.startswith(("http://", "https://")):
        # Imported here: SPARQLWrapper brings all of rdflib, which a directory does not need.
        from kb.store.sparql_http import HttpStore, parse_location

        return HttpStore(
            parse_location(location),
            read_only=read_only,
            create=create,
            renew=renew,
            side=server_folder(location) / SIDE_FILE,
        )
    path = Path(location).expanduser()
    try:
        return OxigraphStore(path, read_only=read_only, create=create, renew=renew)
    except StoreLocked:
        offer = read_offer(path) if guest else None
        if offer is None:
            raise
        return GuestStore(path, offer)
