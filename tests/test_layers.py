"""Who may import whom: the table of docs/architecture.md, checked on the source."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASE = {"kb", "kb.errors", "kb.config", "kb.namespaces", "kb.ids", "kb.model", "kb.rows"}
BASE |= {"kb.sqlitefile"}
LIBRARIES = {"kb.dates", "kb.catalogue"}
STAGES = {"kb.acquire", "kb.clean", "kb.annotate", "kb.extract", "kb.rdf", "kb.record"}
ALLOWED = {
    **dict.fromkeys(BASE, BASE),
    "kb": BASE | {"kb.api"},  # `from kb import open_store`, imported when it is asked for
    "kb.api": BASE | {"kb.query", "kb.store"},
    "kb.mcp": BASE | {"kb.query", "kb.store", "kb.api"},
    **dict.fromkeys(LIBRARIES, BASE),
    **dict.fromkeys(STAGES, BASE | LIBRARIES),
    "kb.log": BASE,
    "kb.journal": BASE,
    "kb.runs": BASE | {"kb.journal", "kb.duplicates"},
    "kb.shacl": BASE,
    "kb.workers": BASE,
    "kb.duplicates": BASE,
    "kb.store": BASE,
    "kb.query": BASE | {"kb.store"},
    "kb.export": BASE,
    "kb.decisions": BASE | {"kb.journal"},
    "kb.corrections": BASE | {"kb.rdf", "kb.store", "kb.journal", "kb.decisions"},
    "kb.pipeline": (
        BASE
        | LIBRARIES
        | STAGES
        | {"kb.store", "kb.journal", "kb.runs", "kb.corrections", "kb.workers", "kb.duplicates"}
    ),
    "kb.__main__": {"kb.cli"},
    "webapp": BASE | {"kb.query", "kb.export", "kb.store"},
}
# `kb.cli` may import anything of `kb`, and `webapp` in `kb serve` alone.
FORBIDDEN_LIBRARIES = {
    "webapp": {"rdflib", "pyoxigraph", "oxrdflib", "SPARQLWrapper"},
    "kb.query": {"rdflib", "pyoxigraph", "oxrdflib", "SPARQLWrapper"},
    "kb.export": {"rdflib", "pyoxigraph", "oxrdflib", "SPARQLWrapper"},
    "kb.extract": {"rdflib", "pyoxigraph"},
    "kb.annotate": {"rdflib", "pyoxigraph"},
    "kb.clean": {"rdflib", "pyoxigraph"},
}


def sources():
    return sorted([*(ROOT / "kb").rglob("*.py"), *(ROOT / "webapp").rglob("*.py")])


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package(module):
    """Return the unit of the table that a module belongs to: `kb.x` or `webapp`."""
    parts = module.split(".")
    return "webapp" if parts[0] == "webapp" else ".".join(parts[:2])


def imports(path):
    """Return the modules that a source file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {
                f"{node.module}.{alias.name}" if node.module == "kb" else node.module
                for alias in node.names
            }
    return found


@pytest.mark.parametrize("path", sources(), ids=module_name)
def test_imports_follow_the_table(path):
    own = package(module_name(path))
    used = imports(path)
    ours = {package(name) for name in used if name.split(".")[0] in ("kb", "webapp")}
    ours = {"kb" if name.startswith("kb.__") and name != "kb.__main__" else name for name in ours}
    if own == "kb.cli":
        allowed = ours if module_name(path) == "kb.cli.serve" else ours - {"webapp"}
    else:
        assert own in ALLOWED, f"{own} is not in the table of docs/architecture.md"
        allowed = ALLOWED[own] | {own}
    assert ours <= allowed, f"{module_name(path)} imports {sorted(ours - allowed)}"
    libraries = {name.split(".")[0] for name in used}
    assert not libraries & FORBIDDEN_LIBRARIES.get(own, set())


def test_no_mutable_module_state():
    """Module globals are constants: no `global` statement anywhere."""
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not any(isinstance(node, ast.Global) for node in ast.walk(tree)), path


def test_the_check_can_fail(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("from kb.extract.events import find\nimport rdflib\nfrom kb import pipeline\n")
    assert imports(bad) == {"kb.extract.events", "rdflib", "kb.pipeline"}
    assert {package(name) for name in imports(bad)} == {"kb.extract", "rdflib", "kb.pipeline"}
