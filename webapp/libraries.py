"""The browser libraries that `python -m webapp.assets` put beside the pages.

Without them every page shows the form it has without scripts.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, url_for

VENDOR = Path(__file__).parent / "static" / "vendor"
MANIFEST = "manifest.json"
REMEDY = "python -m webapp.assets"
# What the pages ask for -> package, and file in it. Of vis-timeline's builds only this one neither
# inserts <style>, which our Content-Security-Policy would refuse, nor is deprecated.
FILES: Mapping[str, tuple[str, str]] = {
    "yasqe.js": ("@zazuko/yasqe", "build/yasqe.min.js"),
    "yasqe.css": ("@zazuko/yasqe", "build/yasqe.min.css"),
    "moment.js": ("moment", "min/moment.min.js"),
    "vis-data.js": ("vis-data", "standalone/umd/vis-data.min.js"),
    "vis-timeline.js": ("vis-timeline", "peer/umd/vis-timeline-graph2d.min.js"),
    "vis-timeline.css": ("vis-timeline", "styles/vis-timeline-graph2d.min.css"),
    "d3-array.js": ("d3-array", "dist/d3-array.min.js"),
    "d3-geo.js": ("d3-geo", "dist/d3-geo.min.js"),
    "topojson.js": ("topojson-client", "dist/topojson-client.min.js"),
    "land-110m.json": ("world-atlas", "land-110m.json"),
    "land-50m.json": ("world-atlas", "land-50m.json"),
    "cytoscape.js": ("cytoscape", "dist/cytoscape.min.js"),
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of a library, as the manifest lists it."""

    package: str
    version: str
    licence: str
    sha256: str


def register(app: Flask, vendor: Path = VENDOR) -> None:
    """Let the templates of an application ask for libraries: `asset(NAME)` is an address or None.

    Says once, in the log, where the libraries are missing.
    """
    installed = read_manifest(vendor)
    if not installed:
        log.warning("pages show their plain form: no browser libraries", extra={"remedy": REMEDY})

    def asset(name: str) -> str | None:
        known = installed.get(name)
        if known is None:
            return None
        return url_for("static", filename=f"vendor/{name}", v=known.sha256[:12])

    app.jinja_env.globals["asset"] = asset


def read_manifest(vendor: Path = VENDOR) -> Mapping[str, Asset]:
    """Return the installed files by name; empty where they are not, or not completely, there."""
    try:
        listed = json.loads((vendor / MANIFEST).read_text(encoding="utf-8"))["files"]
        found = {name: Asset(**about) for name, about in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return found if all((vendor / name).is_file() for name in FILES.keys() & found) else {}
