"""What the words on the pages mean."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webapp.negotiate import as_page

bp = Blueprint("about", __name__)


@bp.get("/about")
def about() -> ResponseReturnValue:
    """Explain status, confidence, dates and counts in plain words."""
    return as_page("about.html")
