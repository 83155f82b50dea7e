"""The pages: a read-only Flask application over a store."""

from webapp.app import create_app

__all__ = ["create_app"]
