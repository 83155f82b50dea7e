"""What the views of one application share: its store and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from kb.config import Settings
from kb.store import Store

_KEY = "kb"


@dataclass(frozen=True, slots=True)
class Site:
    """One application's store and settings."""

    store: Store
    settings: Settings


def attach(app: Flask, site: Site) -> None:
    """Give an application its site."""
    app.extensions[_KEY] = site


def site() -> Site:
    """Return the site of the application that handles the current request."""
    return cast(Site, current_app.extensions[_KEY])


def store() -> Store:
    """Return the store of the application that handles the current request."""
    return site().store
