"""The notebook of the docs runs, and is the one that its script writes."""

from __future__ import annotations

from pathlib import Path

import nbformat

from bench.notebook import CELLS, NOTEBOOK, execute
from kb.store import open_store
from tests.query.events import DATA, parse

FINLAND = """GRAPH <graph/curated/more> { <actor/finland> a kb:State ; skos:prefLabel "Finland"@en .
  st:asserted skos:prefLabel "asserted"@en }
GRAPH <graph/links/d9> { <doc/d1/em/2> kb:refersTo <event/e9> }
GRAPH <graph/event/e9> { <event/e9> a kb:Event ; rdfs:label "Finland joins the League"@en ;
  kb:participant <actor/finland> ; kb:status st:asserted ; kb:date "2031-05-01" ; kb:sourceCount 1 ;
  kb:earliest "2031-05-01"^^xsd:date ; kb:latest "2031-05-01"^^xsd:date . }"""


def test_the_notebook_runs(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "store")) as store:
        store.load(parse(DATA + FINLAND))
    done = execute(str(tmp_path / "store"))
    outputs = [str(output) for cell in done.cells for output in cell.get("outputs", ())]
    assert any("datetime64[s]" in output for output in outputs)
    assert any("Finland joins the League" in output for output in outputs)
    assert any("Envoys met." in output for output in outputs)


def test_the_notebook_is_the_script_s() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    assert tuple(cell.source for cell in notebook.cells) == CELLS
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)  # executed before it was committed
    assert NOTEBOOK.stat().st_size < 20_000
