"""From news articles to a graph of who did what to whom, according to whom.

`from kb import open_store` opens a store in Python; see docs/python.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.api import open_store

__all__ = ["__version__", "open_store"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import `open_store` when it is first asked for: commands need not wait for its packages."""
    if name != "open_store":
        raise AttributeError(f"module 'kb' has no attribute {name!r}")
    from kb.api import open_store

    return open_store
