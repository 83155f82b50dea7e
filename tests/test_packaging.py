"""Dependencies are pinned, explained and used; the wheel carries everything it needs."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"kb", "webapp", "bench", "tests", "training"}


def pins(name):
    """Return the pinned packages of a requirements file: normalised name -> version."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line and not line.startswith("-r"):
            package, version = line.split("==")
            found[normalised(package)] = version
    return found


def normalised(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(*folders):
    """Return the packages that provide the third-party modules imported under `folders`."""
    modules = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    modules.add(node.module.split(".")[0])
    local = OURS | {path.stem for folder in folders for path in (ROOT / folder).rglob("*.py")}
    foreign = modules - local - set(sys.stdlib_module_names)
    providers = packages_distributions()
    return {normalised(providers.get(module, [module])[0]) for module in foreign}


def rows():
    """Return the rows of docs/dependencies.md: normalised name -> reason."""
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| ([\w-]+) \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE)
    return {normalised(name): reason for name, reason in table if name != "package"}


@pytest.mark.parametrize(
    ("folders", "files"),
    [
        (("kb", "webapp"), ("requirements.txt",)),
        (("tests", "bench"), ("requirements.txt", "requirements-dev.txt")),
    ],
)
def test_every_import_is_pinned(folders, files):
    pinned = set().union(*(pins(name) for name in files))
    assert imported(*folders) <= pinned


def test_every_pin_is_explained():
    assert set(rows()) == set(pins("requirements.txt")) | set(pins("requirements-dev.txt"))
