"""Dependencies are pinned, explained and used; the wheel carries everything it needs."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import kb

ROOT = Path(__file__).resolve().parent.parent
OURS = {"kb", "webapp", "bench", "tests", "training"}
ARTICLE = """Norway sends generators to Moldova

OSLO, 14 January 2025 - Norway sent 40 generators to Moldova on Monday, the Norwegian foreign
ministry said. The ministry said the generators would be delivered to hospitals in Chisinau.
"""


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
    local = OURS | {path.stem for path in (ROOT / "training").glob("*.py")}
    local |= {path.stem for folder in ("tests", "bench") for path in (ROOT / folder).rglob("*.py")}
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


def test_every_pin_is_imported_or_says_why_not():
    used = imported("kb", "webapp", "tests", "bench")
    for package in (set(pins("requirements.txt")) - imported("kb", "webapp")) | (
        set(pins("requirements-dev.txt")) - used
    ):
        assert "not imported" in rows()[package], package


def test_every_pin_is_explained():
    assert set(rows()) == set(pins("requirements.txt")) | set(pins("requirements-dev.txt"))


def _not_packaged(folder, names):
    """Return what of a folder of the checkout is no source of the wheel."""
    if Path(folder) != ROOT:
        return {"__pycache__"}
    return set(names) - {
        *("kb", "webapp", "data", "ontology", "setup.py", "pyproject.toml", "MANIFEST.in"),
        *("requirements.txt", "README.md", "LICENSE"),
    }


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build the wheel from a copy of the checkout, install it in a folder and return that."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "checkout", ignore=_not_packaged)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    offline = ["--no-deps", "--no-index"]
    build = [*pip, "wheel", *offline, "--no-build-isolation", "-w", folder, folder / "checkout"]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", *offline, "--target", folder / "site", wheel], check=True)
    shutil.rmtree(folder / "checkout")
    return folder / "site"


@pytest.fixture
def installed_kb(installed, tmp_path):
    """Return a function that runs the installed `kb` in an empty folder."""

    def run(*arguments):
        env = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
        return subprocess.run(
            [installed / "bin" / "kb", *arguments],
            cwd=tmp_path,
            env=env | {"PYTHONPATH": str(installed)},
            capture_output=True,
            text=True,
            timeout=600,
        )

    return run


def test_the_wheel_carries_everything(installed):
    shipped = [*(ROOT / "data").rglob("*"), *(ROOT / "ontology").rglob("*")]
    for path in shipped:
        if path.is_file() and not path.name.startswith("."):
            assert (installed / "kb" / "resources" / path.relative_to(ROOT)).is_file(), path
    for path in [*(ROOT / "webapp").rglob("*"), *(ROOT / "kb").rglob("*")]:
        if path.is_file() and path.suffix != ".pyc" and "vendor" not in path.parts:
            assert (installed / path.relative_to(ROOT)).is_file(), path


def test_the_wheel_runs_outside_the_checkout(installed_kb, tmp_path):
    assert installed_kb("--version").stdout == f"kb {kb.__version__}\n"
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    done = installed_kb("ingest", "article.txt", "--store", "store")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 document ingested, 0 unchanged, 0 failed; ")
    done = installed_kb("stats", "--json", "--store", "store")
    assert json.loads(done.stdout)["documents"] == 1
