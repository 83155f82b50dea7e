"""The data set as a whole: how much it is, its dumps, endpoints and descriptions, its licence."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Blueprint, abort, send_from_directory
from flask.typing import ResponseReturnValue

from kb.errors import InputError
from kb.query.browse import home_page
from kb.store.dumps import MANIFEST, Manifest, list_dumps
from webapp.negotiate import as_json, as_page
from webapp.site import kept, site

bp = Blueprint("data", __name__)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dump:
    """One dump that is offered: the name of its folder and its manifest."""

    name: str
    manifest: Manifest

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(part.size for part in self.manifest.parts)


def offered_dumps() -> list[Dump]:
    """Return the dumps in the folder of the setting `dumps`, but none that says too much.

    Where `publish_text` is off, dumps that hold the sentences of articles are left out.
    """
    settings = site().settings
    if settings.dumps is None:
        return []
    try:
        found = list_dumps(settings.dumps)
    except InputError as error:  # a damaged dump must not take the page away
        log.warning("%s", error)
        return []
    return [
        Dump(path.name, manifest)
        for path, manifest in found
        if settings.publish_text or not manifest.text
    ]


@bp.get("/data")
@bp.get("/data.<any(json):ext>")
def data(ext: str = "html") -> ResponseReturnValue:
    """Say what can be had as files, and where programs ask."""
    dumps = offered_dumps()
    counts = kept(home_page).totals
    if ext == "json":
        return as_json(totals=counts, dumps=dumps)
    return as_page(
        "data.html", ["json"], totals=counts, dumps=dumps, text=site().settings.publish_text
    )


@bp.get("/data/<name>/<file>")
def part(name: str, file: str) -> ResponseReturnValue:
    """Return one file of a dump that is offered."""
    found = next((dump for dump in offered_dumps() if dump.name == name), None)
    folder = site().settings.dumps
    if found is None or folder is None:
        abort(404)
    if file not in (MANIFEST, *(part.file for part in found.manifest.parts)):
        abort(404)
    return send_from_directory(folder.absolute() / name, file, as_attachment=file != MANIFEST)
